package import Aggregates
package import Bytes
package import Diagnostics
package import Formats
import Records
package import Schemas

/// What was counted of the values of some fields: a line for each value.
///
///     [0,"FR",12]
///     [1,"2012/09",3,"2012"]
///
/// The facet, the path of the value, how many records have it, and the level above. In the order of facet and path.
package struct FacetPayload: PartPayload {
  package static let kind = "facets"
  package static let formats = FacetFormat.names

  let specs: [FacetSpec]
  private var state: FacetState

  init(_ specs: [FacetSpec], _ state: FacetState) {
    self.specs = specs
    self.state = state
  }

  package var answer: FacetAnswer { FacetAnswer(state, specs) }

  package func document(
    format: String?, path: String, options: WriteOptions
  ) throws(DiagnosticList) -> [[UInt8]] {
    try FacetFormat(format, path: path, options: options).document(answer)
  }

  package func answersSame(as other: any PartPayload) -> Bool { (other as? FacetPayload)?.specs == specs }

  package mutating func merge(_ other: any PartPayload) -> Bool {
    guard let other = other as? FacetPayload else { return false }
    state.merge(other.state)
    return true
  }

  package func write(to builder: inout ByteBuilder) -> Int {
    var groups = 0
    for (index, facet) in state.facets.enumerated() {
      let keys = facet.counts.indices.map { facet.table.key($0) }
      for group in keys.indices.sorted(by: { keys[$0].lexicographicallyPrecedes(keys[$1]) }) {
        var line: [JSONValue] = [
          .integer(index), .text(String(decoding: keys[group], as: UTF8.self)), .integer(facet.counts[group]),
        ]
        let parent = Int(facet.parents[group])
        if parent >= 0 { line.append(.text(String(decoding: keys[parent], as: UTF8.self))) }
        builder.append(JSONValue.array(line).line + "\n")
        groups += 1
      }
    }
    return groups
  }

  package var header: [(String, JSONValue)] {
    [("records", .integer(state.records)), ("facets", .array(specs.map(\.json)))]
  }

  // MARK: Reading

  package init?(_ header: PlacedValue) {
    guard let records = header["records"]?.count, let facets = header["facets"] else { return nil }
    var specs: [FacetSpec] = []
    for value in facets.children {
      guard let spec = FacetSpec(value) else { return nil }
      specs.append(spec)
    }
    self.init(specs, FacetState(facets: specs.count))
    state.records = records
  }

  package mutating func read(_ bytes: [UInt8], count: Int, _ scratch: inout ByteBuilder) -> Bool {
    var walker = ElementWalker(from: 0, to: count)
    guard let facet = walker.next(in: bytes.span), let key = walker.next(in: bytes.span),
      let number = walker.next(in: bytes.span),
      let index = NumberText.int64(bytes.span, from: facet.start, to: facet.end), index >= 0, index < specs.count,
      let records = NumberText.int64(bytes.span, from: number.start, to: number.end), records >= 0,
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
}

extension FacetSpec {
  fileprivate var json: JSONValue {
    func texts(_ paths: [[UInt8]]) -> JSONValue { .array(paths.map { .text(String(decoding: $0, as: UTF8.self)) }) }
    return .object([
      ("name", .text(name)), ("sort", .text(sort.rawValue)), ("limit", limit.map { .integer($0) } ?? .null),
      ("separator", .text(String(decoding: separator, as: UTF8.self))), ("refined", texts(refined)),
      ("excluded", texts(excluded)),
    ])
  }

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
