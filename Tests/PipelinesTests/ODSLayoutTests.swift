import Diagnostics
import Formats
import Foundation
import TestKit
import Testing

@testable import Pipelines

/// `--layout ods` against recordings of real portals.
@Suite struct ODSLayoutTests {
  struct Case: CustomTestStringConvertible {
    var input: String
    var format: String
    /// nil: the input's own bytes.
    var recording: String?
    /// The recordings hold the same records in other orders: parts are compared as sets.
    var isUnordered = false
    var adjust: @Sendable (inout PipelineDeclaration) -> Void = { _ in }
    var testDescription: String { "\(input) as \(format)" }
  }

  static let same: [Case] = [
    Case(input: "ods-recorded/20-download-json-liste-des-gares-2023.json", format: "json"),
    Case(input: "ods-recorded/21-download-json-velib-2022.json", format: "json"),
    Case(input: "ods-recorded/23-download-json-arrondissements-2021-polygons.json", format: "json"),
    Case(input: "ods-velib/2022-v1json/velib-disponibilite-en-temps-reel.json", format: "json"),
    Case(input: "ods-arrondissements/2020-03/arrondissements.json", format: "json"),
    Case(
      input: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.json", format: "json"),
    Case(input: "ods-recorded/30-download-geojson-velostar.geojson", format: "geojson"),
    Case(input: "ods-arrondissements/2020-03/arrondissements.geojson", format: "geojson"),
    Case(input: "ods-recorded/40-download-csv-arrondissements.csv", format: "csv"),
    Case(input: "ods-recorded/41-download-csv-titanic.csv", format: "csv"),
    Case(input: "ods-arrondissements/2020-03/arrondissements.csv", format: "csv"),
    Case(input: "ods-titanic/titanic-passengers.csv", format: "csv"),
    Case(input: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.csv", format: "csv"),
    Case(
      input: "ods-arrondissements/2020-03/arrondissements.json", format: "geojson",
      recording: "ods-arrondissements/2020-03/arrondissements.geojson", isUnordered: true),
  ]

  /// Recordings that weir writes otherwise, and why.
  static let different: [String: String] = [
    "ods-triages-sncf/liste-des-triages.geojson":
      "a download of version 2 of the API: no spaces, and points as objects, which version 1 writes as [lat, lon]",
    "ods-recorded/45-download-csv-transport-nulls.csv": "the recording was transcribed with LF; a download has CRLF",
    "ods-recorded/44-download-csv-offices-labels-multiline.csv":
      "the recording was transcribed with LF; a download has CRLF",
    "ods-titanic/titanic-passengers.json": "one record was edited by hand over several lines, and the file ends in LF",
  ]

  private func write(_ test: Case) async throws -> (written: Data, recorded: Data)? {
    guard let path = SharedData.path(test.input),
      let recording = SharedData.path(test.recording ?? test.input)
    else { return nil }
    let scratch = try Scratch()
    defer { scratch.remove() }
    var output = OutputDeclaration(path: scratch.path("out"), format: test.format)
    output.options.layout = .ods
    let outcome = await PipelineDeclaration.convert(path, to: [output], test.adjust).outcome()
    #expect(outcome.diagnostics.filter { $0.level == .error } == [], "\(test.input)")
    let written = try #require(scratch.bytes("out"))
    return (written, try Data(contentsOf: URL(filePath: recording)))
  }

  @Test(arguments: same) func writesWhatThePortalWrote(_ test: Case) async throws {
    guard let (written, recorded) = try await write(test) else { return }
    if test.isUnordered {
      #expect(!Self.features(written).isEmpty)
      #expect(Self.features(written) == Self.features(recorded))
    } else {
      #expect(written == recorded)
    }
  }

  @Test func knownDifferencesAreStillOnes() async throws {
    for (name, reason) in Self.different {
      let test = Case(input: name, format: (name as NSString).pathExtension)
      guard let (written, recorded) = try await write(test) else { continue }
      #expect(written != recorded, "\(name) is the same now; it was said that \(reason)")
    }
  }

  /// The features of a collection, each with its members sorted: portals write them in any order.
  private static func features(_ document: Data) -> Set<Data> {
    let collection = (try? JSONSerialization.jsonObject(with: document)) as? [String: Any]
    let features = collection?["features"] as? [Any] ?? []
    return Set(features.compactMap { try? JSONSerialization.data(withJSONObject: $0, options: .sortedKeys) })
  }
}
