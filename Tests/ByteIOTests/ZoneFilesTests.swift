import ByteIO
import Diagnostics
import Testing

/// Names of time zones, and what is said where there is no such file.
@Suite struct ZoneFilesTests {
  @Test(arguments: [
    "Europe/Pariss", "../../etc/passwd", "/etc/passwd", "", "Europe/", "Europe", "Europe//Paris", "Europe/../UTC",
    "a b", "é",
    "Europe/Paris\u{0}",
  ]) func namesOfNoZone(_ name: String) {
    do throws(Diagnostic) {
      _ = try ZoneFiles.read(name)
      Issue.record("taken")
    } catch {
      if error.code == .inputMissing { return print("skipped: no time zone database") }
      #expect(error.code == .unknownTimeZone)
      #expect(name != "Europe/Pariss" || error.help.first == "did you mean 'Europe/Paris'?")
    }
  }
}
