import Bytes
import Formats
import TestKit

/// Any pieces give the same records.
extension Property {
  private static func chunking(
    _ format: String, _ what: String, _ draw: @escaping @Sendable (inout Choices) -> ([UInt8], ReadOptions)
  ) -> Property {
    Property("any pieces of \(format) give the same records: \(what)") { choices in
      let (bytes, options) = draw(&choices)
      guard let feed = try? InputFeed(format, bytes, options) else { return nil }
      let whole = feed.read(bytes)
      let pieces = choices.pieces(of: bytes.count)
      let other = feed.read(bytes, pieces: pieces)
      return whole == other ? nil : "\(bytes.shown) at \(pieces): \(other.difference(from: whole))"
    }
  }

  static let reading: [Property] = [
    chunking("csv", "random bytes") { (Array($0.bytes("ab,;\"\n\r '", 0...40)), ReadOptions()) },
    chunking("csv", "random dialects") { choices in
      var options = ReadOptions()
      options.delimiter = choices.pick([0x2C, 0x3B, 0x09, 0x7C])
      options.quote = choices.pick([nil, 0, 0x27])
      options.escape = options.quote == 0 ? nil : choices.pick([nil, 0x5C, 0])
      options.header = choices.pick([.auto, .none, .rows(1), .rows(2)])
      options.lineEnds = choices.pick([.auto, .lf, .cr])
      options.padsShortRecords = choices.bool()
      options.truncatesLongRecords = choices.bool()
      if options.quote != 0 { options.strayQuotes = choices.pick([.fail, .keep]) }
      options.trimsFields = choices.bool()
      options.comment = choices.pick([nil, "#"])
      options.skippedLines = choices.int(0...2)
      options.nullTexts = choices.pick([[], ["a", "NA"]])
      options.onError = choices.pick([.fail, .skip])
      return (Array(choices.bytes("ab,;|\"'\\\n\r\t #1", 0...60)), options)
    },
    chunking("csv", "tables") { ($0.table(nulls: true).csv(lineEnd: $0.pick(["\n", "\r\n"])), ReadOptions()) },
    chunking("tsv", "random bytes") { (Array($0.bytes("ab\t\\tn\n\r é", 0...40)), ReadOptions()) },
    chunking("json", "random tokens") { choices in
      let tokens = [
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "null", " ", "\n", "\"", "\\u00", "é", "{\"a\":1}", "x",
      ]
      return (Array(choices.list(0...20) { $0.pick(tokens) }.joined().utf8), ReadOptions())
    },
    chunking("json", "documents with a root") { choices in
      var options = ReadOptions()
      options.root = choices.pick([nil, "/r", "/r/0", ""])
      let records = "[" + choices.list(0...3) { $0.jsonObject() }.joined(separator: ",") + "]"
      return (Array("{\"x\":\(choices.jsonValue()),\"r\":\(records),\"y\":[1]}".utf8), options)
    },
    chunking("jsonl", "objects and faults") { choices in
      var options = ReadOptions()
      options.onError = choices.pick([.fail, .skip])
      let lines = choices.list(0...5) { $0.oneIn(6) ? $0.jsonValue() : $0.jsonObject() }
      return (Array(lines.joined(separator: choices.pick(["\n", "\r\n", "\n\n"])).utf8), options)
    },
    chunking("jsonl", "flattened") { choices in
      var options = ReadOptions()
      options.flattens = true
      return (Array(choices.list(0...4) { $0.jsonObject(3) }.joined(separator: "\n").utf8), options)
    },
    chunking("json-seq", "texts and faults") { choices in
      let texts = choices.list(0...5) { "\u{1E}" + $0.jsonObject() + $0.pick(["\n", "", "\n\n"]) }
      return (Array(texts.joined().utf8), ReadOptions())
    },
    chunking("geojson", "collections and faults") { choices in
      let features = choices.list(0...3) { $0.oneIn(8) ? $0.jsonObject() : $0.feature() }.joined(separator: ",")
      let before = choices.pick(["", "\"name\":\"x\","])
      let after = choices.pick(["", ",\"note\":[\"]}\"]"])
      return (Array("{\(before)\"type\":\"FeatureCollection\",\"features\":[\(features)]\(after)}".utf8), ReadOptions())
    },
    chunking("geojsonl", "features") { choices in
      (Array(choices.list(0...4) { $0.feature() }.joined(separator: "\n").utf8), ReadOptions())
    },
  ]
}
