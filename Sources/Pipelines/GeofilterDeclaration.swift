package import Diagnostics
import Geo
import Query

/// A filter by place: `geofilter.distance` and its like, as it was written.
///
///     var filter = FilterDeclaration(queries: [])
///     filter.add(GeofilterDeclaration(.distance, "48.8566,2.3522,1km"))
public struct GeofilterDeclaration: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// `lat,lon,radius`.
    case distance
    /// `(lat,lon),(lat,lon),…`, or a GeoJSON geometry.
    case polygon
    /// `south,west,north,east`.
    case bbox
    /// The path of a GeoJSON file; behind it `#id` or `#property=value` may choose features.
    case within
  }

  public var kind: Kind
  public var text: String
  /// Where relative paths of `within` start; nil: the working directory.
  public var baseDirectory: String?
  public var place: WrittenPlace

  public init(_ kind: Kind, _ text: String, place: WrittenPlace = WrittenPlace()) {
    self.kind = kind
    self.text = text
    self.place = place
  }

  /// Throws what is wrong with the text. The file of `within` is not read yet.
  package func check() throws(DiagnosticList) {
    if kind != .within { _ = try query() }
  }

  /// What it means in the query language. `within` reads its file.
  func query() throws(DiagnosticList) -> Query {
    let written = place.texts.first ?? ReadText(text, origin: place.location)
    switch kind {
    case .distance: return try Query(.distance, written)
    case .polygon: return try Query(.polygon, written)
    case .bbox: return try Query(.bbox, written)
    case .within: return try PolygonFile(written, from: baseDirectory).query()
    }
  }
}

extension FilterDeclaration {
  /// True when every record passes.
  package var isEmpty: Bool { queries.isEmpty && geofilters.isEmpty }

  /// Adds a filter by place. They stand in the order of their kinds, so that one question has one spelling.
  public mutating func add(_ geofilter: GeofilterDeclaration) {
    func rank(_ kind: GeofilterDeclaration.Kind) -> Int { GeofilterDeclaration.Kind.allCases.firstIndex(of: kind) ?? 0 }
    let place = geofilters.firstIndex { rank($0.kind) > rank(geofilter.kind) }
    geofilters.insert(geofilter, at: place ?? geofilters.count)
  }

  /// The disc that `dist` is measured from the centre of: the first `geofilter.distance`.
  var disc: DistanceDisc? {
    geofilters.first { $0.kind == .distance }.flatMap { Geofilter.disc(Array($0.text.utf8)) }
  }
}

extension GeofilterDeclaration {
  /// For `explain`; long texts are cut.
  var words: String {
    let shown = text.count > 100 ? text.prefix(99) + "…" : text[...]
    return (kind == .within ? "" : "geofilter.") + "\(kind.rawValue) \(shown)"
  }
}
