import Aggregates
import ByteIO
import Bytes
package import Diagnostics
import Records
import Schemas

extension FacetPart {
  /// Reads a part; anything that is not whole, or of another version, is an error with its line.
  package init(contentsOf path: String) throws(DiagnosticList) {
    let bytes: [UInt8]
    do throws(Diagnostic) {
      bytes = try Self.content(of: path)
    } catch {
      throw DiagnosticList(error)
    }
    let lines = bytes.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false)
    guard lines.count >= 3, lines[lines.count - 1].isEmpty else { throw Self.invalid(path, 1, "it is not whole") }
    try self.init(header: Array(lines[0]), path: path)
    guard let end = try? Self.json(Array(lines[lines.count - 2]), path), end["groups"]?.count == lines.count - 3 else {
      throw Self.invalid(path, lines.count - 1, "the number of groups is missing or wrong: the file is not whole")
    }
    var scratch = ByteBuilder()
    for index in 1..<(lines.count - 2) {
      if !read(group: Array(lines[index]), &scratch) { throw Self.invalid(path, index + 1, "this line is no group") }
    }
  }

  /// The whole file: a part has as many bytes as its values need.
  private static func content(of path: String) throws(Diagnostic) -> [UInt8] {
    var source = try ByteSources.open(path: path)
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var count = 0
    while true {
      if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
      let read = try source.read(into: &bytes, at: count, upTo: bytes.count - count)
      if read == 0 { return Array(bytes[..<count]) }
      count += read
    }
  }

  private init(header: [UInt8], path: String) throws(DiagnosticList) {
    guard let root = try? Self.json(header, path), root["weir"]?.string == "facets" else {
      throw Self.invalid(path, 1, "it does not begin as a part does")
    }
    guard let version = root["version"]?.count, version == Self.version else {
      throw DiagnosticList(
        Diagnostic(
          .partInvalid, "this part has version \(root["version"]?.scalarText ?? "?"), this weir reads \(Self.version)",
          at: Location(file: path, line: 1), help: ["count it again with this weir"]))
    }
    guard let question = root["question"]?.string, let zone = root["zone"]?.string,
      let records = root["records"]?.count
    else { throw Self.invalid(path, 1, "its header lacks something") }
    self.question = question
    self.zone = zone
    inputs = []
    specs = []
    for value in root["inputs"]?.children ?? [] {
      guard let file = value["file"]?.string, let bytes = value["bytes"]?.count, let digest = value["sha256"]?.string
      else { throw Self.invalid(path, 1, "its header has an input without name and digest") }
      inputs.append(Input(file: file, bytes: bytes, sha256: digest))
    }
    for value in root["facets"]?.children ?? [] {
      guard let spec = FacetSpec(value) else { throw Self.invalid(path, 1, "its header has a facet that is none") }
      specs.append(spec)
    }
    state = FacetState(facets: specs.count)
    state.records = records
  }

  /// `[0,"2012/09",3,"2012"]`.
  private mutating func read(group line: [UInt8], _ scratch: inout ByteBuilder) -> Bool {
    // Loads of eight bytes may reach behind the text.
    let bytes = line + [UInt8](repeating: 0, count: byteSlack)
    var walker = ElementWalker(from: 0, to: line.count)
    guard let facet = walker.next(in: bytes.span), let key = walker.next(in: bytes.span),
      let count = walker.next(in: bytes.span),
      let index = NumberText.int64(bytes.span, from: facet.start, to: facet.end), index >= 0, index < specs.count,
      let records = NumberText.int64(bytes.span, from: count.start, to: count.end), records >= 0,
      let path = Self.text(bytes, key, &scratch)
    else { return false }
    var parent: [UInt8]?
    if let above = walker.next(in: bytes.span) {
      parent = Self.text(bytes, above, &scratch)
      if parent == nil { return false }
    }
    return state.facets[Int(index)].add(
      path.span, from: 0, to: path.count, count: Int(records), above: parent)
  }

  private static func text(
    _ bytes: [UInt8], _ value: (start: Int, end: Int, hasEscape: Bool), _ scratch: inout ByteBuilder
  ) -> [UInt8]? {
    guard value.end - value.start >= 2, bytes[value.start] == ASCII.quote, bytes[value.end - 1] == ASCII.quote else {
      return nil
    }
    guard value.hasEscape else { return Array(bytes[(value.start + 1)..<(value.end - 1)]) }
    scratch.clear()
    FieldText.unescape(bytes.span, value.start + 1, value.end - 1, .json, into: &scratch)
    return scratch.bytes
  }

  private static func json(_ line: [UInt8], _ path: String) throws(DiagnosticList) -> PlacedValue {
    try PlacedJSON(DescriptorText(name: path, bytes: line)).root
  }

  private static func invalid(_ path: String, _ line: Int, _ reason: String) -> DiagnosticList {
    DiagnosticList(
      Diagnostic(
        .partInvalid, "\(path) is no part of facets: \(reason)", at: Location(file: path, line: line),
        help: ["weir facets … --partial FILE writes one"]))
  }
}

extension FacetSpec {
  fileprivate init?(_ value: PlacedValue) {
    func texts(_ name: String) -> [[UInt8]]? { value[name]?.children.compactMap { $0.string.map { Array($0.utf8) } } }
    guard let name = value["name"]?.string, let separator = value["separator"]?.string, !separator.isEmpty,
      let sort = value["sort"]?.string.flatMap({ FacetSort(rawValue: $0) }), let refined = texts("refined"),
      let excluded = texts("excluded")
    else { return nil }
    self.init(name: name, separator: Array(separator.utf8))
    self.sort = sort
    self.refined = refined
    self.excluded = excluded
    limit = value["limit"]?.count
  }
}
