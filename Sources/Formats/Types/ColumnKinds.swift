import Bytes
import Records

/// What the columns of delimited text are, as far as the first records show: a hypothesis, which whoever uses it verifies.
///
/// A column has a kind when every value (null ones aside) is of it, and at least one stands outside quotes: a column
/// that is quoted throughout is text. `0` and `1` are integers, never booleans.
enum ColumnKinds {
  /// A type for each column of the batch. `extent` says what was looked at, for messages.
  static func guess(_ batch: borrowing RecordBatch, settings: TypeSettings, extent: String) -> [ColumnType] {
    batch.schema.fields.indices.map { column in
      var guess = ColumnGuess(spelling: settings.spelling(of: batch.schema.fields[column].nameBytes))
      for row in 0..<batch.recordCount {
        let (start, end, _) = batch.extent(row: row, column: column)
        if start == end { continue }
        let content = batch.content(row: row, column: column)
        guess.add(batch.bytes.span, content, record: row + 1)
        if guess.isText { break }
      }
      return guess.type(extent: extent)
    }
  }
}

/// The kinds that all values of a column so far could be.
struct ColumnGuess {
  private struct Kinds: OptionSet {
    let rawValue: UInt16
    static let integer = Kinds(rawValue: 1)
    static let number = Kinds(rawValue: 2)
    static let boolean = Kinds(rawValue: 4)
    /// Dates by the pattern of `--dates`, and by ISO 8601.
    static let patternDate = Kinds(rawValue: 8)
    static let patternDatetime = Kinds(rawValue: 16)
    static let date = Kinds(rawValue: 32)
    static let datetime = Kinds(rawValue: 64)
    static let geopoint = Kinds(rawValue: 128)
    /// Points that have one order only: a number of each is beyond 90, so that it is no latitude.
    static let latlon = Kinds(rawValue: 256)
    static let lonlat = Kinds(rawValue: 512)
    static let all: Kinds = [
      .integer, .number, .boolean, .patternDate, .patternDatetime, .date, .datetime, .geopoint, .latlon, .lonlat,
    ]

    /// The narrowest kind; a year is an integer first.
    var best: FieldKind {
      if contains(.integer) { return .integer }
      if contains(.number) { return .number }
      if contains(.boolean) { return .boolean }
      if contains(.patternDate) || contains(.date) && !contains(.patternDatetime) { return .date }
      if contains(.patternDatetime) || contains(.datetime) { return .datetime }
      return isDisjoint(with: [.geopoint, .lonlat]) ? .text : .geopoint
    }
  }

  private let spelling: ValueSpelling
  private let guessSpelling: ColumnType
  private let swappedSpelling: ColumnType
  private var kinds = Kinds.all
  private var values = 0
  private var contradiction: TypeEvidence.Contradiction?
  private var isQuotedThroughout = true

  init(spelling: ValueSpelling) {
    self.spelling = spelling
    guessSpelling = ColumnType(.geopoint, basis: .guessed, spelling: spelling)
    var swapped = guessSpelling
    swapped.spelling.order = spelling.order == .latlon ? .lonlat : .latlon
    swappedSpelling = swapped
    if spelling.dates == nil { kinds.subtract([.patternDate, .patternDatetime]) }
  }

  /// True once no other kind is left.
  var isText: Bool { kinds.isEmpty }

  /// Takes a value; null ones are not given. `record` counts from 1.
  mutating func add(_ bytes: Span<UInt8>, _ content: FieldContent, record: Int) {
    let (start, end) = (content.start, content.end)
    if !content.isQuoted {
      if TypedText.isNull(bytes, from: start, to: end, spelling) { return }
      isQuotedThroughout = false
    }
    let before = kinds
    if content.form == .escaped { kinds = [] } else { narrow(bytes, start, end) }
    if kinds.isEmpty {
      if values > 0 {
        let text = String(decoding: bytes.array(from: start, to: min(end, start + 40)), as: UTF8.self)
        contradiction = TypeEvidence.Contradiction(kind: before.best, value: text, record: record)
      }
    } else {
      values += 1
    }
  }

  private mutating func narrow(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
    if !kinds.isDisjoint(with: [.integer, .number]) {
      if !NumberText.isCanonical(bytes, from: start, to: end, decimalMark: spelling.decimalMark) {
        kinds.subtract([.integer, .number])
      } else if kinds.contains(.integer), NumberText.int64(bytes, from: start, to: end) == nil {
        kinds.remove(.integer)
      }
    }
    if kinds.contains(.boolean), !Self.isBoolean(bytes, start, end) { kinds.remove(.boolean) }
    if !kinds.isDisjoint(with: [.patternDate, .patternDatetime]) {
      let kind = DateText.read(bytes, from: start, to: end, pattern: spelling.dates)?.kind
      if kind != .date { kinds.remove(.patternDate) }
      if kind != .datetime { kinds.remove(.patternDatetime) }
    }
    if !kinds.isDisjoint(with: [.date, .datetime]) {
      let kind = DateText.read(bytes, from: start, to: end)?.kind
      if kind != .date { kinds.remove(.date) }
      if kind != .datetime { kinds.remove(.datetime) }
    }
    if !kinds.isDisjoint(with: [.geopoint, .latlon, .lonlat]) { narrowPoint(bytes, start, end) }
  }

  private mutating func narrowPoint(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
    let fits = TypedText.accepts(bytes, from: start, to: end, type: guessSpelling)
    let fitsSwapped = TypedText.accepts(bytes, from: start, to: end, type: swappedSpelling)
    if !fits { kinds.remove(.geopoint) }
    let isUsual = guessSpelling.spelling.order == .latlon
    if !fits || fitsSwapped { kinds.remove(isUsual ? .latlon : .lonlat) }
    if fits || !fitsSwapped { kinds.remove(isUsual ? .lonlat : .latlon) }
  }

  /// `true` and `false`, nothing else: `1`, `yes` and `T` mean what their owner says.
  private static func isBoolean(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    bytes.holds(trueText, from: start, to: end) || bytes.holds(falseText, from: start, to: end)
  }

  private static let trueText = Array("true".utf8)
  private static let falseText = Array("false".utf8)

  private var provenOrder: CoordinateOrder? {
    kinds.contains(.latlon) ? .latlon : kinds.contains(.lonlat) ? .lonlat : nil
  }

  /// The type that all values gave.
  func type(extent: String) -> ColumnType {
    guard values > 0 || contradiction != nil || kinds.isEmpty else { return ColumnType(spelling: spelling) }
    var type = ColumnType(isQuotedThroughout ? .text : kinds.best, basis: .guessed, spelling: spelling)
    switch type.kind {
    case .date: if !kinds.contains(.patternDate) { type.spelling.dates = nil }
    case .datetime: if !kinds.contains(.patternDatetime) { type.spelling.dates = nil }
    default: break
    }
    type.evidence = TypeEvidence(values: values, extent: extent, contradiction: contradiction)
    if type.kind == .geopoint, let order = provenOrder {
      type.spelling.order = order
      type.evidence?.provenOrder = order
    }
    return type
  }
}
