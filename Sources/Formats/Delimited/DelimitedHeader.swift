import Bytes
import Diagnostics
import Records

/// The first record of a delimited output: the names of its columns, guarded as other cells are.
struct DelimitedHeader {
  /// The names, in order.
  private(set) var names: [[UInt8]]
  private(set) var changes = ChangeCounts()

  init(_ columns: [OutputColumn], _ style: DelimitedStyle) throws(DiagnosticList) {
    names = columns.map(\.name)
    guard style.formulaGuard != .off, style.writesHeader else { return }
    for index in names.indices {
      let name = names[index]
      guard CellText.isFormula(name.span) else { continue }
      guard style.formulaGuard == .prefix else {
        let name = String(decoding: names[index], as: UTF8.self)
        throw DiagnosticList(
          Diagnostic(
            .formula, "the name of field '\(name)' begins like a formula: a spreadsheet would run it",
            at: Location(field: name),
            help: ["--formula-guard prefix puts an apostrophe before it", "--fields new=\(name) gives another name"]))
      }
      names[index].insert(CellText.apostrophe, at: 0)
      changes.add(.formulaPrefixed)
    }
  }
}
