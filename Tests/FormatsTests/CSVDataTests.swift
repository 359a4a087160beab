import Bytes
import Diagnostics
import Formats
import Foundation
import Records
import Testing

/// Real files beside the project, when they are there.
struct CSVDataTests {
  static let data = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data").standardized

  static func bytes(_ path: String) -> [UInt8]? {
    guard let content = try? Data(contentsOf: data.appending(path: path)) else {
      print("skipped: \(path) is not there")
      return nil
    }
    return Array(content)
  }

  /// csv-spectrum: every file with the JSON it must become.
  @Test(arguments: [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines",
    "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
  ])
  func spectrum(_ name: String) throws {
    guard let bytes = Self.bytes("csv-spectrum/csvs/\(name).csv"),
      let json = Self.bytes("csv-spectrum/json/\(name).json")
    else { return }
    let expected = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [[String: String]])
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures == [])
    #expect(result.failure == nil)
    let names = reader.schema.fields.map(\.name)
    let records = result.records.map { record in
      Dictionary(uniqueKeysWithValues: zip(names, record.map { $0 ?? "" }))
    }
    #expect(records == expected)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var path: String
    var columns: Int
    var records: Int
    var failure: DiagnosticCode?
    var endsLinesWithCR = false
    var testDescription: String { path }
  }

  static let cases: [Case] = [
    Case(path: "csvlint-fixtures/valid.csv", columns: 3, records: 2),
    Case(path: "csvlint-fixtures/crlf-line-endings.csv", columns: 3, records: 2),
    Case(path: "csvlint-fixtures/lf-line-endings.csv", columns: 3, records: 2),
    Case(path: "csvlint-fixtures/cr-line-endings.csv", columns: 3, records: 2, endsLinesWithCR: true),
    Case(path: "csvlint-fixtures/inconsistent-line-endings.csv", columns: 3, records: 2),
    Case(path: "rust-csv-data/bench/worldcitiespop.csv", columns: 7, records: 0),
    Case(path: "rust-csv-data/bench/nfl.csv", columns: 13, records: 0),
    Case(path: "rust-csv-data/bench/gtfs-mbta-stop-times.csv", columns: 9, records: 0),
    Case(path: "ods-titanic/titanic.csv", columns: 0, records: 0),
  ]

  @Test(arguments: cases) func files(_ item: Case) throws {
    guard let bytes = Self.bytes(item.path) else { return }
    var options = ReadOptions()
    options.endsLinesWithCR = item.endsLinesWithCR
    let probe = Array(bytes.prefix(1 << 20))
    let reader = try CSVReader.bind(
      probe: probe.span, isWhole: probe.count == bytes.count, options: options, dialect: .csv)
    let feed = CSVFeed(reader: reader)
    let whole = feed.read(bytes, pieces: [bytes.count])
    print(item.path, reader.schema.fields.count, whole.records.count, whole.failure?.code as Any, reader.findings)
    #expect(reader.schema.fields.count == item.columns)
    #expect(whole.records.count == item.records)
    #expect(whole.failure?.code == item.failure)
    #expect(CSVFeed(reader: reader, usesWideScan: false).read(bytes, pieces: [bytes.count]) == whole)
    #expect(feed.read(bytes, pieces: Array(stride(from: 0, to: bytes.count, by: 1000)) + [bytes.count]) == whole)
  }
}
