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
    case .date, .datetime:
      if let pattern = column.type.spelling.dates {
        members.append(("format", .text(DateFormats.tableSchema(pattern.text, column.verdict.kind))))
      } else {
        members.append(("format", .text("any")))
      }
    case .number where inspection.options.decimalMark == .comma: members.append(("decimalChar", .text(",")))
    default: break
    }
    return .object(members)
  }

  private static func type(_ column: InspectedColumn, _ inspection: Inspection) -> String {
    switch column.verdict.kind {
    case .integer, .number, .boolean, .date, .datetime, .geopoint: column.verdict.kind.rawValue
    case .shape: column.type.kind == .shape ? "geojson" : "any"
    case .text, .unknown: "string"
    }
  }
}

/// Our names of date orders as Table Schema spells formats.
enum DateFormats {
  static func tableSchema(_ pattern: String, _ kind: FieldKind) -> String {
    switch pattern {
    case "dmy": "%d/%m/%Y"
    case "mdy": "%m/%d/%Y"
    case "ymd": "%Y/%m/%d"
    default: pattern
    }
  }
}
