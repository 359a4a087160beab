/// The plain twins of the CSV kernels: one byte at a time, no loads wider than a byte. Tests hold them against every scan
/// level; nothing else calls them.
extension CSVScan {
  package static func scalarScan(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, delimiter: UInt8, quote: UInt8, into slots: inout [UInt32]
  ) -> Facts {
    var facts = Facts()
    slots = [UInt32(truncatingIfNeeded: start &- 1)]
    var isInside = false
    for i in start..<end {
      let byte = bytes[i]
      if quote != 0, byte == quote {
        isInside.toggle()
        if isInside {
          if !mayOpen(bytes, at: i, start, delimiter, quote) { facts.isClean = false }
        } else if !mayClose(bytes, at: i, end, delimiter, quote) {
          facts.isClean = false
        }
      } else if byte == ASCII.lineFeed, isInside {
        facts.quotedNewlines += 1
      } else if !isInside, byte == delimiter || byte == ASCII.lineFeed {
        slots.append(UInt32(i))
        facts.separators += 1
        if byte == ASCII.lineFeed {
          facts.newlines += 1
          if i > start, bytes[i - 1] == ASCII.carriageReturn { facts.crlf += 1 }
        }
      }
    }
    facts.isOpen = isInside
    return facts
  }

  /// A quote opens at the start of a field, or right after the one that closed: it was doubled.
  private static func mayOpen(
    _ bytes: Span<UInt8>, at i: Int, _ start: Int, _ delimiter: UInt8, _ quote: UInt8
  ) -> Bool {
    guard i > start else { return true }
    return bytes[i - 1] == delimiter || bytes[i - 1] == ASCII.lineFeed || bytes[i - 1] == quote
  }

  /// A quote closes before a separator, a quote, CR LF or the end.
  private static func mayClose(
    _ bytes: Span<UInt8>, at i: Int, _ end: Int, _ delimiter: UInt8, _ quote: UInt8
  ) -> Bool {
    guard i + 1 < end else { return true }
    let next = bytes[i + 1]
    if next == delimiter || next == ASCII.lineFeed || next == quote { return true }
    return next == ASCII.carriageReturn && (i + 2 >= end || bytes[i + 2] == ASCII.lineFeed)
  }

  package static func scalarCut(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, quote: UInt8, isInside: inout Bool
  ) -> Int? {
    var last: Int?
    for i in start..<end {
      if quote != 0, bytes[i] == quote { isInside.toggle() }
      if bytes[i] == ASCII.lineFeed, !isInside { last = i + 1 }
    }
    return last
  }
}
