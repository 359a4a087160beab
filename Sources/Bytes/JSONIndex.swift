import CByteScan

/// The structure of a run of JSON: positions of brackets, colons, commas, opening quotes and first bytes of scalars.
///
/// `JSONIndex` knows quotes and backslashes, not the grammar: a walker over the positions must check that. It owns its
/// lists; keep one for each worker and rebuild it for each chunk. Use `build` for speed, `buildPlainly` is its twin in
/// plain Swift, which tests hold against every level of the kernel.
///
///     {"a": 12, "b\n": [true]}      positions of { " : 1 , " : [ t ] }
public struct JSONIndex: Sendable {
  /// What is true of the whole range.
  public struct Facts: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// A control character inside a string.
    public static let controlInString = Facts(rawValue: 1)
    /// A string is open at the end.
    public static let openString = Facts(rawValue: 2)
    /// A byte above 0x7F.
    public static let nonASCII = Facts(rawValue: 4)
    /// A backslash outside strings.
    public static let strayBackslash = Facts(rawValue: 8)
  }

  /// Structural positions, ascending; the first `count` are content, one sentinel (the end of the range) follows.
  public private(set) var positions: [UInt32] = []
  public private(set) var count = 0
  /// Positions of the bytes that a backslash escapes; the first `escapeCount` are content, one `UInt32.max` follows.
  public private(set) var escapes: [UInt32] = []
  public private(set) var escapeCount = 0
  /// Line feeds, inside strings too.
  public private(set) var newlines = 0
  public private(set) var facts: Facts = []

  public init() {}

  /// Indexes `bytes[start..<end]`. `level` forces a kernel (tests); nil takes the best one.
  public mutating func build(_ bytes: Span<UInt8>, from start: Int, to end: Int, level: Int? = nil) {
    precondition(start >= 0 && start <= end && end <= bytes.count && end < 1 << 30)
    let room = end &- start &+ 66
    if positions.count < room {
      positions = [UInt32](repeating: 0, count: room)
      escapes = [UInt32](repeating: 0, count: room)
    }
    // SAFETY: the precondition bounds the reads; the kernel writes at most `end - start` entries to each list and
    // up to 64 more as scratch, which `room` covers.
    let found = unsafe bytes.withUnsafeBufferPointer { source in
      unsafe positions.withUnsafeMutableBufferPointer { slots in
        unsafe escapes.withUnsafeMutableBufferPointer { escapes in
          guard let source = source.baseAddress, let slots = slots.baseAddress, let escapes = escapes.baseAddress else {
            return weir_json_facts()
          }
          return unsafe weir_json_index_at(
            Int32(level ?? Int(weir_json_level())), source, start, end, slots, escapes)
        }
      }
    }
    count = Int(found.positions)
    escapeCount = Int(found.escapes)
    newlines = Int(found.newlines)
    facts = Facts(rawValue: found.flags)
    positions[count] = UInt32(end)
    escapes[escapeCount] = .max
  }

  /// The plain twin of `build`.
  public mutating func buildPlainly(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
    positions.removeAll(keepingCapacity: true)
    escapes.removeAll(keepingCapacity: true)
    newlines = 0
    facts = []
    var isInside = false
    var isEscaped = false
    var isRun = false
    for i in start..<end {
      let byte = bytes[i]
      if byte == ASCII.lineFeed { newlines += 1 }
      if byte >= 0x80 { facts.insert(.nonASCII) }
      let wasEscaped = isEscaped
      if wasEscaped { escapes.append(UInt32(i)) }
      isEscaped = byte == ASCII.backslash && !wasEscaped
      if byte == ASCII.quote, !wasEscaped {
        if !isInside { positions.append(UInt32(i)) }
        isInside.toggle()
        isRun = false
        continue
      }
      if isInside {
        if byte < 0x20 { facts.insert(.controlInString) }
        isRun = false
        continue
      }
      if byte == ASCII.backslash { facts.insert(.strayBackslash) }
      switch byte {
      case ASCII.openBrace, ASCII.closeBrace, ASCII.openBracket, ASCII.closeBracket, ASCII.colon, ASCII.comma:
        positions.append(UInt32(i))
        isRun = false
      case ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn: isRun = false
      default:
        if !isRun { positions.append(UInt32(i)) }
        isRun = true
      }
    }
    if isInside { facts.insert(.openString) }
    count = positions.count
    escapeCount = escapes.count
    positions.append(UInt32(end))
    escapes.append(.max)
  }
}
