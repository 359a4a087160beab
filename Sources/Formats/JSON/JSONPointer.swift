import Bytes
import Diagnostics

/// A JSON Pointer (RFC 6901): `/data/items`, with `~1` for a slash and `~0` for a tilde in a name; empty: the document.
struct JSONPointer: Sendable, Equatable {
  let tokens: [[UInt8]]

  init(_ text: String) throws(DiagnosticList) {
    let bytes = Array(text.utf8)
    guard bytes.isEmpty || bytes[0] == 0x2F else {
      throw Self.refusal(text, "a pointer begins with '/'", help: "--root /\(text)")
    }
    var tokens: [[UInt8]] = []
    for token in bytes.split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst() {
      guard let name = Self.unescape(token) else {
        throw Self.refusal(text, "~ stands before 0 (a tilde) or 1 (a slash) only", help: nil)
      }
      tokens.append(name)
    }
    self.tokens = tokens
  }

  /// The pointer of the first `count` tokens, as it is written.
  func text(_ count: Int) -> String { Self.text(tokens.prefix(count)) }

  static func text(_ tokens: some Sequence<[UInt8]>) -> String {
    var bytes: [UInt8] = []
    for token in tokens {
      bytes.append(0x2F)
      for byte in token {
        switch byte {
        case 0x7E: bytes += [0x7E, ASCII.zero]
        case 0x2F: bytes += [0x7E, ASCII.zero + 1]
        default: bytes.append(byte)
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func unescape(_ token: ArraySlice<UInt8>) -> [UInt8]? {
    var name: [UInt8] = []
    var isEscaped = false
    for byte in token {
      if isEscaped {
        guard byte == ASCII.zero || byte == ASCII.zero + 1 else { return nil }
        name.append(byte == ASCII.zero ? 0x7E : 0x2F)
        isEscaped = false
      } else if byte == 0x7E {
        isEscaped = true
      } else {
        name.append(byte)
      }
    }
    return isEscaped ? nil : name
  }

  /// The token as an index of an array: digits without a leading zero.
  static func index(_ token: [UInt8]) -> Int? {
    guard !token.isEmpty, token.count < 19, token.allSatisfy(ASCII.isDigit), token.count == 1 || token[0] != ASCII.zero
    else { return nil }
    return token.reduce(0) { $0 * 10 + Int($1 - ASCII.zero) }
  }

  private static func refusal(_ text: String, _ note: String, help: String?) -> DiagnosticList {
    DiagnosticList(
      Diagnostic(
        .usage, "'\(text)' is no JSON Pointer", at: Location(context: "--root"), notes: [note],
        help: help.map { [$0] } ?? []))
  }
}
