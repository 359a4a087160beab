import Bytes
import Records

/// Copies the members of a record that are no column of the schema: what the probe never saw. With `--flatten` those of
/// nested objects are members of their own.
struct UnseenMembers: Sendable {
  private let names: [[UInt8]]
  private let isFlat: Bool
  private var scratch = ByteBuilder(capacity: 256)

  /// `names` are those of the columns; their members were written, or excluded, already.
  init(_ schema: Schema) {
    names = schema.fields.filter { $0.role == .property }.map(\.nameBytes)
    isFlat = schema.hasFlatNames
  }

  /// Copies every member, flat.
  private init() { (names, isFlat) = ([], true) }

  /// Writes whole records of a flattened input; nil when records may be copied as they stand.
  static func flattening(_ schema: Schema) -> UnseenMembers? { schema.hasFlatNames ? UnseenMembers() : nil }

  /// Appends every member of the object in `start..<end` whose name is no column, and returns whether a comma is needed
  /// before the next member.
  mutating func append(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, needsComma: Bool, into output: inout ByteBuilder,
    _ changes: inout ChangeCounts
  ) -> Bool {
    if isFlat { return appendFlat(bytes, from: start, to: end, needsComma: needsComma, into: &output, &changes) }
    var needsComma = needsComma
    var walker = MemberWalker(from: start, to: end)
    // Members mostly come in the order of the columns: each is compared with the next column first.
    var expected = 0
    while let member = walker.next(in: bytes) {
      if let column = column(of: member, in: bytes, expected: expected) {
        expected = column + 1
        continue
      }
      if needsComma { output.append(ASCII.comma) }
      needsComma = true
      output.append(ASCII.quote)
      output.append(bytes, from: member.keyStart, to: member.keyEnd)
      output.append(ASCII.quote, ASCII.colon)
      JSONLayout.appendValue(bytes, from: member.valueStart, to: member.valueEnd, into: &output, &changes)
    }
    return needsComma
  }

  private func appendFlat(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, needsComma: Bool, into output: inout ByteBuilder,
    _ changes: inout ChangeCounts
  ) -> Bool {
    var needsComma = needsComma
    var walker = FlatMemberWalker(from: start, to: end)
    while let member = walker.next(in: bytes) {
      let isColumn = walker.name.withSpan { name in names.contains { name.holds($0, from: 0, to: name.count) } }
      if isColumn { continue }
      if needsComma { output.append(ASCII.comma) }
      needsComma = true
      output.append(ASCII.quote)
      walker.name.withSpan { output.appendJSONEscaped($0, from: 0, to: $0.count) }
      output.append(ASCII.quote, ASCII.colon)
      JSONLayout.appendValue(bytes, from: member.valueStart, to: member.valueEnd, into: &output, &changes)
    }
    return needsComma
  }

  private mutating func column(of member: RecordMember, in bytes: Span<UInt8>, expected: Int) -> Int? {
    if expected < names.count, member.isNamed(names[expected], in: bytes, scratch: &scratch) { return expected }
    for index in names.indices where member.isNamed(names[index], in: bytes, scratch: &scratch) { return index }
    return nil
  }
}
