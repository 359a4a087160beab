/// What a JSON chunk must know of the text before it, packed into `Chunk.context`.
struct JSONContext: Equatable {
  enum State: UInt64 {
    /// Nothing was read yet.
    case start = 0
    /// In the array (or the features) of the document, after an element.
    case afterElement
    /// Between concatenated objects.
    case concatenated
    /// After the end of the document: only whitespace may follow.
    case closed
    /// After the records of `--root`, behind a value in one of the containers around them.
    case afterRecords
  }

  var state = State.start
  /// GeoJSON: the collection's `type` was seen.
  var sawType = false
  /// Scalars before the chunk on its first line; nil: too many to say.
  var columnBase: Int? = 0
  /// Records before the chunk; nil: too many to say.
  var records: Int? = 0
  /// `afterRecords`: containers around the records that are still open.
  var openContainers = 0

  private static let unknown: UInt64 = 1 << 28 - 1

  init(state: State = .start) { self.state = state }

  init(packed: UInt64) {
    state = State(rawValue: packed & 15) ?? .start
    sawType = packed & 16 != 0
    let column = packed >> 8 & Self.unknown
    let records = packed >> 36 & Self.unknown
    columnBase = column == Self.unknown ? nil : Int(column)
    self.records = records == Self.unknown ? nil : Int(records)
    if state == .afterRecords { (openContainers, self.records) = (Int(records), nil) }
  }

  var packed: UInt64 {
    let column = columnBase.map { min(UInt64($0), Self.unknown) } ?? Self.unknown
    let known = state == .afterRecords ? openContainers : records
    let records = known.map { min(UInt64($0), Self.unknown) } ?? Self.unknown
    return state.rawValue | (sawType ? 16 : 0) | column << 8 | records << 36
  }
}
