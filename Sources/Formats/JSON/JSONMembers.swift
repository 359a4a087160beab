import Bytes
import Records

/// Reads the members of an object into columns.
struct JSONMembers: Sendable {
  var keys: JSONKeyTable
  /// Members of the widest object so far.
  private(set) var widest = 0
  /// No member is looked at: whoever wants columns walks the record itself.
  private let ignoresNames: Bool

  init(keys: JSONKeyTable = JSONKeyTable(), ignoresNames: Bool = false) {
    self.keys = keys
    self.ignoresNames = ignoresNames
  }

  /// Reads the object at the cursor's position. True when it was well formed; its extent is then `cursor.extent`.
  @inline(__always)
  mutating func read<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, into rows: inout JSONRows
  ) -> Bool {
    let start = cursor.position
    guard cursor.baseDepth < cursor.maximumDepth else { return cursor.refuseDepth() }
    cursor.baseDepth &+= 1
    keys.beginRecord()
    cursor.step()
    var count = 0
    var previous = -1
    if cursor.peek(bytes) != ASCII.closeBrace {
      while true {
        guard cursor.key(bytes) else { return false }
        let entry = ignoresNames ? nil : keys.entry(bytes, cursor.extent, after: previous)
        guard cursor.value(bytes) else { return false }
        previous = entry ?? -1
        if let entry {
          let column = keys.columns[entry]
          if column >= 0 { rows.put(column: column, cursor.extent) }
          if keys.isUnseen[entry] { rows.noteUnseen() }
          if keys.isDuplicate(entry) { rows.noteDuplicate() }
        } else if !ignoresNames {
          rows.noteUnseen()
        }
        count &+= 1
        let byte = cursor.peek(bytes)
        if byte == ASCII.comma {
          cursor.step()
          continue
        }
        if byte == ASCII.closeBrace { break }
        return cursor.refuse(bytes, expected: "',' or '}'")
      }
    }
    if count > widest { widest = count }
    cursor.extent = JSONExtent(start: start, end: cursor.position &+ 1)
    cursor.step()
    cursor.baseDepth &-= 1
    return true
  }
}
