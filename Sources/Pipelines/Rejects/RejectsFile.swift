import ByteIO
import Bytes
import Diagnostics
import Formats

/// The rejects file: a header, then a JSON object for each rejected record.
///
///     {"weir":"rejects","version":1}
///     {"file":"a.csv","member":null,"line":3,"record":2,"byte":17,"length":5,…,"raw":"2;x;y","output_index":[1]}
///
/// `byte` and `length` say where the record stands in its (decompressed) input, `line` and `column` where the mistake is,
/// `output_index` how many records each output had when it was met: where the repaired record belongs.
struct RejectsFile: Sendable {
  private var writer: OutputWriter
  private var line = ByteBuilder(capacity: 1 << 12)

  init(_ path: String, overwrites: Bool) throws(DiagnosticList) {
    writer = try OutputWriter(path, compression: .auto, overwrites: overwrites)
    line.append(Array("{\"weir\":\"rejects\",\"version\":1}\n".utf8))
  }

  mutating func write(
    _ record: RejectedRecord, _ diagnostic: Diagnostic, byte: Int, output: Int?, places: [Int]
  ) async throws(Diagnostic) {
    let place = diagnostic.location
    append("{\"file\":", text: place.file)
    append(",\"member\":", number: nil)
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
    try await flush(atLeast: 1 << 16)
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

  private mutating func flush(atLeast count: Int) async throws(Diagnostic) {
    guard line.count >= count else { return }
    try await writer.write(line.bytes)
    line.clear()
  }

  mutating func finish() async throws(Diagnostic) -> OutputWriter {
    try await flush(atLeast: 1)
    try await writer.finish()
    return writer
  }

  func discard() { writer.discard() }
}

/// Base64 (RFC 4648 section 4).
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
      for digit in 0..<4 {
        text.append(digit <= count ? alphabet[Int(group >> (18 - 6 * UInt32(digit)) & 63)] : 0x3D)
      }
    }
    return text
  }
}
