import Bytes
import Records

/// What a format of the JSON family is: how its records stand in the text, and whether they are GeoJSON features.
package enum JSONInput: Sendable, CaseIterable {
  /// An array of objects, one object, or objects one after the other.
  case document
  /// One object on each line.
  case lines
  /// A JSON text sequence (RFC 7464).
  case sequence
  /// A FeatureCollection, a Feature or a geometry.
  case geojson
  /// One feature on each line.
  case geojsonLines
  /// A sequence of features (RFC 8142).
  case geojsonSequence

  var textFraming: JSONTextFraming? {
    switch self {
    case .document, .geojson: nil
    case .lines, .geojsonLines: .lines
    case .sequence, .geojsonSequence: .sequence
    }
  }

  var hasFeatures: Bool { self == .geojson || self == .geojsonLines || self == .geojsonSequence }
}

/// The text of an input as the probe found it: makes its cutters and decoders.
struct JSONInputText: Sendable {
  let input: JSONInput
  /// What stands around the fields of each record.
  var envelope: JSONEnvelope
  var kind = GeoJSONKind.collection
  var root: JSONRoot?
  /// Scalars before the root on its line.
  var rootColumn = 0
  /// With `--flatten`: the way to each probed field.
  var paths: [[UInt8]: UInt64] = [:]
  let options: ReadOptions

  init(_ input: JSONInput, options: ReadOptions) {
    self.input = input
    self.options = options
    envelope = input.hasFeatures ? .feature : .none
  }

  func makeCutter() -> any RecordCutter {
    switch input.textFraming {
    case .lines: JSONLinesCutter()
    case .sequence: JSONSequenceCutter(rejectsRecords: options.onError.rejectsRecords)
    case nil: input == .geojson ? GeoJSONCutter(kind: kind) : JSONCutter(root: root, column: rootColumn)
    }
  }

  /// A cutter for the bytes behind a cut; nil behind the records, where the document's end waits for its beginning.
  func makeCutter(resumingAt context: JSONContext) -> (any RecordCutter)? {
    if context.state == .closed || context.state == .afterRecords { return nil }
    switch input.textFraming {
    case .lines: return JSONLinesCutter()
    case .sequence:
      return JSONSequenceCutter(rejectsRecords: options.onError.rejectsRecords, resumingAt: context)
    case nil:
      if context.state == .start { return makeCutter() }
      return input == .geojson
        ? GeoJSONCutter(kind: kind, resumingAt: context) : JSONCutter(root: root, resumingAt: context)
    }
  }

  /// A decoder that learns every name.
  func makeLearner() -> any JSONTextDecoder {
    envelope == .none
      ? decoder(JSONObjects(.learning(options))) : decoder(JSONEnvelopeRecords(.learning(envelope, options)))
  }

  /// The decoder for a demand over the probed fields, and the schema of what it fills.
  func makeDecoder(probed: [Field], demand: FieldDemand) -> (schema: Schema, decoder: any RecordDecoder) {
    if options.flattens {
      let base = columns(probed: probed.filter { $0.role != .property }, demand: demand, ignoresFields: true)
      let flattening = JSONFlattening(
        base.decoder, schema: base.schema, probed: probed, paths: paths, demand: demand, geo: options.geo,
        rejectsRecords: options.onError.rejectsRecords)
      return (flattening.schema, flattening)
    }
    return columns(probed: probed, demand: demand, ignoresFields: false)
  }

  private func columns(
    probed: [Field], demand: FieldDemand, ignoresFields: Bool
  ) -> (schema: Schema, decoder: any RecordDecoder) {
    if envelope == .none {
      if ignoresFields { return (Schema([], isOpen: true), decoder(JSONObjects(ignoringNames: ()))) }
      let columns = JSONColumns(probed: probed, demand: demand, geo: options.geo)
      return (columns.schema, decoder(JSONObjects(columns)))
    }
    let columns = JSONEnvelopeColumns(envelope, probed: probed, demand: demand, ignoresFields: ignoresFields)
    return (columns.schema, decoder(JSONEnvelopeRecords(columns)))
  }

  private func decoder<Records: JSONRecords>(_ given: Records) -> any JSONTextDecoder {
    var records = given
    records.rows.rejectsRecords = options.onError.rejectsRecords
    if let framing = input.textFraming {
      return JSONTextsDecoder(records, framing: framing, maximumDepth: options.maximumDepth)
    }
    if input == .geojson, let features = records as? JSONEnvelopeRecords {
      return GeoJSONDecoder(features, kind: kind, maximumDepth: options.maximumDepth)
    }
    return JSONDecoder(records, root: root, maximumDepth: options.maximumDepth)
  }
}
