import Bytes
import Records

/// Reads one record after the other into rows, whatever a record is: an object, a feature, an Opendatasoft record.
///
/// The decoders above it know what stands between records (`JSONDecoder`, `JSONTextsDecoder`, `GeoJSONDecoder`).
protocol JSONRecords: Sendable {
  var envelope: JSONEnvelope { get }
  /// The names of the fields.
  var members: JSONMembers { get }
  var rows: JSONRows { get set }
  /// Records that look alike may be read by their shape.
  var learnsShapes: Bool { get }
  /// Reads the record at the cursor's position into a row; it is the cursor's extent then.
  mutating func record<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool
}

/// A decoder of JSON text: what it read can be asked for after a probe.
protocol JSONTextDecoder: RecordDecoder {
  associatedtype Records: JSONRecords
  var records: Records { get }
  /// The first element that is no record, as long as nothing worse was found.
  var notARecord: JSONFault? { get }
}

extension JSONTextDecoder {
  var notARecord: JSONFault? { nil }
}

/// Reads objects whose members are the fields.
struct JSONObjects: JSONRecords {
  var members: JSONMembers
  var rows: JSONRows
  var envelope: JSONEnvelope { .none }
  var learnsShapes: Bool { true }

  init(_ columns: JSONColumns) {
    members = JSONMembers(keys: columns.keys)
    rows = JSONRows(columnCount: columns.schema.fields.count, reportsUnseen: columns.reportsUnseen)
  }

  /// Checks the records and notes where they stand: no columns.
  init(ignoringNames: Void) {
    members = JSONMembers(ignoresNames: true)
    rows = JSONRows(columnCount: 0, reportsUnseen: false)
  }

  @inline(__always)
  mutating func record<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    rows.beginRow()
    guard members.read(&cursor, bytes, into: &rows) else { return false }
    rows.endRow(start: cursor.extent.start, end: cursor.extent.end)
    return true
  }
}
