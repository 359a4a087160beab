import Testing

@testable import Formats

/// Literals of JSON, letter by letter.
@Suite struct JSONTextTests {
  @Test func literalsAreWhatTheyAreAndNothingElse() {
    for word in ["true", "false", "null"] {
      let bytes = Array(word.utf8)
      #expect(isLiteral(bytes[0..<bytes.count]))
      for place in bytes.indices {
        for byte in UInt8.min...UInt8.max where byte != bytes[place] {
          var other = bytes
          other[place] = byte
          #expect(!isLiteral(other[0..<other.count]), "\(other)")
        }
      }
      #expect(!isLiteral(bytes[0..<bytes.count - 1]))
      #expect(!isLiteral(bytes[1..<bytes.count]))
    }
    let mixed = Array("trulnull".utf8)
    #expect(!isLiteral(mixed[0..<4]))
    #expect(isLiteral(mixed[4..<8]))
  }

  private func isLiteral(_ text: ArraySlice<UInt8>) -> Bool {
    let all = Array(repeating: 0x20, count: 3) + text
    return JSONText.isLiteral(all.span, from: 3, to: all.count)
  }
}
