package import Diagnostics
import Geo
import Query
import Synchronization

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
  /// Set by the run: a file is read once for all that ask for it.
  var reading: PolygonReading?

  /// Where it was written is no part of what it says, nor is what was read for it.
  public static func == (a: GeofilterDeclaration, b: GeofilterDeclaration) -> Bool {
    a.kind == b.kind && a.text == b.text && a.baseDirectory == b.baseDirectory
  }

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
    case .within:
      let file = PolygonFile(written, from: baseDirectory)
      if let reading { return try reading.query(file) }
      return try file.query()
    }
  }
}

extension FilterDeclaration {
  /// True when every record passes.
  package var isEmpty: Bool { queries.isEmpty && geofilters.isEmpty && facets.isEmpty }

  /// Adds a filter by place. They stand in the order of their kinds, so that one question has one spelling.
  public mutating func add(_ geofilter: GeofilterDeclaration) {
    func rank(_ kind: GeofilterDeclaration.Kind) -> Int { GeofilterDeclaration.Kind.allCases.firstIndex(of: kind) ?? 0 }
    let place = geofilters.firstIndex { rank($0.kind) > rank(geofilter.kind) }
    geofilters.insert(geofilter, at: place ?? geofilters.count)
  }

  /// The same filter for one run.
  mutating func readFilesOnce() {
    for index in geofilters.indices where geofilters[index].kind == .within {
      geofilters[index].reading = PolygonReading()
    }
  }

  /// The disc that `dist` is measured from the centre of: the first `geofilter.distance`.
  var disc: DistanceDisc? {
    geofilters.first { $0.kind == .distance }.flatMap { Geofilter.disc(Array($0.text.utf8)) }
  }
}

/// The polygons of a file, read when somebody asks first.
final class PolygonReading: Sendable {
  /// Guards what was read: outputs and inputs are bound one after the other, but nothing says that by whom.
  private let found = Mutex<Result<Query, DiagnosticList>?>(nil)

  func query(_ file: PolygonFile) throws(DiagnosticList) -> Query {
    let result = found.withLock { found in
      if let found { return found }
      let read = Self.result(of: file)
      found = read
      return read
    }
    return try result.get()
  }

  private static func result(of file: PolygonFile) -> Result<Query, DiagnosticList> {
    do throws(DiagnosticList) {
      return .success(try file.query())
    } catch {
      return .failure(error)
    }
  }
}

extension GeofilterDeclaration {
  /// For `explain`; long texts are cut.
  var words: String {
    let shown = text.count > 100 ? text.prefix(99) + "…" : text[...]
    return (kind == .within ? "" : "geofilter.") + "\(kind.rawValue) \(shown)"
  }
}
