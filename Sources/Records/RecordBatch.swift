import Bytes
package import Diagnostics

/// A run of whole records: their bytes, the positions of their fields, and which rows and columns are visible.
///
/// This is what flows between stages. Filtering narrows `selection`, projecting replaces `projection`; neither
/// touches the bytes. A batch is a value: once it is sent nobody changes it.
///
///     bytes   id;name\n… 64 bytes of slack
///     slots   positions, `schema.fields.count` columns per record (see `BatchLayout`)
public struct RecordBatch: Sendable {
  /// The payload, then at least `byteSlack` readable bytes.
  @usableFromInline package var bytes: [UInt8]
  /// Payload bytes.
  @usableFromInline package var byteCount: Int
  /// Where the records' text begins: `Chunk.start`. Places in the batch count from here.
  package var byteStart: Int
  @usableFromInline package var slots: [UInt32]
  @usableFromInline package var layout: BatchLayout
  @usableFromInline package var syntax: FieldSyntax
  /// A lone carriage return ends a physical line, as a line feed does: for who counts lines.
  package var endsLinesWithCR = false
  /// What stands between the fields of delimited text, 0 where nobody said.
  package var delimiter: UInt8 = 0
  /// Records decoded into this batch, selected or not.
  public package(set) var recordCount: Int
  public package(set) var schema: Schema
  /// Rows that are visible, ascending.
  package var selection: Selection
  /// Columns that are visible, in output order, with their names.
  package var projection: Projection
  /// For JSON and GeoJSON: start and end of each record's raw text, two entries a record. Empty otherwise.
  package var recordExtents: [UInt32]
  /// For delimited text that is not regular: where the text of each record ends, its line end not included. Empty where the
  /// fields say it.
  package var recordEnds: [UInt32] = []
  /// Fields of delimited text that were spelled again behind the payload, ascending: where they stand in the input.
  package var respelled: [RespelledField] = []
  /// For GeoJSON: start and end of each record's `properties` member value, two entries a record. Empty otherwise.
  package var propertyExtents: [UInt32]
  /// Rows that hold members outside the schema, ascending; filled only when the plan asks for it.
  package var rowsWithUnseenMembers: [UInt32]
  /// Members whose name the same record had already (the last one counts); JSON only.
  package var duplicateKeyCount: Int
  /// What the decoder changed in this chunk.
  package var changes = ChangeCounts()
  /// Why decoding stopped before the end of the chunk, with places relative to the chunk.
  package var failure: Diagnostic?
  /// Records that were left out because they are wrong, ascending.
  package var rejections: [Rejection] = []
  /// Values that were wrong and are null now, in no order; the records are not.
  package var nulled: [Rejection] = []
  /// Bytes up to here are in use: the payload and what was put behind it. 0: only the payload.
  package var usedEnd = 0
  /// On the last batch of a GeoJSON input: the collection's own foreign members, raw.
  package var outerMembers: [UInt8]
  /// Where this batch stands in its input.
  public package(set) var origin: BatchOrigin

  package init(schema: Schema, layout: BatchLayout, syntax: FieldSyntax) {
    bytes = []
    byteCount = 0
    byteStart = 0
    slots = []
    self.layout = layout
    self.syntax = syntax
    recordCount = 0
    self.schema = schema
    selection = .all
    projection = Projection(all: schema)
    recordExtents = []
    propertyExtents = []
    rowsWithUnseenMembers = []
    duplicateKeyCount = 0
    failure = nil
    outerMembers = []
    origin = BatchOrigin()
  }

  /// Number of visible records.
  public var count: Int { selection.count(of: recordCount) }

  /// Forgets every record after the first `count`.
  package mutating func keepRecords(_ count: Int) {
    recordCount = min(recordCount, count)
    if case .rows(let rows) = selection { selection = .rows(rows.filter { $0 < UInt32(count) }) }
    rowsWithUnseenMembers.removeAll { $0 >= UInt32(count) }
    rejections.removeAll { $0.row >= count }
  }

  /// Forgets the records but keeps every buffer, ready for the next chunk.
  package mutating func clear() {
    byteCount = 0
    byteStart = 0
    endsLinesWithCR = false
    delimiter = 0
    slots.removeAll(keepingCapacity: true)
    recordCount = 0
    selection = .all
    recordExtents.removeAll(keepingCapacity: true)
    recordEnds.removeAll(keepingCapacity: true)
    respelled.removeAll(keepingCapacity: true)
    propertyExtents.removeAll(keepingCapacity: true)
    rowsWithUnseenMembers.removeAll(keepingCapacity: true)
    duplicateKeyCount = 0
    changes.clear()
    failure = nil
    rejections.removeAll(keepingCapacity: true)
    nulled.removeAll(keepingCapacity: true)
    usedEnd = 0
    outerMembers = []
  }
}

/// A field whose text stands behind the payload of its batch.
package struct RespelledField: Sendable, Equatable {
  /// Where the text begins that everybody reads.
  package var start: Int
  /// The field in the input.
  package var origin: Range<Int>

  package init(start: Int, origin: Range<Int>) {
    self.start = start
    self.origin = origin
  }
}

/// Where a batch stands in its input: what came before it.
public struct BatchOrigin: Sendable, Equatable {
  public var file: String?
  /// Records, physical lines and bytes (decompressed) before the batch.
  public var records = 0
  public var lines = 0
  public var bytes = 0
  public init() {}
}

/// How `slots` holds the extent of a field: two layouts, resolved to a few constants once per batch.
///
/// * separators (clean CSV, TSV): a sentinel (`firstByte - 1`, wrapping), then the position of every separator. Field c of
///   row r lies between entries r*n+c and r*n+c+1; 4 bytes a field. Uniform CRLF trims one byte off the last column.
/// * pairs (JSON, and every irregularity): start and end of each field; the end's top bits are flags.
public struct BatchLayout: Sendable, Equatable {
  /// Columns per record.
  public var columnCount: Int
  /// Entries per field: 1 for separators, 2 for pairs.
  public var stride: Int
  /// Added to the start entry: 1 for separators, 0 for pairs.
  public var startBias: UInt32
  /// Bytes cut off the end of the last column: 1 where every line ends in CRLF.
  public var lastEndTrim: UInt32

  public static func separators(columns: Int, endsWithCRLF: Bool) -> BatchLayout {
    BatchLayout(columnCount: columns, stride: 1, startBias: 1, lastEndTrim: endsWithCRLF ? 1 : 0)
  }

  public static func pairs(columns: Int) -> BatchLayout {
    BatchLayout(columnCount: columns, stride: 2, startBias: 0, lastEndTrim: 0)
  }

  /// Flag in a pair's end: the record has no such field (start is then 0).
  public static let absent: UInt32 = 0x8000_0000
  /// Flag in a pair's end: the value holds escapes (JSON strings), so its text is not its bytes.
  public static let hasEscape: UInt32 = 0x4000_0000
  /// The position bits of a pair's end. Payloads are below 1 GiB.
  public static let positionMask: UInt32 = 0x3FFF_FFFF
}

/// How the bytes of a field spell its value.
public enum FieldSyntax: Sendable, Equatable {
  /// CSV. `quote` 0: no quoting. `escape` stands before a byte that is data inside quotes; where it is the quote itself, a
  /// quote is doubled.
  case delimited(quote: UInt8, escape: UInt8)
  /// IANA TSV with `\t \n \r \\` escapes.
  case tabSeparated
  /// Raw JSON values.
  case json

  /// RFC 4180: double quotes, doubled inside.
  public static let csv = FieldSyntax.delimited(quote: 0x22, escape: 0x22)
}
