/// What a state says of one group, number by number and without any rounding: how parts of an answer are written to files.
/// The same for every order and every partition of the same numbers.
package struct OperandPiece: Sendable, Equatable {
  /// How many numbers there were.
  package var count = 0
  /// nil where the series do not ask for it.
  package var sum: ExactSum?
  package var squares: ExactSum?
  package var squareRests: ExactSum?
  package var integerMinimum: Int?
  package var integerMaximum: Int?
  package var minimum: Double?
  package var maximum: Double?
  /// Ascending.
  package var values: [Double] = []

  package init() {}
}

extension SeriesState {
  /// The operands of each group, in the order of the keys. `body` gets the key, the records, a piece for each operand.
  package func forEachGroup(_ body: ([UInt8], Int, [OperandPiece]) -> Void) {
    let sorted = operands.map { $0.needs.contains(.values) ? $0.sortedValues() : nil }
    for group in (0..<groupCount).sorted(by: { table.precedes($0, $1) }) {
      let pieces = operands.indices.map { index in
        var piece = operands[index].piece(group)
        if let (values, starts) = sorted[index] { piece.values = Array(values[starts[group]..<starts[group + 1]]) }
        return piece
      }
      body(key(group), counts[group], pieces)
    }
  }

  /// Adds what a file says of a group; a piece for each operand.
  package mutating func add(key: [UInt8], records: Int, _ pieces: [OperandPiece]) {
    let group = group(of: key)
    add(records: records, to: group)
    for (index, piece) in pieces.enumerated() { operands[index].add(piece, to: group) }
  }

  /// True when both are of the same operands, read as the same kinds of numbers.
  package func isLike(_ other: SeriesState) -> Bool {
    operands.map(\.needs) == other.operands.map(\.needs)
      && operands.map(\.isIntegral) == other.operands.map(\.isIntegral)
  }
}

extension OperandState {
  /// An empty state that is to take pieces.
  package init(_ needs: OperandNeeds, isIntegral: Bool, hasFractions: Bool, hasHuge: Bool) {
    self.init(needs, isIntegral: isIntegral)
    self.hasFractions = hasFractions
    self.hasHuge = hasHuge
  }

  private var hasDoubles: Bool { !isIntegral || hasFractions }

  /// Without its values.
  fileprivate func piece(_ group: Int) -> OperandPiece {
    var piece = OperandPiece()
    piece.count = counts[group]
    if needs.contains(.sum) { piece.sum = sums.sum(of: group).settled }
    if needs.contains(.squares) {
      piece.squares = squares.sum(of: group).settled
      if hasDoubles { piece.squareRests = squareRests.sum(of: group).settled }
    }
    if isIntegral {
      if needs.contains(.minimum) { piece.integerMinimum = integerMinima[group] }
      if needs.contains(.maximum) { piece.integerMaximum = integerMaxima[group] }
    }
    if hasDoubles {
      if needs.contains(.minimum) { piece.minimum = minima[group] }
      if needs.contains(.maximum) { piece.maximum = maxima[group] }
    }
    return piece
  }

  fileprivate mutating func add(_ piece: OperandPiece, to group: Int) {
    counts[group] &+= piece.count
    if let sum = piece.sum, needs.contains(.sum) { sums.add(sum, to: group) }
    if needs.contains(.squares) {
      if let sum = piece.squares { squares.add(sum, to: group) }
      if let sum = piece.squareRests, hasDoubles { squareRests.add(sum, to: group) }
    }
    if let least = piece.integerMinimum, !integerMinima.isEmpty {
      integerMinima[group] = min(integerMinima[group], least)
    }
    if let greatest = piece.integerMaximum, !integerMaxima.isEmpty {
      integerMaxima[group] = max(integerMaxima[group], greatest)
    }
    if let least = piece.minimum, !minima.isEmpty { minima[group] = min(minima[group], least) }
    if let greatest = piece.maximum, !maxima.isEmpty { maxima[group] = max(maxima[group], greatest) }
    guard needs.contains(.values) else { return }
    values += piece.values
    valueGroups += repeatElement(UInt32(truncatingIfNeeded: group), count: piece.values.count)
  }
}
