package import Records

/// What a schema says a field holds: the types of Table Schema, with what their formats change.
package enum SchemaType: Sendable, Equatable {
  case string(StringForm)
  case number, integer, boolean
  /// JSON text of an object or array where the input is delimited.
  case object, array
  case date, datetime
  /// `default` is ISO; else a pattern of `%`-fields.
  case time(pattern: String?)
  case year, yearmonth, duration
  case geopoint(PointForm)
  case geojson
  case any

  package enum StringForm: Sendable, Equatable { case plain, uuid }

  package enum PointForm: Sendable, Equatable {
    /// Two numbers in a text.
    case text(CoordinateOrder)
    /// A JSON array of two numbers.
    case array(CoordinateOrder)
    /// A JSON object with `lon` and `lat`.
    case object
  }

  /// How messages call a value of it.
  package var words: String {
    switch self {
    case .string(.plain): "text"
    case .string(.uuid): "a UUID"
    case .number: "a number"
    case .integer: "an integer"
    case .boolean: "a boolean"
    case .object: "a JSON object"
    case .array: "a JSON array"
    case .date: "a date"
    case .datetime: "a date and time"
    case .time: "a time"
    case .year: "a year"
    case .yearmonth: "a year and month"
    case .duration: "a duration"
    case .geopoint(.text(.lonlat)): "a point 'lon, lat'"
    case .geopoint(.text(.latlon)): "a point 'lat, lon'"
    case .geopoint(.array(.lonlat)): "an array of longitude and latitude"
    case .geopoint(.array(.latlon)): "an array of latitude and longitude"
    case .geopoint(.object): "an object with 'lon' and 'lat'"
    case .geojson: "a GeoJSON geometry"
    case .any: "anything"
    }
  }

  /// The kind that readers and encoders know it by.
  package var kind: FieldKind {
    switch self {
    case .number: .number
    case .integer, .year: .integer
    case .boolean: .boolean
    case .date: .date
    case .datetime: .datetime
    case .geopoint(.text): .geopoint
    case .geojson: .shape
    case .string, .object, .array, .time, .yearmonth, .duration, .geopoint, .any: .text
    }
  }

  /// True where delimited text holds JSON.
  package var isJSONText: Bool {
    switch self {
    case .object, .array, .geojson, .geopoint(.array), .geopoint(.object): true
    default: false
    }
  }

  /// True where `minimum` and `maximum` mean something.
  package var isOrdered: Bool {
    switch self {
    case .number, .integer, .date, .datetime, .time, .year, .yearmonth: true
    default: false
    }
  }
}
