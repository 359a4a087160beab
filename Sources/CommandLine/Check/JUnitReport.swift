import Diagnostics

/// A check as JUnit XML: a test case for each rule, and one that says whether every record was checked.
enum JUnitReport {
  /// Findings of a rule that its failure lists.
  private static let listed = 20

  static func text(of result: CheckResult) -> String {
    let cases = [reading(result)] + result.rules.map(testCase)
    let counts = [
      ("tests", String(cases.count)), ("failures", String(result.failing.count)),
      ("errors", result.isComplete ? "0" : "1"),
    ]
    var suite = XMLElement("testsuite", [("name", result.files.joined(separator: ", "))] + counts)
    suite.children = cases
    var root = XMLElement("testsuites", [("name", "weir check")] + counts)
    root.children = [suite]
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.text()
  }

  private static func reading(_ result: CheckResult) -> XMLElement {
    var element = XMLElement("testcase", [("classname", "weir.check"), ("name", "every record was checked")])
    guard !result.isComplete else { return element }
    var error = XMLElement(
      "error",
      [
        ("message", result.errors.first?.message ?? "the check ended early"),
        ("type", result.errors.first?.code.rawValue ?? DiagnosticCode.tooManyErrors.rawValue),
      ])
    error.content = result.errors.map(line).joined(separator: "\n")
    element.children = [error]
    return element
  }

  private static func testCase(_ rule: CheckResult.Rule) -> XMLElement {
    var element = XMLElement(
      "testcase", [("classname", "weir.check"), ("name", "\(rule.code.rawValue) \(rule.code.words)")])
    guard rule.count > 0 else { return element }
    var failure = XMLElement(
      "failure", [("message", CheckResult.counted(rule.count, "finding")), ("type", rule.code.rawValue)])
    failure.content = rule.examples.prefix(listed).map { line($0.diagnostic) }.joined(separator: "\n")
    element.children = [failure]
    return element
  }

  private static func line(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location
    let parts = [place.file ?? place.context, place.line.map(String.init), place.column.map(String.init)]
    let prefix = parts.compactMap { $0 }.joined(separator: ":")
    return (prefix.isEmpty ? "" : prefix + ": ") + diagnostic.message
  }
}
