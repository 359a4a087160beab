import Diagnostics

/// Takes what must never be printed or kept out of a query string, before anything else looks at it.
enum Credentials {
  static let replacement = Array("***".utf8)

  /// The text without its credentials, and the warnings about them. Places count in what is shown: not even the length of
  /// a credential can be seen.
  ///
  /// Names are recognised loosely (`api_key`, `ApiKey`, `%61pikey`): what looks like a secret is one, even where the
  /// name is wrong.
  static func hide(_ text: String, origin: Location) -> (written: WrittenText, warnings: [Diagnostic]) {
    let bytes = Array(text.utf8)
    let url = PortalURL(bytes)
    var secrets: [(range: Range<Int>, name: Range<Int>?)] = url.user.map { [($0, nil)] } ?? []
    for pair in FormEncoding.split(bytes, url.query) {
      guard let value = pair.value, !value.isEmpty, isSecret(FormEncoding.guess(bytes[pair.name])) else { continue }
      secrets.append((value, pair.name))
    }
    if let fragment = url.fragment, isSecret(FormEncoding.guess(bytes[fragment])) {
      secrets.append((fragment.lowerBound + 1..<fragment.upperBound, nil))
    }
    if secrets.isEmpty { return (WrittenText(bytes, origin: origin), []) }

    var shown: [UInt8] = []
    var marks: [Range<Int>] = []
    var position = 0
    for secret in secrets {
      shown += bytes[position..<secret.range.lowerBound]
      let start = secret.name.map { shown.count - (secret.range.lowerBound - $0.lowerBound) } ?? shown.count
      shown += replacement
      marks.append(start..<shown.count)
      position = secret.range.upperBound
    }
    shown += bytes[position...]
    let written = WrittenText(shown, origin: origin)
    return (written, marks.map { warning(written, $0) })
  }

  private static func warning(_ written: WrittenText, _ mark: Range<Int>) -> Diagnostic {
    written.diagnostic(
      .paramsCredential, "a credential is dropped: reading a local file needs none", level: .warning, at: mark,
      help: ["remove it from the text: command lines are kept in shell histories and seen by other processes"])
  }

  /// True for the credentials of the table, and for every name outside it that looks like one.
  static func isSecret(_ name: String) -> Bool {
    if let parameter = PortalParameters.named(name) {
      if case .credential = parameter.meaning { return true }
      return false
    }
    let letters = name.lowercased().filter { $0.isLetter }
    return ["apikey", "token", "secret", "password", "passwd", "authorization", "credential"].contains {
      letters.contains($0)
    }
      || ["key", "auth", "pwd", "pass"].contains(letters)
  }
}
