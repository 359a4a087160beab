import Records

/// What a schema calls a column of an input: its name, and what a header may say instead.
package struct DeclaredName: Sendable, Equatable {
  package var name: String
  package var label: String?

  package init(name: String, label: String? = nil) {
    self.name = name
    self.label = label
  }
}

extension [DeclaredName] {
  /// The names of the columns that a header names, and what had to be settled. A column that is called by the label of a
  /// field gets the field's name, unless another column has that name; so does one without any name, by its place.
  func naming(_ header: [String], isGiven: Bool) -> (names: [String], findings: [Finding]) {
    guard !isEmpty else { return (header, []) }
    guard isGiven else {
      let names = header.enumerated().map { $0 < count ? self[$0].name : $1 }
      return (names, [Finding("names", "the schema's", evidence: "the input has no header: columns follow the schema")])
    }
    var names = header
    var renamed: [String] = []
    for field in self {
      guard let label = field.label, label != field.name, !header.contains(where: { isSame($0, field.name) }) else {
        continue
      }
      let columns = header.indices.filter { isSame(header[$0], label) }
      guard columns.count == 1 else { continue }
      names[columns[0]] = field.name
      renamed.append("'\(label)' is '\(field.name)'")
    }
    guard !renamed.isEmpty else { return (names, []) }
    let more = renamed.count > 3 ? " and \(renamed.count - 3) more" : ""
    return (
      names,
      [
        Finding(
          "labels", "\(renamed.count) columns have the schema's labels",
          evidence: renamed.prefix(3).joined(separator: ", ") + more)
      ]
    )
  }

  /// Names are compared as bytes.
  private func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}

extension ReadOptions {
  /// The columns of an input whose records name their own: what the probe found; for `--columns schema` the fields of the
  /// schema, and every other name is unseen.
  func columns(probed: [Field]) -> [Field] {
    guard columns == .schema else { return probed }
    return declaredNames.map { Field($0.name) } + probed.filter { $0.role != .property }
  }
}
