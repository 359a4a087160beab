import Bytes
import Records

/// The index a decoder keeps between chunks.
struct JSONWorkspace: Sendable {
  /// Larger chunks (one giant record) are read plainly: their index would be four times their size.
  static let ceiling = 8 << 20
  private var index = JSONIndex()

  mutating func makeCursor(_ bytes: Span<UInt8>, from start: Int, to end: Int, maximumDepth: Int) -> JSONIndexCursor? {
    guard end - start <= Self.ceiling else { return nil }
    return JSONIndexCursor(bytes, from: start, to: end, maximumDepth: maximumDepth, index: &index)
  }

  mutating func take(from cursor: inout JSONIndexCursor) { cursor.release(into: &index) }
}

extension RecordBatch {
  /// Takes the decoded bytes of `chunk` and gives it this batch's old ones.
  mutating func adopt(_ bytes: inout [UInt8], of chunk: inout Chunk, columns: Int) {
    swap(&bytes, &self.bytes)
    swap(&bytes, &chunk.bytes)
    byteCount = chunk.end
    layout = .pairs(columns: columns)
    syntax = .json
  }
}
