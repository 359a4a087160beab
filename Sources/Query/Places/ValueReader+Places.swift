import Bytes
import Geo
import Records

/// What a field says about where a record is.
enum Place {
  /// No value, or one that is no place.
  case none
  case point(Coordinate)
  /// A geometry, in the reader's `shape`.
  case shape
}

extension ValueReader {
  /// Reads the place of a record. What is malformed, and a latitude beyond a pole, is no place.
  mutating func place(of source: PlaceSource, row: Int, _ batch: RecordBatch) -> Place {
    switch source {
    case .pair(let latitude, let longitude):
      guard let latitude = double(latitude, row, batch), let longitude = double(longitude, row, batch) else {
        return .none
      }
      return Self.point(Coordinate(longitude: longitude, latitude: latitude))
    case .value(let field, let order):
      let content = content(of: field, row: row, batch)
      guard content.form == .escaped else {
        return content.form == .absent || content.form == .null || content.form == .boolean
          ? .none : place(batch.bytes.span, content.start, content.end, order, isJSON: content.form == .nested)
      }
      unescape(content, batch)
      // Moved out and back: the text is lent by this very struct.
      var text = ByteBuilder(capacity: 0)
      swap(&text, &unescaped)
      let found = text.withSpan { place($0, 0, $0.count, order, isJSON: false) }
      swap(&text, &unescaped)
      return found
    }
  }

  private mutating func place(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ order: CoordinateOrder, isJSON: Bool
  ) -> Place {
    var first = start
    while first < end, bytes[first] <= ASCII.space { first &+= 1 }
    guard first < end else { return .none }
    let byte = bytes[first]
    if byte == ASCII.openBrace {
      shape.readGeoJSON(bytes, from: first, to: end, isJSON: isJSON)
    } else if (byte | 0x20) &- 0x61 < 26 {
      shape.readWellKnownText(bytes, from: first, to: end)
    } else {
      guard let point = PointText.parse(bytes, from: first, to: end, latitudeFirst: order == .latlon) else {
        return .none
      }
      return Self.point(point.coordinate)
    }
    return shape.content == .geometry ? .shape : .none
  }

  private static func point(_ coordinate: Coordinate) -> Place {
    coordinate.hasValidLatitude && coordinate.longitude.isFinite ? .point(coordinate) : .none
  }

  private mutating func double(_ source: FieldSource, _ row: Int, _ batch: RecordBatch) -> Double? {
    let content = content(of: source, row: row, batch)
    return read(content, batch) { bytes, start, end in PointText.number(bytes, from: start, to: end)?.value }
  }
}
