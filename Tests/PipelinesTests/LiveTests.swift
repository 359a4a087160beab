import Foundation
import Synchronization
import Testing

/// The built tool at its ends: pipes that stay open, broken input, memory that does not grow, a large real file.
@Suite(.serialized) struct LiveTests {
  /// Waits until `isDone`, at most that many seconds.
  static func wait(seconds: Double, until isDone: () -> Bool) async throws {
    let end = Date(timeIntervalSinceNow: seconds)
    while !isDone(), Date() < end { try await Task.sleep(for: .milliseconds(20)) }
  }

  struct Trickle: CustomTestStringConvertible {
    var testDescription: String
    var arguments: [String]
    var first: String
    var expected: String
    var second: String
    var then: String
  }

  static let trickles = [
    Trickle(
      testDescription: "csv to jsonl", arguments: ["-f", "csv", "-d", ",", "-t", "jsonl"], first: "id,name\n1,a\n2,b\n",
      expected: "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\"}\n", second: "3,c\n",
      then: "{\"id\":3,\"name\":\"c\"}\n"),
    Trickle(
      testDescription: "csv to csv, filtered", arguments: ["-f", "csv", "-d", ",", "-t", "csv", "-q", "id >= 2"],
      first: "id,name\n1,a\n2,b\n", expected: "id,name\n2,b\n", second: "3,c\n", then: "3,c\n"),
    Trickle(
      testDescription: "jsonl to csv", arguments: ["-f", "jsonl", "-t", "csv"],
      first: "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n",
      expected: "a\n1\n2\n3\n", second: "{\"a\":4}\n", then: "4\n"),
  ]

  /// `tail -f x | weir`: what came leaves while the pipe is still open.
  @Test(arguments: trickles) func recordsLeaveWhileThePipeStaysOpen(_ sample: Trickle) async throws {
    let tool = try #require(BuiltTool.url, "the tool 'weir' was not built")
    let process = Process()
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    process.executableURL = tool
    process.arguments = ["convert"] + sample.arguments
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
    let arrived = Arrivals()
    output.fileHandleForReading.readabilityHandler = { arrived.add($0.availableData) }
    try process.run()
    defer {
      output.fileHandleForReading.readabilityHandler = nil
      if process.isRunning { process.terminate() }
    }
    try input.fileHandleForWriting.write(contentsOf: Data(sample.first.utf8))
    try await Self.wait(seconds: 10) { arrived.text == sample.expected }
    #expect(arrived.text == sample.expected)
    try input.fileHandleForWriting.write(contentsOf: Data(sample.second.utf8))
    try await Self.wait(seconds: 10) { arrived.text == sample.expected + sample.then }
    #expect(arrived.text == sample.expected + sample.then)
    #expect(process.isRunning)
    try input.fileHandleForWriting.close()
    try await Self.wait(seconds: 10) { !process.isRunning }
    #expect(!process.isRunning)
    if !process.isRunning { #expect(process.terminationStatus == 0) }
  }

  private final class Arrivals: Sendable {
    /// Protects the bytes that have come.
    private let bytes = Mutex(Data())
    func add(_ data: Data) { bytes.withLock { $0 += data } }
    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  }

  /// A gzip that ends too early is an error at the same place for every number of workers; no file is left.
  @Test(arguments: ["csv", "jsonl", "json"]) func truncatedGzip(format: String) throws {
    try #require(BuiltTool.url != nil, "the tool 'weir' was not built")
    let scratch = try Scratch()
    defer { scratch.remove() }
    try scratch.write(DataSet.text(format, records: 20_000), "in.\(format)")
    let zip = Process()
    zip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    zip.arguments = ["gzip", "-1", scratch.path("in.\(format)")]
    try zip.run()
    zip.waitUntilExit()
    let whole = try #require(scratch.bytes("in.\(format).gz"))
    for (name, count) in [("half", whole.count / 2), ("trailer", whole.count - 4), ("header", 5)] {
      try scratch.write(whole.prefix(count), "\(name).\(format).gz")
      var messages: Set<String> = []
      for jobs in ["1", "2", "3", "8"] {
        let arguments = ["convert", "\(name).\(format).gz", "-o", "out.csv", "-j", jobs, "-f", format]
        let result = try BuiltTool.run(arguments, in: scratch)
        #expect(result.exit == 4, "\(name) with \(jobs) workers")
        #expect(result.errors.contains("I005"), "\(name): \(result.errors)")
        messages.insert(result.errors)
        #expect(!scratch.names.contains { $0.contains("out") }, "\(scratch.names)")
      }
      #expect(messages.count == 1, "\(name): \(messages)")
    }
    // Enough good records before the fault are enough.
    for jobs in ["1", "3"] {
      let limited = try BuiltTool.run(
        ["convert", "half.\(format).gz", "-o", "out.jsonl", "-j", jobs, "-f", format, "--limit", "5"], in: scratch)
      #expect(limited.exit == 0, "\(limited.errors)")
    }
  }

  /// Peak memory of ten times the input is the same.
  @Test func memoryStaysFlat() throws {
    try #require(BuiltTool.url != nil, "the tool 'weir' was not built")
    guard let small = try peakKilobytes(megabytes: 20), let large = try peakKilobytes(megabytes: 200) else {
      return print("skipped: the system does not say what a process took at its peak")
    }
    print("peak memory: \(small) KiB for 20 MB, \(large) KiB for 200 MB")
    #expect(abs(large - small) < 8 * 1024)
  }

  /// Feeds the tool that much through a pipe and asks the system for the peak before the pipe is closed.
  private func peakKilobytes(megabytes: Int) throws -> Int? {
    let process = Process()
    let input = Pipe()
    process.executableURL = BuiltTool.url
    process.arguments = ["convert", "-f", "csv", "-d", ",", "-t", "csv", "-q", "id < 10"]
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(repeating: "x y", count: 60)
    let records = Data((0..<5000).map { "\($0),name of \($0),\"\(text)\n\"\n" }.joined().utf8)
    try input.fileHandleForWriting.write(contentsOf: Data("id,name,text\n".utf8))
    for _ in 0..<(megabytes * 1_000_000 / records.count) { try input.fileHandleForWriting.write(contentsOf: records) }
    let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return peak?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
  }

  /// The first command of the README's story on a real file; counts are those of a second tool.
  @Test func citiesOfGeoNames() throws {
    try #require(BuiltTool.url != nil, "the tool 'weir' was not built")
    let file = BuiltTool.project.deletingLastPathComponent()
      .appendingPathComponent("shared/data/geonames-cities5000-2018/cities5000.ods.csv.gz")
    guard FileManager.default.fileExists(atPath: file.path) else {
      return print("skipped: cities5000.ods.csv.gz is not here")
    }
    let scratch = try Scratch()
    defer { scratch.remove() }
    for delimiter in [[], ["-d", ";"], ["-d", "semicolon"]] {
      for (query, count) in [(nil, 48_325), ("population >= 100000", 4_427), ("country_code:FR", 1_901)]
        as [(String?, Int)]
      {
        let arguments = ["convert", file.path, "-t", "csv", "--fields", "geonameid", "--out-no-headers"] + delimiter
        let result = try BuiltTool.run(arguments + (query.map { ["-q", $0] } ?? []), in: scratch)
        #expect(result.exit == 0, "\(result.errors)")
        #expect(result.output.utf8.count { $0 == 0x0A } == count, "\(query ?? "all") \(delimiter)")
      }
    }
    let first = [
      "convert", file.path, "-o", "cities.geojson.gz", "-q", "population >= 100000 AND NOT country_code:US", "--fields",
      "name,population",
    ]
    let geojson = try BuiltTool.run(first, in: scratch)
    #expect(geojson.exit == 0, "\(geojson.errors)")
    let back = try BuiltTool.run(["convert", "cities.geojson.gz", "-t", "jsonl"], in: scratch)
    #expect(back.output.utf8.count { $0 == 0x0A } == 4_079)
  }
}
