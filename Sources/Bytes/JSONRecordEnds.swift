import CByteScan

/// Finds where JSON records end in a stream: counts brackets outside strings, checks nothing.
///
/// `level` is the number of open brackets between records: 0 for concatenated objects, 1 inside a top-level array, 2
/// inside the `features` of a collection. The state lives across calls; the bytes may come in any pieces. Whoever decodes
/// the records must check the grammar.
public struct JSONRecordEnds: Sendable, Equatable {
  /// What one call found.
  public struct Found: Sendable, Equatable {
    /// Position after the last record that ended in the range, if one did.
    public var lastEnd: Int?
    /// Position after the bracket that closed the container of the records; scanning stopped there.
    public var closed: Int?
  }

  public private(set) var depth: Int
  public let level: Int
  /// Records that ended so far.
  public private(set) var count = 0
  private var isInside = false
  /// The last byte stands in a string.
  public var isInString: Bool { isInside }
  private var isEscaped = false

  public init(level: Int) {
    self.level = level
    depth = level
  }

  /// Goes over `bytes[start..<end]`, which follow what was scanned before.
  public mutating func scan(_ bytes: Span<UInt8>, from start: Int, to end: Int, kernel: Int? = nil) -> Found {
    precondition(start >= 0 && start <= end && end <= bytes.count)
    guard start < end else { return Found() }
    var state = weir_json_cut_state(
      inside: isInside ? 1 : 0, escaped: isEscaped ? 1 : 0, depth: Int64(depth), level: Int64(level),
      ends: UInt64(count))
    var closed = 0
    // SAFETY: the precondition bounds the reads to the span; the kernel keeps no pointer.
    let last = unsafe bytes.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return -1 }
      // size_t is Int here: SIZE_MAX, "none", is -1.
      return unsafe weir_json_cut_at(Int32(kernel ?? Int(weir_json_level())), base, start, end, &state, &closed)
    }
    depth = Int(state.depth)
    count = Int(state.ends)
    isInside = state.inside != 0
    isEscaped = state.escaped != 0
    return Found(lastEnd: last < 0 ? nil : last, closed: closed < 0 ? nil : closed)
  }

  /// Position after the first record that ends in the range.
  public mutating func endOfFirst(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    for i in start..<end {
      if let last = scanPlainly(bytes, from: i, to: i + 1).lastEnd { return last }
    }
    return nil
  }

  /// The plain twin of `scan`.
  public mutating func scanPlainly(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Found {
    var found = Found()
    for i in start..<end {
      let byte = bytes[i]
      let wasEscaped = isEscaped
      isEscaped = false
      if byte == ASCII.backslash {
        isEscaped = !wasEscaped
      } else if byte == ASCII.quote {
        if !wasEscaped { isInside.toggle() }
      } else if !isInside, byte == ASCII.openBrace || byte == ASCII.openBracket {
        depth += 1
      } else if !isInside, byte == ASCII.closeBrace || byte == ASCII.closeBracket {
        depth -= 1
        if depth == level, byte == ASCII.closeBrace {
          found.lastEnd = i + 1
          count += 1
        }
        if depth < level {
          found.closed = i + 1
          return found
        }
      }
    }
    return found
  }
}

extension Span where Element == UInt8 {
  /// Unicode scalars of `start..<end` after its last line feed, and whether there was one.
  public func lineTail(from start: Int, to end: Int) -> (scalars: Int, hasNewline: Bool) {
    precondition(start >= 0 && start <= end && end <= count)
    guard start < end else { return (0, false) }
    var found: UInt32 = 0
    // SAFETY: the precondition bounds the reads.
    let scalars = unsafe withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return 0 }
      return Int(unsafe weir_json_line_tail(base, start, end, &found))
    }
    return (scalars, found != 0)
  }

  /// Position after the last line feed of `start..<end`, if there is one.
  public func endOfLastLine(from start: Int, to end: Int) -> Int? {
    precondition(start >= 0 && start <= end && end <= count)
    var i = end
    while i > start {
      if self[i &- 1] == ASCII.lineFeed { return i }
      i &-= 1
    }
    return nil
  }
}
