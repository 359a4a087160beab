import Bytes
import Diagnostics
import Records

/// How a delimited output is written, once what the user said, the preset, the layout and the format's own ways are put
/// together.
struct DelimitedStyle: Sendable, Equatable {
  var delimiter: UInt8
  var quotesAll: Bool
  var lineEnd: [UInt8]
  var writesByteOrderMark: Bool
  var writesHeader: Bool
  /// What stands for null; empty: nothing does.
  var nullText: [UInt8]
  /// The mark of numbers; nil: as they were read.
  var decimalMark: UInt8?
  var formulaGuard: FormulaGuard
  /// Fields look as in an Opendatasoft download.
  var isODS: Bool

  /// `usualDelimiter`: the format's own; nil lets preset and layout choose one.
  init(_ options: WriteOptions, usualDelimiter: UInt8? = nil) throws(DiagnosticList) {
    let isEuropean = options.preset == .excelEU
    isODS = options.layout == .ods
    delimiter = options.delimiter ?? usualDelimiter ?? (isEuropean || isODS ? ASCII.semicolon : ASCII.comma)
    quotesAll = options.quoting == .all
    let wantsCRLF = options.lineEnd.map { $0 == .crlf } ?? (isEuropean || isODS)
    lineEnd = wantsCRLF ? [ASCII.carriageReturn, ASCII.lineFeed] : [ASCII.lineFeed]
    writesByteOrderMark = options.writesByteOrderMark ?? isEuropean
    writesHeader = options.writesHeader
    nullText = Array(options.nullText.utf8)
    decimalMark = (options.decimalMark ?? (isEuropean ? .comma : nil))?.byte
    formulaGuard = options.formulaGuard
    let problems = check(options)
    if !problems.isEmpty { throw DiagnosticList(problems) }
  }

  /// What cannot be meant together.
  private func check(_ options: WriteOptions) -> [Diagnostic] {
    var found: [Diagnostic] = []
    func refuse(_ flag: String, _ message: String, _ help: String) {
      found.append(Diagnostic(.usage, message, at: Location(context: flag), help: [help]))
    }
    if isODS, options.preset != .none {
      refuse("--preset", "--preset and --layout ods each say how CSV looks", "choose one of the two")
    }
    if isODS, !writesHeader {
      refuse("--out-no-headers", "CSV of the ods layout has a header", "without --layout ods it may be left out")
    }
    if isODS, quotesAll {
      refuse(
        "--out-quote", "the ods layout quotes only where it must", "without --layout ods every value may be quoted")
    }
    if isODS, decimalMark == ASCII.comma {
      refuse("--out-decimal", "the ods layout has a decimal point", "without --layout ods --out-decimal , may be said")
    }
    if isODS, !nullText.isEmpty {
      refuse("--null-text", "null is an empty cell in the ods layout", "without --layout ods another text may be said")
    }
    if delimiter == ASCII.quote {
      refuse("--out-delimiter", "a quote cannot be the delimiter", "--out-delimiter ';' or tab, comma, pipe")
    }
    if nullText.span.position(
      nearAny: delimiter, ASCII.quote, ASCII.carriageReturn, ASCII.lineFeed, from: 0, to: nullText.count)
      < nullText.count
    {
      refuse(
        "--null-text", "the text for null may hold no delimiter, quote or line break",
        "--null-text NULL or --null-text NA"
      )
    }
    return found
  }

  /// True when an option looks at the text of cells: fields cannot be copied as they stand.
  var watchesCells: Bool {
    !nullText.isEmpty || decimalMark != nil || formulaGuard != .off || isODS
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
