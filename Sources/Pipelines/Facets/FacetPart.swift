package import Aggregates
import ByteIO
import Bytes
import Calendars
package import Diagnostics

/// What a run has counted of a part of the records (`--partial`), as a file: a line that says of what, a line for each group,
/// a line that says how many there are.
///
///     {"weir":"facets","version":1,"question":"…","zone":"UTC","inputs":[…],"records":225,"facets":[{"name":"country_code",…}]}
///     [0,"FR",12]
///     [1,"2012/09",3,"2012"]
///     {"groups":2}
///
/// Groups are in the order of facet and key, so the bytes do not depend on who counted. Only parts of the same question,
/// asked in the same zone by the same rules, can be joined.
package struct FacetPart: Sendable {
  /// An input that was counted.
  package struct Input: Sendable, Equatable {
    package var file: String
    package var bytes: Int
    package var sha256: String
  }

  static let version = 1

  var question: String
  var zone: String
  package internal(set) var inputs: [Input]
  var specs: [FacetSpec]
  var state: FacetState

  package var answer: FacetAnswer { FacetAnswer(state, specs) }

  /// `Europe/Paris 1f2e…`: its name, and a number of its rules.
  static func zone(_ zone: TimeZone) -> String { zone.name + " " + String(zone.fingerprint, radix: 16) }

  // MARK: Writing

  var bytes: [UInt8] {
    var builder = ByteBuilder()
    builder.append(header.line + "\n")
    var groups = 0
    for (index, facet) in state.facets.enumerated() {
      let keys = facet.counts.indices.map { facet.table.key($0) }
      for group in keys.indices.sorted(by: { keys[$0].lexicographicallyPrecedes(keys[$1]) }) {
        var line: [JSONValue] = [
          .integer(index), .text(String(decoding: keys[group], as: UTF8.self)), .integer(facet.counts[group]),
        ]
        let parent = Int(facet.parents[group])
        if parent >= 0 { line.append(.text(String(decoding: keys[parent], as: UTF8.self))) }
        builder.append(JSONValue.array(line).line + "\n")
        groups += 1
      }
    }
    builder.append(JSONValue.object([("groups", .integer(groups))]).line + "\n")
    return builder.bytes
  }

  private var header: JSONValue {
    func texts(_ paths: [[UInt8]]) -> JSONValue { .array(paths.map { .text(String(decoding: $0, as: UTF8.self)) }) }
    return .object([
      ("weir", .text("facets")), ("version", .integer(Self.version)), ("question", .text(question)),
      ("zone", .text(zone)),
      (
        "inputs",
        .array(
          inputs.map {
            .object([("file", .text($0.file)), ("bytes", .integer($0.bytes)), ("sha256", .text($0.sha256))])
          })
      ),
      ("records", .integer(state.records)),
      (
        "facets",
        .array(
          specs.map { spec in
            .object([
              ("name", .text(spec.name)), ("sort", .text(spec.sort.rawValue)),
              ("limit", spec.limit.map { .integer($0) } ?? .null),
              ("separator", .text(String(decoding: spec.separator, as: UTF8.self))),
              ("refined", texts(spec.refined)), ("excluded", texts(spec.excluded)),
            ])
          })
      ),
    ])
  }

  // MARK: Joining

  /// Adds another part; refuses one of another question, and one that has counted an input of this one.
  package mutating func merge(_ other: FacetPart, named name: String) throws(Diagnostic) {
    func foreign(_ message: String, _ help: String) -> Diagnostic {
      Diagnostic(.partForeign, message, at: Location(file: name), help: [help])
    }
    guard other.question == question, other.specs == specs else {
      throw foreign(
        "this part answers another question than the first one",
        "parts are joined that the same facets, filters and types made, whatever their inputs; --now pins #now")
    }
    guard other.zone == zone else {
      throw foreign(
        "this part was counted in \(other.zoneName), the first one in \(zoneName), or by other rules of that zone",
        "count the parts with one --timezone and one version of the time zone database")
    }
    for input in other.inputs {
      guard let known = inputs.first(where: { $0.sha256 == input.sha256 && $0.bytes == input.bytes }) else { continue }
      throw foreign(
        "\(input.file) was counted already" + (known.file == input.file ? "" : ", as \(known.file)"),
        "give each part once; two inputs of the same bytes are counted in one run")
    }
    inputs += other.inputs
    state.merge(other.state)
  }

  private var zoneName: String { String(zone.prefix { $0 != " " }) }
}

extension FacetPart {
  /// The inputs of a run with their digests; empty where no part is written.
  static func inputs(of run: BoundRun, _ trace: JobTrace?) async throws(DiagnosticList) -> [Input] {
    guard let trace, run.first.outputs.contains(where: { $0.tally?.isPartial ?? false }) else { return [] }
    var inputs: [Input] = []
    for input in trace.inputs {
      do throws(Diagnostic) {
        guard let digest = try await input.digest() else { continue }
        inputs.append(Input(file: input.path.displayName, bytes: digest.bytes, sha256: digest.sha256))
      } catch {
        throw DiagnosticList(error)
      }
    }
    return inputs
  }
}
