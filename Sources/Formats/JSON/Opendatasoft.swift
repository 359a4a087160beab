import Bytes
import Diagnostics
import Records

/// The records of Opendatasoft exports and search answers (version 1 of the API):
///
///     {"datasetid": "trees", "recordid": "65aa…", "fields": {"name": "Oak"},
///      "geometry": {"type": "Point", …}, "record_timestamp": "2021-…"}
///
/// `geometry` and `record_timestamp` may be missing. In `fields` a list of two numbers is a point, latitude first, and a
/// GeoJSON geometry is a shape.
enum Opendatasoft {
  static let fields = Array("fields".utf8)
  private static let datasetID = Array("datasetid".utf8)
  private static let recordID = Array("recordid".utf8)
  private static let timestamp = Array("record_timestamp".utf8)

  /// A record that has not the shape of those before it.
  static func fault(offset: Int, length: Int, message: String) -> JSONFault {
    JSONFault(
      code: .odsShape, offset: offset, length: length, message: message,
      notes: ["the records are read as those of an Opendatasoft export: datasetid, recordid, fields"],
      help: ["--in-layout plain reads every record as it stands"])
  }

  /// True when every record of the probed batch has the shape: a dataset, an id, an object of fields, and nothing that
  /// an export does not write.
  static func recognises(_ batch: borrowing RecordBatch) -> Bool {
    guard batch.recordCount > 0, batch.recordExtents.count == 2 * batch.recordCount else { return false }
    let bytes = batch.bytes.span
    for row in 0..<batch.recordCount {
      var (hasDataset, hasID, hasFields) = (false, false, false)
      var walker = MemberWalker(
        from: Int(batch.recordExtents[2 * row]), to: Int(batch.recordExtents[2 * row + 1]))
      while let member = walker.next(in: bytes) {
        func isNamed(_ name: [UInt8]) -> Bool { bytes.holds(name, from: member.keyStart, to: member.keyEnd) }
        let first = bytes[member.valueStart]
        if isNamed(datasetID), first == ASCII.quote {
          hasDataset = true
        } else if isNamed(recordID), first == ASCII.quote {
          hasID = true
        } else if isNamed(fields), first == ASCII.openBrace {
          hasFields = true
        } else if !isNamed(GeoJSONNames.geometry), !isNamed(timestamp) {
          return false
        }
      }
      guard hasDataset, hasID, hasFields else { return false }
    }
    return true
  }

  /// The kinds of the fields that only points or only shapes were seen in.
  static func geometryKinds(_ batch: borrowing RecordBatch) -> [[UInt8]: FieldKind] {
    var kinds: [[UInt8]: FieldKind] = [:]
    let bytes = batch.bytes.span
    for row in 0..<batch.recordCount {
      guard let (start, end) = batch.propertyExtent(row: row) else { continue }
      var walker = MemberWalker(from: start, to: end)
      while let member = walker.next(in: bytes) {
        if bytes[member.valueStart] == 0x6E { continue }
        let kind = kind(bytes, member)
        let name = bytes.array(from: member.keyStart, to: member.keyEnd)
        if let known = kinds[name] {
          if known != kind { kinds[name] = .unknown }
        } else {
          kinds[name] = kind
        }
      }
    }
    return kinds
  }

  private static func kind(_ bytes: Span<UInt8>, _ member: RecordMember) -> FieldKind {
    switch bytes[member.valueStart] {
    case ASCII.openBracket: isPair(bytes, member.valueStart + 1, member.valueEnd - 1) ? .geopoint : .unknown
    case ASCII.openBrace: isGeometry(bytes, member) ? .shape : .unknown
    default: .unknown
    }
  }

  private static func isPair(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let comma = bytes.position(of: ASCII.comma, or: ASCII.comma, from: start, to: end)
    return comma < end && isNumber(bytes, start, comma) && isNumber(bytes, comma + 1, end)
  }

  private static func isNumber(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var (start, end) = (start, end)
    while start < end, JSONText.isWhite(bytes[start]) { start += 1 }
    while end > start, JSONText.isWhite(bytes[end - 1]) { end -= 1 }
    return JSONText.isNumber(bytes, from: start, to: end)
  }

  private static func isGeometry(_ bytes: Span<UInt8>, _ member: RecordMember) -> Bool {
    var walker = MemberWalker(from: member.valueStart, to: member.valueEnd)
    while let inner = walker.next(in: bytes) {
      guard bytes.holds(GeoJSONNames.type, from: inner.keyStart, to: inner.keyEnd) else { continue }
      let text = JSONExtent(start: inner.valueStart, end: inner.valueEnd, hasEscape: inner.valueHasEscape)
      return bytes[inner.valueStart] == ASCII.quote && GeoJSONNames.geometryKind(bytes, text) != nil
    }
    return false
  }
}
