import Bytes
import Diagnostics

/// The sentences about a bad record of delimited text. Places are relative to `start`, where line 1 and byte 0 are.
struct CSVMessages {
  let shape: CSVShape

  /// A row with another number of fields than the first one: the caret stands where the first extra field starts, or
  /// where the row ends too early.
  func ragged(
    _ outcome: CSVRecordParser.Outcome, _ bytes: Span<UInt8>, start: Int, end: Int, record: Int, _ records: Int
  ) -> Diagnostic {
    let found = outcome.fieldCount
    let expected = shape.columnCount
    var place = outcome.end
    var label = expected - found == 1 ? "1 field is missing here" : "\(expected - found) fields are missing here"
    if found > expected {
      var slots: [UInt32] = []
      var parser = CSVRecordParser(dialect: shape.dialect)
      _ = parser.read(
        bytes, from: record, to: end, keeping: expected + 1, into: &slots)
      if slots.count == 2 * (expected + 1) { place = Int(slots[2 * expected]) }
      label = "\(Self.ordinal(expected + 1)) field starts here"
    }
    let isBlank = outcome.isBlank(from: record)
    if isBlank { label = "a blank line" }
    return located(
      .csvRagged,
      "row has \(Self.count(found, "field")), the \(shape.hasHeader ? "header" : "first row") has \(expected)", bytes,
      start, end, place, 0, label, records,
      notes: isBlank ? ["only blank lines at the very end of the input are ignored"] : headerNote,
      help: [
        isBlank
          ? "delete the blank line, or skip such lines with --ragged pad"
          : found > expected
            ? "repair the record, or drop fields behind the last column with --ragged truncate; -d chooses another delimiter"
            : "repair the record, or fill short records with null with --ragged pad; -d chooses another delimiter"
      ])
  }

  func quoting(
    _ problem: CSVRecordParser.Problem, _ bytes: Span<UInt8>, start: Int, end: Int, _ records: Int
  ) -> Diagnostic {
    // One quote too many at the beginning of a field makes a field of everything up to the next quote.
    func closesLater(_ code: DiagnosticCode, _ words: String, _ opening: Int) -> Diagnostic {
      located(
        code, "the quote that opens here closes on a later line, \(words)", bytes, start, end, opening, 1,
        "opened here",
        records,
        help: [
          "close the field on its line, or take the quote away; --stray-quotes keep reads such a quote as data",
          "--quote none reads all quotes as data",
        ])
    }
    func runsOn(_ words: String, _ flag: String) -> Diagnostic {
      located(
        .csvFieldRunsOn, "the quoted field that opens here \(words)", bytes, start, end, problem.position, 1,
        "opened here", records, notes: ["one quote too many makes a field of everything up to the next one"],
        help: [
          "repair the quote; \(flag) raises the limit",
          "--stray-quotes keep reads such a quote as data, --quote none every quote",
        ])
    }
    switch problem.kind {
    case .unclosedQuote:
      return located(
        .csvUnclosedQuote, "the quote that opens here is never closed", bytes, start, end, problem.position, 1,
        "opened here", records,
        // Where reading goes on, nobody read that far.
        notes: shape.rejectsRecords
          ? [] : ["everything after it was read as one field, \(end - problem.position) bytes to the end of the input"],
        help: ["close the quote, or read it as data with --stray-quotes keep, or every quote with --quote none"])
    case .fieldTooLong:
      return runsOn("is longer than \(shape.dialect.maximumFieldBytes) bytes", "--max-field-size")
    case .fieldOfTooManyLines:
      return runsOn(
        "holds more than \(TypeConflict.grouped(shape.dialect.maximumFieldLines)) lines", "--max-field-lines")
    case .textAfterQuote where problem.isBeyond:
      return closesLater(.csvTextAfterQuote, "where text follows", problem.position)
    case .quoteInField where problem.isBeyond:
      return closesLater(.csvQuoteInField, "and a quote stands inside a field there", problem.position)
    case .textAfterQuote:
      if let opening = problem.opening,
        bytes.position(of: ASCII.lineFeed, or: ASCII.lineFeed, from: opening, to: problem.position) < problem.position
      {
        return closesLater(.csvTextAfterQuote, "where text follows", opening)
      }
      return located(
        .csvTextAfterQuote, "text follows a closing quote; a delimiter or the end of the line must", bytes, start, end,
        problem.position, 1, "after the closing quote", records,
        help: [
          "--stray-quotes keep reads on to the quote before the next delimiter or line end",
          shape.dialect.escaping == .doubled
            ? "inside quotes, write a quote twice; --escape backslash reads \\\" as a quote; "
              + "--quote none reads quotes as data"
            : "inside quotes, write a quote with its escape; --quote none reads quotes as data",
        ])
    case .quoteInField:
      return located(
        .csvQuoteInField, "a quote stands inside a field that does not begin with one", bytes, start, end,
        problem.position, 1, nil, records,
        help: [
          "--stray-quotes keep reads this quote as data, --quote none every quote",
          "or put the whole field in quotes and double this one",
        ])
    }
  }

  func invalidUTF8(
    _ bytes: Span<UInt8>, start: Int, end: Int, record: Int, at position: Int, _ records: Int
  ) -> Diagnostic {
    let text = InvalidText(bytes, start: start, end: end, at: position, delimiter: shape.dialect.delimiter)
    return located(
      .invalidUTF8, text.message, bytes, start, end, position, 1, text.label, records, notes: text.notes,
      help: text.help)
  }

  func badTabEscape(
    _ bytes: Span<UInt8>, start: Int, end: Int, at position: Int, _ records: Int
  ) -> Diagnostic {
    located(
      .tsvBadEscape, "this backslash begins none of the escapes \\t \\n \\r \\\\", bytes, start, end, position,
      min(2, end - position), nil, records,
      help: ["write a backslash as \\\\; -f csv-tab reads backslashes as data"])
  }

  func located(
    _ code: DiagnosticCode, _ message: String, _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ place: Int,
    _ length: Int, _ label: String?, _ records: Int, notes: [String] = [], help: [String] = []
  ) -> Diagnostic {
    let found = Excerpt.locate(
      in: bytes, start: start, end: end, offset: place, length: length, label: label,
      endsLinesWithCR: shape.dialect.endsLinesWithCR)
    return Diagnostic(
      code, message,
      at: Location(line: found.line, column: found.column, record: records + 1, byte: place - start),
      excerpt: found.excerpt, notes: notes, help: help)
  }

  private var headerNote: [String] {
    let text = String(decoding: shape.header, as: UTF8.self)
    return [shape.hasHeader ? "header (line \(shape.headerLine)): \(text)" : "first row: \(text)"]
  }

  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private static func ordinal(_ number: Int) -> String {
    let suffix =
      switch (number % 10, number % 100) {
      case (1, let tens) where tens != 11: "st"
      case (2, let tens) where tens != 12: "nd"
      case (3, let tens) where tens != 13: "rd"
      default: "th"
      }
    let article = number == 8 || number == 11 || number == 18 || (80...89).contains(number) ? "an" : "a"
    return "\(article) \(number)\(suffix)"
  }
}
