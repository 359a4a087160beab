import Bytes

/// Says whether a whole value matches a pattern, in time linear in the value, whatever the pattern.
///
/// The automaton's sets of states are found when a value first needs them and kept, with their transitions on ASCII, in a
/// table of bounded size: one load per byte for usual data. Each worker owns one. There is no backtracking:
/// `(a+)+$` costs what `a+` costs.
///
///     var matcher = try PatternMatcher("[A-Z]{2}[0-9]{3}")
///     matcher.matches(bytes.span, from: 0, to: 5)
package struct PatternMatcher: Sendable {
  /// The pattern as it was written.
  package let text: String
  private let program: PatternProgram

  /// The known sets of automaton states, and whether the value may end in each. Set 0 is empty, 1 is the start.
  private var sets: [[Int32]] = []
  private var accepts: [Bool] = []
  private var transitions: [UInt16] = []
  private var indices: [[Int32]: Int] = [:]
  private var keptStates = 0
  /// Marks the instructions that the current closure holds.
  private var marks: [UInt32]
  private var generation: UInt32 = 0
  private var pending: [Int32] = []

  private static let unknown = UInt16.max
  private static let maximumSets = 256
  private static let maximumKeptStates = 1 << 16

  package init(_ text: String) throws(PatternFault) {
    self.text = text
    program = try PatternProgram(PatternParser.parse(text))
    marks = Array(repeating: 0, count: program.instructions.count)
    reset()
  }

  /// True when `bytes[start..<end]`, all of it, matches. The bytes are UTF-8.
  package mutating func matches(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var state = 1
    var i = start
    while i < end {
      let byte = bytes[i]
      if byte < 0x80 {
        let known = transitions[state &* 128 &+ Int(byte)]
        state = known == Self.unknown ? step(from: state, over: UInt32(byte)) : Int(known)
        i &+= 1
      } else {
        let (scalar, length) = Self.scalar(bytes, at: i, end: end)
        state = step(from: state, over: scalar)
        i &+= length
      }
      if state == 0 { return false }
    }
    return accepts[state]
  }

  package mutating func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return matches(bytes.span, from: 0, to: bytes.count)
  }

  // MARK: Sets

  private mutating func reset() {
    sets = []
    accepts = []
    transitions = []
    indices = [:]
    keptStates = 0
    _ = index(of: [])
    beginClosure()
    var found: [Int32] = []
    close(over: program.entry, isAtStart: true, into: &found)
    // The start is a set of its own, also where a later one holds the same states: only there a start anchor holds.
    found.sort()
    _ = index(of: found)
    indices[found] = found.isEmpty ? 0 : nil
  }

  /// The set after `scalar`; remembers transitions on ASCII.
  private mutating func step(from state: Int, over scalar: UInt32) -> Int {
    beginClosure()
    var found: [Int32] = []
    for instruction in sets[state] {
      if case .scalar(let set, let next) = program.instructions[Int(instruction)], set.contains(scalar) {
        close(over: next, isAtStart: false, into: &found)
      }
    }
    found.sort()
    if let known = indices[found] {
      if scalar < 0x80 { transitions[state &* 128 &+ Int(scalar)] = UInt16(known) }
      return known
    }
    let isFull = sets.count >= Self.maximumSets || keptStates + found.count > Self.maximumKeptStates
    if isFull { reset() }
    let new = indices[found] ?? index(of: found)
    if !isFull, scalar < 0x80 { transitions[state &* 128 &+ Int(scalar)] = UInt16(new) }
    return new
  }

  private mutating func index(of set: [Int32]) -> Int {
    let index = sets.count
    sets.append(set)
    accepts.append(mayEnd(set))
    indices[set] = index
    keptStates += set.count
    transitions.append(contentsOf: repeatElement(Self.unknown, count: 128))
    return index
  }

  private mutating func beginClosure() {
    generation &+= 1
    if generation == 0 {
      marks = Array(repeating: 0, count: marks.count)
      generation = 1
    }
  }

  /// Adds what is reachable from an instruction without reading anything.
  private mutating func close(over instruction: Int32, isAtStart: Bool, into found: inout [Int32]) {
    pending.append(instruction)
    while let index = pending.popLast() {
      guard marks[Int(index)] != generation else { continue }
      marks[Int(index)] = generation
      switch program.instructions[Int(index)] {
      case .split(let first, let second):
        pending.append(second)
        pending.append(first)
      case .start(let next): if isAtStart { pending.append(next) }
      case .scalar, .end, .accept: found.append(index)
      }
    }
  }

  /// True when a value that ends here matches: end anchors are passed.
  private mutating func mayEnd(_ set: [Int32]) -> Bool {
    beginClosure()
    // An anchor of the start behind one of the end holds in the empty value only, and `reset` passed that.
    let isAtStart = sets.count == 2
    var work = set
    while let index = work.popLast() {
      guard marks[Int(index)] != generation else { continue }
      marks[Int(index)] = generation
      switch program.instructions[Int(index)] {
      case .accept: return true
      case .end(let next): work.append(next)
      case .split(let first, let second): work += [first, second]
      case .start(let next): if isAtStart { work.append(next) }
      case .scalar: break
      }
    }
    return false
  }

  /// The scalar at a position of valid UTF-8. Bytes that are not give U+FFFD one by one.
  private static func scalar(_ bytes: Span<UInt8>, at i: Int, end: Int) -> (UInt32, Int) {
    let lead = bytes[i]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
    guard length > 1, i &+ length <= end else { return (0xFFFD, 1) }
    var value = UInt32(lead) & (0xFF >> UInt32(length &+ 1))
    for k in 1..<length { value = value << 6 | UInt32(bytes[i &+ k] & 0x3F) }
    return (value, length)
  }
}
