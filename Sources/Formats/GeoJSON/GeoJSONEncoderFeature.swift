import Bytes
import Records

extension RecordBatch {
  /// The raw text of a JSON record, if the decoder kept it.
  func recordExtent(row: Int) -> (start: Int, end: Int)? {
    guard row &* 2 &+ 1 < recordExtents.count else { return nil }
    return recordExtent(row)
  }

  /// The raw `properties` value of a feature: an object, `null`, or nothing (an empty extent) when it has none.
  func propertyExtent(row: Int) -> (start: Int, end: Int)? {
    guard row &* 2 &+ 1 < propertyExtents.count else { return nil }
    let start = Int(propertyExtents[row &* 2])
    let end = Int(propertyExtents[row &* 2 &+ 1] & BatchLayout.positionMask)
    return start < end ? (start, end) : nil
  }
}

/// What a GeoJSON feature holds beside its properties, or an Opendatasoft record beside its fields, read from its raw text.
struct FeatureReader: Sendable {
  private let known: [[UInt8]]
  private var scratch = ByteBuilder(capacity: 64)

  /// `written`: members that somebody else writes.
  init(_ context: EncoderContext, besides written: [[UInt8]] = []) {
    let fields = context.schema.fields
    let names = context.inputHasFeatures ? ["type", "geometry", "properties", "id"] : ["fields", "geometry"]
    known =
      names.map { Array($0.utf8) }
      + fields.filter { $0.role == .foreignMember }.map(\.nameBytes) + written
  }

  /// The text between the braces of a feature's properties, without white space at its ends; nil when the decoder did
  /// not keep it. `null` properties have nothing inside.
  func propertiesInside(_ batch: borrowing RecordBatch, row: Int) -> (start: Int, end: Int)? {
    guard !batch.propertyExtents.isEmpty else { return nil }
    guard var (start, end) = batch.propertyExtent(row: row), batch.bytes[start] == ASCII.openBrace else {
      return (0, 0)
    }
    start += 1
    end -= 1
    while start < end, batch.bytes[start] <= ASCII.space { start += 1 }
    while end > start, batch.bytes[end - 1] <= ASCII.space { end -= 1 }
    return (start, end)
  }

  /// Appends foreign members that are no column.
  mutating func appendUnseenForeign(
    _ batch: borrowing RecordBatch, row: Int, needsComma: Bool, into output: inout ByteBuilder,
    _ changes: inout ChangeCounts
  ) -> Bool {
    // A document that is one geometry has no properties, and nothing beside them.
    guard batch.propertyExtent(row: row) != nil, let (start, end) = batch.recordExtent(row: row) else {
      return needsComma
    }
    let bytes = batch.bytes.span
    var needsComma = needsComma
    var walker = MemberWalker(from: start, to: end)
    while let member = walker.next(in: bytes) {
      if isKnown(member, bytes) { continue }
      if needsComma { output.append(ASCII.comma) }
      needsComma = true
      output.append(bytes, from: member.keyStart - 1, to: member.keyEnd + 1)
      output.append(ASCII.colon)
      JSONLayout.appendValue(bytes, from: member.valueStart, to: member.valueEnd, into: &output, &changes)
    }
    return needsComma
  }

  private mutating func isKnown(_ member: RecordMember, _ bytes: Span<UInt8>) -> Bool {
    for name in known where member.isNamed(name, in: bytes, scratch: &scratch) { return true }
    return false
  }
}
