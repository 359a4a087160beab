import Bytes
import Diagnostics
import Records

/// What is common to the probes of the JSON formats.
enum JSONProbe {
  /// Records that are looked at before any is read.
  static let bytes = 1 << 20

  /// The length of the byte-order mark; UTF-16 is refused.
  static func byteOrderMark(_ probe: Span<UInt8>) throws(DiagnosticList) -> Int {
    try EncodingChoice.refuseUTF16(probe)
    return probe.count >= 3 && probe[0] == 0xEF && probe[1] == 0xBB && probe[2] == 0xBF ? 3 : 0
  }

  /// The probed part as a chunk.
  static func chunk(_ probe: Span<UInt8>, from start: Int, cut: Cut?, isWhole: Bool) -> Chunk {
    var bytes = probe.array(from: 0, to: probe.count)
    bytes.append(contentsOf: repeatElement(0, count: byteSlack))
    return Chunk(
      bytes: bytes, start: start, end: cut?.end ?? probe.count, context: cut?.context ?? 0,
      isLast: isWhole)
  }

  /// A diagnostic with what stands before the records counted.
  static func list(_ failure: Diagnostic, prologue: Int, lines: Int = 0) -> DiagnosticList {
    var failure = failure
    failure.location = failure.location.rebased(file: nil, lines: lines, records: 0, bytes: prologue)
    return DiagnosticList(failure)
  }

  /// The learned names as fields, at most as many as keep a chunk's slots in bounds: records that share few names
  /// (each with a key of its own) would multiply. What is left out stays in the record's raw text.
  static func fields(
    _ keys: JSONKeyTable, widest: Int, rows: Int, bytes: Int, options: ReadOptions
  ) throws(DiagnosticList) -> [Field] {
    guard widest <= options.maximumFields else {
      throw DiagnosticList(
        Diagnostic(
          .tooManyFields, "a record has \(widest) members, more than \(options.maximumFields)",
          help: ["--max-fields \(widest) allows them"]))
    }
    let chunkRows = max(1, rows * (256 << 10) / max(bytes, 1))
    let ceiling = max(widest, (4 << 20) / chunkRows)
    return (0..<min(keys.count, ceiling)).map { Field(String(decoding: keys.name($0), as: UTF8.self)) }
  }
}
