import Bytes
package import Diagnostics
package import Records

/// GeoJSON (RFC 7946) bound to an input: a FeatureCollection with its members in any order, one Feature, or one geometry
/// (a record without properties).
package struct GeoJSONReader: BoundReader {
  package let schema: Schema
  package let prologue: (bytes: Int, lines: Int)
  package let findings: [Finding]
  private let kind: GeoJSONKind
  private let options: ReadOptions

  /// Looks at the first bytes of an input (all of it when `isWhole`): what the document is, and the names in it.
  package static func bind(
    probe: Span<UInt8>, isWhole: Bool, options: ReadOptions
  ) throws(DiagnosticList) -> GeoJSONReader {
    let mark = try JSONProbe.byteOrderMark(probe)
    let kind = kind(probe, from: mark, maximumDepth: options.maximumDepth)
    var cutter = GeoJSONCutter(kind: kind)
    let cut = cutter.cut(probe, start: mark, scanned: mark, end: probe.count, isFinal: isWhole)
    var decoder = GeoJSONDecoder(kind: kind, columns: .learning(options), maximumDepth: options.maximumDepth)
    var chunk = JSONProbe.chunk(probe, from: mark, cut: cut, isWhole: isWhole)
    var batch = RecordBatch(schema: Schema([]), layout: .pairs(columns: 0), syntax: .json)
    decoder.decode(&chunk, into: &batch)
    if let failure = batch.failure, !isWhole, batch.recordCount == 0, failure.code != .jsonTruncated {
      throw JSONProbe.list(failure, prologue: mark)
    }
    let members = decoder.features.members
    var fields = try JSONProbe.fields(
      members.keys, widest: members.widest, rows: batch.recordCount, bytes: chunk.end - mark, options: options)
    fields += memberFields(decoder.features.featureKeys)
    let columns = GeoJSONColumns(probed: fields, demand: FieldDemand())
    return GeoJSONReader(
      schema: columns.schema, prologue: (mark, 0),
      findings: [
        Finding("fields", "\(fields.count)", evidence: "names in the first \(batch.recordCount) features")
      ], kind: kind, options: options)
  }

  package func makeCutter() -> any RecordCutter { GeoJSONCutter(kind: kind) }

  package func makeLearner() -> (any NameLearner)? {
    JSONLearner(GeoJSONDecoder(kind: kind, columns: .learning(options), maximumDepth: options.maximumDepth))
  }

  package func makeDecoder(for demand: FieldDemand) -> (schema: Schema, decoder: any RecordDecoder) {
    let columns = GeoJSONColumns(probed: schema.fields, demand: demand)
    return (columns.schema, GeoJSONDecoder(kind: kind, columns: columns, maximumDepth: options.maximumDepth))
  }

  /// The id and the foreign members of the probed features; the first three names are not theirs.
  private static func memberFields(_ keys: JSONKeyTable) -> [Field] {
    (3..<max(3, min(keys.count, 256))).map { entry in
      let name = keys.name(entry)
      return Field(
        String(decoding: name, as: UTF8.self), role: name == GeoJSONNames.id ? .featureID : .foreignMember)
    }
  }

  /// What the top-level object is: its `type`, or else the members that only one kind has.
  private static func kind(_ probe: Span<UInt8>, from start: Int, maximumDepth: Int) -> GeoJSONKind {
    var cursor = JSONTextCursor(probe, from: start, to: probe.count, maximumDepth: maximumDepth, endMeaning: .chunk)
    var guess = GeoJSONKind.collection
    guard cursor.peek(probe) == ASCII.openBrace else { return guess }
    repeat {
      cursor.step()
      guard cursor.key(probe) else { return guess }
      let name = cursor.extent
      let byte = cursor.peek(probe)
      if byte == ASCII.openBracket, GeoJSONNames.spells(GeoJSONNames.features, probe, name) { return .collection }
      if byte == ASCII.openBrace {
        if GeoJSONNames.spells(GeoJSONNames.geometry, probe, name) { guess = .feature }
        if GeoJSONNames.spells(GeoJSONNames.properties, probe, name) { guess = .feature }
      } else if byte == ASCII.openBracket {
        if GeoJSONNames.spells(GeoJSONNames.coordinates, probe, name) { guess = .geometry }
        if GeoJSONNames.spells(GeoJSONNames.geometries, probe, name) { guess = .geometry }
      }
      guard cursor.value(probe) else { return guess }
      if byte == ASCII.quote, GeoJSONNames.spells(GeoJSONNames.type, probe, name) {
        if GeoJSONNames.spells(GeoJSONNames.feature, probe, cursor.extent) { return .feature }
        return GeoJSONNames.geometryKind(probe, cursor.extent) == nil ? .collection : .geometry
      }
    } while cursor.peek(probe) == ASCII.comma
    return .collection
  }
}
