import Bytes
import Records

/// The `crs` member of GeoJSON before RFC 7946.
///
///     {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
enum CoordinateSystem {
  /// True when the value names longitude and latitude on WGS 84 in any of the spellings in use, or is null.
  static func isWGS84(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    guard start < end else { return false }
    if bytes[start] == 0x6E { return true }
    guard let properties = value("properties", bytes, start, end) else { return false }
    if let code = value("code", bytes, properties.lowerBound, properties.upperBound) {
      return known.contains(text(bytes, code))
    }
    guard let name = value("name", bytes, properties.lowerBound, properties.upperBound) else { return false }
    let text = text(bytes, name)
    if text.lowercased() == "wgs84" || text.lowercased() == "wgs 84" { return true }
    // `EPSG:4326`, `urn:ogc:def:crs:EPSG::4326`, `http://www.opengis.net/def/crs/OGC/1.3/CRS84`
    let parts = text.split { $0 == ":" || $0 == "/" || $0 == "#" }.map { $0.uppercased() }
    guard let last = parts.last else { return false }
    if last == "CRS84" || last == "CRS84H" { return true }
    return known.contains(last) && parts.contains { $0 == "EPSG" || $0 == "EPSG.XML" }
  }

  /// EPSG codes of WGS 84 in degrees: with two dimensions and with three.
  private static let known = ["4326", "4979"]

  private static func value(_ name: String, _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Range<Int>? {
    let name = Array(name.utf8)
    var walker = MemberWalker(from: start, to: end)
    while let member = walker.next(in: bytes) {
      if bytes.holds(name, from: member.keyStart, to: member.keyEnd) { return member.valueStart..<member.valueEnd }
    }
    return nil
  }

  /// The text of a string, or of a number.
  private static func text(_ bytes: Span<UInt8>, _ value: Range<Int>) -> String {
    guard bytes[value.lowerBound] == ASCII.quote else {
      return String(decoding: bytes.array(from: value.lowerBound, to: value.upperBound), as: UTF8.self)
    }
    var builder = ByteBuilder(capacity: 64)
    FieldText.unescape(bytes, value.lowerBound + 1, value.upperBound - 1, .json, into: &builder)
    return String(decoding: builder.bytes, as: UTF8.self)
  }
}
