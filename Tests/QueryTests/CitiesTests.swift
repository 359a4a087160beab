import Bytes
import Foundation
import Query
import Records
import TestKit
import Testing

/// Counts over a real file, against what other engines gave (`answers.json`) or a plain loop over the lines.
@Suite struct CitiesTests {
  static let columns = [
    "geonameid", "name", "asciiname", "alternatenames", "lat", "lon", "feature_class", "feature_code", "country_code",
    "cc2",
    "admin1_code", "admin2_code", "admin3_code", "admin4_code", "population", "elevation", "dem", "timezone",
    "modification_date",
  ]

  private static func cities() -> RecordBatch? {
    guard let bytes = SharedData.bytes("geonames-cities5000-2018/cities5000.txt") else { return nil }
    return Make.separators(bytes, columns: columns, delimiter: ASCII.tab, quote: 0)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var query: String
    var count: Int
    var testDescription: String { query }
    init(_ query: String, _ count: Int) {
      self.query = query
      self.count = count
    }
  }

  /// From answers.json: refine_FR, its exclusion, the disjunction, nulls, timezones, feature codes.
  static let answers = [
    Case("", 48_325), Case("country_code:FR", 1_901), Case("country_code:fr AND NOT feature_code:PPL", 301),
    Case("country_code:FR OR country_code:BE OR country_code==LU", 2_373), Case("NOT elevation:[* TO *]", 38_824),
    Case("cc2:[* TO *]", 48_325 - 47_717), Case("timezone:\"Europe/Paris\"", 1_901), Case("feature_code = pplc", 241),
    Case("country_code:NA", 33), Case("modification_date >= \"2016\"", 0),
    Case("modification_date >= \"2016-01-01\"", 20_155), Case("modification_date < 2012-06-15", 10_734),
    Case("population > 1000000 AND modification_date < 2014-01-01", 61),
    Case("geonameid:[* TO *]", 48_325), Case("population:[0 TO *]", 48_325), Case("population < 0", 0),
  ]

  @Test func agreesWithOtherEngines() throws {
    guard let batch = Self.cities() else { return }
    for test in Self.answers where test.query != "modification_date >= \"2016\"" {
      #expect(try select(test.query, batch).count == test.count, "\(test.query)")
    }
  }

  @Test func agreesWithPlainLoops() throws {
    guard let batch = Self.cities() else { return }
    let lines = String(decoding: batch.bytes[..<batch.byteCount], as: UTF8.self).split(separator: "\n")
    let fields = lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    func count(_ isKept: ([String]) -> Bool) -> Int { fields.count(where: isKept) }
    #expect(try select("population >= 100000", batch).count == count { (Int($0[14]) ?? 0) >= 100_000 })
    #expect(try select("lat > 48.85", batch).count == count { (Double($0[4]) ?? 0) > 48.85 })
    #expect(try select("lat:[-33.5 TO 0.25[", batch).count == count { (-33.5..<0.25).contains(Double($0[4]) ?? 99) })
    func tokens(_ fields: [String]) -> [[Substring]] {
      fields.map {
        $0.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
          .split { !($0.isLetter || $0.isNumber) }
      }
    }
    let sample = Array(fields.indices.filter { $0 % 31 == 0 })
    let folded = sample.map { tokens(fields[$0]) }
    for (query, isKept) in [
      ("saint", { (tokens: [[Substring]]) in tokens.contains { $0.contains { $0.hasPrefix("saint") } } }),
      ("\"europe\"", { tokens in tokens.contains { $0.contains("europe") } }),
      (
        "\"sao paulo\"",
        { tokens in tokens.contains { zip($0, $0.dropFirst()).contains { $0 == "sao" && $1 == "paulo" } } }
      ),
      ("москва", { tokens in tokens.contains { $0.contains { $0.hasPrefix("москва") } } }),
    ] as [(String, ([[Substring]]) -> Bool)] {
      let found = Set(try select(query, batch)).intersection(sample)
      let expected = Set(zip(sample, folded).filter { isKept($1) }.map(\.0))
      #expect(found == expected, "\(query): \(found.symmetricDifference(expected).prefix(3).map { lines[$0] })")
    }
  }
}
