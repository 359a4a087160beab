/// How the Pollock benchmark (PVLDB 2023) scores one loaded file against its clean version: success, and precision, recall
/// and F1 of the header, of records and of cells. 10 is the most.
struct PollockScore {
  /// The sum of the ten measures.
  let total: Double
  /// F1 of header, records and cells, for whoever looks for what was lost.
  let parts: [Double]

  /// Not loaded at all.
  static let failed = PollockScore(total: 0, parts: [0, 0, 0])

  private init(total: Double, parts: [Double]) {
    self.total = total
    self.parts = parts
  }

  /// `clean` and `loaded` are rows of texts, the header among them if there is one.
  init(clean: [[String]], loaded: [[String]]) {
    guard let cleanHeader = clean.first else {
      self.init(total: 10, parts: [1, 1, 1])
      return
    }
    let measures = [
      Self.measure(cleanHeader.map(Self.normalised), (loaded.first ?? []).map(Self.normalised)),
      Self.measure(clean.dropFirst().map(Self.joined), loaded.dropFirst().map(Self.joined)),
      Self.measure(clean.flatMap { $0 }, loaded.flatMap { $0 }),
    ]
    self.init(
      total: 1 + measures.reduce(0) { $0 + $1.precision + $1.recall + $1.f1 }, parts: measures.map(\.f1))
  }

  /// The names are the benchmark's: "precision" is over what should be there, "recall" over what is.
  private static func measure(
    _ clean: [String], _ loaded: [String]
  ) -> (precision: Double, recall: Double, f1: Double) {
    guard !clean.isEmpty else { return (1, 1, 1) }
    var open: [String: Int] = [:]
    for text in clean { open[text, default: 0] += 1 }
    var common = 0
    for text in loaded {
      guard let count = open[text], count > 0 else { continue }
      open[text] = count - 1
      common += 1
    }
    guard common > 0 else { return (0, 0, 0) }
    let precision = Double(common) / Double(clean.count)
    let recall = Double(common) / Double(loaded.count)
    return (precision, recall, 2 * precision * recall / (precision + recall))
  }

  /// A record is compared as the texts of its cells, one after the other.
  private static func joined(_ record: [String]) -> String { record.map(normalised).joined() }

  /// Numbers by value, texts without case. The benchmark also reads dates and prices: it finds equal more than this does.
  private static func normalised(_ cell: String) -> String {
    if let integer = Int(cell) { return String(integer) }
    if let first = cell.utf8.first, first < 0x3A, let number = Double(cell) { return String(number) }
    return cell.lowercased()
  }
}
