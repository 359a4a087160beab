/// Turns many wall times into instants: remembers the offset of the last one and for how long it holds, since the values
/// of a column lie near each other.
package struct ZoneCursor: Sendable {
  private let zone: TimeZone
  // No wall time is in here yet.
  @usableFromInline var start = Int.max
  @usableFromInline var end = Int.min
  @usableFromInline var offset = 0

  package init(_ zone: TimeZone) { self.zone = zone }

  /// The same as `TimeZone.instant(ofWallTime:)`.
  @inlinable @inline(__always)
  package mutating func instant(ofWallTime wallTime: Int) -> Int {
    if wallTime < start || wallTime >= end { move(to: wallTime) }
    return wallTime &- offset
  }

  @usableFromInline @inline(never)
  mutating func move(to wallTime: Int) { (start, end, offset) = zone.interval(ofWallTime: wallTime) }
}
