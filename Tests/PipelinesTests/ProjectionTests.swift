import Diagnostics
import Formats
import Records
import Testing

@testable import Pipelines

/// `--fields`, globs, and the choice of the geometry: everything that is decided over names.
@Suite struct ProjectionTests {
  static let names = ["id", "name", "vec_1", "vec_2", "note", "a*b"]

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var selectors: [String]
    var fields: [String] = []
    var code: DiagnosticCode?
    var help: String?

    init(
      _ name: String, _ selectors: [String], _ fields: [String] = [], code: DiagnosticCode? = nil, help: String? = nil
    ) {
      testDescription = name
      self.selectors = selectors
      self.fields = fields
      self.code = code
      self.help = help
    }
  }

  static let cases = [
    Case("one", ["name"], ["name:1"]),
    Case("in the order of the list", ["note", "id"], ["note:4", "id:0"]),
    Case("excluded", ["-note"], ["id:0", "name:1", "vec_1:2", "vec_2:3", "a*b:5"]),
    Case("excluded by glob", ["-vec_*", "-id"], ["name:1", "note:4", "a*b:5"]),
    Case("glob", ["vec_*"], ["vec_1:2", "vec_2:3"]),
    Case("glob, then less", ["*", "-vec_2", "-a*"], ["id:0", "name:1", "vec_1:2", "note:4"]),
    Case("less of what the list added", ["name", "vec_*", "-vec_1"], ["name:1", "vec_2:3"]),
    Case("a name that holds a star", ["a*b"], ["a*b:5"]),
    Case("twice is once", ["name", "name", "*"], ["name:1", "id:0", "vec_1:2", "vec_2:3", "note:4", "a*b:5"]),
    Case("rename", ["title=name", "id"], ["title:1", "id:0"]),
    Case("rename and keep", ["name", "title=name"], ["name:1", "title:1"]),
    Case("swap", ["id=name", "name=id"], ["id:1", "name:0"]),
    Case("unknown", ["nam"], code: .unknownField, help: "did you mean 'name'?"),
    Case("unknown, nothing near", ["population"], code: .unknownField),
    Case("unknown exclusion", ["-nots"], code: .unknownField, help: "did you mean 'note'?"),
    Case("glob without a match", ["z*"], code: .unknownField),
    Case("rename of an unknown", ["x=idd"], code: .unknownField, help: "did you mean 'id'?"),
    Case("other case is another name", ["Name"], code: .unknownField, help: "did you mean 'name'?"),
    Case(
      "renamed onto a name", ["id", "id=name"], code: .nameCollision,
      help: "--fields new=id gives one of them another name"),
    Case("glob after a rename onto a name", ["vec_1=id", "vec_*"], code: .nameCollision),
    Case("nothing left", ["id", "-id"], code: .projection),
  ]

  @Test(arguments: cases) func resolves(_ sample: Case) {
    let schema = Schema(Self.names.map { Field($0) })
    let projection = FieldProjection(
      selectors: sample.selectors.map(FieldSelector.init(parsing:)), place: WrittenPlace(Location(context: "--fields")))
    do throws(DiagnosticList) {
      let fields = try projection.resolve(over: Projection(all: schema), schema: schema).fields
      #expect(fields.map { "\($0.name):\($0.column)" } == sample.fields)
      #expect(sample.code == nil)
    } catch {
      #expect(error.diagnostics.map(\.code) == [sample.code])
      #expect(error.diagnostics.first?.location.context == "--fields")
      if let help = sample.help { #expect(error.diagnostics.first?.help == [help]) }
    }
  }

  @Test func everyUnknownNameIsReported() {
    let schema = Schema(Self.names.map { Field($0) })
    let projection = FieldProjection(
      selectors: [.include("idd"), .include("name"), .exclude("nots")], place: WrittenPlace())
    do throws(DiagnosticList) {
      _ = try projection.resolve(over: Projection(all: schema), schema: schema)
      Issue.record("no error")
    } catch {
      #expect(error.diagnostics.map(\.code) == [.unknownField, .unknownField])
    }
  }

  @Test(arguments: [
    ("", "", true), ("*", "", true), ("*", "abc", true), ("a", "a", true), ("a", "b", false), ("a*", "a", true),
    ("*a", "ba", true), ("*a", "ab", false), ("a*c", "abbc", true), ("a*c", "abcd", false), ("**", "x", true),
    ("a*b*c", "axxbyyc", true), ("a*b*c", "acb", false), ("*ab", "aab", true), ("*aab", "aaaab", true),
    ("é*", "été", true),
    ("", "a", false), ("a", "", false), ("*.csv", ".csv", true),
  ]) func glob(pattern: String, name: String, matches: Bool) {
    #expect(Glob.matches(Array(pattern.utf8), Array(name.utf8)) == matches, "\(pattern) on \(name)")
  }

  @Test func globIsLinearEnough() {
    let pattern = Array(String(repeating: "*a", count: 40).utf8) + [UInt8(ascii: "b")]
    #expect(!Glob.matches(pattern, [UInt8](repeating: UInt8(ascii: "a"), count: 5000)))
  }

  struct GeometryCase: CustomTestStringConvertible {
    var testDescription: String
    var fields: [Field]
    var option: GeoOption?
    var order: CoordinateOrder?
    var isNeeded = true
    var source: GeometrySource?
    var code: DiagnosticCode?

    init(
      _ name: String, _ fields: [String], _ source: GeometrySource? = nil, option: GeoOption? = nil,
      order: CoordinateOrder? = nil, isNeeded: Bool = true, code: DiagnosticCode? = nil
    ) {
      testDescription = name
      self.fields = fields.map { Field($0) }
      self.option = option
      self.order = order
      self.isNeeded = isNeeded
      self.source = source
      self.code = code
    }

    func with(_ index: Int, kind: FieldKind = .unknown, role: FieldRole = .property) -> GeometryCase {
      var copy = self
      copy.fields[index] = Field(fields[index].name, kind: kind, role: role)
      return copy
    }
  }

  static let geometryCases = [
    GeometryCase("the GeoJSON geometry comes first", ["geo_point", "g", "lat", "lon"], .shape(column: 1))
      .with(1, role: .geometry),
    GeometryCase("a declared point before a name", ["geo_point", "where"], .point(column: 1, order: .latlon))
      .with(1, kind: .geopoint),
    GeometryCase("geo_point_2d", ["id", "geo_point_2d"], .point(column: 1, order: .latlon)),
    GeometryCase("geo_point", ["geo_point"], .point(column: 0, order: .latlon)),
    GeometryCase(
      "two columns before an unclear order", ["coordinates", "lat", "lon"], .pair(latitude: 1, longitude: 2)),
    GeometryCase("coordinates", ["coordinates"], code: .geometryUnclear),
    GeometryCase("coordinates, none needed", ["coordinates"], nil, isNeeded: false),
    GeometryCase("coordinates with an order", ["coordinates"], .point(column: 0, order: .lonlat), order: .lonlat),
    GeometryCase("a name that says lonlat", ["lonlat"], .point(column: 0, order: .lonlat)),
    GeometryCase("the flag before the name", ["latlon"], .point(column: 0, order: .lonlat), order: .lonlat),
    GeometryCase("a shape before a point", ["geo_point", "geo_shape"], .shape(column: 1)),
    GeometryCase("WKT by name", ["id", "the_geom"], .shape(column: 1)),
    GeometryCase("--geo without an order", ["p"], option: .point(field: "p", order: nil), code: .geometryUnclear),
    GeometryCase(
      "--geo and --geo-order", ["p"], .point(column: 0, order: .lonlat), option: .point(field: "p", order: nil),
      order: .lonlat),
    GeometryCase(
      "--geo against --geo-order", ["p"], option: .point(field: "p", order: .latlon), order: .lonlat, code: .usage),
    GeometryCase("--geo-order without a point", ["lat", "lon"], order: .lonlat, code: .notSupported),
    GeometryCase("geo_shape", ["id", "geo_shape"], .shape(column: 1)),
    GeometryCase("lat, lon", ["lon", "lat"], .pair(latitude: 1, longitude: 0)),
    GeometryCase("latitude, lng", ["latitude", "lng"], .pair(latitude: 0, longitude: 1)),
    GeometryCase("latitude, longitude", ["a", "latitude", "longitude"], .pair(latitude: 1, longitude: 2)),
    GeometryCase("a latitude alone", ["lat", "x"], code: .geometryMissing),
    GeometryCase("none", ["a"], code: .geometryMissing),
    GeometryCase("none, none needed", ["a"], nil, isNeeded: false),
    GeometryCase("two names", ["geo_point", "geo_point_2d"], code: .geometryUnclear),
    GeometryCase("two names, none needed", ["geo_point", "geo_point_2d"], nil, isNeeded: false),
    GeometryCase("two pairs", ["lat", "lon", "longitude"], code: .geometryUnclear),
    GeometryCase(
      "--geo settles it", ["geo_point", "geo_shape"], .shape(column: 1), option: .shape(field: "geo_shape")),
    GeometryCase(
      "--geo lonlat", ["p"], .point(column: 0, order: .lonlat), option: .point(field: "p", order: .lonlat)),
    GeometryCase(
      "--geo pair", ["y", "x"], .pair(latitude: 0, longitude: 1), option: .pair(latitude: "y", longitude: "x")),
    GeometryCase("--geo unknown", ["shape"], option: .shape(field: "shap"), code: .unknownField),
    GeometryCase("--geo unknown, none needed", ["a"], option: .shape(field: "b"), isNeeded: false, code: .unknownField),
  ]

  @Test(arguments: geometryCases) func geometry(_ sample: GeometryCase) {
    do throws(DiagnosticList) {
      let source = try GeometryChoice.resolve(
        Schema(sample.fields), option: sample.option, order: sample.order, isNeeded: sample.isNeeded)
      #expect(source == sample.source)
      #expect(sample.code == nil)
    } catch {
      #expect(error.diagnostics.map(\.code) == [sample.code])
      let help = error.diagnostics.flatMap(\.help).joined(separator: "\n")
      #expect(sample.code == .unknownField || help.contains("--geo") || help.contains("leave one"))
    }
  }
}
