package import Answers
import Bytes
import Diagnostics
import Formats
package import TestKit

/// The first bytes of an input choose how it is read, the rest is read.
package struct Controls {
  private var bytes: ArraySlice<UInt8>

  package init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  package mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }
  package mutating func bool() -> Bool { byte() & 1 == 1 }
  package mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(byte()) % values.count] }
  package var rest: [UInt8] { Array(bytes) }
  /// The same choices for the same input.
  package var random: SeededRandom { SeededRandom(seed: UInt64(bytes.count)) }
}

extension Answer {
  /// nil: as it should be.
  package var fault: String? { if case .wrong(let what) = self { what } else { nil } }
}

/// Inputs of record formats: read whole and in pieces, then written in every format.
package enum RecordInputs {
  package static func csv(_ bytes: [UInt8]) throws -> String? {
    var controls = Controls(bytes)
    var options = ReadOptions()
    options.delimiter = controls.pick([nil, 0x2C, 0x3B, 0x09])
    options.quote = controls.pick([nil, nil, 0x27, 0])
    options.escape = options.quote == 0 ? nil : controls.pick([nil, nil, 0x5C, 0])
    options.header = controls.pick([.auto, .none, .rows(1), .rows(2)])
    options.lineEnds = controls.pick([.auto, .lf, .cr])
    let flags = controls.byte()
    options.padsShortRecords = flags & 1 != 0
    options.truncatesLongRecords = flags & 2 != 0
    options.strayQuotes = flags & 4 != 0 && options.quote != 0 ? .keep : .fail
    options.trimsFields = flags & 8 != 0
    options.comment = flags & 16 != 0 ? "#" : nil
    options.nullTexts = flags & 32 != 0 ? ["NA"] : []
    options.decimalMark = flags & 64 != 0 ? .comma : .point
    return try readAndWrite(flags & 128 != 0 ? "tsv" : "csv", &controls, options)
  }

  package static func json(_ bytes: [UInt8]) throws -> String? {
    var controls = Controls(bytes)
    var options = ReadOptions()
    let flags = controls.byte()
    options.flattens = flags & 1 != 0
    options.root = controls.pick([nil, nil, "/a", "/0/b", ""])
    options.layout = flags & 2 != 0 ? .plain : flags & 4 != 0 ? .ods : .auto
    return try readAndWrite("json", &controls, options)
  }

  package static func jsonLines(_ bytes: [UInt8]) throws -> String? {
    var controls = Controls(bytes)
    var options = ReadOptions()
    let flags = controls.byte()
    options.flattens = flags & 1 != 0
    return try readAndWrite(flags & 2 != 0 ? "json-seq" : "jsonl", &controls, options)
  }

  package static func geoJSON(_ bytes: [UInt8]) throws -> String? {
    var controls = Controls(bytes)
    return try readAndWrite(controls.pick(["geojson", "geojsonl", "geojson-seq"]), &controls, ReadOptions())
  }

  private static func readAndWrite(_ format: String, _ controls: inout Controls, _ options: ReadOptions) throws
    -> String?
  {
    let target = controls.pick(["csv", "json", "jsonl", "geojson", "tsv", "csv-tab", "geojsonl", "json-seq"])
    var write = WriteOptions()
    let flags = controls.byte()
    write.unflattens = flags & 1 != 0
    write.isPretty = flags & 2 != 0
    write.antimeridian = flags & 4 != 0 ? .cut : .keep
    write.precision = flags & 8 != 0 ? Int(flags >> 4) : nil
    write.quoting = flags & 16 != 0 ? .all : .minimal
    var random = controls.random
    let (answer, reading) = RecordAnswer.read(format, controls.rest, options, &random)
    if let fault = answer.fault { return fault }
    guard reading != nil, let feed = try? InputFeed(format, controls.rest, options) else { return nil }
    // Options that mean nothing for a format are refused before a run; here the encoder may refuse them too.
    guard var output = try? OutputText(target, schema: feed.reader.schema, inputFormat: format, options: write) else {
      return nil
    }
    _ = feed.read(controls.rest) { try? output.append($0) }
    _ = output.finished()
    return nil
  }
}
