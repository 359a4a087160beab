import Bytes
import Query
import Records

/// The smallest and the largest number of a column, as texts: exact, whatever their digits.
package struct NumberRange: Sendable, Equatable {
  package struct Bound: Sendable, Equatable {
    package var text: [UInt8]
    var key: Double
    var isInexact: Bool

    /// Takes a value's place without a new array: in a column that counts up, every value is the greatest so far.
    fileprivate mutating func replace(_ scan: ValueScan, _ source: Span<UInt8>, _ start: Int, _ end: Int) {
      text.removeAll(keepingCapacity: true)
      for i in start..<end { text.append(source[i]) }
      key = scan.key
      isInexact = scan.isInexact
    }
  }

  package private(set) var least: Bound?
  package private(set) var greatest: Bound?

  /// Of equal numbers the first one stays: `1.0` and `1` are the same minimum.
  @inline(__always)
  mutating func add(_ scan: ValueScan, _ source: Span<UInt8>, _ start: Int, _ end: Int) {
    if let least, scan.key > least.key, let greatest, scan.key < greatest.key { return }
    widen(scan, source, start, end)
  }

  private mutating func widen(_ scan: ValueScan, _ source: Span<UInt8>, _ start: Int, _ end: Int) {
    if let lowest = least?.key, let highest = greatest?.key {
      if scan.key > highest {
        greatest?.replace(scan, source, start, end)
        return
      }
      if scan.key < lowest {
        least?.replace(scan, source, start, end)
        return
      }
      // One of the bounds again: the usual case of a column with few numbers.
      if !scan.isInexact, least?.isInexact == false, greatest?.isInexact == false { return }
    }
    let bound = Bound(text: source.array(from: start, to: end), key: scan.key, isInexact: scan.isInexact)
    merge(bound)
  }

  private mutating func merge(_ bound: Bound) {
    if least.map({ Self.isBelow(bound, $0) }) ?? true { least = bound }
    if greatest.map({ Self.isBelow($0, bound) }) ?? true { greatest = bound }
  }

  mutating func merge(_ later: NumberRange) {
    if let bound = later.least { merge(bound) }
    if let bound = later.greatest { merge(bound) }
  }

  /// Keys are monotone: only equal ones of many digits need the digits themselves.
  private static func isBelow(_ a: Bound, _ b: Bound) -> Bool {
    if a.key != b.key { return a.key < b.key }
    guard a.isInexact || b.isInexact, let x = DecimalNumber(lexeme: a.text), let y = DecimalNumber(lexeme: b.text)
    else {
      return false
    }
    return x.isBelow(y)
  }
}

/// The first and the last text of a column in byte order, each cut to what is shown of it.
package struct TextRange: Sendable, Equatable {
  package private(set) var least: [UInt8]?
  package private(set) var greatest: [UInt8]?
  /// The first eight bytes of each as a number: they tell nearly every value that is neither.
  private var leastHead: UInt64 = 0
  private var greatestHead: UInt64 = 0

  @inline(__always)
  mutating func add(_ source: Span<UInt8>, _ start: Int, _ end: Int) {
    let end = min(end, start &+ Sighting.longestText)
    let head = source.head(from: start, to: end)
    if head > leastHead, head < greatestHead { return }
    widen(head, source, start, end)
  }

  private mutating func widen(_ head: UInt64, _ source: Span<UInt8>, _ start: Int, _ end: Int) {
    guard let low = least, let high = greatest else {
      least = source.array(from: start, to: end)
      greatest = least
      (leastHead, greatestHead) = (head, head)
      return
    }
    if head < leastHead || head == leastHead && source.order(from: start, to: end, against: low) < 0 {
      least = source.array(from: start, to: end)
      leastHead = head
    } else if head > greatestHead || head == greatestHead && source.order(from: start, to: end, against: high) > 0 {
      greatest = source.array(from: start, to: end)
      greatestHead = head
    }
  }

  mutating func merge(_ later: TextRange) {
    for text in [later.least, later.greatest] {
      if let text { add(text.span, 0, text.count) }
    }
  }
}

/// The earliest and the latest date of a column.
package struct DateRange: Sendable, Equatable {
  package struct Bound: Sendable, Equatable {
    package var text: [UInt8]
    var instant: Instant
  }

  package private(set) var least: Bound?
  package private(set) var greatest: Bound?

  @inline(__always)
  mutating func add(_ instant: Instant, _ source: Span<UInt8>, _ start: Int, _ end: Int) {
    if let least, instant >= least.instant, let greatest, instant <= greatest.instant { return }
    merge(Bound(text: source.array(from: start, to: end), instant: instant))
  }

  private mutating func merge(_ bound: Bound) {
    if least.map({ bound.instant < $0.instant }) ?? true { least = bound }
    if greatest.map({ bound.instant > $0.instant }) ?? true { greatest = bound }
  }

  mutating func merge(_ later: DateRange) {
    if let bound = later.least { merge(bound) }
    if let bound = later.greatest { merge(bound) }
  }
}

/// The shortest and the longest text, in characters (Unicode scalars).
package struct LengthRange: Sendable, Equatable {
  package private(set) var shortest: Int?
  package private(set) var longest: Int?

  @inline(__always)
  mutating func add(_ length: Int) {
    if let low = shortest, let high = longest, length >= low, length <= high { return }
    shortest = min(shortest ?? length, length)
    longest = max(longest ?? length, length)
  }

  mutating func merge(_ later: LengthRange) {
    if let low = later.shortest { add(low) }
    if let high = later.longest { add(high) }
  }
}
