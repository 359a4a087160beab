/// A change that weir makes to what it reads: each one is counted, shown by `-v`, and refused by `--assert-lossless`.
public enum Change: Int, Sendable, CaseIterable {
  // Reading
  case byteOrderMarkRemoved, transcoded, shortRecordPadded, longRecordTruncated, fieldTrimmed, strayQuoteKept,
    commentSkipped, blankLineSkipped, columnRenamed, nullTextRead, memberOutsideRoot, valueNulled
  // Writing
  case byteOrderMarkAdded, headerRespelled, requoted, lineEndChanged, delimiterChanged, ringRewound, coordinateRounded,
    geometryCut, decimalMarkChanged,
    dateRespelled, numberRespelled, booleanRespelled, duplicateKeyDropped, whiteSpaceRemoved, escapeRespelled,
    nullMerged, formulaPrefixed, nestedFlattened, geometryDropped, memberDropped, boundingBoxAdded

  /// How `-v` says so many of them: `rings rewound`, or `ring rewound` of one.
  public func words(_ count: Int) -> String {
    let (one, many) = forms
    return count == 1 ? one : many
  }

  private var forms: (one: String, many: String) {
    switch self {
    case .byteOrderMarkRemoved: ("byte-order mark removed", "byte-order marks removed")
    case .transcoded: ("character transcoded", "characters transcoded")
    case .shortRecordPadded: ("short record padded", "short records padded")
    case .longRecordTruncated: ("long record truncated", "long records truncated")
    case .fieldTrimmed: ("field trimmed", "fields trimmed")
    case .strayQuoteKept: ("stray quote kept as data", "stray quotes kept as data")
    case .commentSkipped: ("comment line skipped", "comment lines skipped")
    case .blankLineSkipped: ("blank line skipped", "blank lines skipped")
    case .columnRenamed: ("column renamed", "columns renamed")
    case .nullTextRead: ("text read as null", "texts read as null")
    case .memberOutsideRoot: ("member outside the root left out", "members outside the root left out")
    case .valueNulled: ("wrong value made null", "wrong values made null")
    case .byteOrderMarkAdded: ("byte-order mark added", "byte-order marks added")
    case .headerRespelled: ("header cell quoted differently", "header cells quoted differently")
    case .requoted: ("field quoted differently", "fields quoted differently")
    case .lineEndChanged: ("line end changed", "line ends changed")
    case .delimiterChanged: ("delimiter changed", "delimiters changed")
    case .ringRewound: ("ring rewound", "rings rewound")
    case .coordinateRounded: ("coordinate rounded", "coordinates rounded")
    case .geometryCut: ("geometry cut at longitude 180", "geometries cut at longitude 180")
    case .decimalMarkChanged: ("decimal mark changed", "decimal marks changed")
    case .dateRespelled: ("date respelled", "dates respelled")
    case .numberRespelled: ("number respelled", "numbers respelled")
    case .booleanRespelled: ("boolean respelled", "booleans respelled")
    case .duplicateKeyDropped: ("duplicate member dropped", "duplicate members dropped")
    case .whiteSpaceRemoved: ("value with white space removed", "values with white space removed")
    case .escapeRespelled: ("escape respelled", "escapes respelled")
    case .nullMerged: ("empty text written as null", "empty texts written as null")
    case .formulaPrefixed: ("formula prefixed", "formulas prefixed")
    case .nestedFlattened: ("nested value flattened", "nested values flattened")
    case .geometryDropped: ("geometry dropped", "geometries dropped")
    case .memberDropped: ("member dropped", "members dropped")
    case .boundingBoxAdded: ("bounding box added", "bounding boxes added")
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
