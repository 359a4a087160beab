import Bytes
import Records
import Testing

@Suite struct TypedTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kind: FieldKind
    var text: String
    /// What weir writes; nil: refused.
    var canonical: String?
    var change: Change?
    var spelling: ValueSpelling
    var basis: ColumnType.Basis

    init(
      _ kind: FieldKind, _ text: String, _ canonical: String?, _ change: Change? = nil,
      _ spelling: ValueSpelling = ValueSpelling(), basis: ColumnType.Basis = .declared
    ) {
      self.kind = kind
      self.text = text
      self.canonical = canonical
      self.change = change
      self.spelling = spelling
      self.basis = basis
    }

    var testDescription: String { "\(basis) \(kind) '\(text)'" }
  }

  static func spelling(_ change: (inout ValueSpelling) -> Void) -> ValueSpelling {
    var spelling = ValueSpelling()
    change(&spelling)
    return spelling
  }

  static let comma = spelling { $0.decimalMark = ASCII.comma }
  static let french = spelling {
    $0.decimalMark = ASCII.comma
    $0.groupMark = ASCII.space
  }
  static let german = spelling {
    $0.decimalMark = ASCII.comma
    $0.groupMark = ASCII.dot
  }
  static let affixes = spelling { $0.allowsAffixes = true }
  static let euro = spelling {
    $0.allowsAffixes = true
    $0.decimalMark = ASCII.comma
    $0.groupMark = ASCII.space
  }
  static let ouiNon = spelling {
    $0.trueTexts = [Array("oui".utf8), Array("1".utf8)]
    $0.falseTexts = [Array("non".utf8), Array("0".utf8)]
  }
  static let lonlat = spelling { $0.order = .lonlat }
  static let dmy = spelling { $0.dates = try? DatePattern(parsing: "dmy") }

  static let declared = [
    Case(.integer, "0", "0"), Case(.integer, "-5", "-5"), Case(.integer, "-0", "-0"),
    Case(.integer, "007", "7", .numberRespelled), Case(.integer, "000", "0", .numberRespelled),
    Case(.integer, "+5", "5", .numberRespelled), Case(.integer, "-007", "-7", .numberRespelled),
    Case(.integer, "12345678901234567890123", "12345678901234567890123"),
    Case(.integer, "1.0", nil), Case(.integer, "1e3", nil), Case(.integer, "", nil), Case(.integer, "-", nil),
    Case(.integer, "1 000", nil), Case(.integer, "1 000", "1000", .numberRespelled, french),
    Case(.integer, "12a", nil), Case(.integer, " 1", nil), Case(.integer, "--1", nil), Case(.integer, "true", nil),
    Case(.number, "1.50", "1.50"), Case(.number, "0.10", "0.10"), Case(.number, "1E+3", "1E+3"),
    Case(.number, "-1.5e-7", "-1.5e-7"), Case(.number, ".5", "0.5", .numberRespelled),
    Case(.number, "-.5", "-0.5", .numberRespelled), Case(.number, "5.", "5", .numberRespelled),
    Case(.number, "00.50", "0.50", .numberRespelled), Case(.number, "+1.5", "1.5", .numberRespelled),
    Case(.number, ".", nil), Case(.number, "e5", nil), Case(.number, "1e", nil), Case(.number, "1e+", nil),
    Case(.number, "1,5", nil), Case(.number, "1.5.5", nil), Case(.number, "NaN", nil), Case(.number, "INF", nil),
    Case(.number, "0x10", nil), Case(.number, "1_000", nil),
    Case(.number, "1,5", "1.5", .decimalMarkChanged, comma), Case(.number, "1.5", nil, nil, comma),
    Case(.number, "15", "15", nil, comma), Case(.number, ",5", "0.5", .numberRespelled, comma),
    Case(.number, "1 234,50", "1234.50", .numberRespelled, french),
    Case(.number, "1\u{202F}234\u{A0}567,5", "1234567.5", .numberRespelled, french),
    Case(.number, "1 234 ", nil, nil, french), Case(.number, " 234", nil, nil, french),
    Case(.number, "1  234", nil, nil, french), Case(.number, "1,5 0", nil, nil, french),
    Case(.number, "1.234.567,89", "1234567.89", .numberRespelled, german),
    Case(.number, "1.234", "1234", .numberRespelled, german),
    Case(.number, "95%", "95", .numberRespelled, affixes), Case(.number, "€ -5.5", "-5.5", .numberRespelled, affixes),
    Case(.number, "EUR.5", "0.5", .numberRespelled, affixes), Case(.number, "5 of 7", nil, nil, affixes),
    Case(.number, "none", nil, nil, affixes), Case(.number, "5 euros", "5", .numberRespelled, affixes),
    Case(.number, "1 234,50 €", "1234.50", .numberRespelled, euro), Case(.number, "5", "5", nil, euro),
    Case(.boolean, "true", "true"), Case(.boolean, "false", "false"), Case(.boolean, "True", nil),
    Case(.boolean, "1", nil), Case(.boolean, "", nil), Case(.boolean, "oui", "true", .booleanRespelled, ouiNon),
    Case(.boolean, "0", "false", .booleanRespelled, ouiNon), Case(.boolean, "true", nil, nil, ouiNon),
    Case(.date, "2020-02-29", "2020-02-29"), Case(.date, "2019-02-29", nil),
    Case(.date, "2020/02/01", "2020-02-01", .dateRespelled), Case(.date, "2020-02-01T10:11", nil),
    Case(.date, "31/12/2020", "2020-12-31", .dateRespelled, dmy), Case(.date, "2020-12-31", nil, nil, dmy),
    Case(.date, "31/12/2020 10:11", nil, nil, dmy),
    Case(.datetime, "31/12/2020 10:11", "2020-12-31T10:11", .dateRespelled, dmy),
    Case(.datetime, "2020-02-01T10:11:12Z", "2020-02-01T10:11:12Z"),
    Case(.datetime, "2020-02-01 10:11:12", "2020-02-01T10:11:12", .dateRespelled), Case(.datetime, "2020-02-01", nil),
    Case(.geopoint, "48.85,2.35", "48.85,2.35"), Case(.geopoint, "48.85, 2.35", "48.85,2.35", .numberRespelled),
    Case(.geopoint, "2.350,48.85", "48.85,2.350", .numberRespelled, lonlat), Case(.geopoint, "91,2", nil),
    Case(.geopoint, "2,181", nil), Case(.geopoint, "2", nil), Case(.geopoint, "2,", nil), Case(.geopoint, "2,3,4", nil),
    Case(.text, "+5", "+5"), Case(.unknown, "", ""), Case(.shape, "{}", "{}"),
  ]

  static let guessed = [
    Case(.integer, "12", refused: false), Case(.integer, "9223372036854775807"), Case(.integer, "-9223372036854775808"),
    Case(.integer, "9223372036854775808", refused: true), Case(.integer, "1.5"), Case(.number, "123456789012345"),
    Case(.number, "0.123456789012345"), Case(.number, "0.1234567890123456", refused: true),
    Case(.number, "007", refused: true), Case(.number, "+5", refused: true), Case(.number, "1e3", refused: true),
    Case(.number, ".5", refused: true), Case(.number, "5.", refused: true), Case(.number, "1,5", refused: true),
    Case(.boolean, "true"), Case(.boolean, "0", refused: true), Case(.boolean, "TRUE", refused: true),
    Case(.date, "2020-02-01T10:11", "2020-02-01T10:11", basis: .guessed),
    Case(.datetime, "2020-02-01", "2020-02-01", basis: .guessed), Case(.date, "31/12/2020", refused: true),
    Case(.number, "1,5", "1.5", .decimalMarkChanged, comma, basis: .guessed),
  ]

  @Test(arguments: declared + guessed) func reads(_ row: Case) {
    let type = ColumnType(row.kind, basis: row.basis, spelling: row.spelling)
    let bytes = Array("9\(row.text)9".utf8)
    var builder = ByteBuilder()
    builder.append("<")
    let found = TypedText.appendCanonical(bytes.span, from: 1, to: bytes.count - 1, type: type, to: &builder)
    let expected: TypedText.Canonical =
      row.canonical == nil ? .refused : row.change.map { .changed($0) } ?? .unchanged
    #expect(found == expected)
    #expect(String(decoding: builder.bytes, as: UTF8.self) == "<" + (row.canonical ?? ""))
    let isAccepted = TypedText.accepts(bytes.span, from: 1, to: bytes.count - 1, type: type)
    #expect(isAccepted == (row.canonical != nil))
  }

  /// Every text of up to five of these bytes: what is accepted can be written, and what is written is accepted as it is.
  @Test(arguments: [
    Case(.integer, "", nil), Case(.number, "", nil), Case(.number, "", nil, nil, french),
    Case(.number, "", nil, nil, german), Case(.number, "", nil, nil, euro), Case(.number, "", nil, nil, affixes),
    Case(.number, "", nil, basis: .guessed), Case(.number, "", nil, nil, comma, basis: .guessed),
    Case(.geopoint, "", nil), Case(.date, "", nil, nil, dmy),
  ]) func acceptedIsWritable(_ row: Case) {
    let alphabet = Array("01 +-.,eE%".utf8)
    let type = ColumnType(row.kind, basis: row.basis, spelling: row.spelling)
    let plain = ColumnType(row.kind, basis: .declared)
    var builder = ByteBuilder()
    for length in 0...5 {
      var indices = Array(repeating: 0, count: length)
      search: while true {
        let text = indices.map { alphabet[$0] }
        builder.clear()
        let found = TypedText.appendCanonical(text.span, from: 0, to: text.count, type: type, to: &builder)
        let isAccepted = TypedText.accepts(text.span, from: 0, to: text.count, type: type)
        let written = builder.bytes
        var isRight = isAccepted == (found != .refused) && (isAccepted || written.isEmpty)
        if isAccepted {
          isRight =
            isRight && TypedText.accepts(written.span, from: 0, to: written.count, type: plain)
            && (found == .unchanged) == (written == text)
          if row.kind == .number || row.kind == .integer {
            isRight = isRight && NumberText.double(written.span, from: 0, to: written.count) != nil
          }
        }
        if !isRight { Issue.record("'\(String(decoding: text, as: UTF8.self))' gave \(found), \(written)") }
        var place = length - 1
        while place >= 0, indices[place] == alphabet.count - 1 {
          indices[place] = 0
          place -= 1
        }
        guard place >= 0 else { break search }
        indices[place] += 1
      }
    }
  }

  @Test func kindsMerge() {
    let kinds = FieldKind.allCases
    for one in kinds {
      #expect(one.merged(with: one) == one && one.merged(with: .unknown) == one)
      for two in kinds {
        #expect(one.merged(with: two) == two.merged(with: one))
        for three in kinds {
          #expect(one.merged(with: two).merged(with: three) == one.merged(with: two.merged(with: three)))
        }
      }
    }
    #expect(FieldKind.integer.merged(with: .number) == .number && FieldKind.date.merged(with: .datetime) == .text)
  }

  @Test func nullTexts() {
    let spelling = Self.spelling { $0.nullTexts = [Array("NA".utf8), Array("-".utf8)] }
    let bytes = Array("NA-".utf8)
    let found = [(0, 2), (2, 3), (0, 3), (0, 0)].map { TypedText.isNull(bytes.span, from: $0.0, to: $0.1, spelling) }
    #expect(found == [true, true, false, false])
  }
}

extension TypedTextTests.Case {
  /// A guess, which leaves as it is.
  init(_ kind: FieldKind, _ text: String, refused: Bool = false) {
    self.init(kind, text, refused ? nil : text, basis: .guessed)
  }
}
