import Bytes
import Diagnostics
import Records

/// The first record of a delimited output: the names of its columns, spelled as the input's header spells them where the
/// output can, guarded as other cells are.
struct DelimitedHeader {
  struct Cell {
    var name: [UInt8]
    /// As the input spells it; nil: the name is the output's own.
    var spelling: [UInt8]?
    /// The input has it in quotes.
    var isQuoted = false
  }

  /// The cells, in order.
  private(set) var cells: [Cell]
  private(set) var changes = ChangeCounts()

  init(_ columns: [OutputColumn], _ style: DelimitedStyle, _ context: EncoderContext) throws(DiagnosticList) {
    cells = columns.map { column in
      guard let spelling = context.header?.cell(of: column, in: context.schema) else { return Cell(name: column.name) }
      let isQuoted = context.header?.isQuoted(spelling) ?? false
      return Cell(name: column.name, spelling: spelling, isQuoted: isQuoted && !style.isODS)
    }
    if style.formulaGuard != .off, style.writesHeader { try guardFormulas(style) }
  }

  private mutating func guardFormulas(_ style: DelimitedStyle) throws(DiagnosticList) {
    for index in cells.indices {
      let bytes = cells[index].name
      guard CellText.isFormula(bytes.span) else { continue }
      guard style.formulaGuard == .prefix else {
        let name = String(decoding: bytes, as: UTF8.self)
        throw DiagnosticList(
          Diagnostic(
            .formula, "the name of field '\(name)' begins like a formula: a spreadsheet would run it",
            at: Location(field: name),
            help: ["--formula-guard prefix puts an apostrophe before it", "--fields new=\(name) gives another name"]))
      }
      cells[index].name.insert(CellText.apostrophe, at: 0)
      cells[index].spelling = nil
      changes.add(.formulaPrefixed)
    }
  }

  /// Appends the header: `appendCell` spells a name. A cell that is spelled in another way than the input's is a change.
  mutating func append(
    _ style: DelimitedStyle, into output: inout ByteBuilder, appendCell: (Cell, inout ByteBuilder) -> Void
  ) {
    if style.writesByteOrderMark { output.append(DelimitedStyle.byteOrderMark) }
    guard style.writesHeader, !cells.isEmpty else { return }
    for (index, cell) in cells.enumerated() {
      if index > 0 { output.append(style.delimiter) }
      let start = output.count
      appendCell(cell, &output)
      guard let spelling = cell.spelling else { continue }
      if !output.holds(spelling.span, from: 0, to: spelling.count, since: start) { changes.add(.headerRespelled) }
    }
    output.append(style.lineEnd)
  }
}
