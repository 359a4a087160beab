package import Calendars
package import Query
package import Records

/// Where the values of a facet stand in the batches of one input.
package struct FacetColumn: Sendable {
  package var column: Int
  package var shape: FacetShape
  package var opened: [[UInt8]]
  /// The alternatives of a disjunctive field, all of which must hold: this facet is counted without them, every other one
  /// with them.
  package var alternatives: [PredicateEvaluator]

  package init(column: Int, shape: FacetShape, opened: [[UInt8]], alternatives: [PredicateEvaluator]) {
    self.column = column
    self.shape = shape
    self.opened = opened
    self.alternatives = alternatives
  }
}

/// Counts batches into a `FacetState`, one for each worker.
///
/// Disjunctive facets need no second pass: a record that fails the alternatives of no field counts everywhere, one that
/// fails those of a single field counts in that facet only, every other one nowhere.
package struct FacetFolder: Sendable {
  private var columns: [FacetColumn]
  private var readers: [FacetReader]
  package private(set) var counted: FacetState
  /// For each row of a batch: how many fields it fails, and the sum of their numbers, which is the number of a single one.
  private var misses: [UInt16] = []
  private var missed: [UInt32] = []

  package init(_ columns: [FacetColumn], zone: TimeZone) {
    self.columns = columns
    readers = columns.map { FacetReader($0.shape, zone: zone) }
    counted = FacetState(facets: columns.count)
  }

  /// The guesses that the counts rest on.
  package static func guessedColumns(_ columns: [FacetColumn]) -> [Int] {
    columns.flatMap { facet in
      facet.alternatives.flatMap(\.guessedColumns)
        + (facet.shape.kind == .date || facet.shape.kind == .number ? [facet.column] : [])
    }
  }

  /// Counts the visible records; visible afterwards are those that match every condition.
  package mutating func fold(_ batch: inout RecordBatch) {
    if columns.contains(where: { !$0.alternatives.isEmpty }) {
      foldAlternatives(&batch)
    } else {
      for index in columns.indices { count(index, batch) }
    }
    counted.records += batch.count
  }

  private mutating func count(_ index: Int, _ batch: borrowing RecordBatch) {
    let facet = columns[index]
    if facet.shape.isPlain, !batch.schema.isOpen {
      counted.facets[index].count(plain: facet.column, of: batch, &readers[index])
    } else {
      counted.facets[index].count(facet.column, of: batch, &readers[index], opened: facet.opened)
    }
  }

  private mutating func foldAlternatives(_ batch: inout RecordBatch) {
    let base = batch.selection
    misses.removeAll(keepingCapacity: true)
    missed.removeAll(keepingCapacity: true)
    misses.append(contentsOf: repeatElement(0, count: batch.recordCount))
    missed.append(contentsOf: repeatElement(0, count: batch.recordCount))
    for index in columns.indices where !columns[index].alternatives.isEmpty {
      batch.selection = base
      for place in columns[index].alternatives.indices { columns[index].alternatives[place].select(&batch) }
      markMisses(base, batch, of: index)
    }
    for index in columns.indices {
      batch.selection = rows(of: base, batch.recordCount, besides: columns[index].alternatives.isEmpty ? nil : index)
      count(index, batch)
    }
    batch.selection = rows(of: base, batch.recordCount, besides: nil)
  }

  /// Marks the rows of `base` that are not visible any more.
  private mutating func markMisses(_ base: Selection, _ batch: borrowing RecordBatch, of index: Int) {
    let number = UInt32(truncatingIfNeeded: index)
    base.forEach(of: batch.recordCount) { row in
      misses[row] &+= 1
      missed[row] &+= number
    }
    batch.selection.forEach(of: batch.recordCount) { row in
      misses[row] &-= 1
      missed[row] &-= number
    }
  }

  /// The rows that fail nothing, or only the alternatives of one facet.
  private func rows(of base: Selection, _ count: Int, besides facet: Int?) -> Selection {
    var rows: [UInt32] = []
    rows.reserveCapacity(count)
    base.forEach(of: count) { row in
      if misses[row] == 0 || misses[row] == 1 && facet.map({ isMissed(row, by: $0) }) ?? false {
        rows.append(UInt32(truncatingIfNeeded: row))
      }
    }
    return .rows(rows)
  }

  private func isMissed(_ row: Int, by facet: Int) -> Bool { Int(missed[row]) == facet }
}
