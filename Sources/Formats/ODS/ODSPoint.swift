import Bytes
import Geo
import Records

/// A point as Opendatasoft writes it in JSON: `[lat, lon]`, or `{"lon": …, "lat": …}` from version 2 on.
struct ODSPoint: Sendable, Equatable {
  var latitude: PointText.Number
  var longitude: PointText.Number

  /// nil when the value in `start..<end` is anything else.
  init?(_ source: Span<UInt8>, from start: Int, to end: Int) {
    guard start < end else { return nil }
    if source[start] == ASCII.openBracket {
      guard let point = PointText.parse(source, from: start, to: end, latitudeFirst: true) else { return nil }
      (latitude, longitude) = (point.latitude, point.longitude)
    } else {
      guard let members = Self.members(source, from: start, to: end) else { return nil }
      (latitude, longitude) = members
    }
    if abs(latitude.value) > 90 { return nil }
  }

  private static func members(
    _ source: Span<UInt8>, from start: Int, to end: Int
  ) -> (latitude: PointText.Number, longitude: PointText.Number)? {
    var latitude: PointText.Number?
    var longitude: PointText.Number?
    var walker = MemberWalker(from: start, to: end)
    while let member = walker.next(in: source) {
      let value = PointText.number(source, from: member.valueStart, to: member.valueEnd)
      if source.holds(Self.latitudeName, from: member.keyStart, to: member.keyEnd) {
        latitude = value
      } else if source.holds(Self.longitudeName, from: member.keyStart, to: member.keyEnd) {
        longitude = value
      } else {
        return nil
      }
    }
    guard let latitude, let longitude else { return nil }
    return (latitude, longitude)
  }

  static let latitudeName = Array("lat".utf8)
  static let longitudeName = Array("lon".utf8)
}
