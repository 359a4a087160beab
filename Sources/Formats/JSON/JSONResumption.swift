import Bytes
import Diagnostics
import Records

/// A record that is wrong, where reading goes on after it.
struct JSONRejectedRow: Sendable {
  var row: Int
  var fault: JSONFault
  var start: Int
  var end: Int
}

extension JSONRecords {
  /// Leaves the wrong record at `start` out and goes on behind it. False where wrong records end the run, and where the
  /// record's brackets do not match: nothing says then where the next one begins.
  /// `depth`: containers that are open around the record.
  mutating func reject<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, from start: Int, depth: Int
  ) -> Bool {
    cursor.baseDepth = depth
    guard rows.rejectsRecords, let fault = cursor.fault else { return false }
    guard let end = cursor.skip(bytes, from: start) else {
      cursor.fault?.notes.append("the brackets of this record do not match: nothing says where the next one begins")
      return false
    }
    cursor.fault = nil
    rows.reject(fault, start: start, end: end)
    return true
  }
}

extension JSONTextCursor {
  /// Moves behind the object at `start`, whose brackets are counted and not checked: it ends where the cutter ends it,
  /// whatever follows. nil when it has no end.
  mutating func skip(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var ends = JSONRecordEnds(level: 0)
    guard start < end, bytes[start] == ASCII.openBrace,
      let last = ends.endOfFirst(bytes, from: start, to: end)
    else { return nil }
    move(to: last, bytes)
    return last
  }
}

extension JSONRows {
  /// The rejected rows as the batch has them.
  func rejections(in bytes: Span<UInt8>, start: Int, end: Int, columnBase: Int?) -> [Rejection] {
    rejected.map { entry in
      Rejection(
        row: entry.row,
        entry.fault.diagnostic(in: bytes, start: start, end: end, columnBase: columnBase, record: entry.row + 1),
        start: entry.start, end: entry.end)
    }
  }
}
