import ByteIO
import Diagnostics

/// One input of a run and the paths of its outputs.
struct InputJob: Sendable, Equatable {
  var input: String
  var outputs: [String]
}

/// Turns the paths and globs of a declaration into jobs, and refuses outputs that would meet, before anything is read.
enum InputExpansion {
  static func jobs(of declaration: PipelineDeclaration) throws(DiagnosticList) -> [InputJob] {
    let inputs = try expand(declaration.input)
    let jobs = inputs.map { input in
      InputJob(input: input, outputs: declaration.outputs.map { target(of: $0, for: input) })
    }
    var owner: [String: String] = [:]
    var errors: [Diagnostic] = []
    for job in jobs {
      for output in job.outputs where output != "-" || jobs.count > 1 || job.outputs.filter({ $0 == "-" }).count > 1 {
        if let other = owner[output] {
          errors.append(collision(output, other, job.input))
        }
        owner[output] = job.input
      }
      for output in job.outputs where output != "-" && job.input != "-" {
        if FilePaths.isSameFile(declaration.input.resolve(job.input), output) {
          errors.append(
            Diagnostic(
              .outputCollision, "'\(output)' is the input: writing it would destroy what is read",
              help: ["-o names another file"]))
        }
      }
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
    return jobs
  }

  private static func target(of output: OutputDeclaration, for input: String) -> String {
    let parts = output.path.components(separatedBy: "{stem}")
    return Paths.resolve(parts.joined(separator: Paths.stem(input)), from: output.baseDirectory)
  }

  private static func collision(_ output: String, _ first: String, _ second: String) -> Diagnostic {
    let name = output == "-" ? "standard output" : "'\(output)'"
    return first == second
      ? Diagnostic(.outputCollision, "two outputs are \(name)", help: ["give each output a path of its own"])
      : Diagnostic(
        .outputCollision, "'\(first)' and '\(second)' would both be written to \(name)",
        help: ["-o 'DIR/{stem}.EXT' names an output for each input"])
  }

  private static func expand(_ input: InputDeclaration) throws(DiagnosticList) -> [String] {
    var paths: [String] = []
    for path in input.paths {
      guard path.contains("*"), path != "-" else {
        paths.append(path)
        continue
      }
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
      paths += listed.map { directory + $0 }
    }
    return paths
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
