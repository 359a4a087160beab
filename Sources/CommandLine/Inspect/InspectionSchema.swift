import Formats
import Pipelines
import Profiles
import Records

/// What was found, as a Table Schema: names, types, formats and the texts that mean null. No constraints: what holds for
/// one file is not yet a rule.
enum InspectionSchema {
  static func json(_ inspection: Inspection) -> JSONValue {
    let fields = inspection.columns.filter { $0.role == .property }.map { field($0, inspection) }
    return .object([
      ("fields", .array(fields)),
      ("missingValues", .array(([""] + inspection.options.nullTexts).map { .text($0) })),
    ])
  }

  private static func field(_ column: InspectedColumn, _ inspection: Inspection) -> JSONValue {
    var members: [(String, JSONValue)] = [("name", .text(column.name)), ("type", .text(type(column, inspection)))]
    switch column.verdict.kind {
    case .date, .datetime: if let format = dateFormat(column) { members.append(("format", .text(format))) }
    case .number where inspection.options.decimalMark == .comma: members.append(("decimalChar", .text(",")))
    default: break
    }
    return .object(members)
  }

  /// A point of Table Schema is `lon,lat`: in the other order the column is a string to everybody else.
  private static func type(_ column: InspectedColumn, _ inspection: Inspection) -> String {
    switch column.verdict.kind {
    case .integer, .number, .boolean, .date, .datetime: column.verdict.kind.rawValue
    case .geopoint: column.type.spelling.order == .lonlat ? "geopoint" : "string"
    case .shape: column.type.kind == .shape ? "geojson" : "any"
    case .text, .unknown: "string"
    }
  }

  /// nil for the default; `any` where values are spelled in more than one way.
  private static func dateFormat(_ column: InspectedColumn) -> String? {
    let profile = column.profile
    guard let pattern = column.type.spelling.dates else {
      if profile.defaultDates == profile.values { return nil }
      return profile.slashDates == profile.values ? "%Y/%m/%d" : "any"
    }
    let orders = ["dmy": ["%d", "%m", "%Y"], "mdy": ["%m", "%d", "%Y"], "ymd": ["%Y", "%m", "%d"]]
    guard let parts = orders[pattern.text] else { return pattern.text }
    // An order stands for several formats: the first value shows which.
    let first = profile.firsts[.valueClass(column.verdict.kind == .date ? .date : .datetime)]?.text ?? []
    let text = String(decoding: first, as: UTF8.self)
    let mark = text.first { "/-.".contains($0) } ?? "/"
    guard let time = text.firstIndex(where: { $0 == " " || $0 == "T" }) else {
      return parts.joined(separator: String(mark))
    }
    let hasSeconds = text[time...].count(where: { $0 == ":" }) > 1
    return parts.joined(separator: String(mark)) + String(text[time]) + (hasSeconds ? "%H:%M:%S" : "%H:%M")
  }
}
