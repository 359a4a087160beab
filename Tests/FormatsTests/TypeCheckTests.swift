import Bytes
import Diagnostics
import Formats
import Records
import Testing

/// The check of a whole batch against the check of one value: the wide loop may never decide otherwise.
@Suite struct TypeCheckTests {
  static let values = [
    "", "0", "7", "-12", "007", "+5", "1.5", "-0.25", "1,5", "1 234,5", "1.234", "1e3", ".5", "95%", "abc", "NA",
    "123456789012345", "1234567890123456", "12345678901234567890", "0.12345678901234567", "true", "false", "TRUE",
    "oui",
    "2020", "2020-02", "2020-02-28", "2020-02-29", "2019-02-29", "2020/01/31", "31/12/2020", "12/31/2020", "1/2/2020",
    "31.12.2020", "31/12/2020 10:11", "2020-01-01T10:11", "2020-01-01T10:11:12Z", "2020-01-01 10:11:12.5+02:00",
    "48.85,2.35", "91,0", "\"5\"", "\"\"", "\"2020-01-31\"", "\"a \"\"b\"\"\"",
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var type: ColumnType
    var testDescription: String { name }

    init(
      _ kind: FieldKind, basis: ColumnType.Basis = .declared, _ name: String = "",
      _ set: (inout ValueSpelling) -> Void = { _ in }
    ) {
      var spelling = ValueSpelling()
      set(&spelling)
      type = ColumnType(kind, basis: basis, spelling: spelling)
      self.name = "\(basis) \(kind) \(name)"
    }
  }

  static let cases = [
    Case(.integer), Case(.number), Case(.boolean), Case(.date), Case(.datetime), Case(.geopoint),
    Case(.integer, basis: .guessed), Case(.number, basis: .guessed), Case(.boolean, basis: .guessed),
    Case(.date, basis: .guessed), Case(.datetime, basis: .guessed), Case(.geopoint, basis: .guessed),
    Case(.number, "comma") { $0.decimalMark = ASCII.comma },
    Case(.number, basis: .guessed, "comma") { $0.decimalMark = ASCII.comma },
    Case(.number, "french") {
      $0.decimalMark = ASCII.comma
      $0.groupMark = ASCII.space
    },
    Case(.integer, "german") {
      $0.decimalMark = ASCII.comma
      $0.groupMark = ASCII.dot
    },
    Case(.number, "affixes") { $0.allowsAffixes = true }, Case(.integer, "NA") { $0.nullTexts = [Array("NA".utf8)] },
    Case(.boolean, "oui") { $0.trueTexts = [Array("oui".utf8)] },
    Case(.date, "dmy") { $0.dates = try? DatePattern(parsing: "dmy") },
    Case(.datetime, "dmy") { $0.dates = try? DatePattern(parsing: "dmy") },
    Case(.date, basis: .guessed, "mdy") { $0.dates = try? DatePattern(parsing: "mdy") },
    Case(.date, "dots") { $0.dates = try? DatePattern(parsing: "%d.%m.%Y") },
  ]

  @Test(arguments: cases) func agreesWithTheCheckOfOneValue(_ row: Case) {
    for value in Self.values {
      let text = "1;x;\(value)\n2;y;\n3;z;\(value)\n"
      let isQuoted = value.hasPrefix("\"")
      let content = isQuoted ? String(value.dropFirst().dropLast()).replacing("\"\"", with: "\"") : value
      let bytes = Array(content.utf8)
      let isNull = !isQuoted && (value.isEmpty || row.type.spelling.nullTexts.contains(bytes))
      let expected = isNull || TypedText.accepts(bytes.span, from: 0, to: bytes.count, type: row.type)
      for usesWideScan in [true, false] {
        var batch = Self.batch(text, row.type, usesWideScan: usesWideScan)
        var check = TypeCheck(batch.schema, used: [2])
        check.verify(&batch)
        if (batch.failure == nil) != expected || batch.recordCount != (expected ? 3 : 0) {
          Issue.record("'\(value)': \(batch.recordCount) records, \(batch.failure?.message ?? "no failure")")
        }
        if let failure = batch.failure {
          #expect(failure.code == .typeConflict && failure.location.field == "c")
          #expect(failure.location.line == 1 && failure.location.column == 5 && failure.location.record == 1)
        }
      }
    }
  }

  @Test func theFirstRecordIsNamedWhicheverColumn() {
    var batch = Self.batch("1;2;3\n4;5;x\n6;y;7\n", ColumnType(.integer, basis: .declared), usesWideScan: true)
    batch.schema.fields[1].type = ColumnType(.integer, basis: .declared)
    var check = TypeCheck(batch.schema, used: [])
    check.verify(&batch)
    #expect(batch.recordCount == 1 && batch.failure?.location.field == "c" && batch.failure?.location.record == 2)
  }

  @Test func onlyUsedGuessesAreChecked() {
    let guess = ColumnType(.integer, basis: .guessed)
    for (used, isChecked) in [([], false), ([1], false), ([2], true)] {
      var batch = Self.batch("1;2;x\n", guess, usesWideScan: true)
      var check = TypeCheck(batch.schema, used: used)
      #expect(check.isEmpty != isChecked)
      check.verify(&batch)
      #expect((batch.failure != nil) == isChecked)
    }
  }

  @Test func jsonValuesKnowTheirType() throws {
    struct Value {
      var text: String
      var kinds: Set<FieldKind>
    }
    for value in [
      Value(text: "5", kinds: [.integer, .number]), Value(text: "1.5e3", kinds: [.number]),
      Value(text: "true", kinds: [.boolean]), Value(text: "null", kinds: Set(FieldKind.allCases)),
      Value(text: "\"2020-01-31\"", kinds: [.date]), Value(text: "\"2020-01-31T10:11Z\"", kinds: [.datetime]),
      Value(text: "\"5\"", kinds: [.integer, .number]), Value(text: "[48.85,2.35]", kinds: [.geopoint]),
      Value(text: "\"48.85,2.35\"", kinds: [.geopoint]), Value(text: "{}", kinds: []),
      Value(text: "2020", kinds: [.integer, .number]), Value(text: "\"\\u0035\"", kinds: [.integer, .number]),
    ] {
      for kind in [FieldKind.integer, .number, .boolean, .date, .datetime, .geopoint] {
        var batch = Batches.json(["c"], ["{\"c\":\(value.text)}"])
        batch.schema.fields[0].type = ColumnType(kind, basis: .declared)
        var check = TypeCheck(batch.schema, used: [])
        check.verify(&batch)
        #expect((batch.failure == nil) == value.kinds.contains(kind), "\(value.text) as \(kind)")
      }
    }
  }

  private static func batch(_ text: String, _ type: ColumnType, usesWideScan: Bool) -> RecordBatch {
    let bytes = Array(text.utf8)
    let slots = bytes.indices.filter { bytes[$0] == ASCII.semicolon || bytes[$0] == ASCII.lineFeed }
    var schema = Schema([Field("a"), Field("b"), Field("c", type: type)])
    schema.geometry = nil
    var batch = RecordBatch(
      schema: schema, layout: usesWideScan ? .separators(columns: 3, endsWithCRLF: false) : .pairs(columns: 3),
      syntax: .csv)
    batch.bytes = bytes + [UInt8](repeating: 0, count: byteSlack)
    batch.byteCount = bytes.count
    batch.recordCount = slots.count / 3
    if usesWideScan {
      batch.slots = [.max] + slots.map { UInt32($0) }
    } else {
      var start = 0
      for slot in slots {
        batch.slots += [UInt32(start), UInt32(slot)]
        start = slot + 1
      }
    }
    return batch
  }
}
