import Diagnostics
import Formats
import PipelineFiles
import Pipelines
import Records
import Testing

/// What a pipeline file says, read into a declaration.
@Suite struct PipelineFileReading {
  static let full = #"""
    weir: 1
    name: les-arbres
    description: "Grands arbres: tout"
    params:
      since: {type: integer, default: 2020, help: "first year"}
      site: {type: string, default: "a\" OR b"}
      day: {type: date, default: 2020-02-29}
    input:
      path: [data/*.csv.gz, 'x-${since}.csv', "$${literal}"]
      format: csv
      compression: gzip
      dialect: {delimiter: semicolon, quote: "'", escape: backslash, header: false}
      geo: {point: geo_point_2d, order: lonlat}
    filter:
      q: 'year >= ${since} AND country:NO AND name:"${site}"'
    fields: [name, -secret, vec_*, {ville: name}, "année", '"a,b"', -"c=d"]
    limit: 10
    output:
      - path: out/{stem}.geojson.gz
        format: geojson
        geometry: drop
      - path: "-"
        compression: none
        filter: {q: 'ville:Paris'}
        fields: [ville]
        limit: 0
        csv: {delimiter: tab, quote: all, eol: crlf, bom: true, header: false}
        json: {pretty: true, callback: app.show}
    limits: {record_size: 64MiB, depth: 100, fields: 2000, jobs: 2}
    """#

  @Test func readsEveryKey() throws {
    let declaration = try PipelineFile.parse(text: Self.full, path: "conf/a.weir.yaml", parameters: ["since": "2021"])
    #expect(declaration.name == "les-arbres")
    #expect(declaration.summary == "Grands arbres: tout")
    #expect(declaration.input.paths == ["data/*.csv.gz", "x-2021.csv", "${literal}"])
    #expect(declaration.input.baseDirectory == "conf")
    #expect(declaration.input.format == "csv")
    #expect(declaration.input.compression == .gzip)
    #expect(declaration.input.options.delimiter == 0x3B)
    #expect(declaration.input.options.quote == 0x27)
    #expect(declaration.input.options.escapesWithBackslash)
    #expect(!declaration.input.options.hasHeader)
    #expect(declaration.input.options.geo == .point(field: "geo_point_2d", order: .lonlat))
    #expect(declaration.input.options.maximumRecordBytes == 64 << 20)
    #expect(declaration.input.options.maximumDepth == 100)
    #expect(declaration.input.options.maximumFields == 2000)
    #expect(declaration.filter?.queries == [QueryDeclaration(#"year >= ${since} AND country:NO AND name:"${site}""#)])
    #expect(declaration.filter?.parameters == ["since": .number("2021"), "site": .text("a\" OR b")])
    #expect(declaration.filter?.queries[0].place.location.line == 15)
    #expect(declaration.filter?.queries[0].place.location.column == 7)
    #expect(
      declaration.fields == [
        .include("name"), .exclude("secret"), .include("vec_*"), .rename(new: "ville", old: "name"), .include("année"),
        .include("a,b"), .exclude("c=d"),
      ])
    #expect(declaration.limit == 10)
    #expect(declaration.jobs == 2)
    #expect(declaration.outputs.count == 2)
    #expect(!declaration.outputs[0].keepsGeometry)
    #expect(declaration.outputs[0].baseDirectory == "conf")
    let second = declaration.outputs[1]
    #expect(second.limit == 0)
    #expect(second.options.delimiter == 9)
    #expect(second.options.quoting == .all)
    #expect(second.options.lineEnd == .crlf)
    #expect(second.options.writesByteOrderMark == true)
    #expect(!second.options.writesHeader)
    #expect(second.options.isPretty)
    #expect(second.options.callback == "app.show")
  }

  @Test func nullIsAbsentAndAWordOfYAML11IsText() throws {
    let declaration = try PipelineFile.parse(
      text: "weir: 1\ninput: {path: no, format: null}\nlimit: ~\nfields: [on, 010, 12:30]\nfilter: {q: yes}\n")
    #expect(declaration.input.paths == ["no"])
    #expect(declaration.input.format == nil)
    #expect(declaration.limit == nil)
    #expect(declaration.fields == [.include("on"), .include("010"), .include("12:30")])
    #expect(declaration.filter?.queries == [QueryDeclaration("yes")])
    #expect(declaration.outputs.map(\.path) == ["-"])
  }

  @Test func aBlockScalarKnowsItsPlace() throws {
    let declaration = try PipelineFile.parse(text: "weir: 1\ninput: {path: a}\nfilter:\n  q: |\n    a AND\n    b\n")
    #expect(declaration.filter?.queries == [QueryDeclaration("a AND\nb\n")])
    #expect(declaration.filter?.queries[0].place.location.line == 5)
    #expect(declaration.filter?.queries[0].place.location.column == 5)
  }

  @Test func aByteOrderMarkIsIgnored() throws {
    #expect(try PipelineFile.parse(text: "\u{FEFF}weir: 1\ninput: {path: a}\n").input.paths == ["a"])
  }

  struct Typed: CustomTestStringConvertible {
    var type: ParameterType
    var text: String
    var value: ParameterValue?
    var testDescription: String { "\(type) \(text)" }
  }

  @Test(arguments: [
    Typed(type: .integer, text: "-3", value: .number("-3")), Typed(type: .integer, text: "03", value: nil),
    Typed(type: .integer, text: "1.0", value: nil), Typed(type: .integer, text: "+1", value: nil),
    Typed(type: .integer, text: "", value: nil), Typed(type: .number, text: "1.10", value: .number("1.10")),
    Typed(type: .number, text: "1E400", value: .number("1E400")), Typed(type: .number, text: "1.", value: nil),
    Typed(type: .number, text: ".5", value: nil), Typed(type: .number, text: "1e", value: nil),
    Typed(type: .boolean, text: "true", value: .boolean(true)), Typed(type: .boolean, text: "yes", value: nil),
    Typed(type: .date, text: "2024-02-29", value: .text("2024-02-29")),
    Typed(type: .date, text: "2023-02-29", value: nil),
    Typed(type: .date, text: "2023-1-1", value: nil), Typed(type: .string, text: "", value: .text("")),
  ]) func types(_ test: Typed) {
    #expect(test.type.value(of: test.text) == test.value)
  }
}
