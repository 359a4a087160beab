import Diagnostics
package import Pipelines

extension OptionTable {
  /// When and where queries are asked: keys of the file itself.
  package static let clock: [DeclaredOption<ClockDeclaration>] = [
    .make(
      "--timezone", "timezone", .text,
      "The zone of dates that name none, in queries and in data: Europe/Paris, +02:00; UTC without it."
    ) { texts, clock in
      guard let name = texts.first, !name.isEmpty else { return "needs a time zone such as Europe/Paris" }
      do throws(Diagnostic) {
        _ = try ZoneDatabase.zone(named: name)
      } catch {
        // A database that is absent or damaged is no mistake of the option: the run reports it.
        if error.code == .unknownTimeZone { return "names no time zone (\(error.help[0]))" }
      }
      clock.timezone = name
      return nil
    } spell: { clock in
      clock.timezone.map { [$0] } ?? []
    },
    .make(
      "--now", "now", .text, "What #now is, 2021-05-06T12:34:55Z; without it the time at which the run starts."
    ) { texts, clock in
      guard let text = texts.first, ClockDeclaration.isTime(text) else {
        return "needs a time such as 2021-05-06T12:34:55Z"
      }
      clock.now = text
      return nil
    } spell: { clock in
      clock.now.map { [$0] } ?? []
    },
  ]
}
