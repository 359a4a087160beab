import Bytes
import Records

/// Evidence that the first record of an input is data, not the names of the columns.
///
/// A name may be nearly anything: `2018`, `1`, `0.5` and `1/22/20` are names of columns in real files. So a text of the first
/// record speaks for data only when it looks like a date, a time of day, a web or mail address, or a decimal number, and
/// every value below it looks the same; decimals count only where no field of the first record is a word. And one column
/// whose values have a look that its name has not proves the header.
struct HeaderEvidence {
  /// The look of a text.
  private enum Look {
    case empty, word, integer, decimal, date, time, webAddress, mailAddress

    /// Rarely the name of a column.
    var isTelling: Bool { self == .date || self == .time || self == .webAddress || self == .mailAddress }
  }

  /// The columns that speak for data, empty when the first record may well be the header.
  private(set) var columns: [Int] = []

  private static let sampleRecords = 100

  init(_ first: [String], _ batch: borrowing RecordBatch) {
    let looks = first.map { Self.look(Array($0.utf8)) }
    let hasWords = looks.contains { $0 == .word || $0 == .empty }
    var telling: [Int] = []
    for column in looks.indices {
      guard let values = Self.commonLook(batch, column) else { continue }
      let isNumber = values == .decimal && looks[column] == .integer
      if looks[column] != values, looks[column] != .empty, values != .word, !isNumber { return }
      if looks[column] == values, values.isTelling || values == .decimal && !hasWords { telling.append(column) }
    }
    columns = telling
  }

  /// The look of all values of a column, nil when they differ or there are none. Integers among decimals are decimals.
  private static func commonLook(_ batch: borrowing RecordBatch, _ column: Int) -> Look? {
    var common: Look?
    for row in 0..<min(batch.recordCount, sampleRecords) {
      let content = batch.content(row: row, column: column)
      guard content.form == .plain else {
        if content.form == .escaped { return .word }
        continue
      }
      let look = look(batch.bytes.span.array(from: content.start, to: content.end))
      switch (common, look) {
      case (_, .empty): continue
      case (nil, _): common = look
      case (.integer, .decimal), (.decimal, .integer): common = .decimal
      case (let known?, _) where known == look: continue
      default: return .word
      }
    }
    return common
  }

  private static func look(_ text: [UInt8]) -> Look {
    guard let first = text.first else { return .empty }
    if text.count > 7, text.starts(with: "http".utf8), text[4] == ASCII.colon || text[5] == ASCII.colon {
      return .webAddress
    }
    if let at = text.firstIndex(of: 0x40) {
      let isMail = at > 0 && text[at...].contains(ASCII.dot) && !text.contains(ASCII.space)
      return isMail ? .mailAddress : .word
    }
    guard ASCII.isDigit(first) || first == ASCII.minus else { return .word }
    if NumberText.isCanonical(text.span, from: 0, to: text.count) {
      return text.contains(ASCII.dot) ? .decimal : .integer
    }
    return digitGroups(text)
  }

  /// `2018-01-31`, `31/01/2018`, `31.1.2018`, either with a time behind it: a date. `12:30`: a time.
  private static func digitGroups(_ text: [UInt8]) -> Look {
    var groups: [Int] = [0]
    var separators: [UInt8] = []
    for byte in text {
      if ASCII.isDigit(byte) {
        groups[groups.count - 1] += 1
      } else {
        separators.append(byte)
        groups.append(0)
        if separators.count == 3 { break }
      }
    }
    guard let separator = separators.first else { return .word }
    if separator == ASCII.colon, groups[0] <= 2, groups[1] == 2 { return .time }
    guard separators.count >= 2, separators[1] == separator, [0x2D, 0x2F, 0x2E].contains(separator) else {
      return .word
    }
    let isYearFirst = groups[0] == 4 && (1...2).contains(groups[1]) && (1...2).contains(groups[2])
    let isYearLast = (1...2).contains(groups[0]) && (1...2).contains(groups[1]) && [2, 4].contains(groups[2])
    let endsWell = separators.count == 2 || separators[2] == 0x54 || separators[2] == ASCII.space
    return (isYearFirst || isYearLast) && endsWell ? .date : .word
  }

}
