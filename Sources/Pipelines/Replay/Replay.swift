import ByteIO
package import Diagnostics
import Formats

/// Puts repaired records back: reads a rejects file whose records somebody has mended, and writes them into the outputs of
/// the run that rejected them, each in its place.
///
///     let done = try await Replay("rejects.jsonl", into: ["out.csv"]) { try PipelineFile.parse(text: $0) }.run()
///
/// What comes out is, byte for byte, what the run would have written of the repaired input. All or nothing: while one record
/// is still wrong, no output changes.
package struct Replay: Sendable {
  /// What became of one output.
  package struct Outcome: Sendable, Equatable {
    package var path: String
    /// Records that were put into it.
    package var records: Int
  }

  /// Wrong records that are reported; the others are counted.
  private static let reported = 20

  private let rejects: String
  private let targets: [String]
  /// As `PipelineDeclaration.maximumTime`.
  package var maximumTime: Duration?
  private let parse: @Sendable (String) throws(DiagnosticList) -> PipelineDeclaration

  package init(
    _ rejects: String, into targets: [String],
    parse: @escaping @Sendable (String) throws(DiagnosticList) -> PipelineDeclaration
  ) {
    self.rejects = rejects
    self.targets = targets
    self.parse = parse
  }

  package func run(
    onTimeExceeded: @escaping @Sendable (Diagnostic) -> Void = { _ in }
  ) async throws(DiagnosticList) -> [Outcome] {
    let time = TimeLimit(maximumTime, say: onTimeExceeded)
    defer { time?.lift() }
    var reader = try RejectsReader(rejects)
    var places: [(path: String, index: Int)] = []
    for path in targets { places.append((path, try output(at: path, reader.header))) }
    if Set(places.map(\.index)).count < places.count {
      throw DiagnosticList(
        Diagnostic(.usage, "the same output is named twice", at: Location(context: "--into")))
    }
    var inputs: [String: ReplayInput] = [:]
    for input in reader.header.inputs {
      inputs[input.path] = try ReplayInput(input, reader.header, try parse(input.pipeline))
    }
    guard let first = inputs.values.first else {
      // Nothing was rejected: there is nothing to put back.
      return places.map { Outcome(path: $0.path, records: 0) }
    }
    var outputs: [OutputRewriter] = []
    do throws(DiagnosticList) {
      for (path, index) in places {
        outputs.append(
          try await OutputRewriter(
            path, index: index, reader.header, encoder: first.encoders[index], options: first.outputs[index].options))
      }
      try await insert(from: &reader, &inputs, into: &outputs)
      var writers: [OutputWriter] = []
      do throws(Diagnostic) {
        for index in outputs.indices { writers.append(try await outputs[index].finish()) }
      } catch {
        throw DiagnosticList(error)
      }
      time?.lift()
      try OutputWriter.publish(writers)
    } catch {
      for output in outputs { output.discard() }
      throw error
    }
    return outputs.map { Outcome(path: $0.path, records: $0.inserted) }
  }

  private func insert(
    from reader: inout RejectsReader, _ inputs: inout [String: ReplayInput], into outputs: inout [OutputRewriter]
  ) async throws(DiagnosticList) {
    var wrong: [Diagnostic] = []
    var wrongCount = 0
    var count = 0
    do throws(Diagnostic) {
      while let entry = try reader.next() {
        count += 1
        guard var input = inputs[entry.file] else {
          throw Diagnostic(
            .inputNotData, "no wrong record of that run is of '\(entry.file)'", at: reader.place)
        }
        let encoded: [ReplayInput.Encoded]
        do throws(Diagnostic) {
          encoded = try await input.encode(entry.raw)
        } catch {
          wrongCount += 1
          if wrongCount <= Self.reported { wrong.append(Self.placed(error, at: reader.place, entry)) }
          continue
        }
        inputs[entry.file] = input
        // Once a record is wrong the outputs are lost; the others are read for their errors.
        if wrongCount > 0 { continue }
        for index in outputs.indices where entry.output == nil || entry.output == outputs[index].index {
          let number = outputs[index].index
          try await outputs[index].insert(encoded[number], at: entry.places[number], from: reader.place)
        }
      }
    } catch {
      throw DiagnosticList(error)
    }
    guard wrongCount > 0 else { return }
    wrong.append(
      Diagnostic(
        .replayStillWrong,
        "\(wrongCount) of \(count) \(count == 1 ? "record is" : "records are") still wrong: no output was changed",
        at: Location(file: rejects), help: ["repair 'raw' of these lines, or delete a line to give its record up"]))
    throw DiagnosticList(wrong)
  }
  /// The finding with the line of the rejects file instead of a place in an input that is gone.
  private static func placed(_ diagnostic: Diagnostic, at place: Location, _ entry: RejectsReader.Entry) -> Diagnostic {
    var placed = diagnostic
    placed.location = Location(file: place.file, line: place.line, field: diagnostic.location.field)
    return placed
  }

  /// The output of the run that the file at `path` is: the one whose digest it has.
  private func output(at path: String, _ header: ReplayHeader) throws(DiagnosticList) -> Int {
    let digest: FileDigest
    do throws(Diagnostic) {
      digest = try FileDigest(ofFile: path)
    } catch {
      throw DiagnosticList(error)
    }
    let same = header.outputs.indices.filter { header.outputs[$0].sha256 == digest.sha256 }
    if let index = same.first(where: { FilePaths.isSameFile(header.outputs[$0].path, path) }) ?? same.first {
      return index
    }
    let isKnown = header.outputs.contains { $0.path == path || FilePaths.isSameFile($0.path, path) }
    throw DiagnosticList(
      Diagnostic(
        .replayRefused,
        isKnown ? "\(path) was changed since the run that rejected these records" : "\(path) is no output of that run",
        at: Location(file: path),
        notes: ["its sha256 is \(digest.sha256)"]
          + header.outputs.map { "the run wrote \($0.path) with \($0.sha256)" },
        help: ["repair the input and run again"]))
  }
}
