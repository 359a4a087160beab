/// The profile of an input: chunks are merged in input order, so that it does not depend on the number of workers.
package struct TableProfile: Sendable {
  /// What the sets of exact counts may take together.
  package static let distinctBudget = 64 << 20

  package private(set) var records = 0
  package private(set) var columns: [ColumnProfile]
  package private(set) var geometries: [GeometryProfile]
  private var distinct: [DistinctCounter]
  private var budget: Int

  package init(columnCount: Int, geometryCount: Int, budget: Int = TableProfile.distinctBudget) {
    columns = Array(repeating: .empty, count: columnCount)
    geometries = Array(repeating: GeometryProfile(), count: geometryCount)
    // Sketches of 16 KiB for up to 1,024 columns, smaller ones beyond: 64 MiB at the most.
    let precision = columnCount <= 1024 ? 14 : columnCount <= 4096 ? 12 : 10
    distinct = Array(repeating: DistinctCounter(precision: precision), count: columnCount)
    self.budget = budget
  }

  /// Different values of a column.
  package func distinctCount(_ column: Int) -> DistinctCounter.Count { distinct[column].count }

  /// Adds the chunk that follows; `lines` stand before it in the input.
  package mutating func merge(_ chunk: ChunkProfile, lines: Int) {
    for index in columns.indices {
      columns[index].merge(chunk.columns[index], records: records, lines: lines)
      if !chunk.hashes[index].isEmpty { distinct[index].insert(chunk.hashes[index], budget: &budget) }
    }
    for index in geometries.indices {
      geometries[index].merge(chunk.geometries[index], records: records, lines: lines)
    }
    records += chunk.records
  }
}

/// What one chunk adds to the profile of its input.
package struct ChunkProfile: Sendable {
  package var records = 0
  package var columns: [ColumnProfile]
  /// Of each column, the hashes of values that may be new.
  package var hashes: [[UInt64]]
  package var geometries: [GeometryProfile]

  package init(columnCount: Int, geometryCount: Int) {
    columns = Array(repeating: .empty, count: columnCount)
    hashes = Array(repeating: [], count: columnCount)
    geometries = Array(repeating: GeometryProfile(), count: geometryCount)
  }

  /// Empties the profile, keeping the storage of the hashes.
  package mutating func clear() {
    records = 0
    for index in columns.indices {
      columns[index] = .empty
      hashes[index].removeAll(keepingCapacity: true)
    }
    for index in geometries.indices { geometries[index] = GeometryProfile() }
  }
}
