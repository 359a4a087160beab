import Foundation

/// Every job gives the same bytes, the same messages and the same exit code with one worker and with eight.
struct JobEquality {
  let harness: Harness

  private static let formats = [
    "csv", "tsv", "csv-tab", "json", "jsonl", "geojson", "geojsonl", "json-seq", "geojson-seq", "jsonp", "geojsonp",
  ]

  /// Inputs and the flags that they need.
  private func inputs(_ scratch: Scratch) throws -> [(name: String, arguments: [String])] {
    for name in try FileManager.default.contentsOfDirectory(atPath: harness.project + "/Samples") {
      try FileManager.default.copyItem(atPath: harness.project + "/Samples/" + name, toPath: scratch["in/" + name])
    }
    try scratch.write(MadeData.csv(40_000), to: "in/made.csv")
    try scratch.write(MadeData.jsonLines(60_000), to: "in/made.jsonl")
    try scratch.write(MadeData.geoJSON(20_000), to: "in/made.geojson")
    try scratch.write(MadeData.csv(40_000) + Array("1,2\n".utf8) + MadeData.csv(9), to: "in/broken.csv")
    return [
      ("cities", ["in/cities.csv", "--geo", "lat=latitude,lon=longitude"]),
      (
        "cities with a schema",
        ["in/cities.csv", "--schema", "in/cities.schema.json", "--geo", "lat=latitude,lon=longitude"]
      ),
      ("events", ["in/events.jsonl"]), ("trees.csv.gz", ["in/trees.csv.gz"]), ("trees.geojson", ["in/trees.geojson"]),
      ("trees-search", ["in/trees-search.json"]),
      ("two of trees", ["in/trees.csv.gz", "in/trees.geojson", "--source-column", "file"]),
      ("made csv", ["in/made.csv", "--geo", "lat=lat,lon=lon"]),
      ("made csv filtered", ["in/made.csv", "-q", "id > 100 AND NOT name:77", "--limit", "20000"]),
      ("made jsonl", ["in/made.jsonl", "--columns", "union"]), ("made geojson", ["in/made.geojson"]),
      ("a broken record", ["in/broken.csv"]),
    ]
  }

  func run() throws -> Bool {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var (passed, failed, written) = (0, 0, 0)
    for input in try inputs(scratch) {
      for format in Self.formats {
        let flags = ["-t", format] + (format.hasSuffix("jsonp") || format == "jsonp" ? ["--callback", "f"] : [])
        let results = try ["1", "8"].map { jobs in
          let ending = try harness.run(
            [harness.tool, "convert"] + input.arguments + flags + ["-v", "-j", jobs], in: scratch)
          return (ending.exit, scratch.read("log/stdout") ?? Data(), scratch.text("log/stderr"))
        }
        if results[0] == results[1] {
          passed += 1
          if results[0].0 == 0 && !results[0].1.isEmpty { written += 1 }
        } else {
          failed += 1
          say(
            "FAILED jobs: \(input.name) to \(format): exits \(results[0].0), \(results[1].0); \(results[0].1.count), \(results[1].1.count) bytes; \(results[0].2.prefix(300)) / \(results[1].2.prefix(300))"
          )
        }
      }
    }
    // Formats that an input cannot have end with the same refusal; most must have been written.
    if written < passed / 2 { failed += 1 }
    say("jobs: \(written) outputs with -j 1 and -j 8")
    say("\(passed) passed, \(failed) failed")
    return failed == 0
  }
}
