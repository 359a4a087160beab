import ByteIO
package import Calendars
package import Diagnostics

/// The time zones of the system by name.
package enum ZoneDatabase {
  /// A zone of the database, or one with a fixed offset: `Europe/Paris`, `UTC`, `+02:00`.
  package static func zone(named name: String) throws(Diagnostic) -> TimeZone {
    if let fixed = TimeZone(fixed: name) { return fixed }
    let file = try ZoneFiles.read(name)
    do throws(ZoneFileError) {
      return try TimeZone(tzif: file.bytes, name: name)
    } catch {
      throw Diagnostic(
        .inputNotData, "\(file.path) is no time zone: \(error.message)",
        at: Location(file: file.path, byte: error.offset),
        help: ["reinstall the time zone database (tzdata), or set TZDIR to another one"])
    }
  }
}
