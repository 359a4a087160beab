import Bytes

/// A length on the ground as somebody wrote it: `1000`, `1km`, `1.5 mi`.
///
/// A bare number is metres; a unit may follow, with or without a space, in any case. The number is spelled as in JSON.
/// Units: Opendatasoft's search language v2 (SPEC 2.5); the foot is the international one of 0.3048 m (1959).
package struct Length: Sendable, Equatable {
  /// Finite and not negative.
  package let metres: Double

  /// Why a text is no length, and which bytes are to blame.
  package struct Failure: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
      case empty
      case notANumber
      case unknownUnit
      case negative
      /// Beyond every double: no radius can be infinite.
      case tooLarge
    }

    package var reason: Reason
    package var range: Range<Int>
  }

  /// A name of a unit and its metres.
  package struct Unit: Sendable {
    package var name: [UInt8]
    package var metres: Double

    init(_ name: String, _ metres: Double) {
      self.name = Array(name.utf8)
      self.metres = metres
    }
  }

  /// Every unit that is accepted, for messages and help.
  package static let units = [
    Unit("m", 1), Unit("km", 1000), Unit("cm", 0.01), Unit("mm", 0.001), Unit("mi", 1609.344), Unit("yd", 0.9144),
    Unit("ft", 0.3048),
  ]

  /// Reads the length in `start..<end`, with optional spaces around it.
  package init(_ source: Span<UInt8>, from start: Int, to end: Int) throws(Failure) {
    var end = end
    while end > start, source[end &- 1] <= ASCII.space { end &-= 1 }
    let first = Self.skipSpace(source, start, end)
    guard first < end else { throw Failure(reason: .empty, range: start..<end) }
    var numberEnd = first
    while numberEnd < end, Self.isNumberByte(source[numberEnd]) { numberEnd &+= 1 }
    let number = first..<numberEnd
    guard NumberParts(source, from: first, to: numberEnd) != nil else {
      throw Failure(reason: .notANumber, range: number.isEmpty ? first..<end : number)
    }
    let unit = Self.skipSpace(source, numberEnd, end)..<end
    guard let factor = unit.isEmpty ? 1 : Self.factor(source, unit) else {
      throw Failure(reason: .unknownUnit, range: unit)
    }
    guard let value = NumberText.double(source, from: first, to: numberEnd), (value * factor).isFinite else {
      throw Failure(reason: .tooLarge, range: number)
    }
    guard value >= 0 else { throw Failure(reason: .negative, range: number) }
    metres = value * factor
  }

  private static func factor(_ source: Span<UInt8>, _ range: Range<Int>) -> Double? {
    units.first { unit in
      unit.name.count == range.count
        && unit.name.indices.allSatisfy { ASCII.lowercased(source[range.lowerBound &+ $0]) == unit.name[$0] }
    }?.metres
  }

  private static func skipSpace(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = start
    while i < end, source[i] <= ASCII.space { i &+= 1 }
    return i
  }

  /// An `e` belongs to the number: no unit begins with one.
  private static func isNumberByte(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || byte == ASCII.dot || byte == ASCII.minus || byte == 0x2B || byte | 0x20 == 0x65
  }
}
