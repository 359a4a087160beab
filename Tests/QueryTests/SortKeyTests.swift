import Bytes
import Calendars
import Diagnostics
import Records
import Testing

@testable import Query

/// The keys by which records are sorted: as bytes they compare as the values do.
@Suite struct SortKeyTests {
  /// Values of one column in their order; those of one inner list are equal.
  struct Ladder: CustomTestStringConvertible {
    var testDescription: String
    var type: ColumnType
    var steps: [[String]]
    var zone = TimeZone.utc
  }

  static let ladders = [
    Ladder(
      testDescription: "integers", type: ColumnType(.integer, basis: .guessed),
      steps: [
        ["-1000000000000000000000000000000"], ["-9007199254740993"], ["-9007199254740992"], ["-101"], ["-100"], ["-99"],
        ["-12"], ["-11"], ["-10"], ["-9"], ["-1"], ["0", "-0"], ["1"], ["2"], ["9"], ["10"], ["11"], ["19"], ["99"],
        ["100"], ["101"], ["9007199254740992"], ["9007199254740993"], ["9223372036854775807"], ["9223372036854775808"],
        ["18446744073709551616"], ["1000000000000000000000000000000"],
      ]),
    Ladder(
      testDescription: "decimals", type: ColumnType(.number, basis: .guessed),
      steps: [
        ["-10.05"], ["-10.049"], ["-1.5"], ["-0.5"], ["-0.0500000000000000000000000001"], ["-0.05"],
        ["0", "0.0", "-0.000"], ["0.0000000001"], ["0.05"], ["0.1", "0.10", "0.100"], ["0.11"], ["0.2"],
        ["1", "1.0"], ["1.0000000000000000000000001"], ["1.1"], ["2.5"], ["2.50000000000000001"], ["10"], ["10.5"],
      ]),
    Ladder(
      testDescription: "exponents of JSON", type: ColumnType(.number, basis: .declared),
      steps: [
        ["-1e400"], ["-1e62"], ["-1e61"], ["-1e60"], ["-1e-60"], ["-1e-63"], ["-1e-400"], ["0", "0e10"], ["1e-99999"],
        ["1e-400"], ["1e-64"], ["1e-63"], ["1e-62"], ["1e-61"], ["1e-60"], ["0.1e1", "1", "10e-1"], ["15e-1"], ["1e59"],
        ["1e60", "10e59"], ["1e61"], ["1e62"], ["1e400"], ["1e99999"],
      ]),
    Ladder(
      testDescription: "dates", type: ColumnType(.datetime, basis: .guessed),
      steps: [
        ["-0044-03-15"], ["0001-01-01"], ["1969-12-31T23:59:59Z"], ["1970-01-01", "1970-01-01T00:00:00Z"],
        ["2020-01-01T00:00:00+02:00", "2019-12-31T22:00:00Z"], ["2020-01-01", "2020/01/01", "2020-01-01T00:00:00"],
        ["2020-01-01T00:00:00.000000001Z"], ["2020-01-01T00:00:00.5Z"], ["2020-01-01T00:00:00.75"],
        ["2020-01-01T00:00:01"], ["9999-12-31"], ["+12345-06-07"],
      ]),
    Ladder(
      testDescription: "dates in a zone", type: ColumnType(.datetime, basis: .guessed),
      steps: [
        ["2020-01-01T00:30:00+02:00"], ["2020-01-01", "2019-12-31T23:00:00Z"], ["2020-01-01T00:30:00"],
        ["2020-01-01T00:00:00Z"],
      ], zone: TimeZone(name: "+01:00", offset: 3600)),
    Ladder(
      testDescription: "booleans", type: ColumnType(.boolean, basis: .guessed), steps: [["false"], ["true"]]),
    Ladder(
      testDescription: "texts", type: ColumnType(.text, basis: .guessed),
      steps: [
        ["\u{1}"], ["\u{1}\u{1}"], ["\u{2}"], [" a"], ["1"], ["10"], ["9"], ["A"], ["a"], ["À"], ["à"], ["a b"], ["AB"],
        ["Ab"], ["ab"], ["abc"], ["b"], ["e\u{301}"], ["É"], ["é"], ["straSSe"], ["strasse"], ["straße"], ["z"],
        ["日本"], ["😀"],
      ]),
  ]

  static func keys(_ values: [String], _ type: ColumnType, _ order: SortDirection, _ zone: TimeZone) throws -> [[UInt8]]
  {
    var batch = Make.pairs(values.map { [$0] }, columns: ["v"])
    batch.schema.fields[0].type = type
    return try keys(of: batch, [("v", order)], zone)
  }

  static func keys(
    of batch: RecordBatch, _ order: [(String, SortDirection)], _ zone: TimeZone = .utc
  ) throws -> [[UInt8]] {
    var reader = try SortKeyReader(
      order.map {
        SortKeyContext(
          name: $0.0, order: $0.1, projection: batch.projection, schema: batch.schema, zone: zone, location: Location())
      })
    var keys = SortKeys()
    reader.read(batch, into: &keys)
    return (0..<keys.count).map { Array(keys.bytes.bytes[keys.start(of: $0)..<keys.ends[$0]]) }
  }

  /// Every pair of steps, in every order.
  @Test(arguments: ladders) func everyPairIsInOrder(_ ladder: Ladder) throws {
    let values = ladder.steps.enumerated().flatMap { step, values in values.map { (step, $0) } }
    for order in [SortDirection.ascending, .descending] {
      let keys = try Self.keys(values.map(\.1), ladder.type, order, ladder.zone)
      for (one, left) in values.enumerated() {
        for (other, right) in values.enumerated() {
          let expected = order == .ascending ? left.0 < right.0 : left.0 > right.0
          let isBefore = keys[one].lexicographicallyPrecedes(keys[other])
          #expect(isBefore == expected, "\(left.1) and \(right.1) \(order)")
          let isBeginning = left.0 != right.0 && keys[other].starts(with: keys[one])
          #expect(!isBeginning, "\(left.1) is the beginning of \(right.1)")
        }
      }
    }
  }

  @Test func aPortalTurnsNumbersAndNotTexts() throws {
    func order(_ values: [String], _ kind: FieldKind, _ order: SortDirection) throws -> [String] {
      let keys = try Self.keys(values, ColumnType(kind, basis: .guessed), order, .utc)
      return values.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }.map { values[$0] }
    }
    #expect(try order(["2", "10", "1"], .integer, .portal) == ["10", "2", "1"])
    #expect(try order(["2", "10", "1"], .integer, .portalReversed) == ["1", "2", "10"])
    #expect(try order(["b", "a", "c"], .text, .portal) == ["a", "b", "c"])
    #expect(try order(["b", "a", "c"], .text, .portalReversed) == ["c", "b", "a"])
    #expect(try order(["2020-01-01", "2021-01-01"], .date, .portal) == ["2021-01-01", "2020-01-01"])
    #expect(try order(["false", "true"], .boolean, .portal) == ["true", "false"])
  }

  @Test func whatIsMissingComesLastInEveryOrder() throws {
    var batch = Make.pairs([["1"], [nil], [""], ["2"]], columns: ["v"])
    batch.schema.fields[0].type = ColumnType(.integer, basis: .guessed)
    for order in SortDirection.allCases {
      let keys = try Self.keys(of: batch, [("v", order)])
      #expect(keys[1] == [0xFF] && keys[2] == [0xFF])
      #expect(keys[0].lexicographicallyPrecedes(keys[1]) && keys[3].lexicographicallyPrecedes(keys[1]))
    }
  }

  @Test func jsonKnowsWhatItsValuesAre() throws {
    let values = [
      "true", "-2", "1e1", "10.5", "\"2020-01-01T00:00:00+02:00\"", "\"2020-01-01\"", "\"10\"", "\"a\"",
      "\"A\\u0301b\"",
      "\"b\"", "null", "\"\"",
    ]
    let batch = Make.json(values.map { "{\"v\":\($0)}" }, columns: ["v"])
    let keys = try Self.keys(of: batch, [("v", .ascending)])
    for index in 1..<keys.count {
      let isInOrder = !keys[index].lexicographicallyPrecedes(keys[index - 1])
      #expect(isInOrder, "\(values[index - 1]) then \(values[index])")
    }
  }

  @Test func theSecondKeyDecidesWhereTheFirstIsEqual() throws {
    let rows = [["a", "2"], ["a", "10"], ["ab", "1"], ["", "5"], ["", "4"]]
    var batch = Make.pairs(rows.map { $0.map { Optional($0) } }, columns: ["t", "n"])
    batch.schema.fields[0].type = ColumnType(.text, basis: .guessed)
    batch.schema.fields[1].type = ColumnType(.integer, basis: .guessed)
    let keys = try Self.keys(of: batch, [("t", .ascending), ("n", .descending)])
    let order = rows.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
    #expect(order == [1, 0, 2, 3, 4])
  }

  @Test func whatCannotBeSortedIsRefused() throws {
    let batch = Make.pairs([["1"]], columns: ["city"])
    #expect(throws: DiagnosticList.self) { try Self.keys(of: batch, [("cty", .ascending)]) }
    var shapes = batch
    shapes.schema.fields[0].type = ColumnType(.geopoint, basis: .guessed)
    do {
      _ = try Self.keys(of: shapes, [("city", .ascending), ("nope", .ascending)])
      Issue.record("nothing was refused")
    } catch let error as DiagnosticList {
      #expect(error.diagnostics.map(\.code) == [.notSupported, .unknownField])
    }
  }
}
