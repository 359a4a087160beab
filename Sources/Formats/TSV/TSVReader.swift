import Bytes
package import Diagnostics
package import Records

/// A TSV input (IANA text/tab-separated-values with the usual escapes): no quoting, `\t \n \r \\` inside fields.
///
/// The records of CSV with other escapes: everything but the dialect is `CSVReader`'s. For CSV quoting between tabs
/// there is `csv-tab`.
package struct TSVReader: BoundReader {
  private let body: CSVReader

  /// Settles header and kinds from the first bytes of an input (1 MiB at most). `isWhole`: they are all of it.
  package static func bind(
    probe: Span<UInt8>, isWhole: Bool, options: ReadOptions
  ) throws(DiagnosticList) -> TSVReader {
    try CSVOptionCheck.checkTSV(options)
    let dialect = CSVReadDialect(
      delimiter: ASCII.tab, quote: 0, endsLinesWithCR: options.endsLinesWithCR, usesTabEscapes: true)
    return TSVReader(
      body: try CSVReader(probe, isWhole: isWhole, options: options, dialect: dialect, sniffing: (false, false, false)))
  }

  package var schema: Schema { body.schema }
  package var prologue: (bytes: Int, lines: Int) { body.prologue }
  package var findings: [Finding] { body.findings }
  package var headerText: [UInt8] { body.headerText }
  package var changes: ChangeCounts { body.changes }
  package var headerSpelling: HeaderSpelling? { body.headerSpelling }
  package func settle(_ options: inout ReadOptions) { body.settle(&options) }
  package func makeCutter() -> any RecordCutter { body.makeCutter() }
  package func makeDecoder(for demand: FieldDemand) -> (schema: Schema, decoder: any RecordDecoder) {
    body.makeDecoder(for: demand)
  }
}
