extension SeriesState {
  /// The groups in the order of their keys' bytes, which is the same whoever computed the state.
  package var sortedGroups: [Int] { (0..<groupCount).sorted { table.precedes($0, $1) } }

  /// True when both are of the same numbers, read as the same kinds of them: they can be added.
  package func isLike(_ other: SeriesState) -> Bool {
    operands.map(\.needs) == other.operands.map(\.needs)
  }
}
