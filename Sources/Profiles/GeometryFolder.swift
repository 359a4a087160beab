import Bytes
import Geo
package import Records

/// Folds the geometries of batches into a profile: one for each worker and source of geometry.
package struct GeometryFolder: Sendable {
  private let source: GeometrySource
  private var reader = GeometryText()
  private var scratch = ByteBuilder(capacity: 256)

  package init(_ source: GeometrySource) {
    self.source = source
    reader.keepsEveryPosition = true
  }

  /// Adds the first `rows` records of a batch.
  package mutating func fold(_ batch: borrowing RecordBatch, rows: Int, into profile: inout GeometryProfile) {
    switch source {
    case .shape(let column):
      for row in 0..<rows { addShape(batch, row, column, &profile) }
    case .point(let column, let order):
      for row in 0..<rows { addPoint(batch, row, column, latitudeFirst: order == .latlon, &profile) }
    case .pair(let latitude, let longitude):
      for row in 0..<rows { addPair(batch, row, latitude, longitude, &profile) }
    }
  }

  private mutating func addShape(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: Int, _ profile: inout GeometryProfile
  ) {
    let content = batch.content(row: row, column: column)
    switch content.form {
    case .absent, .null: profile.nulls += 1
    case .plain, .escaped:
      scratch.clear()
      batch.appendText(of: content, to: &scratch)
      addShapeText(scratch.bytes, batch, row, content, &profile)
    default: addShape(batch.bytes.span, content.start, content.end, batch, row, content, &profile)
    }
  }

  /// A geometry in a text field: GeoJSON or WKT. The text may break off anywhere, and the reader of geometries wants JSON
  /// that is whole.
  private mutating func addShapeText(
    _ text: [UInt8], _ batch: borrowing RecordBatch, _ row: Int, _ content: FieldContent,
    _ profile: inout GeometryProfile
  ) {
    if WellKnownText.mayBe(text.span, from: 0, to: text.count) {
      var reader = WellKnownText()
      scratch.clear()
      switch reader.append(text.span, from: 0, to: text.count, into: &scratch) {
      case .written:
        let json = scratch.bytes
        addShape(json.span, 0, json.count, batch, row, content, &profile)
      case .outside(let latitude, let longitude):
        profile.geometries += 1
        profile.add(
          longitude: longitude, latitude: latitude,
          Self.sighting(batch, row, content.start, text.span, 0, text.count))
      case .malformed, .foreign: addMalformed(batch, row, content, &profile)
      }
    } else if JSONTextCheck.endOfValue(text.span, from: 0, to: text.count, maximumDepth: 512) == text.count {
      addShape(text.span, 0, text.count, batch, row, content, &profile)
    } else {
      addMalformed(batch, row, content, &profile)
    }
  }

  private mutating func addShape(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, _ batch: borrowing RecordBatch, _ row: Int,
    _ content: FieldContent, _ profile: inout GeometryProfile
  ) {
    reader.parse(source, from: start, to: end)
    guard reader.isWellFormed, let kind = reader.kind else { return addMalformed(batch, row, content, &profile) }
    profile.geometries += 1
    profile[kind] += 1
    for position in reader.positions {
      profile.add(
        longitude: position.longitude, latitude: position.latitude,
        Self.sighting(batch, row, content.start, source, position.start, position.end))
    }
    profile.rings += reader.rings.count
    for ring in reader.rings {
      if ring.mustTurn {
        profile.add(.wrongWinding, Self.sighting(batch, row, content.start, source, start, end))
      } else if !isClosed(ring) {
        profile.add(.openRing, Self.sighting(batch, row, content.start, source, start, end))
      }
    }
  }

  private func isClosed(_ ring: GeometryText.Ring) -> Bool {
    guard ring.positions.count >= 4, let first = ring.positions.first, let last = ring.positions.last else {
      return false
    }
    let (a, b) = (reader.positions[first], reader.positions[last])
    return a.longitude == b.longitude && a.latitude == b.latitude
  }

  private mutating func addPoint(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: Int, latitudeFirst: Bool, _ profile: inout GeometryProfile
  ) {
    let content = batch.content(row: row, column: column)
    guard content.form != .absent, content.form != .null else {
      profile.nulls += 1
      return
    }
    guard content.form != .escaped,
      let point = PointText.parse(
        batch.bytes.span, from: content.start, to: content.end, latitudeFirst: latitudeFirst)
    else { return addMalformed(batch, row, content, &profile) }
    profile.geometries += 1
    profile[.point] += 1
    profile.add(
      longitude: point.longitude.value, latitude: point.latitude.value,
      Self.sighting(batch, row, content.start, batch.bytes.span, content.start, content.end))
  }

  private mutating func addPair(
    _ batch: borrowing RecordBatch, _ row: Int, _ latitude: Int, _ longitude: Int, _ profile: inout GeometryProfile
  ) {
    let north = batch.content(row: row, column: latitude)
    let east = batch.content(row: row, column: longitude)
    let hasNorth = north.form != .absent && north.form != .null
    let hasEast = east.form != .absent && east.form != .null
    guard hasNorth || hasEast else {
      profile.nulls += 1
      return
    }
    guard hasNorth, hasEast, let y = PointText.number(batch.bytes.span, from: north.start, to: north.end),
      let x = PointText.number(batch.bytes.span, from: east.start, to: east.end)
    else { return addMalformed(batch, row, hasNorth ? north : east, &profile) }
    profile.geometries += 1
    profile[.point] += 1
    profile.add(
      longitude: x.value, latitude: y.value,
      Self.sighting(batch, row, north.start, batch.bytes.span, north.start, north.end))
  }

  private func addMalformed(
    _ batch: borrowing RecordBatch, _ row: Int, _ content: FieldContent, _ profile: inout GeometryProfile
  ) {
    profile.geometries += 1
    profile.add(
      .malformed, Self.sighting(batch, row, content.start, batch.bytes.span, content.start, content.end))
  }

  private static func sighting(
    _ batch: borrowing RecordBatch, _ row: Int, _ place: Int, _ source: Span<UInt8>, _ start: Int, _ end: Int
  ) -> Sighting {
    Sighting(
      record: row + 1, line: batch.line(at: place),
      text: source.array(from: start, to: min(end, start + Sighting.longestText)))
  }
}
