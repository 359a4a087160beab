import Bytes
import Diagnostics
import Records

/// Gives the members of nested objects columns of their own (`--flatten`): `a.b` is member `b` of the object in member `a`.
///
/// The decoder beneath checks the text and knows where each record and its own members (geometry, id) are; this one walks
/// the fields again and fills the columns. Values stay where they are in the text, so places in messages do not change.
struct JSONFlattening: RecordDecoder {
  /// What a probe learned: the names, and the path behind each of them.
  struct Names {
    var keys = JSONKeyTable()
    var paths: [[UInt8]: UInt64] = [:]
    var widest = 0
  }

  /// Columns of the fields, then those of the decoder beneath.
  let schema: Schema
  private var inner: any RecordDecoder
  /// Wrong records are left out.
  private let rejectsRecords: Bool
  private var keys: JSONKeyTable
  /// For each name of the probe the path that it stands for; nil where the probe did not see it.
  private var knownPaths: [UInt64?] = []
  /// The path of each name in the record at hand.
  private var recordPaths: [UInt64] = []
  private let fieldCount: Int
  private let reportsUnseen: Bool
  private var walker = FlatMemberWalker(from: 0, to: 0)
  private var slots: [UInt32] = []
  private var unseenRows: [UInt32] = []

  init(
    _ inner: any RecordDecoder, schema base: Schema, probed: [Field], paths: [[UInt8]: UInt64], demand: FieldDemand,
    geo: GeoOption?, rejectsRecords: Bool
  ) {
    let members = Set(probed.filter { $0.role != .property }.map(\.nameBytes))
    let properties = probed.filter { $0.role == .property }
    var demand = demand
    demand.names.removeAll { name in
      members.contains(name) && !properties.contains { $0.nameBytes == name }
    }
    let columns = JSONColumns(probed: properties, demand: demand, geo: geo)
    self.inner = inner
    self.rejectsRecords = rejectsRecords
    keys = columns.keys
    fieldCount = columns.schema.fields.count
    reportsUnseen = demand.reportsUnseenMembers
    for entry in 0..<keys.count { knownPaths.append(paths[keys.name(entry)]) }
    var geometry = columns.schema.geometry
    if geometry == nil, case .shape(let column)? = base.geometry { geometry = .shape(column: fieldCount + column) }
    var schema = Schema(columns.schema.fields + base.fields, isOpen: true, geometry: geometry)
    schema.hasFlatNames = true
    self.schema = schema
  }

  mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    let (start, end, context) = (chunk.start, chunk.end, JSONContext(packed: chunk.context))
    inner.decode(&chunk, into: &batch)
    let memberCount = batch.layout.columnCount
    let columnCount = fieldCount + memberCount
    slots.removeAll(keepingCapacity: true)
    slots.reserveCapacity(batch.recordCount * columnCount * 2)
    unseenRows.removeAll(keepingCapacity: true)
    var innerUnseen = batch.rowsWithUnseenMembers[...]
    // Moved out, so that a name in the walker's buffer can be looked up in it.
    var names = JSONKeyTable()
    swap(&names, &keys)
    defer { swap(&names, &keys) }
    for row in 0..<batch.recordCount {
      let rowStart = slots.count
      for _ in 0..<fieldCount {
        slots.append(0)
        slots.append(BatchLayout.absent)
      }
      slots.append(contentsOf: batch.slots[(row * memberCount * 2)..<((row + 1) * memberCount * 2)])
      if batch.isRejected(row) { continue }
      let outcome = fill(batch, row, rowStart, &names)
      batch.duplicateKeyCount += outcome.duplicates
      if let collision = outcome.collision {
        let diagnostic = collision.diagnostic(
          in: batch.bytes.span, start: start, end: end, columnBase: context.columnBase, record: row + 1)
        if rejectsRecords {
          batch.reject(row, diagnostic)
          continue
        }
        batch.failure = diagnostic
        batch.keepRecords(row)
        break
      }
      let isUnseen = innerUnseen.first == UInt32(row)
      if isUnseen { innerUnseen.removeFirst() }
      if reportsUnseen, isUnseen || outcome.hasUnseen { unseenRows.append(UInt32(row)) }
    }
    swap(&slots, &batch.slots)
    swap(&unseenRows, &batch.rowsWithUnseenMembers)
    batch.layout = .pairs(columns: columnCount)
  }

  /// What was met while the columns of a row were filled.
  private struct Filled {
    var hasUnseen = false
    var duplicates = 0
    var collision: JSONFault?
  }

  /// Fills the columns of a row.
  private mutating func fill(
    _ batch: borrowing RecordBatch, _ row: Int, _ rowStart: Int, _ keys: inout JSONKeyTable
  ) -> Filled {
    var filled = Filled()
    guard let (start, end) = batch.fieldsExtent(row: row) else { return filled }
    let bytes = batch.bytes.span
    var previous = -1
    walker.restart(from: start, to: end)
    keys.beginRecord()
    while let member = walker.next(in: bytes) {
      let entry = walker.name.withSpan { name in
        keys.entry(name, JSONExtent(start: -1, end: name.count + 1), after: previous)
      }
      previous = entry ?? -1
      guard let entry else {
        filled.hasUnseen = true
        continue
      }
      while recordPaths.count <= entry { recordPaths.append(0) }
      let known = entry < knownPaths.count ? knownPaths[entry] : nil
      let isDuplicate = keys.isDuplicate(entry)
      if let other = isDuplicate ? recordPaths[entry] : known, other != walker.path {
        filled.collision = collision(member)
        return filled
      }
      recordPaths[entry] = walker.path
      if isDuplicate { filled.duplicates += 1 }
      if keys.isUnseen[entry] { filled.hasUnseen = true }
      let column = keys.columns[entry]
      if column >= 0 {
        slots[rowStart + 2 * column] = UInt32(truncatingIfNeeded: member.valueStart)
        slots[rowStart + 2 * column + 1] =
          UInt32(truncatingIfNeeded: member.valueEnd) | (member.valueHasEscape ? BatchLayout.hasEscape : 0)
      }
    }
    return filled
  }

  private func collision(_ member: RecordMember) -> JSONFault {
    let name = walker.name.withSpan { JSONWords.quoted($0, from: 0, to: $0.count) }
    return JSONFault(
      code: .flattenCollision, offset: member.keyStart - 1, length: member.keyEnd - member.keyStart + 2,
      message: "two different members would be field \(name)",
      notes: ["with --flatten a dot joins names: {\"a\":{\"b\":1}} and {\"a.b\":1} are both field a.b"],
      help: ["without --flatten nested objects stay one field"])
  }

  /// Learns the names in a probed batch.
  static func learn(_ batch: borrowing RecordBatch, options: ReadOptions) -> Names {
    var names = Names(keys: JSONColumns.learning(options).keys)
    learn(batch, into: &names)
    return names
  }

  /// Adds the names in a batch.
  static func learn(_ batch: borrowing RecordBatch, into names: inout Names) {
    var walker = FlatMemberWalker(from: 0, to: 0)
    for row in 0..<batch.recordCount {
      guard let (start, end) = batch.fieldsExtent(row: row) else { continue }
      walker.restart(from: start, to: end)
      var count = 0
      var previous = -1
      while walker.next(in: batch.bytes.span) != nil {
        let known = names.keys.count
        let entry = walker.name.withSpan { name in
          names.keys.entry(name, JSONExtent(start: -1, end: name.count + 1), after: previous)
        }
        if let entry, names.keys.count > known { names.paths[names.keys.name(entry)] = walker.path }
        previous = entry ?? -1
        count += 1
      }
      names.widest = max(names.widest, count)
    }
  }
}

extension RecordBatch {
  /// The object that holds a record's fields: the record itself, or the member of an envelope. Nil when it has none.
  func fieldsExtent(row: Int) -> (start: Int, end: Int)? {
    propertyExtents.isEmpty ? recordExtent(row: row) : propertyExtent(row: row)
  }
}
