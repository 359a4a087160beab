import Bytes

/// The fast scans against their plain twins.
package enum TwinInputs {
  package static func scans(_ bytes: [UInt8]) throws -> String? {
    var controls = Controls(bytes)
    let quote = controls.pick([ASCII.quote, 0, 0x27])
    let delimiter = controls.pick([ASCII.comma, ASCII.semicolon, ASCII.tab])
    let payload = controls.rest
    let text = payload + [UInt8](repeating: controls.pick([ASCII.quote, ASCII.lineFeed, 0xFF]), count: byteSlack)
    let end = payload.count
    let start = min(end, Int(controls.byte() % 70))
    return csv(text, start, end, delimiter, quote) ?? json(text, start, end) ?? encodings(text, start, end)
  }

  private static func csv(_ text: [UInt8], _ start: Int, _ end: Int, _ delimiter: UInt8, _ quote: UInt8) -> String? {
    var (fast, plain): ([UInt32], [UInt32]) = ([], [])
    let facts = CSVScan.scan(text.span, from: start, to: end, delimiter: delimiter, quote: quote, into: &fast)
    let twin = CSVScan.scalarScan(text.span, from: start, to: end, delimiter: delimiter, quote: quote, into: &plain)
    if facts != twin || fast != plain { return "scan: \(facts) \(fast) instead of \(twin) \(plain)" }
    guard quote != 0 else { return nil }
    var (isInside, isInsidePlainly) = (false, false)
    let cut = CSVScan.cut(text.span, from: start, to: end, quote: quote, isInside: &isInside)
    let plainCut = CSVScan.scalarCut(text.span, from: start, to: end, quote: quote, isInside: &isInsidePlainly)
    return cut == plainCut && isInside == isInsidePlainly ? nil : "cut: \(String(describing: cut))"
  }

  private static func json(_ text: [UInt8], _ start: Int, _ end: Int) -> String? {
    for level in 0...2 {
      var (fast, plain) = (JSONRecordEnds(level: level), JSONRecordEnds(level: level))
      let middle = (start + end) / 2
      for range in [start..<middle, middle..<end] {
        let found = fast.scan(text.span, from: range.lowerBound, to: range.upperBound)
        if found != plain.scanPlainly(text.span, from: range.lowerBound, to: range.upperBound) || fast != plain {
          return "record ends at level \(level): \(found)"
        }
      }
    }
    var (fast, plain) = (JSONIndex(), JSONIndex())
    fast.build(text.span, from: start, to: end)
    plain.buildPlainly(text.span, from: start, to: end)
    return fast.facts == plain.facts && Array(fast.positions[...fast.count]) == plain.positions
      ? nil : "index: \(fast.facts)"
  }

  private static func encodings(_ text: [UInt8], _ start: Int, _ end: Int) -> String? {
    let valid = UTF8Check.validPrefix(text.span, from: start, to: end)
    if valid != UTF8Check.scalarValidPrefix(text.span, from: start, to: end) { return "UTF-8 to \(valid)" }
    for encoding in TextEncoding.allCases where encoding != .utf8 {
      let transcoder = Transcoder(encoding)
      var fast = [UInt8](repeating: 0, count: 3 * text.count)
      var plain = fast
      let room = max(4, text.count)
      let step = transcoder.transcode(text.span, from: start, to: end, into: &fast, at: 0, upTo: room)
      let twin = transcoder.scalarTranscode(text.span, from: start, to: end, into: &plain, at: 0, upTo: room)
      if step != twin || fast[..<step.written] != plain[..<step.written] {
        return "\(encoding): \(step) instead of \(twin)"
      }
    }
    return nil
  }
}
