import Diagnostics
import Records

/// Reads `type` and `format` of a field, and the keys that go with some types.
struct FieldTypeReading {
  let field: PlacedValue
  let name: String
  private(set) var remarks: [String] = []

  init(field: PlacedValue, name: String) {
    self.field = field
    self.name = name
  }

  /// The types of Table Schema, then those of an Opendatasoft portal.
  private static let names = [
    "string", "number", "integer", "boolean", "object", "array", "list", "date", "time", "datetime", "year",
    "yearmonth", "duration", "geopoint", "geojson", "any", "text", "int", "double", "geo_point_2d", "geo_shape", "file",
  ]

  mutating func read(_ reading: inout DescriptorReading) -> (SchemaType, ValueSpelling) {
    var spelling = ValueSpelling()
    let format = reading.string(field, "format") ?? "default"
    guard let word = reading.string(field, "type") else { return (.any, spelling) }
    switch word {
    case "string": return (string(format), spelling)
    case "text", "file": return (.string(.plain), spelling)
    case "list":
      remarks.append("field '\(name)': lists are read as text, their items are not checked")
      return (.string(.plain), spelling)
    case "number", "double":
      readNumber(&spelling, &reading)
      return (.number, spelling)
    case "integer", "int":
      readNumber(&spelling, &reading)
      return (.integer, spelling)
    case "boolean":
      readBoolean(&spelling, &reading)
      return (.boolean, spelling)
    case "object": return (.object, spelling)
    case "array": return (.array, spelling)
    case "date", "datetime":
      spelling.dates = datePattern(format, isDate: word == "date", &reading)
      return (word == "date" ? .date : .datetime, spelling)
    case "time": return (.time(pattern: timePattern(format, &reading)), spelling)
    case "year": return (.year, spelling)
    case "yearmonth": return (.yearmonth, spelling)
    case "duration": return (.duration, spelling)
    case "geopoint": return (.geopoint(point(format, &spelling, &reading)), spelling)
    case "geo_point_2d":
      // A portal writes "lat,lon" in CSV and [lat, lon] in JSON.
      return (.geopoint(.text(.latlon)), spelling)
    case "geojson", "geo_shape":
      if format == "topojson" {
        remarks.append("field '\(name)': TopoJSON is not checked")
        return (.object, spelling)
      }
      return (.geojson, spelling)
    case "any": return (.any, spelling)
    default:
      if let value = field["type"] {
        var help = ["types: " + Self.names.prefix(16).joined(separator: ", ")]
        if let near = Suggestion.nearest(to: word, in: Self.names) { help.insert("did you mean '\(near)'?", at: 0) }
        reading.refuse(value, "no type '\(word)'", help: help)
      }
      return (.any, spelling)
    }
  }

  private mutating func string(_ format: String) -> SchemaType {
    switch format {
    case "default": break
    case "uuid": return .string(.uuid)
    default: remarks.append("field '\(name)': the format '\(format)' of a string is not checked")
    }
    return .string(.plain)
  }

  private mutating func readNumber(_ spelling: inout ValueSpelling, _ reading: inout DescriptorReading) {
    if let mark = reading.character(field, "decimalChar") {
      if mark == 0x2E || mark == 0x2C {
        spelling.decimalMark = mark
      } else if let value = field["decimalChar"] {
        reading.refuse(value, "'decimalChar' is neither '.' nor ','")
      }
    }
    if let value = field["groupChar"] {
      let text = value.string ?? ""
      // A space stands for the no-break spaces, too (`ValueSpelling.groupMark`).
      let isSpace = [" ", "\u{A0}", "\u{202F}"].contains(text)
      if isSpace {
        spelling.groupMark = 0x20
      } else if !text.isEmpty || value.string == nil, let mark = reading.character(field, "groupChar") {
        spelling.groupMark = mark
        if mark == spelling.decimalMark { reading.refuse(value, "'groupChar' is the decimal mark, too") }
      }
    }
    if reading.boolean(field, "bareNumber") == false { spelling.allowsAffixes = true }
  }

  private mutating func readBoolean(_ spelling: inout ValueSpelling, _ reading: inout DescriptorReading) {
    let trueTexts = reading.strings(field, "trueValues") ?? ["true", "True", "TRUE", "1"]
    let falseTexts = reading.strings(field, "falseValues") ?? ["false", "False", "FALSE", "0"]
    if let both = trueTexts.first(where: falseTexts.contains), let value = field["falseValues"] ?? field["trueValues"] {
      reading.refuse(value, "'\(both)' is true and false")
    }
    spelling.trueTexts = trueTexts.map { Array($0.utf8) }
    spelling.falseTexts = falseTexts.map { Array($0.utf8) }
  }

  /// The pattern of a date, nil for the usual spelling.
  private mutating func datePattern(
    _ format: String, isDate: Bool, _ reading: inout DescriptorReading
  ) -> DatePattern? {
    guard let (text, value) = patternText(format, &reading) else { return nil }
    do throws(DatePatternError) {
      let pattern = try DatePattern(parsing: text)
      if let kind = pattern.kind, (kind == .date) != isDate {
        reading.refuse(value, isDate ? "'format' has a time and 'type' is date" : "'format' has no time, 'type' has")
      }
      return pattern
    } catch {
      reading.refuse(value, "'format' cannot be read: \(error.message)")
      return nil
    }
  }

  private mutating func timePattern(_ format: String, _ reading: inout DescriptorReading) -> String? {
    guard let (text, value) = patternText(format, &reading) else { return nil }
    do throws(DatePatternError) {
      _ = try TimeText.timePattern(text)
      return text
    } catch {
      reading.refuse(value, "'format' cannot be read: \(error.message)")
      return nil
    }
  }

  /// A format that is a pattern, and where it stands.
  private mutating func patternText(
    _ format: String, _ reading: inout DescriptorReading
  ) -> (text: String, value: PlacedValue)? {
    guard let value = field["format"] else { return nil }
    switch format {
    case "default": return nil
    case "any":
      remarks.append("field '\(name)': 'any' is read as ISO 8601; a format such as %d/%m/%Y says more")
      return nil
    default:
      // Version 0 wrote `fmt:%d/%m/%Y`.
      let text = format.hasPrefix("fmt:") ? String(format.dropFirst(4)) : format
      if text.contains("%") { return (text, value) }
      reading.refuse(value, "'format' is '\(format)', expected default, any or a pattern such as %d/%m/%Y")
      return nil
    }
  }

  private mutating func point(
    _ format: String, _ spelling: inout ValueSpelling, _ reading: inout DescriptorReading
  ) -> SchemaType.PointForm {
    switch format {
    case "default":
      spelling.order = .lonlat
      return .text(.lonlat)
    case "array": return .array(.lonlat)
    case "object": return .object
    default:
      if let value = field["format"] {
        reading.refuse(value, "'format' of a geopoint is '\(format)', expected default, array or object")
      }
      return .object
    }
  }
}
