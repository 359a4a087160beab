import ByteIO
import Bytes
import Diagnostics
import Schemas

/// Reads a rejects file: its header, then one record after the other.
struct RejectsReader: Sendable {
  /// A repaired record and its place.
  struct Entry: Sendable {
    /// Line of the rejects file.
    var line: Int
    var file: String
    var raw: [UInt8]
    /// The only output that could not write it; nil: no output has it.
    var output: Int?
    /// Records that each output had before it.
    var places: [Int]
  }

  let header: ReplayHeader
  private let path: String
  private var source: PeekableSource
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var position = 0
  private var end = 0
  private var line = 0

  init(_ path: String) throws(DiagnosticList) {
    self.path = path
    let first: PlacedJSON
    do throws(Diagnostic) {
      source = try ByteSources.open(path: path, compression: .auto)
      let text = try Self.nextLine(&source, &buffer, &position, &end)
      first = try Self.json(text ?? [], path, line: 1)
    } catch {
      throw DiagnosticList(error)
    }
    line = 1
    header = try ReplayHeader(first.root, path: path)
  }

  /// The next record; nil at the end.
  mutating func next() throws(Diagnostic) -> Entry? {
    while true {
      line += 1
      guard let text = try Self.nextLine(&source, &buffer, &position, &end) else { return nil }
      if text.allSatisfy({ $0 <= ASCII.space }) { continue }
      return try entry(Self.json(text, path, line: line).root)
    }
  }

  private func entry(_ value: PlacedValue) throws(Diagnostic) -> Entry {
    func wrong(_ message: String) -> Diagnostic { Diagnostic(.inputNotData, message, at: place) }
    guard let file = value["file"]?.string else { throw wrong("'file' must say which input the record is of") }
    let raw: [UInt8]
    if let text = value["raw"]?.string {
      raw = Array(text.utf8)
    } else if let bytes = value["raw_base64"]?.string.flatMap(Base64.decode) {
      raw = bytes
    } else {
      throw wrong("'raw' must hold the text of the record, or 'raw_base64' its bytes")
    }
    let places = value["output_index"]?.children.compactMap(\.count) ?? []
    guard places.count == header.outputs.count else {
      throw wrong("'output_index' must hold \(header.outputs.count) numbers, one for each output of the run")
    }
    return Entry(line: line, file: file, raw: raw, output: value["output"]?.count, places: places)
  }

  /// Where the line at hand is.
  var place: Location { Location(file: path, line: line) }

  private static func json(_ text: [UInt8], _ path: String, line: Int) throws(Diagnostic) -> PlacedJSON {
    do throws(DiagnosticList) {
      return try PlacedJSON(DescriptorText(name: path, bytes: text))
    } catch {
      var diagnostic = error.diagnostics[0]
      diagnostic.code = .jsonSyntax
      diagnostic.location.line = line
      diagnostic.location.byte = nil
      throw diagnostic
    }
  }

  /// The next line without its end; nil after the last one.
  private static func nextLine(
    _ source: inout PeekableSource, _ buffer: inout [UInt8], _ position: inout Int, _ end: inout Int
  ) throws(Diagnostic) -> [UInt8]? {
    var text: [UInt8] = []
    var isThere = false
    while true {
      if position == end {
        end = try source.read(into: &buffer, at: 0, upTo: buffer.count)
        position = 0
        if end == 0 { return isThere ? text : nil }
      }
      isThere = true
      let feed = buffer[position..<end].firstIndex(of: ASCII.lineFeed)
      text += buffer[position..<(feed ?? end)]
      position = feed.map { $0 + 1 } ?? end
      if feed != nil { return text }
    }
  }
}
