import ByteIO
import Diagnostics

/// Inputs that are read one after the other into the same outputs, and the paths of those.
struct InputJob: Sendable, Equatable {
  var inputs: [InputPath]
  var outputs: [String]

  /// True when a file is among the inputs, whatever it is called there.
  fileprivate func reads(_ path: String, _ input: InputDeclaration) -> Bool {
    inputs.contains { !$0.isStandardInput && FilePaths.isSameFile(input.resolve($0.path), path) }
  }
}

extension ErrorHandling {
  /// Where rejects go, as the system is to be asked.
  fileprivate var paths: [String] {
    [rejectsPath, rawRejectsPath].compactMap { $0 }.map { Paths.resolve($0, from: baseDirectory) }
  }
}

/// Turns the paths, globs and lists of a declaration into jobs, and refuses outputs that would meet, before any input is
/// read.
///
/// Outputs named with `{stem}` make a job of each input; without it all inputs are one job.
enum InputExpansion {
  static func jobs(of declaration: PipelineDeclaration) throws(DiagnosticList) -> [InputJob] {
    let jobs = try group(inputs(of: declaration.input), declaration.outputs)
    var owner: [String: String] = [:]
    var errors: [Diagnostic] = []
    for job in jobs {
      let name = job.inputs.first?.path ?? ""
      for output in job.outputs where output != "-" || jobs.count > 1 || job.outputs.filter({ $0 == "-" }).count > 1 {
        let place = output == "-" ? output : FilePaths.place(of: output)
        if let other = owner[place] { errors.append(collision(output, other, name)) }
        owner[place] = name
      }
      for output in job.outputs where output != "-" && FilePaths.exists(output) {
        if job.reads(output, declaration.input) { errors.append(destroyed(output, help: "-o names another file")) }
      }
    }
    // By what they are, not by how they are spelled: globs, lists and links name files, too.
    for path in declaration.errors.paths {
      if let other = owner[FilePaths.place(of: path)] { errors.append(collision(path, other, "the rejects")) }
      if FilePaths.exists(path), jobs.contains(where: { $0.reads(path, declaration.input) }) {
        errors.append(destroyed(path, help: "--rejects names another file"))
      }
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
    return jobs
  }

  private static func destroyed(_ output: String, help: String) -> Diagnostic {
    Diagnostic(.outputCollision, "'\(output)' is the input: writing it would destroy what is read", help: [help])
  }

  /// Every input that the paths, globs and lists name.
  static func inputs(of declaration: InputDeclaration) throws(DiagnosticList) -> [InputPath] {
    let inputs = try expand(declaration)
    try checkStandardInput(inputs, declaration)
    return inputs
  }

  private static func group(
    _ inputs: [InputPath], _ outputs: [OutputDeclaration]
  ) throws(DiagnosticList) -> [InputJob] {
    let named = outputs.count { $0.path.contains("{stem}") }
    if named == outputs.count || inputs.count == 1 {
      return inputs.map { input in InputJob(inputs: [input], outputs: outputs.map { target(of: $0, for: input) }) }
    }
    guard named == 0, let first = inputs.first else {
      throw DiagnosticList(
        Diagnostic(
          .outputCollision, "one output is for all inputs, and another has {stem} for each of them",
          notes: outputs.map { "output: \($0.path)" },
          help: ["write {stem} in every output path, or in none", "or run twice"]))
    }
    return [InputJob(inputs: inputs, outputs: outputs.map { target(of: $0, for: first) })]
  }

  private static func checkStandardInput(
    _ inputs: [InputPath], _ declaration: InputDeclaration
  ) throws(DiagnosticList) {
    let uses = inputs.count(where: \.isStandardInput) + declaration.paths.count { $0 == "@-" }
    guard uses > 1 else { return }
    throw DiagnosticList(
      Diagnostic(
        .usage, "standard input is named \(uses) times, and it can be read once",
        at: inputs.last(where: \.isStandardInput)?.listed ?? Location(),
        help: ["name it once, or save it to a file first"]))
  }

  private static func target(of output: OutputDeclaration, for input: InputPath) -> String {
    let parts = output.path.components(separatedBy: "{stem}")
    return Paths.resolve(parts.joined(separator: Paths.stem(input.path)), from: output.baseDirectory)
  }

  private static func collision(_ output: String, _ first: String, _ second: String) -> Diagnostic {
    let name = output == "-" ? "standard output" : "'\(output)'"
    return first == second
      ? Diagnostic(.outputCollision, "two outputs are \(name)", help: ["give each output a path of its own"])
      : Diagnostic(
        .outputCollision, "'\(first)' and '\(second)' would both be written to \(name)",
        help: ["-o 'DIR/{stem}.EXT' names an output for each input; without {stem} all inputs become one output"])
  }

  private static func expand(_ input: InputDeclaration) throws(DiagnosticList) -> [InputPath] {
    var paths: [InputPath] = []
    for path in input.paths {
      if let list = InputList(path) {
        paths += try list.paths(resolving: input.resolve)
      } else if path.contains("*"), path != "-" {
        paths += try matches(path, in: input).map { InputPath($0) }
      } else {
        paths.append(InputPath(path))
      }
    }
    return paths
  }

  private static func matches(_ path: String, in input: InputDeclaration) throws(DiagnosticList) -> [String] {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { String(path[...$0]) } ?? ""
    let pattern = Array(path[(slash.map { path.index(after: $0) } ?? path.startIndex)...].utf8)
    let listed = FilePaths.names(in: input.resolve(directory.isEmpty ? "." : directory))
      .filter { $0.first != "." && Glob.matches(pattern, Array($0.utf8)) }.sorted {
        Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
      }
    if listed.isEmpty {
      throw DiagnosticList(Diagnostic(.inputMissing, "no file matches '\(path)'"))
    }
    return listed.map { directory + $0 }
  }
}

extension String {
  /// The pieces between occurrences of a separator.
  fileprivate func components(separatedBy separator: String) -> [String] {
    var pieces: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      pieces.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return pieces + [String(rest)]
  }
}
