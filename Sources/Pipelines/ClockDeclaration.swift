import ByteIO
import Bytes
import Calendars
import Diagnostics
import Query
import Records

/// When and where the queries of a run are asked (`--now`, `--timezone`).
public struct ClockDeclaration: Sendable, Equatable {
  /// The zone of dates that name none, in queries and in data: `Europe/Paris`, `+02:00`; nil: UTC.
  public var timezone: String?
  /// What `#now` is, in ISO 8601 (`2021-05-06T12:34:55Z`); nil: the time at which the run starts.
  public var now: String?

  public init(timezone: String? = nil, now: String? = nil) {
    self.timezone = timezone
    self.now = now
  }

  /// The same with the time that it is, where none was said.
  func pinned() -> ClockDeclaration {
    if now != nil { return self }
    let (seconds, nanoseconds) = ProcessFacts.currentTime
    return ClockDeclaration(timezone: timezone, now: Instant(seconds: seconds, nanoseconds: nanoseconds).text)
  }

  /// The zone with its changes, and the time in it. Reads the zone's file.
  func resolved() throws(DiagnosticList) -> QueryClock {
    let zone: TimeZone
    do throws(Diagnostic) {
      zone = try timezone.map { name throws(Diagnostic) in try ZoneDatabase.zone(named: name) } ?? .utc
    } catch {
      throw DiagnosticList(error)
    }
    guard let now else { return QueryClock(zone: zone) }
    guard let instant = Self.instant(now, in: zone) else {
      throw DiagnosticList(
        Diagnostic(
          .usage, "'\(now)' is no time", at: Location(context: "--now"), help: ["write it as 2021-05-06T12:34:55Z"]))
    }
    return QueryClock(zone: zone, now: instant)
  }

  /// True when `now` could be this text.
  package static func isTime(_ text: String) -> Bool { instant(text, in: .utc) != nil }

  /// Reads an ISO date or datetime; without an offset it is what clocks show in `zone`.
  private static func instant(_ text: String, in zone: TimeZone) -> Instant? {
    let bytes = Array(text.utf8)
    guard let parts = DateText.read(bytes.span, from: 0, to: bytes.count), parts.precision >= .day,
      RelativeTime.years.contains(parts.year)
    else { return nil }
    var cursor = ZoneCursor(zone)
    return Instant(parts, in: bytes.span, zone: &cursor)
  }
}

extension PipelineDeclaration {
  /// The declaration of one run: its filters know the clock, and where a query asks for `#now`, the clock says a time, so that
  /// whoever runs the same declaration again gets the same records.
  func settled() -> PipelineDeclaration {
    var settled = self
    let filters = [filter] + outputs.map(\.filter)
    if filters.contains(where: { $0?.usesNow ?? false }) || outputs.contains(where: { $0.analyze?.usesNow ?? false }) {
      settled.clock = clock.pinned()
    }
    settled.filter?.clock = settled.clock
    settled.sort?.clock = settled.clock
    settled.sort?.spill = settled.spill
    settled.errors.spill = settled.spill
    settled.filter?.readFilesOnce()
    let conditions = settled.streamFilter?.facets ?? FacetConditions()
    for index in settled.outputs.indices {
      settled.outputs[index].filter?.clock = settled.clock
      settled.outputs[index].filter?.readFilesOnce()
      settled.outputs[index].facets?.settle(settled.clock, main: conditions, maximumMemory: maximumMemory)
      settled.outputs[index].analyze?.settle(settled.clock, maximumMemory: maximumMemory)
    }
    return settled
  }
}

extension FilterDeclaration {
  /// False for a query that cannot be read: whoever binds it will say so. Filters by place know no time.
  fileprivate var usesNow: Bool {
    let queries = FilterDeclaration(queries: queries, parameters: parameters)
    return (try? queries.parsed())?.contains(where: \.usesNow) ?? false
  }
}
