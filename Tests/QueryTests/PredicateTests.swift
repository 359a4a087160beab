import Bytes
import Diagnostics
import Query
import Records
import Testing

@Suite struct PredicateTests {
  // MARK: Numbers

  struct NumberCase: Sendable, CustomTestStringConvertible {
    var query: String
    var value: String
    var matches: Bool
    var testDescription: String { "\(query) on \(value)" }
    init(_ query: String, _ value: String, _ matches: Bool) {
      self.query = query
      self.value = value
      self.matches = matches
    }
  }

  /// Raw JSON values of the member `x`.
  static let numbers: [NumberCase] = [
    NumberCase("x = 9007199254740993", "9007199254740992", false),
    NumberCase("x > 9007199254740992", "9007199254740993", true),
    NumberCase("x = 0.1", "0.1000", true), NumberCase("x = 0.1", "1e-1", true), NumberCase("x = 100", "1.00E+2", true),
    NumberCase("x < 1", "0.99999999999999999999999999999999", true),
    NumberCase("x >= 1", "0.99999999999999999999999999", false),
    NumberCase("x = -0", "0", true), NumberCase("x = 0", "-0.0e5", true), NumberCase("x > -1", "-1.5", false),
    NumberCase("x < -1", "-1.0000000000000000000000001", true), NumberCase("x > 0", "1e-400", true),
    NumberCase("x > 0", "-1e-400", false), NumberCase("x > 5", "1e99999999999999999999999", true),
    NumberCase("x < 5", "1e-99999999999999999999999", true),
    NumberCase("x < 99999999999999999999", "18446744073709551616", true),
    NumberCase("x > 99999999999999999999", "100000000000000000000", true),
    NumberCase("x >= 9223372036854775807", "9223372036854775807", true),
    NumberCase("x > 9223372036854775807", "9223372036854775807", false),
    NumberCase("x < -9223372036854775808", "-9223372036854775809", true),
    NumberCase("x = 5", "\"5.0\"", true), NumberCase("x = 5", "\"\\u0035\"", true),
    NumberCase("x = 5", "\"5e0\"", false),
    NumberCase("x > 4", "\"05\"", false), NumberCase("x: 75", "\"75 rue\"", true), NumberCase("x: 05", "5", false),
    NumberCase("x: 05", "\"05\"", true), NumberCase("x >= \"100\"", "1e2", true), NumberCase("x > 1", "true", false),
    NumberCase("x: true", "true", true), NumberCase("x > 1", "[5]", false), NumberCase("x: 5", "[5]", true),
    NumberCase("x: 5", "null", false), NumberCase("NOT x: 5", "null", true), NumberCase("x:[1 TO b]", "5", true),
    NumberCase("x:]1 TO 2[", "1", false), NumberCase("x:]1 TO 2[", "1.0000001", true),
    NumberCase("x:]1.5 TO 2[", "1.5", false),
    NumberCase("x = 1e5", "100000", false), NumberCase("x <= 0.000000000000000000005", "0", true),
    NumberCase("x >= 0.5", "0", false), NumberCase("x > 123456789012345678", "123456789012345678.5", true),
    NumberCase("x: \"--\"", "\"anything\"", true), NumberCase("x: \"--\"", "null", false),
  ]

  @Test(arguments: numbers) func numbersAreExact(_ test: NumberCase) throws {
    let record = "{\"x\":\(test.value)}"
    #expect(try select(test.query, Make.json([record])) == (test.matches ? [0] : []), "member")
    #expect(try select(test.query, Make.json([record], columns: ["x"])) == (test.matches ? [0] : []), "column")
  }

  // MARK: Kinds, projections and names

  @Test func textColumnsAreNeverNumbers() throws {
    let batch = Make.separators("007,7\n7.0,7\n10,7\n", columns: ["code", "n"], kinds: ["code": .text])
    #expect(try select("code: 7", batch) == [1])
    #expect(try select("code > 1", batch) == [1, 2])
    #expect(try select("code = 007", batch) == [0])
    #expect(try select("n = 7.00", batch) == [0, 1, 2])
  }

  @Test func onlyVisibleFieldsAreSearched() throws {
    var batch = Make.separators("paris,lyon\nnice,paris\n", columns: ["a", "b"])
    batch.projection = Projection(fields: [ProjectedField(column: 1, name: "town")])
    #expect(try select("paris", batch) == [1])
    #expect(try select("town:lyon", batch) == [0])
    #expect(Self.errors("a:paris", batch).map(\.code) == [.unknownField])
  }

  @Test func selectionsOnlyNarrow() throws {
    var batch = Make.separators("1\n2\n3\n4\n", columns: ["a"])
    batch.selection = .rows([1, 3])
    #expect(try select("a > 1", batch) == [1, 3])
    #expect(try select("NOT a = 2", batch) == [3])
    #expect(try select("a = 1 OR a = 4", batch) == [3])
    batch = Make.separators("1\n2\n", columns: ["a"])
    var evaluator = PredicateEvaluator(
      try Predicate(Query(parsing: "a > 0"), binding: batch.projection, schema: batch.schema))
    evaluator.select(&batch)
    #expect(batch.selection == .all)
  }

  @Test func quotedFields() throws {
    let batch = Make.separators("\"12\",\"a \"\"b\"\" c\"\n12,\"\"\n\"1,2\",\n", columns: ["n", "t"])
    #expect(try select("n = 12", batch) == [0, 1])
    #expect(try select("t:\"a b c\"", batch) == [0])
    #expect(try select("\"b c\"", batch) == [0])
    #expect(try select("t:[* TO *]", batch) == [0, 1])
    #expect(try select("2", batch) == [2])
  }

  @Test func featuresAreSearchedByTheirProperties() throws {
    let record = #"{"type":"Feature","properties":{"name":"Lyon"},"geometry":null}"#
    var batch = Make.json([record])
    let start = UInt32(#"{"type":"Feature","properties":"#.utf8.count)
    batch.propertyExtents = [start, start + UInt32(#"{"name":"Lyon"}"#.utf8.count)]
    #expect(try select("name:lyon", batch) == [0])
    #expect(try select("feature", batch) == [])
  }

  @Test func namesThatNeverAppear() throws {
    var batch = Make.json([#"{"a":1,"b":null}"#, #"{"a":2,"é":3}"#])
    let query = try Query(parsing: "a = 9 AND b = 1 OR e = 1 OR é = 3")
    var evaluator = PredicateEvaluator(try Predicate(query, binding: batch.projection, schema: batch.schema))
    evaluator.select(&batch)
    #expect(zip(evaluator.memberNames, evaluator.seenMembers).filter(\.1).map(\.0) == ["a", "b", "é"])
    #expect(batch.selection == .rows([1]))
  }

  // MARK: Parameters

  @Test func parametersAreNeverSyntax() throws {
    let batch = Make.separators("a OR b,1\nnew york,20\nb,300\n", columns: ["t", "n"])
    #expect(try select("t:${x}", batch, parameters: ["x": .text("a OR b")]) == [0])
    #expect(try select("t:\"${x}\"", batch, parameters: ["x": .text("\" OR n > 0 OR t:\"")]) == [])
    #expect(try select("${x}", batch, parameters: ["x": .text("new")]) == [1])
    #expect(try select("t:\"new ${x}\"", batch, parameters: ["x": .text("york")]) == [1])
    #expect(
      try select("n:[${low} TO ${high}]", batch, parameters: ["low": .number("2e1"), "high": .text("300")]) == [1, 2])
    #expect(try select("t = ${x}", Make.separators("true\n", columns: ["t"]), parameters: ["x": .boolean(true)]) == [0])
    #expect(try select("\"$${x}\"", Make.separators("a ${x}\nb\n", columns: ["t"])) == [0])
  }

  // MARK: Errors

  private static func errors(_ text: String, _ batch: RecordBatch) -> [Diagnostic] {
    do {
      _ = try Predicate(Query(parsing: text), binding: batch.projection, schema: batch.schema)
      return []
    } catch {
      return error.diagnostics
    }
  }

  @Test func unknownFieldsAreAllReported() {
    let batch = Make.separators("1,2\n", columns: ["population", "name"])
    let found = Self.errors("popluation > 5 AND xyz:1 OR #null(nam)", batch)
    #expect(found.map(\.code) == [.unknownField, .unknownField, .unknownField])
    #expect(found[0].message == "no field 'popluation'")
    #expect(found[0].excerpt?.label == "did you mean 'population'?")
    #expect(found[0].notes == ["fields: population, name"])
    #expect(found[1].location.column == 20)
    #expect(found[1].excerpt?.label == nil)
    #expect(found[2].excerpt?.label == "did you mean 'name'?")
    #expect(Self.errors("name >= #now(days=-1)", batch).map(\.code) == [.queryNotSupported])
  }

  @Test func longFieldListsAreCut() {
    let batch = Make.separators("\n", columns: (0..<20).map { "field\($0)" })
    #expect(Self.errors("zzz:1", batch).first?.notes.first?.hasSuffix("field11 and 8 more") == true)
  }

  @Test func emptyBatches() throws {
    #expect(try select("a > 1 paris", Make.separators("", columns: ["a"])) == [])
    #expect(try select("a > 1 paris", Make.json([])) == [])
  }

  @Test func deepQueriesRun() throws {
    let batch = Make.separators("1\n2\n", columns: ["a"])
    let text = String(repeating: "NOT (", count: 128) + "a = 1" + String(repeating: ")", count: 128)
    #expect(try select(text, batch) == [0])
    #expect(try select("a = 9" + String(repeating: " OR a = 2", count: 4_000), batch) == [1])
  }
}
