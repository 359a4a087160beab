import ArgumentParser
import Diagnostics
import Formats
import Pipelines
import Records
import Testing

@testable import CommandLine

/// What flags say, as a declaration; and what is wrong with them.
@Suite struct Flags {
  static func read(_ arguments: [String]) throws -> (PipelineDeclaration, FlagReader) {
    let flags = try ConvertFlags.parse(arguments)
    var reader = FlagReader()
    return (flags.declaration(&reader), reader)
  }

  @Test func everyFlagReachesTheDeclaration() throws {
    let (declaration, reader) = try Self.read([
      "a.csv", "b.csv", "-f", "csv", "-t", "json", "-o", "out.json", "-d", "semicolon", "-D", "tab", "--quote", "none",
      "--escape", "backslash", "-n", "--eol", "cr", "--out-quote", "all", "--out-eol", "crlf", "--bom",
      "--out-no-headers",
      "--pretty", "--callback", "f", "--compress", "gzip", "-q", "x > ${n}", "-p", "n=3", "--fields", "a,-b,c=d",
      "--limit",
      "5", "--no-geometry", "--geo", "lat=a,lon=b", "-j", "2", "--max-record-size", "1MiB", "--max-depth", "9",
      "--max-fields", "8", "--decompress", "none",
    ])
    #expect(reader.diagnostics == [])
    var options = ReadOptions()
    options.delimiter = 0x3B
    options.quote = 0
    options.escapesWithBackslash = true
    options.hasHeader = false
    options.endsLinesWithCR = true
    options.maximumRecordBytes = 1 << 20
    options.maximumDepth = 9
    options.maximumFields = 8
    options.geo = .pair(latitude: "a", longitude: "b")
    var input = InputDeclaration(paths: ["a.csv", "b.csv"], format: "csv", options: options)
    input.compression = .none
    var write = WriteOptions()
    write.delimiter = 9
    write.quoting = .all
    write.lineEnd = .crlf
    write.writesByteOrderMark = true
    write.writesHeader = false
    write.isPretty = true
    write.callback = "f"
    var output = OutputDeclaration(path: "out.json", format: "json", options: write)
    output.compression = .gzip
    output.keepsGeometry = false
    #expect(
      declaration
        == PipelineDeclaration(
          input: input,
          filter: FilterDeclaration("x > ${n}", parameters: ["n": .number("3")], location: Location(context: "-q")),
          fields: [.include("a"), .exclude("b"), .rename(new: "c", old: "d")], limit: 5, outputs: [output], jobs: 2))
  }

  struct Case: CustomTestStringConvertible {
    var arguments: [String]
    var check: @Sendable (PipelineDeclaration) -> Bool
    var testDescription: String { arguments.joined(separator: " ") }
  }

  /// Values may begin with a dash, and aliases are the same flag.
  @Test(arguments: [
    Case(arguments: ["--fields", "-name"]) { $0.fields == [.exclude("name")] },
    Case(arguments: ["--fields=-name"]) { $0.fields == [.exclude("name")] },
    Case(arguments: ["-s", "-name,-a_*"]) { $0.fields == [.exclude("name"), .exclude("a_*")] },
    Case(arguments: ["--select", "a"]) { $0.fields == [.include("a")] },
    Case(arguments: ["-q", "-foo"]) { $0.filter?.queries == [QueryDeclaration("-foo")] },
    Case(arguments: ["--q", "--limit"]) { $0.filter?.queries == [QueryDeclaration("--limit")] },
    Case(arguments: ["-q", "latitude < -33.5"]) { $0.filter?.queries == [QueryDeclaration("latitude < -33.5")] },
    Case(arguments: ["-q", "-70.5", "x.csv"]) {
      $0.filter?.queries == [QueryDeclaration("-70.5")] && $0.input.paths == ["x.csv"]
    },
    Case(arguments: ["--geo", "point=-p,order=lonlat"]) { $0.input.options.geo == .point(field: "-p", order: .lonlat) },
    Case(arguments: ["--geo", "point=\"-p\",order=lonlat"]) {
      $0.input.options.geo == .point(field: "-p", order: .lonlat)
    },
    Case(arguments: ["--near", "-1,2,3", "--geofilter.distance", "4,5,6km"]) {
      $0.filter?.geofilters == [GeofilterDeclaration(.distance, "4,5,6km"), GeofilterDeclaration(.distance, "-1,2,3")]
    },
    Case(arguments: [
      "--within", "z.geojson#1", "--geofilter.bbox=-1,2,3,4", "--geofilter.polygon", "(1,2),(3,4),(5,7)",
    ]) {
      $0.filter?.geofilters == [
        GeofilterDeclaration(.polygon, "(1,2),(3,4),(5,7)"), GeofilterDeclaration(.bbox, "-1,2,3,4"),
        GeofilterDeclaration(.within, "z.geojson#1"),
      ]
    },
    Case(arguments: ["--bbox"]) { $0.outputs[0].options.writesBoundingBox },
    Case(arguments: ["--geo", "shape=s"]) { $0.input.options.geo == .shape(field: "s") },
    Case(arguments: ["--geo", "point=p"]) { $0.input.options.geo == .point(field: "p", order: nil) },
    Case(arguments: ["-D", "-"]) { $0.outputs[0].options.delimiter == 0x2D },
    Case(arguments: ["-d", "auto"]) { $0.input.options.delimiter == nil },
    Case(arguments: ["-d", ";"]) { $0.input.options.delimiter == 0x3B },
    Case(arguments: ["-o", "-", "-"]) { $0.outputs[0].path == "-" && $0.input.paths == ["-"] },
    Case(arguments: ["-o", "-x.csv"]) { $0.outputs[0].path == "-x.csv" },
    Case(arguments: ["--", "-x.csv"]) { $0.input.paths == ["-x.csv"] },
    Case(arguments: ["--rows", "3"]) { $0.limit == 3 },
    Case(arguments: ["--limit", "0"]) { $0.limit == 0 },
    Case(arguments: ["-j", "auto"]) { $0.jobs == nil },
    Case(arguments: ["-f", "auto"]) { $0.input.format == nil },
    Case(arguments: []) { $0.input.paths == ["-"] && $0.outputs.map(\.path) == ["-"] },
    Case(arguments: ["-q", "${a}", "-p", "a:string=12"]) { $0.filter?.parameters == ["a": .text("12")] },
    Case(arguments: ["-q", "${a}", "-p", "a=-1.5"]) { $0.filter?.parameters == ["a": .number("-1.5")] },
    Case(arguments: ["-q", "${a}", "-p", "a=x=y"]) { $0.filter?.parameters == ["a": .text("x=y")] },
  ]) func reads(_ test: Case) throws {
    let (declaration, _) = try Self.read(test.arguments)
    #expect(test.check(declaration), "\(declaration)")
  }

  struct Wrong: CustomTestStringConvertible {
    var arguments: [String]
    var code = DiagnosticCode.usage
    var flag: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  @Test(arguments: [
    Wrong(arguments: ["--limit", "-1"], flag: "--limit"), Wrong(arguments: ["--limit", "1e3"], flag: "--limit"),
    Wrong(arguments: ["-t", "xml"], code: .unknownFormat, flag: "--to"),
    Wrong(arguments: ["-f", "jsonp"], code: .unknownFormat, flag: "--from"),
    Wrong(arguments: ["-d", "::"], flag: "--delimiter"), Wrong(arguments: ["-d", "é"], flag: "--delimiter"),
    Wrong(arguments: ["-D", ""], flag: "--out-delimiter"), Wrong(arguments: ["--quote", "''"], flag: "--quote"),
    Wrong(arguments: ["--escape", "slash"], flag: "--escape"), Wrong(arguments: ["--eol", "crlf"], flag: "--eol"),
    Wrong(arguments: ["--geo", "a,b"], flag: "--geo"), Wrong(arguments: ["--geo", "lat=a"], flag: "--geo"),
    Wrong(arguments: ["--geo", "point=p,order=xy"], flag: "--geo"),
    Wrong(arguments: ["--fields", ""], flag: "--fields"),
    Wrong(arguments: ["--fields", "a,,b"], flag: "--fields"), Wrong(arguments: ["-j", "0"], flag: "--jobs"),
    Wrong(arguments: ["--max-record-size", "big"], flag: "--max-record-size"),
    Wrong(arguments: ["--max-time", "1.5s"], flag: "--max-time"),
    Wrong(arguments: ["--max-time", "0s"], flag: "--max-time"),
    Wrong(arguments: ["--max-decompressed", "0"], flag: "--max-decompressed"),
    Wrong(arguments: ["--max-ratio", "0.5"], flag: "--max-ratio"),
    Wrong(arguments: ["--compress", "zip"], flag: "--compress"), Wrong(arguments: ["-p", "a=1"], flag: "-p"),
    Wrong(arguments: ["-q", "x", "-p", "a"], flag: "-p"),
    Wrong(arguments: ["-q", "x", "-p", "a=1", "-p", "a=2"], flag: "-p"),
    Wrong(arguments: ["-o", ""], flag: "--output"), Wrong(arguments: [""], flag: "input"),
  ]) func refuses(_ test: Wrong) throws {
    let (_, reader) = try Self.read(test.arguments)
    #expect(reader.diagnostics.count == 1)
    #expect(reader.diagnostics.first?.code == test.code)
    #expect(reader.diagnostics.first?.location.context == test.flag)
    #expect(DiagnosticList(reader.diagnostics).exitCode == 2)
  }

  @Test func collectsEveryUsageError() throws {
    let (_, reader) = try Self.read(["--limit", "x", "-t", "xml", "-d", "ab"])
    #expect(reader.diagnostics.count == 3)
  }
}
