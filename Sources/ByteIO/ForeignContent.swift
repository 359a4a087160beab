import Bytes
package import Diagnostics

/// Something that is no table of text, recognised by its first bytes: compressed with a codec that weir does not read, a
/// workbook, an archive, or the page that a server sent instead of the data.
///
/// Such inputs would fail somewhere with a message about delimiters or UTF-8; here they are called by their name.
package struct ForeignContent: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// The command that decompresses to standard output.
    case compressed(command: String)
    /// A command that writes one member of the archive, and the name of its first one.
    case archive(command: String, member: String?)
    case page(title: String?)
    case document
  }

  /// What it is: `compressed with zstd`, `an HTML page`.
  let name: String
  let kind: Kind

  private init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// nil: nothing of the kind, or nothing that is known here.
  package static func recognise(_ bytes: Span<UInt8>) -> ForeignContent? {
    for known in signatures where begins(bytes, with: known.bytes) {
      return ForeignContent(known.name, known.kind)
    }
    if begins(bytes, with: [0x50, 0x4B, 0x03, 0x04]) { return zip(bytes) }
    // "BZh", the block size, and the digits of pi before the first block.
    if bytes.count >= 10, begins(bytes, with: Array("BZh".utf8)), bytes.holds([0x31, 0x41, 0x59], from: 4, to: 7) {
      return ForeignContent("compressed with bzip2", .compressed(command: "bzip2 -dc"))
    }
    if isZlib(bytes) { return ForeignContent("compressed with zlib", .compressed(command: "pigz -dc")) }
    if bytes.count >= 262, bytes.holds(Array("ustar".utf8), from: 257, to: 262) {
      return ForeignContent("a tar archive", .archive(command: "tar -xOf", member: text(bytes, from: 0, to: 100)))
    }
    return markup(bytes)
  }

  /// A zlib header (RFC 1950) is two bytes that text may begin with too: `x^`. Compressed data soon holds control bytes.
  private static func isZlib(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 8, bytes[0] == 0x78, [0x01, 0x5E, 0x9C, 0xDA].contains(bytes[1]) else { return false }
    return (2..<min(64, bytes.count)).contains { bytes[$0] < 0x09 || bytes[$0] > 0x0D && bytes[$0] < 0x1B }
  }

  private static let signatures: [(bytes: [UInt8], name: String, kind: Kind)] = [
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd", .compressed(command: "zstd -dc")),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed with xz", .compressed(command: "xz -dc")),
    ([0x1F, 0x8B], "compressed with gzip", .compressed(command: "gzip -dc")),
    ([0x1F, 0x9D], "compressed with compress", .compressed(command: "gzip -dc")),
    ([0x04, 0x22, 0x4D, 0x18], "compressed with lz4", .compressed(command: "lz4 -dc")),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", .archive(command: "7z x -so", member: nil)),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an Excel workbook (xls)", .document),
    (Array("%PDF-".utf8), "a PDF document", .document),
    (Array("PAR1".utf8) + [0x15], "a Parquet file", .document),
    (Array("ARROW1".utf8) + [0, 0], "an Arrow file", .document),
    (Array("SQLite format 3".utf8) + [0], "an SQLite database", .document),
  ]

  /// A local file header holds the name of its member: workbooks are zip archives with well-known ones.
  private static func zip(_ bytes: Span<UInt8>) -> ForeignContent {
    guard bytes.count >= 30 else { return ForeignContent("a zip archive", .archive(command: "unzip -p", member: nil)) }
    let length = Int(bytes[26]) | Int(bytes[27]) << 8
    let member = text(bytes, from: 30, to: min(30 + length, bytes.count))
    let isOpenDocument =
      member == "mimetype" && contains(bytes, Array("vnd.oasis.opendocument".utf8), within: 200)
    if isOpenDocument { return ForeignContent("an OpenDocument file", .document) }
    let isOffice = ["[Content_Types].xml", "_rels/.rels", "docProps/", "xl/", "word/"].contains { name in
      member?.hasPrefix(name) ?? false
    }
    if isOffice { return ForeignContent("an Excel workbook or another Office file (xlsx)", .document) }
    return ForeignContent("a zip archive", .archive(command: "unzip -p", member: member))
  }

  /// Pages and XML answers, behind a byte-order mark and white space.
  private static func markup(_ bytes: Span<UInt8>) -> ForeignContent? {
    var start = begins(bytes, with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < bytes.count, start < 512, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[start]) { start += 1 }
    func opens(_ tag: String) -> Bool {
      let tag = Array(tag.utf8)
      guard start + tag.count <= bytes.count else { return false }
      return tag.indices.allSatisfy { ASCII.lowercased(bytes[start + $0]) == tag[$0] }
    }
    if opens("<!doctype html") || opens("<html") || opens("<head>") {
      return ForeignContent("an HTML page", .page(title: title(bytes)))
    }
    return opens("<?xml") ? ForeignContent("an XML document", .page(title: title(bytes))) : nil
  }

  private static func title(_ bytes: Span<UInt8>) -> String? {
    let head = String(decoding: bytes.array(from: 0, to: min(bytes.count, 4096)), as: UTF8.self)
    guard let open = head.firstRange(of: "<title>") ?? head.firstRange(of: "<TITLE>"),
      let close = head[open.upperBound...].firstIndex(of: "<")
    else { return nil }
    let words = head[open.upperBound..<close].split(whereSeparator: \.isWhitespace)
    return words.isEmpty ? nil : String(words.joined(separator: " ").prefix(80))
  }

  private static func begins(_ bytes: Span<UInt8>, with prefix: [UInt8]) -> Bool {
    bytes.count >= prefix.count && bytes.holds(prefix, from: 0, to: prefix.count)
  }

  private static func contains(_ bytes: Span<UInt8>, _ wanted: [UInt8], within limit: Int) -> Bool {
    let last = min(bytes.count, limit) - wanted.count
    return last >= 0 && (0...last).contains { bytes.holds(wanted, from: $0, to: $0 + wanted.count) }
  }

  /// Printable ASCII up to a NUL, nil when there is none: a name for a command line.
  private static func text(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> String? {
    let name = bytes.array(from: start, to: end).prefix { $0 != 0 }
    guard !name.isEmpty, name.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != 0x27 }) else { return nil }
    return String(decoding: name, as: UTF8.self)
  }
}

extension ForeignContent {
  /// I008 or I009. `path` as the user wrote it, `-` for standard input; `format`: what weir should read then.
  package func diagnostic(path: String, format: String) -> Diagnostic {
    let isInput = path == "-"
    let file = isInput ? "standard input" : path
    let place = Location(file: file, byte: 0)
    let weir = "weir convert -f \(format)"
    switch kind {
    case .compressed(let command):
      return Diagnostic(
        .inputCompressed, "\(file) is \(name), which weir does not read", at: place,
        help: [
          isInput ? "decompress it first: ... | \(command) | \(weir)" : "\(command) \(Self.quoted(path)) | \(weir)"
        ])
    case .archive(let command, let member):
      let notes = member.map { ["its first member is '\($0)'"] } ?? []
      let inside = member.map { " " + Self.quoted($0) } ?? ""
      return Diagnostic(
        .inputCompressed, "\(file) is \(name), which weir does not read", at: place, notes: notes,
        help: [isInput ? "unpack it to a file first" : "\(command) \(Self.quoted(path))\(inside) | \(weir)"])
    case .page(let title):
      return Diagnostic(
        .inputNotData, "\(file) is \(name), not \(format)", at: place,
        notes: title.map { ["its title is '\($0)'"] } ?? [],
        help: ["a server that has no data often answers with such a page: look at it, then fetch the data again"])
    case .document:
      return Diagnostic(
        .inputNotData, "\(file) is \(name), not \(format)", at: place,
        help: ["open it with the program it belongs to and save its table as CSV (UTF-8)"])
    }
  }

  private static func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      byte >= 0x80 || ASCII.isDigit(byte) || (0x61...0x7A).contains(ASCII.lowercased(byte))
        || [0x2D, 0x2E, 0x2F, 0x5F].contains(byte)
    }
    return isPlain
      ? path : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
