import Bytes
import Diagnostics
import Records
import Testing

@testable import Schemas

/// Values of one column against one field, as CSV and as JSON.
struct SchemaCheckTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var field: String
    var good: [String] = []
    var bad: [String] = []
    var isJSON = false
    var code = DiagnosticCode.typeConflict
    var testDescription: String { (isJSON ? "JSON " : "") + field }
  }

  static let cases: [Case] = [
    Case(field: "\"type\":\"integer\"", good: ["1", "-5", "007", "+3"], bad: ["1.5", "x", "1e3"]),
    Case(field: "\"type\":\"number\"", good: ["1.5", "1e3", "-0.1"], bad: ["1,5", "abc", "NaN"]),
    Case(
      field: "\"type\":\"number\",\"decimalChar\":\",\",\"groupChar\":\" \",\"bareNumber\":false",
      good: ["1 234,5 €", "12"], bad: ["a", "1 2 x 3"]),
    Case(field: "\"type\":\"boolean\"", good: ["true", "TRUE", "0", "1", "False"], bad: ["yes", "2"]),
    Case(field: "\"type\":\"date\"", good: ["2020-02-29"], bad: ["2021-02-29", "2020/01/01", "2020-01", "1.1.2020"]),
    Case(field: "\"type\":\"date\",\"format\":\"%d/%m/%y\"", good: ["31/12/20"], bad: ["12/31/20", "2020-12-31"]),
    Case(field: "\"type\":\"datetime\"", good: ["2020-01-01T10:00:00Z"], bad: ["2020-01-01", "2020-01-01T10:00"]),
    Case(field: "\"type\":\"time\"", good: ["10:00:00", "23:59:59.5"], bad: ["10:00", "24:00:00", "x"]),
    Case(field: "\"type\":\"time\",\"format\":\"%H/%M\"", good: ["10/30"], bad: ["10:30", "10/30/00"]),
    Case(field: "\"type\":\"year\"", good: ["2020", "-0500", "12020"], bad: ["20", "2020-01", "02020"]),
    Case(field: "\"type\":\"yearmonth\"", good: ["2020-12"], bad: ["2020-13", "2020", "2020/12", "2020-01-01"]),
    Case(
      field: "\"type\":\"duration\"", good: ["P1Y2M3DT4H5M6.7S", "PT1S", "P2W", "-P1D"],
      bad: ["P", "PT", "1D", "P1S", "P1M1Y", "P1.5D"]),
    Case(field: "\"type\":\"object\"", good: ["{}", " {\"a\":1} "], bad: ["[]", "{", "{'a':1}", "{} x"]),
    Case(field: "\"type\":\"array\"", good: ["[]", "[1,2]"], bad: ["{}", "[1,]"]),
    Case(field: "\"type\":\"geopoint\"", good: ["2.35, 48.85", "170,-45"], bad: ["48.85", "1,100", "a,b", "[1,2]"]),
    Case(field: "\"type\":\"geo_point_2d\"", good: ["48.85,2.35", "-45, 170"], bad: ["100,1"]),
    Case(field: "\"type\":\"geopoint\",\"format\":\"array\"", good: ["[2.35, 48.85]"], bad: ["2.35, 48.85", "[1]"]),
    Case(
      field: "\"type\":\"geopoint\",\"format\":\"object\"", good: ["{\"lon\": 2.35, \"lat\": 48}"],
      bad: ["{\"lon\": 2.35}", "{\"lon\": 2, \"lat\": 91}", "[1,2]"]),
    Case(
      field: "\"type\":\"geojson\"",
      good: ["{\"type\":\"Point\",\"coordinates\":[1,2]}", "{\"type\":\"Feature\",\"geometry\":null}"],
      bad: ["{\"type\":\"Point\",\"coordinates\":[[1]]}", "{\"a\":1}", "[1,2]"]),
    Case(
      field: "\"type\":\"string\",\"format\":\"uuid\"", good: ["95ecc380-afe9-11e4-9b6c-751b66dd541e"],
      bad: ["95ecc380", "95ecc380+afe9-11e4-9b6c-751b66dd541e"]),
    Case(field: "\"type\":\"any\"", good: ["1", "x", "{"]),
    // Values of JSON
    Case(field: "\"type\":\"integer\"", good: ["1", "-5"], bad: ["1.5", "\"1\"", "1e3", "true", "[]"], isJSON: true),
    Case(field: "\"type\":\"number\"", good: ["1.5", "1e3"], bad: ["\"1\"", "true"], isJSON: true),
    Case(field: "\"type\":\"boolean\"", good: ["true"], bad: ["\"true\"", "1"], isJSON: true),
    Case(field: "\"type\":\"string\"", good: ["\"x\"", "\"a\\nb\""], bad: ["1", "true", "{}"], isJSON: true),
    Case(field: "\"type\":\"date\"", good: ["\"2020-01-01\""], bad: ["2020", "\"x\""], isJSON: true),
    Case(field: "\"type\":\"year\"", good: ["2020", "\"2020\""], bad: ["20", "\"x\""], isJSON: true),
    Case(field: "\"type\":\"object\"", good: ["{\"a\":1}"], bad: ["\"{}\"", "[]"], isJSON: true),
    Case(
      field: "\"type\":\"geo_point_2d\"", good: ["[48.85, 2.35]", "\"48.85,2.35\""], bad: ["[100, 2]", "1"],
      isJSON: true),
    Case(field: "\"type\":\"geopoint\"", good: ["\"2.35, 48.85\"", "[2.35,48.85]"], bad: ["[1,100]"], isJSON: true),
    // Constraints
    Case(field: "\"constraints\":{\"minLength\":2}", good: ["ab", "éé"], bad: ["é"], code: .constraintViolated),
    Case(field: "\"constraints\":{\"maxLength\":2}", good: ["ab", "éé"], bad: ["abc"], code: .constraintViolated),
    Case(
      field: "\"type\":\"array\",\"constraints\":{\"minLength\":2}", good: ["[1,[2,3]]"], bad: ["[]", "[[1,2]]"],
      code: .constraintViolated),
    Case(
      field: "\"type\":\"integer\",\"constraints\":{\"minimum\":2,\"maximum\":\"10\"}", good: ["2", "10", "+5"],
      bad: ["1", "11", "-3"], code: .constraintViolated),
    Case(
      field: "\"type\":\"number\",\"constraints\":{\"exclusiveMinimum\":0.1}", good: ["0.1000000000000000001", "1e1"],
      bad: ["0.10", "0.0999999999999999999"], code: .constraintViolated),
    Case(
      field: "\"type\":\"number\",\"decimalChar\":\",\",\"constraints\":{\"maximum\":\"2,5\"}", good: ["2,5", "2,49"],
      bad: ["2,51"], code: .constraintViolated),
    Case(
      field: "\"type\":\"date\",\"format\":\"%d/%m/%Y\",\"constraints\":{\"minimum\":\"2020-02-01\"}",
      good: ["01/02/2020"], bad: ["31/01/2020"], code: .constraintViolated),
    Case(
      field: "\"type\":\"datetime\",\"constraints\":{\"maximum\":\"2020-01-01T00:00:00Z\"}",
      good: ["2020-01-01T01:00:00+01:00"], bad: ["2020-01-01T00:00:00-01:00"], code: .constraintViolated),
    Case(
      field: "\"type\":\"time\",\"constraints\":{\"minimum\":\"08:30:00\"}", good: ["08:30:00", "10:00:00"],
      bad: ["08:29:59"], code: .constraintViolated),
    Case(
      field: "\"type\":\"year\",\"constraints\":{\"minimum\":2000}", good: ["2000"], bad: ["1999"],
      code: .constraintViolated),
    Case(
      field: "\"type\":\"string\",\"constraints\":{\"enum\":[\"a\",\"b c\"]}", good: ["a", "b c"], bad: ["c", "A"],
      code: .constraintViolated),
    Case(
      field: "\"type\":\"number\",\"constraints\":{\"enum\":[1,2.5]}", good: ["1", "1.0", "2.50"], bad: ["2"],
      code: .constraintViolated),
    Case(
      field: "\"constraints\":{\"pattern\":\"[0-9]{5}\"}", good: ["75001"], bad: ["7500", "750011"],
      code: .constraintViolated),
    Case(
      field: "\"type\":\"integer\",\"constraints\":{\"pattern\":\"[0-9]{5}\"}", good: ["75001"], bad: ["7500"],
      isJSON: true,
      code: .constraintViolated),
    Case(field: "\"constraints\":{\"required\":true}", good: ["x"], bad: [""], code: .requiredMissing),
    Case(
      field: "\"constraints\":{\"required\":true}", good: ["\"\""], bad: ["null"], isJSON: true, code: .requiredMissing),
  ]

  /// A batch with one column and one record for each value.
  private static func batch(_ values: [String], isJSON: Bool) -> RecordBatch {
    var builder = ByteBuilder(capacity: 256)
    var slots: [UInt32] = []
    for value in values {
      slots.append(UInt32(builder.count))
      builder.append(value)
      let flag = isJSON && value.contains("\\") ? BatchLayout.hasEscape : 0
      slots.append(UInt32(builder.count) | flag)
      builder.append(0x0A)
    }
    var batch = RecordBatch(
      schema: Schema([Field("a")]), layout: .pairs(columns: 1),
      syntax: isJSON ? .json : .csv)
    batch.byteCount = builder.swapStorage(with: &batch.bytes)
    batch.slots = slots
    batch.recordCount = values.count
    return batch
  }

  @Test(arguments: cases)
  func tellsGoodFromBad(_ item: Case) throws {
    let schema = try readSchema("{\"fields\":[{\"name\":\"a\",\(item.field)}]}")
    #expect(schema.remarks == [])
    for value in item.good + item.bad {
      var batch = Self.batch([value], isJSON: item.isJSON)
      var check = SchemaCheck(schema, columns: [0], isJSON: item.isJSON)
      check.check(&batch)
      #expect((batch.failure == nil) == item.good.contains(value), "\(value): \(batch.failure?.message ?? "accepted")")
      if let failure = batch.failure { #expect(failure.code == item.code, "\(value)") }
    }
  }

  @Test func endsTheBatchBeforeTheFirstFault() throws {
    let schema = try readSchema(
      "{\"fields\":[{\"name\":\"a\",\"type\":\"integer\",\"constraints\":{\"required\":true}}],\n\"missingValues\":[\"-\"]}"
    )
    var batch = Self.batch(["1", "2", "x", "", "y"], isJSON: false)
    var check = SchemaCheck(schema, columns: [0], isJSON: false)
    check.check(&batch)
    #expect(batch.recordCount == 2)
    #expect(batch.failure?.location.record == 3)
    #expect(batch.failure?.location.line == 3)
    #expect(batch.failure?.notes == ["type: x.schema.json:1:20"])
  }

  @Test func nullTextsAreNull() throws {
    let schema = try readSchema(
      "{\"fields\":[{\"name\":\"a\",\"type\":\"integer\",\"missingValues\":[\"-\",\"NA\"]}]}")
    var batch = Self.batch(["1", "NA", "-"], isJSON: false)
    var check = SchemaCheck(schema, columns: [0], isJSON: false)
    check.check(&batch)
    #expect(batch.failure == nil)
  }
}
