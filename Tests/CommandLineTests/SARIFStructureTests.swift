import Diagnostics
import Foundation
import Pipelines
import Testing

@testable import CommandLine

/// Reports against the rules of SARIF 2.1.0 (OASIS, 27 March 2020): no member but those of its objects, values of its
/// enumerations, places that exist, indices that agree.
@Suite struct SARIFStructureTests {
  /// Members of each kind of object; those with `!` must be there, those with a kind hold such an object or an array of
  /// them. Every object may have `properties`, whose members are free.
  static let objects: [String: String] = [
    "sarifLog": "version! $schema runs!:run inlineExternalProperties",
    "run": """
    tool!:tool invocations:invocation conversion language versionControlProvenance originalUriBaseIds artifacts
    logicalLocations graphs results:result automationDetails runAggregates baselineGuid redactionTokens defaultEncoding
    defaultSourceLanguage newlineSequences columnKind externalPropertyFileReferences threadFlowLocations taxonomies
    addresses translations policies webRequests webResponses specialLocations
    """,
    "tool": "driver!:toolComponent extensions",
    "toolComponent": """
    guid name! organization product productSuite shortDescription fullDescription fullName version semanticVersion
    dottedQuadFileVersion releaseDateUtc downloadUri informationUri globalMessageStrings notifications
    rules:reportingDescriptor taxa locations language contents isComprehensive localizedDataSemanticVersion
    minimumRequiredLocalizedDataSemanticVersion associatedComponent translationMetadata supportedTaxonomies
    """,
    "reportingDescriptor": """
    id! deprecatedIds guid deprecatedGuids name deprecatedNames shortDescription:text fullDescription:text
    messageStrings defaultConfiguration helpUri help:text relationships
    """,
    "text": "text! markdown",
    "message": "text! markdown id arguments",
    "invocation": """
    commandLine arguments responseFiles startTimeUtc endTimeUtc exitCode ruleConfigurationOverrides
    notificationConfigurationOverrides toolExecutionNotifications toolConfigurationNotifications exitCodeDescription
    exitSignalName exitSignalNumber processStartFailureMessage executionSuccessful! machine account processId
    executableLocation workingDirectory environmentVariables stdin stdout stderr stdoutStderr
    """,
    "result": """
    ruleId ruleIndex rule kind level message!:message analysisTarget locations:location guid correlationGuid
    occurrenceCount partialFingerprints fingerprints stacks codeFlows graphs graphTraversals relatedLocations
    suppressions baselineState rank attachments hostedViewerUri workItemUris provenance fixes taxa webRequest webResponse
    """,
    "location":
      "id physicalLocation:physicalLocation logicalLocations:logicalLocation message annotations relationships",
    "physicalLocation": "address artifactLocation!:artifactLocation region:region contextRegion:region",
    "artifactLocation": "uri! uriBaseId index description",
    "region": """
    startLine startColumn endLine endColumn charOffset charLength byteOffset byteLength snippet message sourceLanguage
    """,
    "logicalLocation": "name index fullyQualifiedName decoratedName parentIndex kind",
  ]

  static let enumerations: [String: Set<String>] = [
    "result.level": ["none", "note", "warning", "error"],
    "result.kind": ["notApplicable", "pass", "fail", "review", "open", "informational"],
    "run.columnKind": ["utf16CodeUnits", "unicodeCodePoints"],
    "sarifLog.version": ["2.1.0"],
  ]

  static let smallest: [String: Int] = [
    "region.startLine": 1, "region.startColumn": 1, "region.endLine": 1, "region.endColumn": 1, "region.charOffset": 0,
    "region.byteOffset": 0, "region.byteLength": 0, "result.ruleIndex": 0,
  ]

  /// What is wrong with an object and everything in it.
  static func faults(_ value: Any, _ kind: String, at path: String) -> [String] {
    if let items = value as? [Any] {
      return items.enumerated().flatMap { faults($1, kind, at: "\(path)[\($0)]") }
    }
    guard let object = value as? [String: Any] else { return ["\(path) is no object"] }
    var found: [String] = []
    var allowed: [String: String?] = ["properties": nil]
    for word in (objects[kind] ?? "").split(whereSeparator: \.isWhitespace) {
      let parts = word.split(separator: ":")
      let name = String(parts[0]).replacing("!", with: "")
      allowed.updateValue(parts.count > 1 ? String(parts[1]) : nil, forKey: name)
      if parts[0].hasSuffix("!"), object[name] == nil { found.append("\(path) has no \(name)") }
    }
    for (name, member) in object {
      guard let inner = allowed[name] else {
        found.append("\(path) has a \(name)")
        continue
      }
      if let inner { found += faults(member, inner, at: "\(path).\(name)") }
      let rule = "\(kind).\(name)"
      if let values = enumerations[rule], !values.contains(member as? String ?? "") {
        found.append("\(path).\(name) is \(member)")
      }
      if let least = smallest[rule], (member as? Int ?? .min) < least { found.append("\(path).\(name) is \(member)") }
    }
    return found + (kind == "artifactLocation" ? addressFaults(object, path) : [])
      + (kind == "region" ? regionFaults(object, path) : [])
  }

  /// Sections 3.4.3 and 3.4.4: a URI reference; relative where a base is named.
  private static func addressFaults(_ object: [String: Any], _ path: String) -> [String] {
    let text = object["uri"] as? String ?? ""
    let legal = text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789-._~:/?#[]@!$&'()*+,;=%".unicodeScalars.contains($0))
    }
    guard legal, let url = URL(string: text), !text.isEmpty else { return ["\(path).uri is '\(text)'"] }
    return object["uriBaseId"] != nil && url.scheme != nil ? ["\(path).uri is absolute and has a base"] : []
  }

  /// Section 3.30: a column needs a line.
  private static func regionFaults(_ object: [String: Any], _ path: String) -> [String] {
    let hasPlace = ["startLine", "charOffset", "byteOffset"].contains { object[$0] != nil }
    let isTornColumn = object["startColumn"] != nil && object["startLine"] == nil
    return (hasPlace ? [] : ["\(path) names no place"]) + (isTornColumn ? ["\(path) has a column without a line"] : [])
  }

  /// What is wrong with a report.
  static func faults(inReport text: String) throws -> [String] {
    let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    var found = faults(root, "sarifLog", at: "log")
    for run in root["runs"] as? [[String: Any]] ?? [] {
      let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any]
      let ids = (driver?["rules"] as? [[String: Any]] ?? []).map { $0["id"] as? String ?? "" }
      if Set(ids).count != ids.count { found.append("a rule stands twice among \(ids)") }
      for (number, result) in (run["results"] as? [[String: Any]] ?? []).enumerated() {
        guard let index = result["ruleIndex"] as? Int else { continue }
        if !ids.indices.contains(index) || ids[index] != result["ruleId"] as? String {
          found.append("result \(number) has rule \(index), which is not \(result["ruleId"] ?? "nothing")")
        }
      }
    }
    return found
  }

  @Test func everyReportKeepsTheRules() throws {
    let hostile = CheckReports.hostile
    let findings = [
      CheckReports.finding(.csvRagged, line: 2, file: "a b/ü:c.csv", hostile),
      CheckReports.finding(.typeConflict, line: 3, file: "C:\\x?y#z[1].csv", field: hostile),
      CheckReports.finding(.typeConflict, line: 4, file: nil),
      CheckReports.finding(.notUnique, line: 5, file: "/x/y%20.csv", field: "id"),
      CheckReports.finding(.csvRagged, line: 6, file: "standard input"),
    ]
    var failed = CheckReports.result(findings)
    failed.errors = [
      Diagnostic(.csvRagged, hostile, at: Location(file: "a.csv")),
      Diagnostic(.inputUnreadable, "gone", at: Location()),
    ]
    for result in [CheckReports.result([]), CheckReports.result(findings), failed] {
      #expect(try Self.faults(inReport: SARIFReport.text(of: result)) == [])
    }
  }

  /// The rules themselves: each broken report is told.
  @Test(arguments: [
    ("\"level\": \"error\"", "\"level\": \"fatal\""), ("\"startLine\": 2", "\"startLine\": 0"),
    ("\"startLine\"", "\"line\""), ("\"ruleIndex\": 0", "\"ruleIndex\": 7"), ("\"columnKind\"", "\"columns\""),
    ("\"uri\": \"a.csv\"", "\"uri\": \"a b.csv\""), ("\"executionSuccessful\"", "\"success\""),
    ("\"uri\": \"a.csv\"", "\"uri\": \"file:///a.csv\""), ("\"id\"", "\"name\""),
  ]) func aBrokenReportIsTold(_ right: String, _ wrong: String) throws {
    let text = SARIFReport.text(of: CheckReports.result([CheckReports.finding(.csvRagged, line: 2)]))
    #expect(text.contains(right))
    #expect(try !Self.faults(inReport: text.replacing(right, with: wrong)).isEmpty)
  }
}
