import Bytes
import Diagnostics
import Query
import Records
import Testing

/// Comparisons with columns whose type is known.
@Suite struct TypedPredicateTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var type: ColumnType
    var values: [String]
    var query: String
    /// Rows that match.
    var rows: [Int]
    var testDescription: String { "\(type.basis) \(type.kind): \(query)" }

    init(_ type: ColumnType, _ values: [String], _ query: String, _ rows: [Int]) {
      self.type = type
      self.values = values
      self.query = query
      self.rows = rows
    }
  }

  static func declared(_ kind: FieldKind, _ set: (inout ValueSpelling) -> Void = { _ in }) -> ColumnType {
    var spelling = ValueSpelling()
    set(&spelling)
    return ColumnType(kind, basis: .declared, spelling: spelling)
  }

  static let guessedDate = ColumnType(.date, basis: .guessed)
  static let comma = declared(.number) { $0.decimalMark = ASCII.comma }
  static let french = declared(.number) {
    $0.decimalMark = ASCII.comma
    $0.groupMark = ASCII.space
  }
  static let ouiNon = declared(.boolean) {
    $0.trueTexts = [Array("oui".utf8)]
    $0.falseTexts = [Array("non".utf8)]
  }
  static let dmy = declared(.date) { $0.dates = try? DatePattern(parsing: "dmy") }

  static let days = ["2016-08-31", "2016-09-01", "2016/09/30", "2016-10-01", "2017-01-01", ""]
  static let times = [
    "2017-01-05T23:59:59Z", "2017-01-06T00:00:00Z", "2017-01-06T20:30", "2017-01-07T00:30:00+01:00",
    "2017-01-07T00:00:00.000Z", "2017-01-06T14:00:00.5Z",
  ]

  static let cases = [
    Case(declared(.integer), ["007", "+5", "5", "", "12"], "v = 5", [1, 2]),
    Case(declared(.integer), ["007", "+5", "5", "", "12"], "v > 5", [0, 4]),
    Case(declared(.integer), ["007", "+5", "5", "", "12"], "v:[5 TO 7]", [0, 1, 2]),
    Case(declared(.integer), ["007", "5", ""], "NOT v = 7", [1, 2]),
    Case(declared(.integer), ["007", "5", ""], "v:[* TO *]", [0, 1]),
    Case(comma, ["1,5", "1,50", "2", "10"], "v = 1.5", [0, 1]),
    Case(comma, ["1,5", "1,50", "2", "10"], "v = 1,5", [0, 1]),
    Case(comma, ["1,5", "1,50", "2", "10"], "v >= 2", [2, 3]),
    Case(french, ["1 234,5", "999", "12 345"], "v > 1000", [0, 2]),
    Case(declared(.text), ["10", "9", "007"], "v > 2", [1]),
    Case(declared(.text), ["7", "7.0", "007"], "v = 7", [0, 1]),
    Case(declared(.boolean), ["true", "false", ""], "v:true", [0]),
    Case(declared(.boolean), ["true", "false", ""], "v = false", [1]),
    Case(ouiNon, ["oui", "non", ""], "v:true", [0]), Case(ouiNon, ["oui", "non", ""], "v:non", [1]),
    Case(declared(.date), days, "v <= 2016/09", [0, 1, 2]), Case(declared(.date), days, "v < 2016/09", [0]),
    Case(declared(.date), days, "v > 2016/09", [3, 4]), Case(declared(.date), days, "v >= 2016-09", [1, 2, 3, 4]),
    Case(declared(.date), days, "v:2016", [0, 1, 2, 3]), Case(declared(.date), days, "v = 2016-09-30", [2]),
    Case(declared(.date), days, "v:[2016/09 TO 2016-10-01]", [1, 2, 3]),
    Case(declared(.date), days, "v:[* TO 2016-08]", [0]), Case(declared(.date), days, "v = 2016-9-1", [1]),
    Case(declared(.date), days, "v:[* TO *]", [0, 1, 2, 3, 4]), Case(declared(.date), days, "NOT v:2016", [4, 5]),
    Case(guessedDate, days, "v <= 2016/09", [0, 1, 2]), Case(guessedDate, days, "v:2016-09", [1, 2]),
    Case(guessedDate, days, "v:august", []),
    Case(dmy, ["31/12/2019", "1/2/2020", "29/02/2020"], "v >= 2020-02-02", [2]),
    Case(dmy, ["31/12/2019", "1/2/2020", "29/02/2020"], "v = \"1/2/2020\"", [1]),
    Case(dmy, ["31/12/2019", "1/2/2020", "29/02/2020"], "v = 2020-02", [1, 2]),
    Case(declared(.datetime), times, "v == '2017-01-06'", [1, 2, 3, 5]),
    Case(declared(.datetime), times, "v < \"2017-01-06T00:00:00\"", [0]),
    Case(declared(.datetime), times, "v > 2017-01-06", [4]),
    Case(declared(.datetime), times, "v = \"2017-01-06T14:00:00\"", [5]),
    Case(declared(.datetime), times, "v <= \"2017-01-06T14:00\"", [0, 1, 5]),
    Case(declared(.datetime), times, "v >= \"2017-01-07T00:30+01:00\"", [3, 4]),
    Case(declared(.datetime), times, "v = \"2017-01-06T14:00:00.5\"", [5]),
    Case(declared(.datetime), times, "v = \"2017-01-06T14:00:00.4\"", []),
  ]

  @Test(arguments: cases) func matches(_ row: Case) throws {
    #expect(try select(row.query, Self.batch(row)) == row.rows, "separators")
    let quoted = Self.batch(row, quotes: true)
    #expect(try select(row.query, quoted) == row.rows, "quoted")
    let json = row.values.map { $0.isEmpty ? "{\"v\":null}" : "{\"v\":\"\($0)\"}" }
    var batch = Make.json(json, columns: ["v"])
    batch.schema.fields[0].type = row.type
    #expect(try select(row.query, batch) == row.rows, "JSON")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var type: ColumnType
    var query: String
    var column: Int
    var testDescription: String { query }
  }

  @Test(arguments: [
    Refusal(type: declared(.integer), query: "v > abc", column: 5),
    Refusal(type: declared(.number), query: "v:[1 TO x]", column: 9),
    Refusal(type: declared(.boolean), query: "v = 1", column: 5),
    Refusal(type: declared(.boolean), query: "v > true", column: 1),
    Refusal(type: declared(.date), query: "v > yesterday", column: 5),
    Refusal(type: declared(.date), query: "v = 2019-02-29", column: 5),
  ]) func valuesThatAreNone(_ row: Refusal) throws {
    let batch = Self.batch(Case(row.type, ["1"], "", []))
    do throws(DiagnosticList) {
      _ = try Predicate(Query(parsing: row.query), binding: batch.projection, schema: batch.schema)
      Issue.record("taken")
    } catch {
      #expect(error.diagnostics.map(\.code) == [.queryBadValue])
      #expect(error.diagnostics.first?.location.column == row.column)
    }
  }

  struct Use: Sendable, CustomTestStringConvertible {
    var kind: FieldKind
    var basis = ColumnType.Basis.guessed
    var query: String
    var isUsed: Bool
    var testDescription: String { "\(basis) \(kind): \(query)" }
  }

  @Test(arguments: [
    Use(kind: .integer, query: "v > 5", isUsed: true), Use(kind: .number, query: "v = 5", isUsed: true),
    Use(kind: .number, query: "v:[1 TO *]", isUsed: true), Use(kind: .integer, query: "v:abc", isUsed: false),
    Use(kind: .integer, query: "5", isUsed: false), Use(kind: .integer, query: "v:[* TO *]", isUsed: false),
    Use(kind: .date, query: "v > 2020", isUsed: true), Use(kind: .date, query: "v:[2020 TO 2021]", isUsed: true),
    Use(kind: .date, query: "v:may", isUsed: false), Use(kind: .text, query: "v > 5", isUsed: false),
    Use(kind: .boolean, query: "v:true", isUsed: false), Use(kind: .unknown, query: "v > 5", isUsed: false),
    Use(kind: .integer, basis: .declared, query: "v > 5", isUsed: false),
    Use(kind: .integer, query: "w:1 OR NOT (v < 3)", isUsed: true),
  ]) func guessesThatMatter(_ row: Use) throws {
    let schema = Schema([Field("w"), Field("v", type: ColumnType(row.kind, basis: row.basis))])
    let predicate = try Predicate(Query(parsing: row.query), binding: Projection(all: schema), schema: schema)
    #expect(predicate.guessedColumns == (row.isUsed ? [1] : []))
  }

  private static func batch(_ row: Case, quotes: Bool = false) -> RecordBatch {
    let lines = row.values.map { $0.isEmpty ? ";x" : quotes ? "\"\($0)\";x" : "\($0);x" }
    var batch = Make.separators(
      lines.map { $0 + "\n" }.joined(), columns: ["v", "w"], delimiter: ASCII.semicolon, quote: ASCII.quote)
    batch.schema.fields[0].type = row.type
    return batch
  }
}
