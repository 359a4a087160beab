#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Numbers as text: our own grammar on bytes, before any standard-library call.
///
/// The plain grammar is JSON's without an exponent: `-? (0 | [1-9][0-9]*) (. [0-9]+)?`. No leading zero, no `+`, no
/// spaces: `007` and `+5` are text.
public enum NumberText {
  /// What a run of bytes is under the plain grammar.
  public struct Shape: Sendable, Equatable {
    /// False: not a number, and nothing else here means anything.
    public var isNumber: Bool
    public var isInteger: Bool
    /// Digits from the first non-zero one to the last one written.
    public var significantDigits: Int

    @usableFromInline
    init(isNumber: Bool, isInteger: Bool, significantDigits: Int) {
      self.isNumber = isNumber
      self.isInteger = isInteger
      self.significantDigits = significantDigits
    }
  }

  /// Reads the plain grammar over `start..<end`, with another decimal mark where a column has one.
  @inlinable
  public static func shape(
    _ source: Span<UInt8>, from start: Int, to end: Int, decimalMark: UInt8 = ASCII.dot
  ) -> Shape {
    let no = Shape(isNumber: false, isInteger: false, significantDigits: 0)
    var i = start
    if i < end, source[i] == ASCII.minus { i &+= 1 }
    guard i < end, ASCII.isDigit(source[i]) else { return no }
    var significant = 0
    if source[i] == ASCII.zero {
      i &+= 1
    } else {
      let first = i
      while i < end, ASCII.isDigit(source[i]) { i &+= 1 }
      significant = i &- first
    }
    if i == end { return Shape(isNumber: true, isInteger: true, significantDigits: significant) }
    guard source[i] == decimalMark, i &+ 1 < end else { return no }
    i &+= 1
    while i < end, ASCII.isDigit(source[i]) {
      if significant > 0 || source[i] != ASCII.zero { significant &+= 1 }
      i &+= 1
    }
    return i == end ? Shape(isNumber: true, isInteger: false, significantDigits: significant) : no
  }

  /// True when the text is a number that any reader gets back unchanged: plain grammar, and at most 15 significant
  /// digits or an integer that fits 64 bits. Such a value may be written bare in JSON.
  @inlinable
  public static func isCanonical(
    _ source: Span<UInt8>, from start: Int, to end: Int, decimalMark: UInt8 = ASCII.dot
  ) -> Bool {
    let shape = shape(source, from: start, to: end, decimalMark: decimalMark)
    guard shape.isNumber else { return false }
    if shape.significantDigits <= 15 { return true }
    return shape.isInteger && int64(source, from: start, to: end) != nil
  }

  /// The integer a plain lexeme spells, if it fits 64 bits. Accepts only digits with an optional minus.
  @inlinable
  public static func int64(_ source: Span<UInt8>, from start: Int, to end: Int) -> Int64? {
    var i = start
    let isNegative = i < end && source[i] == ASCII.minus
    if isNegative { i &+= 1 }
    let digits = end &- i
    guard digits > 0, digits <= 19 else { return nil }
    if digits > 1, source[i] == ASCII.zero { return nil }
    var magnitude: UInt64 = 0
    while i < end {
      let digit = source[i] &- ASCII.zero
      guard digit < 10 else { return nil }
      magnitude = magnitude &* 10 &+ UInt64(digit)
      i &+= 1
    }
    if isNegative {
      return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }
    return magnitude < 1 << 63 ? Int64(truncatingIfNeeded: magnitude) : nil
  }

  /// The double nearest to a JSON number lexeme (an exponent is allowed), correctly rounded; nil when the text is
  /// not a number or its magnitude overflows.
  ///
  /// Clinger's fast path (1990): up to 15 digits and at most 22 decimals are one exact division; the rest is strtod's.
  public static func double(_ source: Span<UInt8>, from start: Int, to end: Int) -> Double? {
    let short = source.shortDecimal(from: start, to: end)
    return short.isNaN ? longDouble(source, from: start, to: end) : short
  }

  /// As `double`, byte by byte.
  package static func longDouble(_ source: Span<UInt8>, from start: Int, to end: Int) -> Double? {
    var i = start
    let isNegative = i < end && source[i] == ASCII.minus
    if isNegative { i &+= 1 }
    guard i < end, ASCII.isDigit(source[i]) else { return nil }
    if source[i] == ASCII.zero, i + 1 < end, ASCII.isDigit(source[i + 1]) { return nil }
    var mantissa: UInt64 = 0
    var digits = 0
    var decimals = 0
    while i < end, ASCII.isDigit(source[i]) {
      if digits < 19 { mantissa = mantissa &* 10 &+ UInt64(source[i] &- ASCII.zero) }
      if mantissa > 0 || digits > 0 { digits &+= 1 }
      i &+= 1
    }
    if i < end, source[i] == ASCII.dot {
      i &+= 1
      let first = i
      while i < end, ASCII.isDigit(source[i]) {
        if digits < 19 { mantissa = mantissa &* 10 &+ UInt64(source[i] &- ASCII.zero) }
        if mantissa > 0 || digits > 0 { digits &+= 1 }
        i &+= 1
      }
      decimals = i &- first
      guard decimals > 0 else { return nil }
    }
    if i == end, digits <= 15, decimals <= 22 {
      let value = Double(mantissa) / powersOfTen[decimals]
      return isNegative ? -value : value
    }
    if i < end {
      guard source[i] | 0x20 == 0x65 else { return nil }
      i &+= 1
      if i < end, source[i] == ASCII.minus || source[i] == 0x2B { i &+= 1 }
      guard i < end else { return nil }
      while i < end {
        guard ASCII.isDigit(source[i]) else { return nil }
        i &+= 1
      }
    }
    return slowDouble(source, from: start, to: end)
  }

  private static func slowDouble(_ source: Span<UInt8>, from start: Int, to end: Int) -> Double? {
    var text = source.array(from: start, to: end)
    text.append(0)
    // SAFETY: `text` is NUL-terminated and holds only a checked number.
    let value = unsafe text.withUnsafeBufferPointer { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe strtod($0.baseAddress!, nil) }
    }
    return value.isFinite ? value : nil
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
  ]
}
