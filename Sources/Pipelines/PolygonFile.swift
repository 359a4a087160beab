import ByteIO
import Bytes
import Diagnostics
import Geo
import Query
import Records

/// The polygons of a GeoJSON file to filter by: `zones.geojson`, `zones.geojson#7` (the feature with that id),
/// `zones.geojson#name=Paris` (every feature with that property).
///
/// Rule: what is inside any of the chosen polygons and outside its holes. Features without a geometry choose nothing; one
/// that is no polygon is an error.
struct PolygonFile {
  private enum Choice {
    case all
    case id(String)
    case property(String, value: String)
  }

  private let written: ReadText
  private let path: String
  private let choice: Choice
  private let resolved: String

  /// The largest file that is read.
  private static let maximumBytes = 64 << 20

  /// `written` is the path with what chooses features behind the last `#`, unless a file is called so as a whole.
  init(_ written: ReadText, from directory: String?) {
    self.written = written
    let text = written.text
    let whole = Paths.resolve(text, from: directory)
    if let sign = text.lastIndex(of: "#"), !FilePaths.exists(whole) {
      path = String(text[..<sign])
      let chosen = text[text.index(after: sign)...]
      if let equals = chosen.firstIndex(of: "=") {
        choice = .property(String(chosen[..<equals]), value: String(chosen[chosen.index(after: equals)...]))
      } else {
        choice = .id(String(chosen))
      }
    } else {
      (path, choice) = (text, .all)
    }
    resolved = Paths.resolve(path, from: directory)
  }

  /// `#polygon` of the geometries that were chosen.
  func query() throws(DiagnosticList) -> Query {
    let bytes = try read()
    guard let features = FeatureText.all(in: bytes.span, from: 0, to: bytes.count) else {
      throw refused(
        .geojsonNotGeoJSON, "\(path) is no GeoJSON",
        help: ["weir inspect \(path) shows where it goes wrong", "polygons of other formats: ogr2ogr -t_srs EPSG:4326"])
    }
    let chosen = features.filter { isChosen($0, bytes) }
    if chosen.isEmpty { throw nothingChosen(features, bytes) }
    var geometries: [Range<Int>] = []
    for (index, feature) in chosen.enumerated() {
      guard let geometry = feature.geometry, try isPolygon(geometry, bytes, index) else { continue }
      geometries.append(geometry)
    }
    if geometries.isEmpty {
      throw refused(
        .geometryMissing, "\(path) holds no polygon", notes: ["features: \(chosen.count), without geometry"])
    }
    return Query(polygonsOf: written, geometries.map { bytes[$0] })
  }

  private func read() throws(DiagnosticList) -> [UInt8] {
    do throws(Diagnostic) {
      var source = try ByteSources.open(path: resolved, compression: .auto)
      // A buffer of the largest size would cost more than reading a small file.
      var limit = 1 << 16
      while limit <= Self.maximumBytes {
        if let bytes = try source.readAll(below: limit) { return bytes }
        limit *= 4
      }
      throw Diagnostic(
        .inputUnreadable, "polygons to filter by have less than \(Self.maximumBytes >> 20) MiB",
        at: Location(file: path))
    } catch {
      var diagnostic = error
      diagnostic.location.context = written.written.origin.context
      throw DiagnosticList(diagnostic)
    }
  }

  // MARK: - Choosing

  private func isChosen(_ feature: FeatureText, _ bytes: [UInt8]) -> Bool {
    switch choice {
    case .all: true
    case .id(let id): feature.id.map { Self.text($0, bytes) == Array(id.utf8) } ?? false
    case .property(let name, let value):
      property(name, of: feature, bytes).map { $0 == Array(value.utf8) } ?? false
    }
  }

  private func property(_ name: String, of feature: FeatureText, _ bytes: [UInt8]) -> [UInt8]? {
    let name = Array(name.utf8)
    return feature.property(in: bytes.span) { key in
      Self.text(key.lowerBound - 1..<key.upperBound + 1, bytes) == name
    }.map { Self.text($0, bytes) }
  }

  /// A string without its quotes and escapes, any other value as it stands.
  private static func text(_ value: Range<Int>, _ bytes: [UInt8]) -> [UInt8] {
    guard value.count >= 2, bytes[value.lowerBound] == ASCII.quote else { return Array(bytes[value]) }
    var builder = ByteBuilder(capacity: value.count)
    FieldText.unescapeJSON(
      bytes.span, value.lowerBound + 1, value.upperBound - 1, keepsSurrogates: false, into: &builder)
    return builder.bytes
  }

  // MARK: - Errors

  private func isPolygon(_ geometry: Range<Int>, _ bytes: [UInt8], _ index: Int) throws(DiagnosticList) -> Bool {
    do throws(GeofilterFailure) {
      _ = try FilterPolygon(geoJSON: bytes.span, from: geometry.lowerBound, to: geometry.upperBound)
      return true
    } catch {
      if error.reason == .place(.empty) { return false }
      let (_, line, column) = Excerpt.locate(
        in: bytes.span, start: 0, end: bytes.count, offset: geometry.lowerBound, length: 1, label: nil)
      throw DiagnosticList(
        Diagnostic(
          .geojsonBadGeometry, error.message,
          at: Location(
            file: path, context: written.written.origin.context, line: line, column: column, byte: geometry.lowerBound),
          notes: ["a file to filter by holds polygons"], help: ["#id or #property=value chooses features"]))
    }
  }

  private func nothingChosen(_ features: [FeatureText], _ bytes: [UInt8]) -> DiagnosticList {
    func words(_ values: [[UInt8]]) -> [String] {
      var seen: [String] = []
      for value in values {
        let text = String(decoding: value, as: UTF8.self)
        if seen.count < 12, !seen.contains(text) { seen.append(text) }
      }
      return seen
    }
    switch choice {
    case .all: return refused(.geometryMissing, "\(path) holds no feature")
    case .id(let id):
      let ids = words(features.compactMap { $0.id.map { Self.text($0, bytes) } })
      return refused(
        .queryBadValue, "no feature of \(path) has the id '\(id)'",
        notes: [ids.isEmpty ? "its features have no id" : "ids: " + ids.joined(separator: ", ")],
        help: ["#property=value chooses by a property: \(path)#name=\(id)"])
    case .property(let name, let value):
      let values = words(features.compactMap { property(name, of: $0, bytes) })
      return refused(
        .queryBadValue, "no feature of \(path) has the \(name) '\(value)'",
        notes: [
          values.isEmpty ? "its features have no property '\(name)'" : "\(name): " + values.joined(separator: ", ")
        ],
        help: Suggestion.nearest(to: value, in: values).map { ["did you mean '\($0)'?"] } ?? [])
    }
  }

  private func refused(
    _ code: DiagnosticCode, _ message: String, notes: [String] = [], help: [String] = []
  ) -> DiagnosticList {
    DiagnosticList(written.diagnostic(code, message, notes: notes, help: help))
  }
}
