import Calendars
import Query
import Records
import TestKit
import Testing

/// Dates read with wide loads, against the plain reader.
@Suite struct DateLoadTests {
  /// What the plain reader makes of a text: the form and whole seconds.
  private static func plain(_ text: [UInt8]) -> (DateLoad.Form, Int) {
    guard let parts = DateText.read(text.span, from: 0, to: text.count) else { return (.other, 0) }
    let seconds = Instant(parts, in: text.span).seconds
    return (!parts.hasTime ? .day : parts.offset == .none ? .wallTime : .instant, seconds)
  }

  private static func load(_ text: [UInt8]) -> DateLoad {
    let padded = [0x2C] + text + [UInt8](repeating: 0x39, count: 40)
    return DateLoad(padded.span, from: 1, to: 1 + text.count)
  }

  /// True when the load says nothing wrong.
  private static func agrees(_ text: [UInt8]) -> Bool {
    let load = load(text)
    return load.form == .other || (load.form, load.seconds) == plain(text)
  }

  private static let forms = [
    "2016-09-30", "2000-02-29", "2016-09-30T12:34:56", "2016-09-30 23:59:59Z", "2016-09-30T00:00:00+02:00",
    "2016-09-30T12:34:56-11:30", "2016-09-30T12:34:56.5", "2016-09-30T12:34:56.123456789012Z",
    "2016-09-30T12:34:56.1+02:00",
  ]

  @Test func takesTheUsualForms() {
    for text in Self.forms {
      #expect(Self.load(Array(text.utf8)).form != .other, "\(text)")
      #expect(Self.agrees(Array(text.utf8)), "\(text)")
    }
  }

  /// Every byte at every place, every prefix, and every text with a byte more.
  @Test func oneByteWrong() {
    for form in Self.forms {
      let whole = Array(form.utf8)
      for place in whole.indices {
        #expect(Self.agrees(Array(whole[..<place])))
        for byte in UInt8.min ... .max {
          var text = whole
          text[place] = byte
          #expect(Self.agrees(text), "\(text)")
          text[place] = whole[place]
          text.insert(byte, at: place)
          #expect(Self.agrees(text), "\(text)")
        }
      }
    }
  }

  /// Numbers that may be no month, no day, no hour.
  @Test func randomDates() {
    let seed = UInt64.random(in: .min ... .max)
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    func two(_ most: Int) -> String {
      let number = Int.random(in: 0...most, using: &random)
      return (number < 10 ? "0" : "") + String(number)
    }
    var taken = 0
    for _ in 0..<200_000 {
      var text = "\(two(99))\(two(99))-\(two(13))-\(two(32))"
      if Bool.random(using: &random) {
        text += ["T", " ", "t"].randomElement(using: &random) ?? "T"
        text += "\(two(25)):\(two(60)):\(two(61))"
        if Int.random(in: 0..<4, using: &random) == 0 { text += ".\(two(99))" }
        text += ["", "Z", "z", "+\(two(25)):\(two(61))", "-\(two(25)):\(two(61))"].randomElement(using: &random) ?? ""
      }
      let bytes = Array(text.utf8)
      if Self.load(bytes).form != .other { taken += 1 }
      guard Self.agrees(bytes) else {
        Issue.record("seed \(seed): \(text)")
        return
      }
    }
    #expect(taken > 80_000)
  }

  /// Without bytes behind it a date is left to the plain reader.
  @Test func atTheEndOfTheText() {
    let text = Array("2016-09-30".utf8)
    #expect(DateLoad(text.span, from: 0, to: text.count).form == .other)
  }
}
