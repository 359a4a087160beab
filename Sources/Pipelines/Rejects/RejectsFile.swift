import ByteIO
import Bytes
import Diagnostics
import Formats

/// The rejects file: a header, then a JSON object for each rejected record.
///
///     {"weir":"rejects","version":1,"tool":"weir 0.1.0","inputs":[…],"outputs":[…],…}
///     {"file":"a.csv","member":null,"line":3,"record":2,"byte":17,"length":5,…,"raw":"2;x;y","output_index":[1]}
///
/// `member` is the gzip member that holds the record's first byte, from 1; null where the input is not gzip. `byte` and `length`
/// say where the record stands in its (decompressed) input, `line` and `column` where the mistake is,
/// `output_index` how many records each output had when it was met: where the repaired record belongs. The header holds
/// the digests of the outputs, so it is written last, and the objects wait in a temporary file.
struct RejectsFile: Sendable {
  private let path: String
  private var writer: OutputWriter
  private var line = ByteBuilder(capacity: 1 << 12)
  /// nil until there is something to keep.
  private var spool: Spool?
  private let directory: String

  /// - Parameter directory: of the temporary file.
  init(_ path: String, overwrites: Bool, directory: String) throws(DiagnosticList) {
    self.path = path
    self.directory = directory
    writer = try OutputWriter(path, compression: .auto, overwrites: overwrites)
  }

  mutating func write(
    _ record: RejectedRecord, _ diagnostic: Diagnostic, member: Int?, byte: Int, output: Int?, places: [Int]
  ) async throws(Diagnostic) {
    let place = diagnostic.location
    append("{\"file\":", text: place.file)
    append(",\"member\":", number: member)
    append(",\"line\":", number: place.line)
    append(",\"record\":", number: place.record)
    append(",\"byte\":", number: byte)
    append(",\"length\":", number: record.raw.count)
    append(",\"column\":", number: place.column)
    append(",\"field\":", text: place.field)
    append(",\"code\":", text: diagnostic.code.rawValue)
    append(",\"message\":", text: diagnostic.message)
    appendRaw(record.raw)
    if let output { append(",\"output\":", number: output) }
    line.append(Array(",\"output_index\":[\(places.map(String.init).joined(separator: ","))]}\n".utf8))
    if line.count >= 1 << 16 { try keep() }
  }

  /// Text as a JSON string; what is not UTF-8 as base64.
  private mutating func appendRaw(_ raw: [UInt8]) {
    if UTF8Check.validPrefix(raw.span, from: 0, to: raw.count) == raw.count {
      line.append(Array(",\"raw\":\"".utf8))
      line.appendJSONEscaped(raw.span, from: 0, to: raw.count)
    } else {
      line.append(Array(",\"raw_base64\":\"".utf8))
      line.append(Base64.encode(raw))
    }
    line.append(ASCII.quote)
  }

  private mutating func append(_ key: String, number: Int?) {
    line.append(Array((key + (number.map(String.init) ?? "null")).utf8))
  }

  private mutating func append(_ key: String, text: String?) {
    line.append(Array(key.utf8))
    guard let text else { return line.append(Array("null".utf8)) }
    let bytes = Array(text.utf8)
    line.append(ASCII.quote)
    line.appendJSONEscaped(bytes.span, from: 0, to: bytes.count)
    line.append(ASCII.quote)
  }

  private mutating func keep() throws(Diagnostic) {
    let spool = if let kept = spool { kept } else { try Spool(directory: directory) }
    let bytes = line.bytes
    try spool.append(bytes, from: 0, to: bytes.count)
    line.clear()
    self.spool = spool
  }

  /// Writes the header, then what was kept.
  mutating func finish(_ header: RejectsHeader) async throws(Diagnostic) -> OutputWriter {
    try await writer.write(Array((header.json.line + "\n").utf8))
    if let spool {
      var source = try spool.makeSource(name: path)
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = try source.read(into: &buffer, at: 0, upTo: buffer.count)
        if count == 0 { break }
        try await writer.write(Array(buffer[..<count]))
      }
    }
    try await writer.write(line.bytes)
    try await writer.finish()
    return writer
  }

  func discard() { writer.discard() }
}
