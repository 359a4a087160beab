import Bytes
import Calendars
package import Expressions
import Query
package import Records

/// The numbers of one expression in the batches of one input.
package struct OperandColumn: Sendable {
  package enum Source: Sendable {
    /// A field as it stands.
    case field(Int, ColumnType)
    /// A program, and the types of the columns of its inputs.
    case expression(ExpressionProgram, [ColumnType])
  }

  package let source: Source
  package let needs: OperandNeeds
  /// True for a field whose numbers are integers as far as anybody knows.
  package let isIntegral: Bool

  package init(_ source: Source, needs: OperandNeeds, isIntegral: Bool) {
    self.source = source
    self.needs = needs
    self.isIntegral = isIntegral
  }
}

/// Reads the numbers of an expression, a batch at a time, into the groups of its records.
struct OperandReader: Sendable {
  private var source: OperandColumn.Source
  private let isIntegral: Bool
  private var numbers: NumberReader
  /// What was read of a batch: no record without a number is in them.
  private var integers: [Int] = []
  private var integerGroups: [UInt32] = []
  private var doubles: [Double] = []
  private var doubleGroups: [UInt32] = []

  init(_ operand: OperandColumn, zone: TimeZone) {
    source = operand.source
    isIntegral = operand.isIntegral
    numbers = NumberReader(zone: zone)
  }

  /// Adds the numbers of the records at `rows` to the groups beside them.
  mutating func fold(
    _ batch: borrowing RecordBatch, _ rows: borrowing Span<UInt32>, _ groups: borrowing Span<UInt32>,
    into state: inout OperandState
  ) {
    integers.removeAll(keepingCapacity: true)
    integerGroups.removeAll(keepingCapacity: true)
    doubles.removeAll(keepingCapacity: true)
    doubleGroups.removeAll(keepingCapacity: true)
    reserve(rows.count)
    switch source {
    case .field(let column, let type):
      if isIntegral {
        readIntegers(batch, column, type, rows, groups, &state)
      } else {
        readDoubles(batch, column, type, rows, groups)
      }
    case .expression: compute(batch, rows, groups)
    }
    if !integers.isEmpty { state.add(integers.span, integerGroups.span) }
    if !doubles.isEmpty {
      state.noteFraction()
      state.add(doubles.span, doubleGroups.span)
    }
  }

  private mutating func reserve(_ count: Int) {
    if isIntegral {
      integers.reserveCapacity(count)
      integerGroups.reserveCapacity(count)
    } else {
      doubles.reserveCapacity(count)
      doubleGroups.reserveCapacity(count)
    }
  }

  // MARK: Fields

  private mutating func readIntegers(
    _ batch: borrowing RecordBatch, _ column: Int, _ type: ColumnType, _ rows: borrowing Span<UInt32>,
    _ groups: borrowing Span<UInt32>, _ state: inout OperandState
  ) {
    let bytes = batch.bytes.span
    let slots = batch.slots.span
    let cells = ColumnCells(batch.layout, column: column)
    for i in 0..<rows.count {
      let row = Int(rows[i])
      let (start, end) = cells.extent(row: row, slots)
      let number = bytes.shortInteger(from: start, to: end)
      if number >= 0 {
        integers.append(number)
        integerGroups.append(groups[i])
      } else if start < end {
        switch numbers.integer(batch.content(row: row, column: column), type, batch) {
        case .none: break
        case .integer(let number):
          integers.append(number)
          integerGroups.append(groups[i])
        case .huge(let number):
          state.hasHuge = true
          appendDouble(number, groups[i])
        case .number(let number): appendDouble(number, groups[i])
        }
      }
    }
  }

  private mutating func appendDouble(_ number: Double, _ group: UInt32) {
    doubles.append(number)
    doubleGroups.append(group)
  }

  private mutating func readDoubles(
    _ batch: borrowing RecordBatch, _ column: Int, _ type: ColumnType, _ rows: borrowing Span<UInt32>,
    _ groups: borrowing Span<UInt32>
  ) {
    let bytes = batch.bytes.span
    let slots = batch.slots.span
    let cells = ColumnCells(batch.layout, column: column)
    for i in 0..<rows.count {
      let number = numbers.number(bytes, cells.extent(row: Int(rows[i]), slots), Int(rows[i]), column, type, batch)
      if number.isFinite {
        doubles.append(number)
        doubleGroups.append(groups[i])
      }
    }
  }

  // MARK: Expressions

  private mutating func compute(
    _ batch: borrowing RecordBatch, _ rows: borrowing Span<UInt32>, _ groups: borrowing Span<UInt32>
  ) {
    // Taken out, so that its buffers have one owner.
    guard case .expression(var program, let types) = source else { return }
    source = .field(0, ColumnType())
    let bytes = batch.bytes.span
    let slots = batch.slots.span
    var first = 0
    while first < rows.count {
      let count = min(rows.count - first, ExpressionProgram.blockCount)
      for (index, input) in program.inputs.enumerated() {
        switch input {
        case .number(let column):
          let cells = ColumnCells(batch.layout, column: column)
          program.fill(index, count: count) { i in
            let row = Int(rows[first &+ i])
            return numbers.number(bytes, cells.extent(row: row, slots), row, column, types[index], batch)
          }
        case .time(let column):
          program.fill(index, count: count) { i in
            numbers.time(batch.content(row: Int(rows[first &+ i]), column: column), types[index], batch)
          }
        case .record: program.fill(index, count: count) { i in Self.random(Int(rows[first &+ i]), batch) }
        }
      }
      program.run(count) { results in
        for i in 0..<count where results[i].isFinite {
          doubles.append(results[i])
          doubleGroups.append(groups[first &+ i])
        }
      }
      first += count
    }
    source = .expression(program, types)
  }

  /// From 0 to 1: 53 bits of the hash of the record's bytes.
  private static func random(_ row: Int, _ batch: borrowing RecordBatch) -> Double {
    let (start, end): (Int, Int) =
      batch.recordExtents.isEmpty
      ? batch.fieldExtents(row: row)
      : (Int(batch.recordExtents[2 * row]), Int(batch.recordExtents[2 * row + 1]))
    return Double(batch.bytes.span.valueHash(from: start, to: end) >> 11) * 0x1p-53
  }
}
