import Bytes
import Records

/// Which columns may be written as bare numbers to JSON, as far as the probe shows. A hypothesis: whoever writes a column
/// typed verifies it on every record.
enum ColumnKinds {
  /// `.number` for a column with at least one value, all of them unquoted and canonical numbers (`NumberText.isCanonical`);
  /// `.text` for one with any other value; `.unknown` for one without values.
  static func written(_ batch: borrowing RecordBatch) -> [FieldKind] {
    batch.schema.fields.indices.map { kind(of: $0, batch) }
  }

  private static func kind(of column: Int, _ batch: borrowing RecordBatch) -> FieldKind {
    var kind = FieldKind.unknown
    for row in 0..<batch.recordCount {
      let (start, end, _) = batch.extent(row: row, column: column)
      if start == end { continue }
      // A quote is no digit: a quoted value is text, like any other that is not a number.
      guard NumberText.isCanonical(batch.bytes.span, from: start, to: end) else { return .text }
      kind = .number
    }
    return kind
  }
}
