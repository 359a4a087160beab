import Records

/// How the header of a delimited input spells its names, for an output that writes them again.
package struct HeaderSpelling: Sendable {
  /// The cell of each name as it stands in the input, quotes and escapes included. Names that had to change have none.
  private var cells: [[UInt8]: [UInt8]] = [:]
  let syntax: FieldSyntax

  init(syntax: FieldSyntax) { self.syntax = syntax }

  mutating func add(_ cell: [UInt8], for name: [UInt8]) { cells[name] = cell }

  /// The cell of an output column that leaves under the name it was read with.
  func cell(of column: OutputColumn, in schema: Schema) -> [UInt8]? {
    guard schema.fields.indices.contains(column.column), schema.fields[column.column].nameBytes == column.name else {
      return nil
    }
    return cells[column.name]
  }

  /// True when a cell stands in quotes.
  func isQuoted(_ cell: [UInt8]) -> Bool {
    guard case .delimited(let quote, _) = syntax, quote != 0 else { return false }
    return cell.count >= 2 && cell.first == quote
  }
}
