/// Where something was found. Every part is optional; lines, columns and records count from 1,
/// bytes from 0 in the decompressed stream. Columns count Unicode scalars.
public struct Location: Sendable, Equatable {
  public var file: String?
  /// What the file part is, when it is not a data file: `filter.q`, `--fields`.
  public var context: String?
  public var line: Int?
  public var column: Int?
  public var record: Int?
  public var byte: Int?
  public var field: String?

  public init(
    file: String? = nil, context: String? = nil, line: Int? = nil, column: Int? = nil, record: Int? = nil,
    byte: Int? = nil, field: String? = nil
  ) {
    self.file = file
    self.context = context
    self.line = line
    self.column = column
    self.record = record
    self.byte = byte
    self.field = field
  }

  /// The same place with the counts of everything before its chunk added. A worker fills lines and
  /// records as if its chunk began the file (first line 1, first record 1, byte 0).
  public func rebased(file: String?, lines: Int, records: Int, bytes: Int) -> Location {
    var location = self
    location.file = location.file ?? file
    location.line = line.map { $0 + lines }
    location.record = record.map { $0 + records }
    location.byte = byte.map { $0 + bytes }
    return location
  }
}

/// A line of text with a marked range, to be drawn under the location.
public struct Excerpt: Sendable, Equatable {
  /// The raw bytes of the physical line (or a window of it), without its newline.
  public var text: [UInt8]
  /// Marked range, as byte offsets in `text`; an empty range marks the position before it.
  public var marked: Range<Int>
  /// What to say beside the caret, if anything.
  public var label: String?
  /// True when `text` is a window that begins or ends inside the line.
  public var isCutBefore: Bool
  public var isCutAfter: Bool

  public init(
    text: [UInt8], marked: Range<Int>, label: String? = nil, isCutBefore: Bool = false, isCutAfter: Bool = false
  ) {
    self.text = text
    self.marked = marked
    self.label = label
    self.isCutBefore = isCutBefore
    self.isCutAfter = isCutAfter
  }
}
