import Testing

@testable import Formats

/// Literals of JSON, letter by letter.
@Suite struct JSONTextTests {
  @Test func literalsAreWhatTheyAreAndNothingElse() {
    for word in ["true", "false", "null"] {
      let bytes = Array(word.utf8)
      #expect(JSONText.isLiteral(bytes.span, from: 0, to: bytes.count))
      for place in bytes.indices {
        for byte in UInt8.min...UInt8.max where byte != bytes[place] {
          var other = bytes
          other[place] = byte
          #expect(!JSONText.isLiteral(other.span, from: 0, to: other.count), "\(other)")
        }
      }
      #expect(!JSONText.isLiteral(bytes.span, from: 0, to: bytes.count - 1))
      #expect(!JSONText.isLiteral(bytes.span, from: 1, to: bytes.count))
    }
    let mixed = Array("trulnull".utf8)
    #expect(!JSONText.isLiteral(mixed.span, from: 0, to: 4))
    #expect(JSONText.isLiteral(mixed.span, from: 4, to: 8))
  }
}
