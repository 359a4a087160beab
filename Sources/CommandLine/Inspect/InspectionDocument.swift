import Diagnostics
import Formats
import Geo
import PipelineFiles
import Pipelines
import Profiles
import Records

/// An inspection for programs. The keys are stable: they are listed in the documentation, article Inspect.
struct InspectionDocument {
  private let inspection: Inspection
  private let words: InspectionWords
  private let path: String

  init(_ inspection: Inspection, path: String) {
    self.inspection = inspection
    words = InspectionWords(inspection)
    self.path = path
  }

  var json: JSONValue {
    .object([
      ("file", path == "-" ? .null : .text(path)),
      ("format", .text(inspection.format)),
      ("complete", .boolean(inspection.extent == .whole)),
      ("examined", .text(InspectionWords.extent(inspection, isStandardInput: path == "-"))),
      ("records", .integer(inspection.profile.records)),
      ("bytes", .integer(inspection.bytes)),
      (
        "findings",
        .array(
          inspection.findings.map {
            .object([("topic", .text($0.topic)), ("value", .text($0.value)), ("evidence", .text($0.evidence))])
          })
      ),
      ("options", options),
      ("columns", .array(inspection.columns.map(column))),
      (
        "geometries",
        .array(zip(inspection.geometries, inspection.profile.geometries).map { geometry($0, $1) })
      ),
      ("changes", .object(inspection.changes.made.map { ("\($0.change)", .integer($0.count)) })),
      ("notes", .array(InspectionWords.notes(inspection).map { .text($0) })),
      ("error", inspection.failure.map(error) ?? .null),
    ])
  }

  /// The read options with every guess filled in, as the pipeline file spells them.
  private var options: JSONValue {
    .object(
      OptionTable.read.compactMap { option in
        let texts = option.spell(inspection.options)
        guard let first = texts.first else { return nil }
        let key = option.section.isEmpty ? option.name : option.section + "." + option.name
        return (key, texts.count == 1 ? .text(first) : .array(texts.map { .text($0) }))
      })
  }

  private func column(_ column: InspectedColumn) -> JSONValue {
    let profile = column.profile
    let range = column.range
    return .object([
      ("name", .text(column.name)),
      ("role", .text("\(column.role)")),
      ("type", .text(column.typeName)),
      ("basis", .text("\(column.type.basis == .declared ? "declared" : "values")")),
      ("evidence", .text(words.evidence(column))),
      ("values", .integer(profile.values)),
      ("nulls", .integer(profile.nulls)),
      ("absent", .integer(profile.absent)),
      ("empty_texts", .integer(profile.emptyTexts)),
      ("quoted", .integer(profile.quoted)),
      ("formulas", .integer(profile.formulas)),
      ("distinct", Self.distinct(column.distinct)),
      ("least", range.map { Self.text($0.least) } ?? .null),
      ("greatest", range.map { Self.text($0.greatest) } ?? .null),
      ("shortest", profile.lengths.shortest.map { .integer($0) } ?? .null),
      ("longest", profile.lengths.longest.map { .integer($0) } ?? .null),
      (
        "classes",
        .object(ValueClass.allCases.filter { profile[$0] > 0 }.map { (Self.name($0), .integer(profile[$0])) })
      ),
      ("first", .object(Self.firsts(profile))),
      ("notes", .array(words.notes(column).map { .text($0) })),
    ])
  }

  /// The first value of each class, with its place.
  private static func firsts(_ profile: ColumnProfile) -> [(String, JSONValue)] {
    var topics: [(String, Sightings.Topic)] = ValueClass.allCases.map { (name($0), .valueClass($0)) }
    topics += [
      ("day_first", .dayFirst), ("month_first", .monthFirst), ("neither_order", .neitherOrder), ("formula", .formula),
    ]
    return topics.compactMap { name, topic in profile.firsts[topic].map { (name, place($0)) } }
  }

  private func geometry(_ geometry: Inspection.Geometry, _ profile: GeometryProfile) -> JSONValue {
    let kinds = GeometryText.Kind.allCases.filter { profile[$0] > 0 }
    let topics = GeometryProfile.Topic.allCases.filter { profile[$0] > 0 }
    return .object([
      ("source", .text(geometry.words)),
      ("geometries", .integer(profile.geometries)),
      ("nulls", .integer(profile.nulls)),
      ("positions", .integer(profile.positions)),
      ("rings", .integer(profile.rings)),
      ("kinds", .object(kinds.map { ("\($0)", .integer(profile[$0])) })),
      (
        "bbox",
        profile.bounds.map { .array([.number($0.west), .number($0.south), .number($0.east), .number($0.north)]) }
          ?? .null
      ),
      ("swapped", .boolean(profile.isSwapped)),
      (
        "odd",
        .object(
          topics.map { topic in
            let first = profile.first(topic).map(Self.place) ?? .null
            return (Self.snakeCase("\(topic)"), .object([("count", .integer(profile[topic])), ("first", first)]))
          })
      ),
      ("notes", .array(words.notes(geometry, profile).map { .text($0) })),
    ])
  }

  private func error(_ failure: Diagnostic) -> JSONValue {
    .object([
      ("code", .text(failure.code.rawValue)), ("message", .text(failure.message)),
      ("line", failure.location.line.map { .integer($0) } ?? .null),
      ("column", failure.location.column.map { .integer($0) } ?? .null),
      ("record", failure.location.record.map { .integer($0) } ?? .null),
      ("byte", failure.location.byte.map { .integer($0) } ?? .null),
      ("help", .array(failure.help.map { .text($0) })),
    ])
  }

  private static func distinct(_ count: DistinctCounter.Count) -> JSONValue {
    switch count {
    case .exact(let number): .object([("count", .integer(number)), ("exact", .boolean(true)), ("error", .null)])
    case .estimate(let number, let error, _):
      .object([("count", .integer(number)), ("exact", .boolean(false)), ("error", .number(error))])
    }
  }

  private static func place(_ sighting: Sighting) -> JSONValue {
    .object([
      ("value", text(sighting.text)), ("line", .integer(sighting.line)), ("record", .integer(sighting.record)),
    ])
  }

  private static func text(_ bytes: [UInt8]) -> JSONValue { .text(String(decoding: bytes, as: UTF8.self)) }

  private static func name(_ valueClass: ValueClass) -> String { snakeCase("\(valueClass)") }

  /// `leadingZero` is `leading_zero`.
  private static func snakeCase(_ name: String) -> String {
    var text = ""
    for character in name {
      if character.isUppercase { text += "_" }
      text += character.lowercased()
    }
    return text
  }
}
