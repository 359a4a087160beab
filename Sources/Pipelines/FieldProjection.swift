import Diagnostics
import Formats
import Records

/// Resolves `--fields` against the visible columns of a stream.
///
/// Selectors are read left to right: a name or a glob adds columns in place, `-name` or `-glob*` takes columns away, `new=old` adds one
/// under a new name. A list that only takes away starts from every column. The result is in the order of the list.
struct FieldProjection: Sendable, Equatable {
  var selectors: [FieldSelector]
  var place: WrittenPlace

  /// The names that must be decoded whatever the probe saw; empty and `needsAll` when a glob or an exclusion is used.
  var names: [String] {
    selectors.compactMap {
      switch $0 {
      case .include(let name): Self.isGlob(name) ? nil : name
      case .rename(_, let old): old
      case .exclude: nil
      }
    }
  }

  var needsAll: Bool {
    selectors.contains {
      switch $0 {
      case .include(let name): Self.isGlob(name)
      case .exclude: true
      case .rename: false
      }
    }
  }

  /// The projection that leaves these fields of `visible`.
  func resolve(over visible: Projection, schema: Schema) throws(DiagnosticList) -> Projection {
    var findings: [Diagnostic] = []
    var fields: [ProjectedField] = []
    if startsFromEverything { fields = visible.fields }
    for (index, selector) in selectors.enumerated() {
      switch selector {
      case .include(let pattern): add(pattern, named: nil, index)
      case .rename(let new, let old): add(old, named: new, index)
      case .exclude(let pattern):
        let matched = matches(pattern, in: visible.fields)
        if matched.isEmpty { findings.append(unknown(pattern, index, visible)) }
        fields.removeAll { field in matched.contains { $0.column == field.column } }
      }
    }
    func add(_ pattern: String, named new: String?, _ index: Int) {
      var matched = matches(pattern, in: visible.fields)
      if matched.isEmpty, visible.isWhole { matched = member(pattern, in: schema) }
      if matched.isEmpty { findings.append(unknown(pattern, index, visible)) }
      for field in matched {
        let name = new ?? field.name
        if new == nil, fields.contains(where: { $0.column == field.column && $0.nameBytes == field.nameBytes }) {
          continue
        }
        fields.append(ProjectedField(column: field.column, name: name))
      }
    }
    findings += collisions(in: fields)
    if fields.isEmpty, findings.isEmpty {
      findings.append(
        Diagnostic(.projection, "no field is left", at: place.location, help: ["--fields names at least one field"]))
    }
    if !findings.isEmpty { throw DiagnosticList(findings) }
    return Projection(
      fields: fields, isWhole: false, keepsUnseen: visible.keepsUnseen && startsFromEverything && schema.isOpen,
      keepsGeometry: visible.keepsGeometry)
  }

  /// True for a list that only takes away.
  var startsFromEverything: Bool {
    selectors.allSatisfy {
      if case .exclude = $0 { true } else { false }
    }
  }

  private func matches(_ pattern: String, in fields: [ProjectedField]) -> [ProjectedField] {
    let bytes = Array(pattern.utf8)
    if Self.isGlob(pattern), !fields.contains(where: { $0.nameBytes == bytes }) {
      return fields.filter { Glob.matches(bytes, $0.nameBytes) }
    }
    return fields.filter { $0.nameBytes == bytes }
  }

  /// The id or a foreign member of a GeoJSON feature, and the distance of a geofilter: no field until somebody names it.
  private func member(_ name: String, in schema: Schema) -> [ProjectedField] {
    guard let column = schema.index(of: name) else { return [] }
    if column == schema.distance { return [ProjectedField(column: column, name: name)] }
    switch schema.fields[column].role {
    case .featureID, .foreignMember: return [ProjectedField(column: column, name: name)]
    case .property, .geometry: return []
    }
  }

  private func unknown(_ name: String, _ index: Int, _ visible: Projection) -> Diagnostic {
    let near = Suggestion.nearest(to: name, in: visible.fields.map(\.name)).map { "did you mean '\($0)'?" }
    let (message, notes) = (
      "no field '\(name)'", ["fields: " + visible.fields.prefix(12).map(\.name).joined(separator: ", ")]
    )
    let help =
      name == DistanceColumn.name ? ["--geofilter.distance LAT,LON,RADIUS gives records their 'dist' in metres"] : []
    if place.texts.indices.contains(index) {
      return place.texts[index].diagnostic(.unknownField, message, label: near, notes: notes, help: help)
    }
    return Diagnostic(.unknownField, message, at: place.location, notes: notes, help: (near.map { [$0] } ?? []) + help)
  }

  private func collisions(in fields: [ProjectedField]) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (index, field) in fields.enumerated()
    where fields[..<index].contains(where: { $0.nameBytes == field.nameBytes }) {
      found.append(
        Diagnostic(
          .nameCollision, "two fields would be called '\(field.name)'", at: place.location,
          help: ["--fields new=\(field.name) gives one of them another name"]))
    }
    return found
  }

  private static func isGlob(_ pattern: String) -> Bool { pattern.utf8.contains(UInt8(ascii: "*")) }
}

/// Matches names against patterns in which `*` stands for any run of bytes: two pointers, linear in practice.
enum Glob {
  static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    let star = UInt8(ascii: "*")
    var p = 0
    var n = 0
    var retry: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == star {
        retry = (p + 1, n)
        p += 1
      } else if p < pattern.count, pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let (pattern, start) = retry {
        p = pattern
        n = start + 1
        retry = (pattern, start + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == star }
  }
}
