import Bytes
package import Diagnostics
package import Records

/// Writes records as JSON objects: one array, one object a line (`jsonl`), a text sequence (`json-seq`), or an array in a
/// call (`jsonp`).
///
/// Records of a JSON source leave as they came while nothing was selected: member order, number texts and repeated
/// members included; only a record that spans lines loses the white space between its values. Under a selection the
/// selected members come first, in the order of the selection, then (when "everything but" was asked for) members the
/// probe never saw, in the order of the record. A GeoJSON feature becomes a flat object: its properties, then geometry, id
/// and foreign members. CSV and TSV columns are written by their type; see `JSONValueWriter`.
package struct JSONEncoder: RecordEncoder {
  package let prologue: [UInt8]
  package let separator: [UInt8]
  private let closing: [UInt8]
  private let closingWithoutRecords: [UInt8]

  private let members: [JSONMember]
  /// Geometry, id and foreign members of a feature.
  private let besideProperties: [JSONMember]
  /// Written before and after each record.
  private let recordStart: [UInt8]
  private let recordEnd: [UInt8]
  private let copiesWhole: Bool
  private let keepsUnseen: Bool
  private let isSelected: Bool
  private let hasFeatures: Bool
  /// The record's text leaves as it came.
  private let copiesObjects: Bool
  /// Records of a line-by-line source hold no line breaks.
  private let comesInLines: Bool
  private let finish: JSONFinish
  private var features: FeatureReader
  private var unseen: UnseenMembers
  private var flattening: UnseenMembers?
  private var unflattening: JSONUnflattening?
  private var values = JSONValueWriter()
  private var scratch = ByteBuilder(capacity: 4096)

  package init(_ context: EncoderContext, framing: JSONFraming) throws(DiagnosticList) {
    copiesObjects = context.copiesObjects
    let members = copiesObjects ? [] : try OutputColumn.flat(context).map { JSONMember($0) }
    self.members = members
    besideProperties = members.filter { $0.column.role != .property }
    hasFeatures = context.hasFeatures
    copiesWhole = context.projection.isWhole
    keepsUnseen = context.projection.keepsUnseen
    isSelected = !context.projection.isWhole
    comesInLines = context.inputFormat == "jsonl"
    features = FeatureReader(context)
    unseen = UnseenMembers(context.schema)
    flattening = UnseenMembers.flattening(context.schema)
    unflattening = context.options.unflattens ? JSONUnflattening() : nil
    let isPretty = context.options.isPretty
    let level = isPretty ? 1 : 0
    switch framing {
    case .lines:
      if isPretty { throw Self.prettyLines("jsonl") }
      (prologue, separator, closing, closingWithoutRecords) = ([], [], [], [])
      (recordStart, recordEnd) = ([], [ASCII.lineFeed])
      finish = .plain
    case .sequence:
      (prologue, separator, closing, closingWithoutRecords) = ([], [], [], [])
      (recordStart, recordEnd) = ([JSONTextFraming.recordSeparator], [ASCII.lineFeed])
      finish = JSONFinish(isPretty: isPretty, isCall: false, level: 0)
    case .array, .call:
      let callback: [UInt8] = if case .call = framing { try JSONCallback.check(context.options.callback) } else { [] }
      let isCall = !callback.isEmpty
      let tail = isCall ? Array(");\n".utf8) : [ASCII.lineFeed]
      prologue = (isCall ? Array("/**/".utf8) + callback + Array("(".utf8) : []) + [ASCII.openBracket]
      separator = [ASCII.comma]
      closing = [ASCII.lineFeed, ASCII.closeBracket] + tail
      closingWithoutRecords = [ASCII.closeBracket] + tail
      recordStart = isPretty ? [ASCII.lineFeed, ASCII.space, ASCII.space] : [ASCII.lineFeed]
      recordEnd = []
      finish = JSONFinish(isPretty: isPretty, isCall: isCall, level: level)
    }
  }

  static func prettyLines(_ format: String) -> DiagnosticList {
    let other = format == "jsonl" ? "json" : "geojson"
    return DiagnosticList(
      Diagnostic(
        .usage, "\(format) puts each record on one line; --pretty has nothing to do there",
        at: Location(context: "--pretty"), help: ["--to \(other) writes an array, which can be indented"]))
  }

  package func epilogue(outerMembers: [UInt8]) -> [UInt8] { closing }
  package func epilogueWithoutRecords(outerMembers: [UInt8]) -> [UInt8] { closingWithoutRecords }

  package mutating func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic) {
    let rows = VisibleRows(batch)
    let gather = finish == .plain && unflattening == nil ? makeGather(batch) : nil
    let duplicates = copiesWhole ? nil : DuplicateMembers(batch, members.map(\.column))
    var index = 0
    while index < rows.count {
      if let gather {
        let copied = gather.copy(
          batch.bytes.span, batch.slots, rows: rows.list, from: index, to: rows.count, into: &output.bytes,
          ends: &output.recordEnds, wantsEnds: output.wantsRecordEnds)
        output.recordCount += copied
        index += copied
        if index == rows.count { break }
      }
      let start = output.bytes.count
      output.bytes.append(separator)
      output.bytes.append(recordStart)
      do throws(Diagnostic) {
        try appendRecord(batch, rows[index], into: &output.bytes)
      } catch {
        output.bytes.truncate(to: start)
        throw error
      }
      output.bytes.append(recordEnd)
      output.take(&values.changes)
      if let duplicates { output.note(.duplicateKeyDropped, duplicates.count(batch, row: rows[index])) }
      output.endRecord()
      index += 1
    }
  }

  private func makeGather(_ batch: borrowing RecordBatch) -> JSONGather? {
    JSONGather(
      members, of: batch, prefix: separator + recordStart + [ASCII.openBrace],
      suffix: [ASCII.closeBrace] + recordEnd)
  }

  private mutating func appendRecord(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    if finish == .plain, unflattening == nil { return try appendObject(batch, row, into: &output) }
    scratch.clear()
    // Moved out and back: the object is written by this very struct.
    var object = ByteBuilder(capacity: 0)
    swap(&object, &scratch)
    defer { swap(&object, &scratch) }
    try appendObject(batch, row, into: &object)
    if unflattening != nil {
      var nested = ByteBuilder(capacity: object.count)
      try unflattening?.append(object, of: batch, row: row, into: &nested)
      swap(&object, &nested)
    }
    finish.append(object, into: &output, &values.changes)
  }

  private mutating func appendObject(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    if batch.syntax == .json {
      if copiesObjects, let (start, end) = batch.recordExtent(row: row) {
        if flattening != nil {
          output.append(ASCII.openBrace)
          _ = flattening?.append(
            batch.bytes.span, from: start, to: end, needsComma: false, into: &output, &values.changes)
          return output.append(ASCII.closeBrace)
        }
        if comesInLines { return output.append(batch.bytes.span, from: start, to: end) }
        return JSONLayout.appendOnOneLine(
          batch.bytes.span, from: start, to: end, valueDepth: 1, into: &output, &values.changes)
      }
      if hasFeatures { return try appendFeature(batch, row, into: &output) }
    }
    output.append(ASCII.openBrace)
    let needsComma = try values.appendMembers(members, of: batch, row: row, needsComma: false, into: &output)
    if keepsUnseen, isSelected, batch.syntax == .json, let (start, end) = batch.recordExtent(row: row) {
      _ = unseen.append(
        batch.bytes.span, from: start, to: end, needsComma: needsComma, into: &output, &values.changes)
    }
    output.append(ASCII.closeBrace)
  }

  /// A feature as a flat object. While nothing is selected its properties are copied raw.
  private mutating func appendFeature(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let bytes = batch.bytes.span
    output.append(ASCII.openBrace)
    var needsComma = false
    if copiesWhole, let inside = features.propertiesInside(batch, row: row) {
      if flattening != nil {
        if let (start, end) = batch.propertyExtent(row: row) {
          needsComma =
            flattening?.append(bytes, from: start, to: end, needsComma: false, into: &output, &values.changes) ?? false
        }
      } else {
        JSONLayout.appendOnOneLine(
          bytes, from: inside.start, to: inside.end, valueDepth: 0, into: &output, &values.changes)
        needsComma = inside.start < inside.end
      }
      needsComma = try values.appendMembers(
        besideProperties, of: batch, row: row, needsComma: needsComma, into: &output)
      needsComma = features.appendUnseenForeign(
        batch, row: row, needsComma: needsComma, into: &output, &values.changes)
    } else {
      needsComma = try values.appendMembers(members, of: batch, row: row, needsComma: false, into: &output)
      if keepsUnseen, let (start, end) = batch.propertyExtent(row: row) {
        needsComma = unseen.append(
          bytes, from: start, to: end, needsComma: needsComma, into: &output, &values.changes)
      }
    }
    output.append(ASCII.closeBrace)
  }
}

/// What stands around the objects of a JSON output.
package enum JSONFraming: Sendable {
  case array, lines
  /// A record separator before each object (RFC 7464).
  case sequence
  /// `/**/callback([…]);`
  case call
}

/// What is done to a record's compact text before it is written.
enum JSONFinish: Sendable, Equatable {
  case plain
  case pretty(level: Int)
  /// Line separators that old JavaScript rejects are escaped.
  case script
  case prettyScript(level: Int)

  init(isPretty: Bool, isCall: Bool, level: Int) {
    self =
      switch (isPretty, isCall) {
      case (false, false): .plain
      case (true, false): .pretty(level: level)
      case (false, true): .script
      case (true, true): .prettyScript(level: level)
      }
  }

  func append(_ text: ByteBuilder, into output: inout ByteBuilder, _ changes: inout ChangeCounts) {
    switch self {
    case .plain: output.append(text)
    case .pretty(let level):
      // White space is what was asked for.
      changes.remove(.whiteSpaceRemoved)
      text.withSpan { JSONLayout.appendPretty($0, from: 0, to: $0.count, level: level, into: &output) }
    case .script:
      let count = text.withSpan { JSONLayout.appendForJavaScript($0, from: 0, to: $0.count, into: &output) }
      changes.add(.escapeRespelled, count)
    case .prettyScript(let level):
      var indented = ByteBuilder(capacity: text.count * 2)
      JSONFinish.pretty(level: level).append(text, into: &indented, &changes)
      JSONFinish.script.append(indented, into: &output, &changes)
    }
  }
}
