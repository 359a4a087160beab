import Diagnostics
import Geo

/// Sentences about wrong geofilters: the same for functions, flags, pipeline files and query strings.
extension GeofilterFailure {
  package var message: String {
    switch reason {
    case .place(let fault): fault.message
    case .radiusMissing: "the radius is missing"
    case .radius(let reason): reason.message
    case .southAboveNorth: "the first latitude lies north of the second one"
    case .tooFewPoints(let count): "a polygon of \(count) different points has no inside"
    case .notAPolygon(let kind): "a \(kind.name) has no inside"
    case .malformedGeometry: "this is no GeoJSON geometry"
    }
  }

  /// What would have been right, beside the form.
  package var notes: [String] {
    switch reason {
    case .place(.latitudeBeyondPole): ["the latitude comes first, the longitude second"]
    case .southAboveNorth: ["the south-western corner comes first"]
    case .radius(.unknownUnit):
      ["units: " + Length.units.map { String(decoding: $0.name, as: UTF8.self) }.joined(separator: " ")]
    default: []
    }
  }
}

extension GeofilterFailure.PlaceFault {
  fileprivate var message: String {
    switch self {
    case .empty: "a place is missing"
    case .expected(let expected): "here should be " + expected.words
    case .latitudeBeyondPole(let latitude): "no place has latitude \(latitude)"
    case .longitudeBeyondMap(let longitude): "longitude \(longitude) is more than three turns away"
    }
  }
}

extension GeofilterFailure.Expected {
  fileprivate var words: String {
    switch self {
    case .openParenthesis: "an opening parenthesis"
    case .number: "a number"
    case .comma: "a comma"
    case .closeParenthesis: "a closing parenthesis"
    case .commaOrCloseParenthesis: "a comma or a closing parenthesis"
    case .commaOrEnd: "a comma, or the end"
    case .end: "the end"
    }
  }
}

extension Length.Failure.Reason {
  package var message: String {
    switch self {
    case .empty: "the distance is missing"
    case .notANumber: "the distance is no number"
    case .unknownUnit: "no unit of length is called so"
    case .negative: "a distance is not negative"
    case .tooLarge: "the distance is beyond every number"
    }
  }
}

/// How the geofilters are written, for messages.
package enum GeofilterForm {
  package static let centre = "latitude and longitude: 48.8566,2.3522"
  package static let length = "a number of metres, or a number and a unit: 1000, 1.5km"
  package static let distance = "latitude, longitude and radius: 48.8566,2.3522,1000 or 48.8566,2.3522,1.5km"
  package static let polygon = "three points or more, latitude first: (48,2),(48,3),(49,3)"
  package static let box = "south, west, north, east: 48.8,2.2,48.9,2.4"
}

extension Binder {
  /// Reports what is wrong with a literal, at the bytes to blame where the text stands as it is in the query.
  mutating func report(_ failure: GeofilterFailure, in text: QueryText, form: String) {
    report(
      .queryBadValue, failure.message, query.place(of: failure.range, in: text), notes: failure.notes,
      help: ["write " + form])
  }
}

extension Query {
  /// Where bytes of a literal stand in the query; the whole literal where escapes or parameters make them others.
  func place(of part: Range<Int>, in text: QueryText) -> SourceRange {
    let literal = literal(text)
    let start = text.range.lowerBound + (text.isQuoted ? 1 : 0)
    guard start + literal.count <= source.bytes.count, part.upperBound <= literal.count,
      source.bytes[start..<start + literal.count].elementsEqual(literal)
    else { return text.range }
    if part.isEmpty, start + part.upperBound >= text.range.upperBound { return text.range }
    return start + part.lowerBound..<start + part.upperBound
  }
}
