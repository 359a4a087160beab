import Diagnostics
import Pipelines

/// A check as SARIF 2.1.0 (OASIS), for code scanning: a rule for each code, a result for each kept finding.
enum SARIFReport {
  static func text(of result: CheckResult) -> String {
    let rules = result.rules.map(\.code) + result.errors.map(\.code)
    var codes: [DiagnosticCode] = []
    for code in rules where !codes.contains(code) { codes.append(code) }
    var results = result.errors.map { self.result($0, nil, codes) }
    for rule in result.rules {
      results += rule.examples.map { self.result($0.diagnostic, $0.fingerprint, codes) }
    }
    let driver: JSONValue = .object([
      ("name", .text("weir")), ("version", .text(RootCommand.version)), ("rules", .array(codes.map(rule))),
    ])
    let run: JSONValue = .object([
      ("tool", .object([("driver", driver)])),
      ("columnKind", .text("unicodeCodePoints")),
      (
        "invocations",
        .array([
          .object([
            ("executionSuccessful", .boolean(result.isComplete)), ("exitCode", .integer(Int(result.exitCode))),
          ])
        ])
      ),
      ("results", .array(results)),
      (
        "properties",
        .object([
          ("records", .integer(result.records)), ("findings", .integer(result.count)),
          ("known", .integer(result.known)),
        ])
      ),
    ])
    return JSONValue.object([
      ("$schema", .text("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .text("2.1.0")),
      ("runs", .array([run])),
    ]).text
  }

  private static func rule(_ code: DiagnosticCode) -> JSONValue {
    .object([
      ("id", .text(code.rawValue)), ("name", .text("\(code)")),
      ("shortDescription", .object([("text", .text(code.words))])),
    ])
  }

  private static func result(
    _ diagnostic: Diagnostic, _ fingerprint: String?, _ codes: [DiagnosticCode]
  ) -> JSONValue {
    let message = ([diagnostic.message] + diagnostic.help).map { VisibleText.sanitised($0) }.joined(separator: "\n")
    var members: [(String, JSONValue)] = [
      ("ruleId", .text(diagnostic.code.rawValue)),
      ("ruleIndex", .integer(codes.firstIndex(of: diagnostic.code) ?? 0)), ("level", .text("error")),
      ("message", .object([("text", .text(message))])),
    ]
    if let location = location(diagnostic.location) { members.append(("locations", .array([location]))) }
    if let fingerprint {
      members.append(("partialFingerprints", .object([("weirRecord/v1", .text(fingerprint))])))
    }
    return .object(members)
  }

  /// Lines, columns and offsets of SARIF count as ours do: columns in code points (`columnKind`).
  private static func location(_ place: Location) -> JSONValue? {
    guard let file = place.file, file != "standard input" else { return nil }
    var physical: [(String, JSONValue)] = [("artifactLocation", artifact(file))]
    if let line = place.line {
      var region: [(String, JSONValue)] = [("startLine", .integer(line))]
      if let column = place.column { region.append(("startColumn", .integer(column))) }
      physical.append(("region", .object(region)))
    }
    var members: [(String, JSONValue)] = [("physicalLocation", .object(physical))]
    if let field = place.field {
      members.append(("logicalLocations", .array([.object([("name", .text(field)), ("kind", .text("member"))])])))
    }
    return .object(members)
  }

  private static func artifact(_ path: String) -> JSONValue {
    if path.hasPrefix("/") { return .object([("uri", .text("file://" + encoded(path)))]) }
    return .object([("uri", .text(encoded(path))), ("uriBaseId", .text("%SRCROOT%"))])
  }

  /// A path as a URI reference (RFC 3986 section 2.3): a colon in a relative one would begin a scheme.
  static func encoded(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
