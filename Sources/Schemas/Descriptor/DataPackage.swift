package import Diagnostics

/// The resources of a `datapackage.json`, as far as reading one of them needs.
package struct DataPackage: Sendable {
  /// One table: where it is, how it is spelled, what it holds.
  package struct Resource: Sendable {
    package var name: String?
    package var paths: [String]
    package var dialect: DeclaredDialect
    /// As the package spells it, and where.
    package var encoding: (name: String, value: PlacedValue)?
    fileprivate var value: PlacedValue

    /// The schema: an object of the package, or a path from the package's directory.
    package enum Schema: Sendable {
      case inline(PlacedValue)
      case file(String, PlacedValue)
    }
    package var schema: Schema
  }

  private let document: PlacedValue
  private let resources: [PlacedValue]

  /// True for a document that lists resources, or is one.
  package static func describes(_ document: PlacedValue) -> Bool {
    document["fields"] == nil && (document["resources"] != nil || document["schema"] != nil)
  }

  package init(_ document: PlacedValue) throws(DiagnosticList) {
    self.document = document
    guard document["resources"] != nil else {
      resources = [document]
      return
    }
    var reading = DescriptorReading()
    resources = reading.array(document, "resources") ?? []
    for resource in resources where resource.kind != .object {
      reading.refuse(resource, "a resource is an object, this is \(resource.kind.words)")
    }
    if reading.errors.isEmpty, resources.isEmpty { reading.refuse(document, "the package has no resource") }
    if !reading.errors.isEmpty { throw DiagnosticList(reading.errors) }
  }

  /// The resource that describes an input: the one whose path the input's path ends with, or the only one.
  package func resource(for input: String) throws(DiagnosticList) -> Resource {
    let wanted = Self.components(input)
    var best: (length: Int, resource: PlacedValue)?
    var isUnclear = false
    for resource in resources {
      for path in Self.paths(resource) {
        let length = Self.commonEnd(wanted, Self.components(path))
        guard length > 0 else { continue }
        isUnclear = length == best?.length
        if length > best?.length ?? 0 { best = (length, resource) }
      }
    }
    if let best, !isUnclear { return try read(best.resource) }
    if best == nil, resources.count == 1 { return try read(resources[0]) }
    let name = wanted.last ?? input
    throw DiagnosticList(
      document.diagnostic(
        .schemaResource,
        isUnclear
          ? "more than one resource of the package has a path that ends in '\(name)'"
          : "no resource of the package has a path that ends in '\(name)'",
        notes: resources.prefix(12).map { resource in
          "resource '\(resource["name"]?.string ?? "")': " + Self.paths(resource).joined(separator: ", ")
        },
        help: ["--schema may name the Table Schema itself"]))
  }

  private func read(_ value: PlacedValue) throws(DiagnosticList) -> Resource {
    var reading = DescriptorReading()
    let name = reading.string(value, "name")
    let paths = reading.strings(value, "path", mayBeOne: true) ?? []
    for path in paths where path.hasPrefix("/") || path.split(separator: "/").contains("..") {
      reading.refuse(value["path"] ?? value, "'\(path)' leaves the directory of the package")
    }
    let encoding = reading.string(value, "encoding").flatMap { name in value["encoding"].map { (name, $0) } }
    var dialect = DeclaredDialect()
    if let object = reading.object(value, "dialect") { dialect.read(object, &reading) }
    var schema: Resource.Schema?
    if let member = value["schema"] {
      switch member.kind {
      case .object: schema = .inline(member)
      case .string:
        let path = member.string ?? ""
        if path.contains("://") { reading.refuse(member, "'\(path)' is not fetched: weir reads files only") }
        schema = .file(path, member)
      default: reading.refuse(member, "'schema' is \(member.kind.words), expected an object or a path")
      }
    } else {
      reading.refuse(value, "resource '\(name ?? "")' has no schema")
    }
    guard reading.errors.isEmpty, let schema else { throw DiagnosticList(reading.errors) }
    return Resource(name: name, paths: paths, dialect: dialect, encoding: encoding, value: value, schema: schema)
  }

  // MARK: Paths

  private static func paths(_ resource: PlacedValue) -> [String] {
    guard let path = resource["path"] else { return [] }
    return path.string.map { [$0] } ?? path.children.compactMap(\.string)
  }

  /// The parts of a path; `.gz` is no part of a name.
  private static func components(_ path: String) -> [String] {
    var parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
    if let last = parts.last, last.lowercased().hasSuffix(".gz") { parts[parts.count - 1] = String(last.dropLast(3)) }
    return parts
  }

  private static func commonEnd(_ one: [String], _ other: [String]) -> Int {
    zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
  }
}

/// How a resource says its delimited text is spelled (CSV Dialect 1, Table Dialect 2). nil: not said.
package struct DeclaredDialect: Sendable, Equatable {
  package var delimiter: UInt8?
  /// 0: no quoting.
  package var quote: UInt8?
  package var escape: UInt8?
  package var hasHeader: Bool?
  package var headerRows: Int?
  package var spaceFollowsDelimiter = false
  package var comment: String?
  package var endsLinesWithCR = false
  package var nullText: String?
  package var remarks: [String] = []

  package init() {}

  mutating func read(_ object: PlacedValue, _ reading: inout DescriptorReading) {
    delimiter = reading.character(object, "delimiter")
    if let member = object["quoteChar"] {
      quote = member.kind == .null || member.string == "" ? 0 : reading.character(object, "quoteChar")
    }
    if let member = object["escapeChar"], member.kind != .null {
      let found = reading.character(object, "escapeChar")
      // A quote that escapes a quote is a doubled quote.
      if found != quote ?? 0x22 { escape = found }
    }
    let isDoubled = reading.boolean(object, "doubleQuote")
    if isDoubled == false, escape == nil { remarks.append("dialect: a quote inside quotes is read doubled") }
    hasHeader = reading.boolean(object, "header")
    readHeaderRows(object, &reading)
    spaceFollowsDelimiter = reading.boolean(object, "skipInitialSpace") ?? false
    comment = reading.string(object, "commentChar")
    if comment == "" { comment = nil }
    if let end = reading.string(object, "lineTerminator") {
      endsLinesWithCR = end == "\r"
      if !["\r", "\n", "\r\n"].contains(end), let value = object["lineTerminator"] {
        reading.refuse(value, "'lineTerminator' is neither \\n, \\r\\n nor \\r")
      }
    }
    nullText = reading.string(object, "nullSequence")
    for key in ["commentRows", "headerJoin", "sheetName", "sheetNumber", "table", "property", "itemType", "itemKeys"]
    where object[key] != nil { remarks.append("dialect: \(key) is not read") }
  }

  private mutating func readHeaderRows(_ object: PlacedValue, _ reading: inout DescriptorReading) {
    guard let rows = reading.array(object, "headerRows"), let value = object["headerRows"] else { return }
    guard rows.map(\.count) == (0..<rows.count).map({ $0 + 1 }) else {
      return reading.refuse(value, "'headerRows' are not the first rows: weir reads a header there only")
    }
    if rows.isEmpty { hasHeader = false } else if rows.count > 1 { headerRows = rows.count }
  }
}
