private import Crypto

/// The SHA-256 of bytes that come in pieces.
package struct ContentDigest: Sendable {
  private var hash = SHA256()

  package init() {}

  /// The digest of one text.
  package static func hex(of bytes: [UInt8]) -> String {
    var digest = ContentDigest()
    digest.update(bytes, from: 0, to: bytes.count)
    return digest.hex
  }

  /// Takes `bytes[start..<end]`.
  package mutating func update(_ bytes: [UInt8], from start: Int, to end: Int) {
    hash.update(data: bytes[start..<end])
  }

  /// What the bytes so far give, in lower-case hexadecimal digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in hash.finalize() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
