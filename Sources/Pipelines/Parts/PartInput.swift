import ByteIO
import Diagnostics
import Schemas

/// An input that a part has read, or the bytes of it that belong to a shard.
package struct PartInput: Sendable, Equatable {
  package var file: String
  /// Of the whole file.
  package var bytes: Int
  package var sha256: String
  /// The bytes that were read; nil: all of them.
  package var range: Range<Int>?

  var json: JSONValue {
    .object(
      [("file", .text(file)), ("bytes", .integer(bytes)), ("sha256", .text(sha256))]
        + (range.map { [("from", .integer($0.lowerBound)), ("to", .integer($0.upperBound))] } ?? []))
  }

  init(file: String, bytes: Int, sha256: String, range: Range<Int>? = nil) {
    self.file = file
    self.bytes = bytes
    self.sha256 = sha256
    self.range = range
  }

  init?(_ value: PlacedValue) {
    guard let file = value["file"]?.string, let bytes = value["bytes"]?.count, let digest = value["sha256"]?.string
    else {
      return nil
    }
    self.init(file: file, bytes: bytes, sha256: digest)
    guard value["from"] != nil || value["to"] != nil else { return }
    guard let from = value["from"]?.count, let to = value["to"]?.count, from <= to, to <= bytes else { return nil }
    range = from..<to
  }

  private var extent: Range<Int> { range ?? 0..<bytes }

  private func isSameFile(as other: PartInput) -> Bool { sha256 == other.sha256 && bytes == other.bytes }

  /// True when some bytes were read for both. An input that is empty was read for both, too.
  func overlaps(_ other: PartInput) -> Bool {
    isSameFile(as: other) && (range == nil && other.range == nil || extent.overlaps(other.extent))
  }

  /// The bytes of two that overlap; nil where both are whole.
  func common(with other: PartInput) -> Range<Int>? {
    range == nil && other.range == nil ? nil : extent.clamped(to: other.extent)
  }

  /// In an order of their own, neighbouring shards of a file as one.
  static func joined(_ inputs: [PartInput]) -> [PartInput] {
    let sorted = inputs.sorted {
      ($0.file, $0.sha256, $0.extent.lowerBound, $0.extent.upperBound)
        < ($1.file, $1.sha256, $1.extent.lowerBound, $1.extent.upperBound)
    }
    var joined: [PartInput] = []
    for input in sorted {
      // An empty shard has read nothing.
      if let range = input.range, range.isEmpty { continue }
      guard let last = joined.last, last.file == input.file, last.isSameFile(as: input), let range = last.range,
        range.upperBound == input.extent.lowerBound
      else {
        joined.append(input)
        continue
      }
      let both = range.lowerBound..<input.extent.upperBound
      joined[joined.count - 1].range = both
    }
    // What has all of its bytes is whole.
    for index in joined.indices where joined[index].range == 0..<joined[index].bytes { joined[index].range = nil }
    return joined
  }

  /// The first bytes of a file that no shard among them has read.
  static func firstGap(in inputs: [PartInput]) -> (input: PartInput, gap: Range<Int>)? {
    for input in inputs where input.range != nil {
      let ranges = inputs.filter { $0.isSameFile(as: input) }.map(\.extent).sorted { $0.lowerBound < $1.lowerBound }
      var end = 0
      for range in ranges {
        if range.lowerBound > end { return (input, end..<range.lowerBound) }
        end = max(end, range.upperBound)
      }
      if end < input.bytes { return (input, end..<input.bytes) }
    }
    return nil
  }
}

extension PartInput {
  /// The inputs of a run with their digests; empty where no part is written.
  static func inputs(of run: BoundRun, _ trace: JobTrace?) async throws(DiagnosticList) -> [PartInput] {
    guard let trace, run.first.outputs.contains(where: \.writesPart) else { return [] }
    var inputs: [PartInput] = []
    for input in trace.inputs {
      do throws(Diagnostic) {
        guard let digest = try await input.digest() else { continue }
        inputs.append(
          PartInput(
            file: input.path.displayName, bytes: digest.bytes, sha256: digest.sha256, range: input.shard?.range))
      } catch {
        throw DiagnosticList(error)
      }
    }
    return inputs
  }
}

extension BoundOutput {
  /// It leaves a part, not an answer.
  var writesPart: Bool { tally?.isPartial ?? false }
}
