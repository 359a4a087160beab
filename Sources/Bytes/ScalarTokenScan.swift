/// The twin of `TokenScan` in plain Swift: what the kernel means, byte by byte.
package enum ScalarTokenScan {
  /// Every place in `start..<end` where a word may begin whose folded text begins with `first` and `second` (0: anything).
  package static func places(
    _ bytes: [UInt8], from start: Int, to end: Int, first: UInt8, second: UInt8, hasEscapes: Bool
  ) -> [UInt32] {
    var places: [UInt32] = []
    for i in start..<end {
      let byte = bytes[i]
      if hasEscapes, byte == ASCII.backslash {
        places.append(UInt32(i))
        continue
      }
      // Latin letters beyond ASCII, which may lose a mark: U+0080 to U+02BF, and U+1000 to U+1FFF for U+1E00 and on.
      guard ASCII.lowercased(byte) == first || (0xC2...0xCA).contains(byte) || byte == 0xE1 else { continue }
      let next = bytes[i + 1]
      guard second == 0 || ASCII.lowercased(next) == second || next >= 0x80 else { continue }
      if i > 0, isInsideWord(bytes[i - 1]) { continue }
      places.append(UInt32(i))
    }
    return places
  }

  private static func isInsideWord(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || (byte | 0x20) &- 0x61 < 26
  }
}
