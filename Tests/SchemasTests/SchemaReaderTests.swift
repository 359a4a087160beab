import Diagnostics
import Records
import Testing

@testable import Schemas

/// Reads a schema from its text.
func readSchema(_ text: String) throws -> TableSchema {
  try TableSchemaReader.read(DescriptorText(name: "x.schema.json", bytes: Array(text.utf8)))
}

struct SchemaReaderTests {
  @Test func readsFieldsTypesAndConstraints() throws {
    let schema = try readSchema(
      """
      {"fields": [
        {"name": "id", "type": "integer", "title": "Number", "constraints": {"required": true, "unique": true}},
        {"name": "price", "type": "number", "decimalChar": ",", "groupChar": " ", "bareNumber": false},
        {"name": "open", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
        {"name": "day", "type": "date", "format": "%d/%m/%Y", "constraints": {"minimum": "2020-01-31"}},
        {"name": "place", "type": "geopoint"}, {"name": "portal", "type": "geo_point_2d", "label": "Portal"},
        {"name": "free", "x-mine": 1, "rdfType": "http://example.org"}
       ], "missingValues": ["", "NA"], "primaryKey": ["id", "day"], "custom": {}}
      """)
    #expect(schema.fields.map(\.name) == ["id", "price", "open", "day", "place", "portal", "free"])
    #expect(
      schema.fields.map(\.type) == [
        .integer, .number, .boolean, .date, .geopoint(.text(.lonlat)), .geopoint(.text(.latlon)), .any,
      ])
    #expect(schema.fields[0].label == "Number")
    #expect(schema.fields[5].label == "Portal")
    #expect(schema.fields[0].isRequired)
    #expect(schema.fields[1].spelling.decimalMark == 0x2C)
    #expect(schema.fields[1].spelling.groupMark == 0x20)
    #expect(schema.fields[1].spelling.allowsAffixes)
    #expect(schema.fields[2].spelling.trueTexts == [Array("oui".utf8)])
    #expect(schema.fields[3].spelling.dates?.text == "%d/%m/%Y")
    #expect(schema.fields[3].constraints.map(\.place) == ["5:73"])
    #expect(schema.fields[4].spelling.order == .lonlat)
    #expect(schema.missingValues == ["", "NA"])
    #expect(schema.keys.map(\.fields) == [[0], [0, 3]])
    #expect(schema.remarks == [])
  }

  @Test func saysWhatItDoesNotCheck() throws {
    let schema = try readSchema(
      """
      {"fields": [
        {"name": "a", "type": "string", "format": "email"}, {"name": "b", "type": "date", "format": "any"},
        {"name": "c", "type": "string", "constraints": {"minimum": "a"}},
        {"name": "d", "type": "integer", "constraints": {"minLength": 2}}
      ], "foreignKeys": []}
      """)
    #expect(
      schema.remarks == [
        "field 'a': the format 'email' of a string is not checked",
        "field 'b': 'any' is read as ISO 8601; a format such as %d/%m/%Y says more",
        "field 'c': minimum is not checked: text has no order here",
        "field 'd': minLength is not checked: an integer has no length",
        "foreignKeys is not checked",
      ])
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var text: String
    var message: String
    var place: String
    var code = DiagnosticCode.schemaValue
    var testDescription: String { text }
  }

  static func field(_ members: String) -> String { "{\"fields\":[{\"name\":\"a\",\(members)}]}" }

  static let faults: [Fault] = [
    Fault(text: "[]", message: "a schema is an object with 'fields', this is an array", place: "1:1"),
    Fault(text: "{}", message: "a schema has 'fields'", place: "1:1"),
    Fault(text: "{\"fields\": {}}", message: "'fields' is an object, expected an array", place: "1:12"),
    Fault(text: "{\"fields\": []}", message: "a schema has at least one field", place: "1:12"),
    Fault(
      text: "{\"fields\": [\"a\"]}", message: "a field is an object with 'name' and 'type', this is a string",
      place: "1:13"),
    Fault(text: "{\"fields\": [{\"type\":\"any\"}]}", message: "a field has a 'name'", place: "1:13"),
    Fault(text: "{\"fields\": [{\"name\":1}]}", message: "'name' is a number, expected a string", place: "1:21"),
    Fault(
      text: "{\"fields\": [{\"name\":\"a\"},{\"name\":\"a\"}]}", message: "field 'a' stands in this schema already",
      place: "1:34"),
    Fault(text: field("\"type\":\"integr\""), message: "no type 'integr'", place: "1:31"),
    Fault(text: field("\"type\":[\"date\"]"), message: "'type' is an array, expected a string", place: "1:31"),
    Fault(
      text: field("\"type\":\"date\",\"format\":\"dd/mm\""),
      message: "'format' is 'dd/mm', expected default, any or a pattern such as %d/%m/%Y", place: "1:47"),
    Fault(
      text: field("\"type\":\"date\",\"format\":\"%Y-%m-%d %H:%M\""), message: "'format' has a time and 'type' is date",
      place: "1:47"),
    Fault(
      text: field("\"type\":\"geopoint\",\"format\":\"wkt\""),
      message: "'format' of a geopoint is 'wkt', expected default, array or object", place: "1:51"),
    Fault(
      text: field("\"type\":\"number\",\"decimalChar\":\"::\""),
      message: "'decimalChar' is '::', expected one ASCII character",
      place: "1:54"),
    Fault(
      text: field("\"type\":\"boolean\",\"trueValues\":[\"1\"],\"falseValues\":[\"1\"]"),
      message: "'1' is true and false",
      place: "1:74"),
    Fault(
      text: field("\"constraints\":{\"required\":\"yes\"}"), message: "'required' is a string, expected true or false",
      place: "1:50"),
    Fault(
      text: field("\"constraints\":{\"minLength\":-1}"),
      message: "'minLength' is -1, expected a whole number of at least 0",
      place: "1:51"),
    Fault(
      text: field("\"type\":\"integer\",\"constraints\":{\"maximum\":\"x\"}"),
      message: "'maximum' is 'x', which is not an integer", place: "1:66"),
    Fault(text: field("\"constraints\":{\"enum\":[]}"), message: "'enum' allows no value", place: "1:46"),
    Fault(
      text: field("\"constraints\":{\"pattern\":\"\\\\d+(?=x)\"}"),
      message: "the pattern of 'a' uses lookahead '(?=', which weir cannot match", place: "1:54", code: .schemaPattern),
    Fault(
      text: field("\"constraints\":{\"pattern\":\"a)\"}"),
      message: "the pattern of 'a' is wrong: ')' closes no group; '\\)' is a parenthesis", place: "1:51",
      code: .schemaPattern),
    Fault(
      text: "{\"fields\":[{\"name\":\"a\"}],\"missingValues\":\"\"}",
      message: "'missingValues' is a string, expected an array",
      place: "1:42"),
    Fault(
      text: "{\"fields\":[{\"name\":\"a\"}],\"primaryKey\":\"b\"}",
      message: "'primaryKey' names 'b', which is no field of this schema", place: "1:39"),
    Fault(
      text: "{\"fields\":[{\"name\":\"a\"}],\"fieldsMatch\":\"some\"}",
      message: "'fieldsMatch' is 'some', expected exact, equal, subset, superset or partial", place: "1:40"),
  ]

  @Test(arguments: faults)
  func pointsAtTheFault(_ item: Fault) {
    let error = #expect(throws: DiagnosticList.self) { try readSchema(item.text) }
    let found = error?.diagnostics.first
    #expect(found?.code == item.code)
    #expect(found?.message == item.message)
    #expect(found.map { "\($0.location.line ?? 0):\($0.location.column ?? 0)" } == item.place)
    #expect(error?.exitCode == 3)
  }

  @Test func reportsEveryMistake() {
    let error = #expect(throws: DiagnosticList.self) {
      try readSchema("{\"fields\":[{\"name\":1},{\"name\":\"b\",\"type\":\"x\"}],\"missingValues\":0}")
    }
    #expect(error?.diagnostics.count == 3)
  }

  // MARK: Data packages

  private static let package =
    """
    {"resources": [
      {"name": "one", "path": "data/trees.csv", "schema": {"fields": [{"name": "a"}]},
       "dialect": {"delimiter": ";", "quoteChar": "'", "escapeChar": "'", "header": false, "skipInitialSpace": true}},
      {"name": "two", "path": ["other/trees.csv", "more.csv"], "schema": "two.json", "encoding": "latin1"},
      {"name": "three", "path": "three.csv"}
    ]}
    """

  private static func resource(_ input: String) throws -> DataPackage.Resource {
    let document = try PlacedJSON(DescriptorText(name: "p", bytes: Array(package.utf8))).root
    #expect(DataPackage.describes(document))
    return try DataPackage(document).resource(for: input)
  }

  @Test func findsTheResourceOfAnInput() throws {
    let one = try Self.resource("/tmp/data/trees.csv.gz")
    #expect(one.name == "one")
    #expect(one.dialect.delimiter == UInt8(ascii: ";"))
    #expect(one.dialect.quote == UInt8(ascii: "'"))
    #expect(one.dialect.escape == nil)
    #expect(one.dialect.hasHeader == false)
    #expect(one.dialect.spaceFollowsDelimiter)
    #expect(try Self.resource("other/trees.csv").name == "two")
    #expect(try Self.resource("x/more.csv").encoding?.name == "latin1")
    for (input, message) in [
      ("trees.csv", "more than one resource of the package has a path that ends in 'trees.csv'"),
      ("none.csv", "no resource of the package has a path that ends in 'none.csv'"),
      ("three.csv", "resource 'three' has no schema"),
    ] {
      let error = #expect(throws: DiagnosticList.self) { try Self.resource(input) }
      #expect(error?.diagnostics.first?.message == message)
    }
  }
}
