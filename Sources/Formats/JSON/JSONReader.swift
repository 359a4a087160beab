import Bytes
package import Diagnostics
package import Records

/// An input of the JSON family bound to what its first bytes hold: the one binding of `json`, `jsonl`, `json-seq` and
/// the GeoJSON formats.
package struct JSONReader: BoundReader {
  package private(set) var schema: Schema
  package let prologue: (bytes: Int, lines: Int)
  package let findings: [Finding]
  package let changes: ChangeCounts
  private let text: JSONInputText

  /// Looks at the first bytes of an input (all of it when `isWhole`): finds the root, learns the names, recognises
  /// Opendatasoft records.
  ///
  /// Throws only what no later chunk could show: another encoding, a root that is not there, too many members, and a
  /// document whose first megabyte holds no record. Every other fault is left to the decoder, which meets it in its place.
  package static func bind(
    probe: Span<UInt8>, isWhole: Bool, options: ReadOptions, as input: JSONInput
  ) throws(DiagnosticList) -> JSONReader {
    var binding = JSONBinding(input, options: options, isWhole: isWhole)
    try binding.begin(probe)
    try binding.learn(probe)
    let fields = options.columns(probed: try binding.fields())
    return JSONReader(binding, fields: fields)
  }

  private init(_ binding: JSONBinding, fields: [Field]) {
    text = binding.text
    prologue = binding.prologue
    changes = binding.changes
    findings =
      binding.findings + [
        Finding(
          "fields", "\(fields.count)",
          evidence:
            "names in the first \(binding.recordCount) \(binding.text.envelope == .feature ? "features" : "records")")
      ]
    schema = text.makeDecoder(probed: fields, demand: FieldDemand()).schema
  }

  package func settle(_ options: inout ReadOptions) {
    if text.envelope == .opendatasoft { options.layout = .ods }
  }

  package func makeCutter() -> any RecordCutter { text.makeCutter() }

  package func makeCutter(resumingAt context: UInt64) -> (any RecordCutter)? {
    text.makeCutter(resumingAt: JSONContext(packed: context))
  }

  package func makeLearner() -> (any NameLearner)? {
    JSONLearner(text)
  }

  package func knowing(_ fields: [Field]) -> any BoundReader {
    let known = Set(schema.fields.filter { $0.role == .property }.map(\.nameBytes))
    let members = schema.fields.filter { $0.role != .property }.map(\.nameBytes)
    let new = fields.filter { field in
      switch field.role {
      case .property: !known.contains(field.nameBytes)
      case .featureID, .foreignMember: text.envelope != .none && !members.contains(field.nameBytes)
      case .geometry: false
      }
    }
    guard !new.isEmpty else { return self }
    var reader = self
    reader.schema = text.makeDecoder(probed: schema.fields + new, demand: FieldDemand()).schema
    return reader
  }

  package func makeDecoder(for demand: FieldDemand) -> (schema: Schema, decoder: any RecordDecoder) {
    text.makeDecoder(probed: schema.fields, demand: demand)
  }

  /// How many bytes should be peeked at when those of `probe` do not show what a reader must know: nil when they do.
  /// `atLeast` may be waited for, `upTo` may not.
  package static func neededProbe(
    _ probe: Span<UInt8>, isWhole: Bool, options: ReadOptions
  ) -> (atLeast: Int, upTo: Int)? {
    guard let text = options.root, !isWhole, let pointer = try? JSONPointer(text), !pointer.tokens.isEmpty,
      let mark = try? JSONProbe.byteOrderMark(probe)
    else { return nil }
    let search = JSONRoot.find(
      pointer, in: probe, from: mark, isWhole: false, maximumDepth: options.maximumDepth)
    switch search {
    case .failed: return nil
    case .found(let root):
      // A megabyte of records, not of what stands before them.
      let wanted = root.offset + JSONProbe.bytes
      return probe.count < wanted && root.offset > 0 ? (probe.count, wanted) : nil
    case .incomplete:
      guard probe.count < options.maximumRecordBytes else { return nil }
      return (probe.count + 1, min(2 * probe.count + JSONProbe.bytes, options.maximumRecordBytes))
    }
  }
}

/// The steps of a binding, in their order.
private struct JSONBinding {
  var text: JSONInputText
  let isWhole: Bool
  private(set) var prologue = (bytes: 0, lines: 0)
  private(set) var findings: [Finding] = []
  private(set) var changes = ChangeCounts()
  private var batch = RecordBatch(schema: Schema([]), layout: .pairs(columns: 0), syntax: .json)
  private var learner: any JSONTextDecoder
  /// Bytes of the probed records.
  private var probedBytes = 0

  var recordCount: Int { batch.recordCount }

  init(_ input: JSONInput, options: ReadOptions, isWhole: Bool) {
    text = JSONInputText(input, options: options)
    self.isWhole = isWhole
    learner = text.makeLearner()
  }

  /// What stands before the records: a byte-order mark, and with `--root` a part of the document.
  mutating func begin(_ probe: Span<UInt8>) throws(DiagnosticList) {
    let mark = try JSONProbe.byteOrderMark(probe)
    prologue.bytes = mark
    if mark > 0 { changes.add(.byteOrderMarkRemoved) }
    if text.input == .geojson {
      text.kind = GeoJSONKind.find(probe, from: mark, maximumDepth: text.options.maximumDepth)
    }
    if let pointer = text.options.root {
      try findRoot(JSONPointer(pointer), probe)
    } else if text.input == .document, let finding = JSONRootAdvice.finding(probe, from: mark) {
      findings.append(finding)
    }
    if text.options.layout == .ods { text.envelope = .opendatasoft }
  }

  private mutating func findRoot(_ pointer: JSONPointer, _ probe: Span<UInt8>) throws(DiagnosticList) {
    if pointer.tokens.isEmpty { return }
    let options = text.options
    let search = JSONRoot.find(
      pointer, in: probe, from: prologue.bytes, isWhole: isWhole, maximumDepth: options.maximumDepth)
    switch search {
    case .failed(let list): throw list
    case .incomplete:
      throw DiagnosticList(
        Diagnostic(
          .rootNotFound, "--root \(pointer.text(pointer.tokens.count)) is not in the first \(probe.count) bytes",
          at: Location(context: "--root"), notes: ["what stands before the records is held in memory"],
          help: ["--max-record-size raises the limit"]))
    case .found(let root):
      text.root = root
      text.rootColumn = probe.lineTail(from: prologue.bytes, to: root.offset).scalars
      prologue = (root.offset, probe.count(of: ASCII.lineFeed, from: 0, to: root.offset))
      let place = root.containers.isEmpty ? "the document" : pointer.text(pointer.tokens.count)
      findings.append(Finding("root", place, evidence: outside(root)))
      changes.add(.memberOutsideRoot, root.outsideCount)
    }
  }

  private func outside(_ root: JSONRoot) -> String {
    guard root.outsideCount > 0 else { return "nothing before it; members after it are checked, counted and left out" }
    let names = root.outsideNames.joined(separator: ", ") + (root.outsideCount > root.outsideNames.count ? ", …" : "")
    let members = root.outsideCount == 1 ? "member" : "members"
    return "\(root.outsideCount) \(members) before it left out: \(names); those after it are checked and counted"
  }

  /// Decodes the probe once, and again when its records turn out to be envelopes.
  mutating func learn(_ probe: Span<UInt8>) throws(DiagnosticList) {
    try decode(probe)
    guard text.envelope == .none, text.options.layout == .auto, Opendatasoft.recognises(batch) else { return }
    findings.append(
      Finding(
        "layout", "ods",
        evidence: "\(recordCount) of \(recordCount) records are datasetid, recordid, fields; their fields are lifted"))
    text.envelope = .opendatasoft
    try decode(probe)
  }

  private mutating func decode(_ probe: Span<UInt8>) throws(DiagnosticList) {
    let start = prologue.bytes
    var cutter = text.makeCutter()
    let cut = cutter.cut(probe, start: start, scanned: start, end: probe.count, isFinal: isWhole)
    var chunk = JSONProbe.chunk(probe, from: start, cut: cut, isWhole: isWhole)
    probedBytes = chunk.end - start
    var decoder: any RecordDecoder = text.makeLearner()
    batch.clear()
    decoder.decode(&chunk, into: &batch)
    batch.removeRejected()
    if let decoder = decoder as? any JSONTextDecoder { learner = decoder }
    // What a line or a text of a sequence holds is the decoder's to say.
    guard let failure = batch.failure, !isWhole, recordCount == 0, text.input.textFraming == nil else { return }
    if failure.code != .jsonTruncated {
      throw JSONProbe.list(failure, prologue: prologue.bytes, lines: prologue.lines)
    }
    if let fault = learner.notARecord {
      let found = fault.diagnostic(
        in: probe, start: start, end: probe.count, columnBase: text.rootColumn, record: 1)
      throw JSONProbe.list(found, prologue: prologue.bytes, lines: prologue.lines)
    }
  }

  /// The columns that the probe suggests: fields, then what stands beside them.
  mutating func fields() throws(DiagnosticList) -> [Field] {
    let records = learner.records
    var keys = records.members.keys
    var widest = records.members.widest
    if text.options.flattens {
      let names = JSONFlattening.learn(batch, options: text.options)
      (keys, widest, text.paths) = (names.keys, names.widest, names.paths)
    }
    var fields = try JSONProbe.fields(
      keys, widest: widest, rows: recordCount, bytes: probedBytes, options: text.options)
    guard let envelope = records as? JSONEnvelopeRecords else { return fields }
    if envelope.envelope == .opendatasoft {
      let kinds = Opendatasoft.geometryKinds(batch)
      for index in fields.indices {
        guard let kind = kinds[fields[index].nameBytes], kind != .unknown else { continue }
        fields[index].type = ColumnType(kind, basis: .guessed)
      }
      if envelope.sawGeometry { fields.append(Field("geometry", role: .geometry)) }
    }
    return fields + envelope.memberFields
  }
}
