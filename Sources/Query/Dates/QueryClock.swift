package import Calendars
package import Records

/// When and where a query is asked: what `#now` is, and the zone of dates that name none.
package struct QueryClock: Sendable, Equatable {
  /// Of literals and of values without an offset.
  package var zone: TimeZone
  /// The time of the run, one for the whole of it; nil: nobody has read a clock, and `#now` is an error.
  package var now: Instant?

  package init(zone: TimeZone = .utc, now: Instant? = nil) {
    self.zone = zone
    self.now = now
  }

  /// The clock of the examples in help: 2021-05-06T12:34:55.4505Z, a Thursday.
  package static let ofExamples = QueryClock(now: Instant(seconds: 1_620_304_495, nanoseconds: 450_500_000))
}
