/// Where a value stood: counted in its chunk by a worker, in the input once the ordered stage has placed it.
package struct Sighting: Sendable, Equatable {
  package var record: Int
  package var line: Int
  /// The value, cut to `longestText` bytes.
  package var text: [UInt8]

  /// The most bytes of a value that are kept to be shown.
  package static let longestText = 120

  package init(record: Int, line: Int, text: [UInt8]) {
    self.record = record
    self.line = line
    self.text = text
  }

  func placed(records: Int, lines: Int) -> Sighting {
    Sighting(record: record + records, line: line + lines, text: text)
  }
}

/// The first place of each thing worth telling about a column.
package struct Sightings: Sendable, Equatable {
  /// What is told: a class of values, or a finding.
  package enum Topic: Sendable, Hashable {
    case valueClass(ValueClass)
    /// Day-and-month texts that are dates only with the day first, only with the month first, in neither order.
    case dayFirst, monthFirst, neitherOrder
    case formula
    /// A value in quotes, and one without.
    case quoted, bare

    static let count = ValueClass.allCases.count + 6

    var index: Int {
      switch self {
      case .valueClass(let valueClass): valueClass.rawValue
      case .dayFirst: ValueClass.allCases.count
      case .monthFirst: ValueClass.allCases.count + 1
      case .neitherOrder: ValueClass.allCases.count + 2
      case .formula: ValueClass.allCases.count + 3
      case .quoted: ValueClass.allCases.count + 4
      case .bare: ValueClass.allCases.count + 5
      }
    }
  }

  /// Few of the topics happen in a column: a list, in order of their first place.
  private var found: [(topic: Int, sighting: Sighting)] = []

  package init() {}

  package subscript(topic: Topic) -> Sighting? { found.first { $0.topic == topic.index }?.sighting }

  mutating func add(_ topic: Topic, _ sighting: Sighting) {
    if self[topic] == nil { found.append((topic.index, sighting)) }
  }

  /// Adds what a later chunk saw first.
  mutating func merge(_ later: Sightings, records: Int, lines: Int) {
    for (topic, sighting) in later.found where !found.contains(where: { $0.topic == topic }) {
      found.append((topic, sighting.placed(records: records, lines: lines)))
    }
  }

  package static func == (a: Sightings, b: Sightings) -> Bool {
    (0..<Topic.count).allSatisfy { topic in
      a.found.first { $0.topic == topic }?.sighting == b.found.first { $0.topic == topic }?.sighting
    }
  }
}
