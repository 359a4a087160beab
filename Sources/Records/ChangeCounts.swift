/// A change that weir makes to what it reads: each one is counted, shown by `-v`, and refused by `--assert-lossless`.
public enum Change: Int, Sendable, CaseIterable {
  // Reading
  case byteOrderMarkRemoved, transcoded, shortRecordPadded, longRecordTruncated, fieldTrimmed, strayQuoteKept,
    commentSkipped, blankLineSkipped, columnRenamed, nullTextRead, memberOutsideRoot, valueNulled
  // Writing
  case requoted, lineEndChanged, delimiterChanged, ringRewound, coordinateRounded, geometryCut, decimalMarkChanged,
    dateRespelled, numberRespelled, booleanRespelled, duplicateKeyDropped, whiteSpaceRemoved, escapeRespelled,
    nullMerged, formulaPrefixed, nestedFlattened, geometryDropped, memberDropped

  /// How `-v` says it: `rings rewound`.
  public var words: String {
    switch self {
    case .byteOrderMarkRemoved: "byte-order marks removed"
    case .transcoded: "characters transcoded"
    case .shortRecordPadded: "short records padded"
    case .longRecordTruncated: "long records truncated"
    case .fieldTrimmed: "fields trimmed"
    case .strayQuoteKept: "stray quotes kept as data"
    case .commentSkipped: "comment lines skipped"
    case .blankLineSkipped: "blank lines skipped"
    case .columnRenamed: "columns renamed"
    case .nullTextRead: "texts read as null"
    case .memberOutsideRoot: "members outside the root left out"
    case .valueNulled: "wrong values made null"
    case .requoted: "fields quoted differently"
    case .lineEndChanged: "line ends changed"
    case .delimiterChanged: "delimiters changed"
    case .ringRewound: "rings rewound"
    case .coordinateRounded: "coordinates rounded"
    case .geometryCut: "geometries cut at longitude 180"
    case .decimalMarkChanged: "decimal marks changed"
    case .dateRespelled: "dates respelled"
    case .numberRespelled: "numbers respelled"
    case .booleanRespelled: "booleans respelled"
    case .duplicateKeyDropped: "duplicate members dropped"
    case .whiteSpaceRemoved: "values with white space removed"
    case .escapeRespelled: "escapes respelled"
    case .nullMerged: "empty texts written as null"
    case .formulaPrefixed: "formulas prefixed"
    case .nestedFlattened: "nested values flattened"
    case .geometryDropped: "geometries dropped"
    case .memberDropped: "members dropped"
    }
  }
}

/// How often each change was made: a value that adds up over chunks, outputs and inputs.
public struct ChangeCounts: Sendable, Equatable {
  private var counts: [Int] = []
  /// All of them: `isEmpty` is asked after every record.
  public private(set) var total = 0

  public init() {}

  public subscript(change: Change) -> Int { counts.isEmpty ? 0 : counts[change.rawValue] }

  public var isEmpty: Bool { total == 0 }

  /// The changes that were made, in the order of the cases.
  public var made: [(change: Change, count: Int)] {
    Change.allCases.map { ($0, self[$0]) }.filter { $0.1 > 0 }
  }

  public mutating func add(_ change: Change, _ count: Int = 1) {
    guard count > 0 else { return }
    if counts.isEmpty { counts = Array(repeating: 0, count: Change.allCases.count) }
    counts[change.rawValue] += count
    total += count
  }

  /// Forgets one kind of change.
  public mutating func remove(_ change: Change) {
    guard !counts.isEmpty else { return }
    total -= counts[change.rawValue]
    counts[change.rawValue] = 0
  }

  public mutating func add(_ other: ChangeCounts) {
    guard other.total != 0 else { return }
    if counts.isEmpty { counts = Array(repeating: 0, count: Change.allCases.count) }
    for index in counts.indices { counts[index] += other.counts[index] }
    total += other.total
  }

  public mutating func clear() {
    guard total != 0 else { return }
    for index in counts.indices { counts[index] = 0 }
    total = 0
  }

  public static func == (a: ChangeCounts, b: ChangeCounts) -> Bool {
    a.total == b.total && Change.allCases.allSatisfy { a[$0] == b[$0] }
  }
}
