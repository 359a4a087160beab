import Bytes
import Foundation

/// Small tools that rows need and that not every machine has: `faults tool NAME …`.
enum HelperTools {
  static func run(_ arguments: [String]) -> Int32 {
    switch arguments.first {
    case "nonblocking": nonblocking()
    case "slowly": slowly(bytesAtOnce: arguments.count > 1 ? Int(arguments[1]) ?? 4096 : 4096)
    case "edge": edge(arguments)
    case "cuts": variants(arguments) { bytes in (0..<bytes.count).map { Array(bytes[..<$0]) } }
    case "flips": variants(arguments) { bytes in (0..<(bytes.count * 8)).map { flipping($0, in: bytes) } }
    case "damaged": damaged(arguments)
    case "collisions": collisions(arguments)
    default: 2
    }
  }

  /// Makes standard output non-blocking, for every process that shares it.
  private static func nonblocking() -> Int32 { fcntl(1, F_SETFL, fcntl(1, F_GETFL) | O_NONBLOCK) }

  /// Copies standard input, a little at a time with a pause after each of the first pieces.
  private static func slowly(bytesAtOnce: Int) -> Int32 {
    var pieces = 0
    while let piece = try? FileHandle.standardInput.read(upToCount: pieces < 200 ? bytesAtOnce : 1 << 16),
      !piece.isEmpty
    {
      if (try? FileHandle.standardOutput.write(contentsOf: piece)) == nil { return 1 }
      pieces += 1
      if pieces < 200 { usleep(1_000) }
    }
    return 0
  }

  /// A table whose second record begins at a byte of choice, with line ends of choice.
  private static func edge(_ arguments: [String]) -> Int32 {
    guard arguments.count == 3, let place = Int(arguments[1]) else { return 2 }
    let end = arguments[2] == "crlf" ? "\r\n" : "\n"
    let header = "a,b" + end
    let filler = String(repeating: "x", count: place - 9)
    FileHandle.standardOutput.write(
      Data((header + filler + ",1" + end + "é,\"two\r\nlines \"\"\"" + end + "3,4" + end).utf8)
    )
    return 0
  }

  private static func flipping(_ bit: Int, in bytes: [UInt8]) -> [UInt8] {
    var changed = bytes
    changed[bit / 8] ^= 1 << (bit % 8)
    return changed
  }

  /// Converts every variant of a small text: a right answer, or one diagnostic; never a trap.
  private static func variants(_ arguments: [String], _ make: ([UInt8]) -> [[UInt8]]) -> Int32 {
    guard arguments.count == 3 else { return 2 }
    for bytes in make(Array(arguments[2].utf8)) where !survives(bytes, format: arguments[1], jobs: 1) { return 1 }
    return 0
  }

  /// The same for texts of every format in which a few bytes are replaced, doubled or taken away, with eight workers.
  private static func damaged(_ arguments: [String]) -> Int32 {
    guard arguments.count == 2, let count = Int(arguments[1]) else { return 2 }
    var numbers = SeededNumbers(seed: 1)
    let seeds: [(String, [UInt8])] = [
      ("csv", MadeData.csv(30)), ("jsonl", MadeData.jsonLines(30)), ("geojson", MadeData.geoJSON(12)),
      ("csv", MadeData.storedGzip(MadeData.csv(20))), ("tsv", Array("a\tb\n1\t2\n\\t\t3\n".utf8)),
      ("json", Array("[{\"a\":1,\"b\":[{}]},{\"a\":\"\\u00e9\"}]".utf8)),
    ]
    for i in 0..<count {
      var (format, bytes) = seeds[i % seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.insert(bytes[place], at: place)
        case 2: bytes.remove(at: place)
        default: bytes = flipping(place * 8 + 3, in: bytes)
        }
      }
      if !survives(bytes, format: format, jobs: 8) { return 1 }
    }
    return 0
  }

  private static func survives(_ bytes: [UInt8], format: String, jobs: Int) -> Bool {
    let tool = ProcessInfo.processInfo.environment["WEIR"] ?? "weir"
    let directory = FileManager.default.currentDirectoryPath + "/log/"
    guard FileManager.default.createFile(atPath: directory + "variant", contents: Data(bytes)) else { return false }
    let launch = Launch(
      arguments: [tool, "convert", "-f", format, "variant", "-t", "jsonl", "-j", "\(jobs)"],
      environment: ["SWIFT_BACKTRACE": "enable=no", "PATH": "/usr/bin:/bin"], directory: directory,
      output: directory + "variant.out", errors: directory + "variant.err")
    guard let ending = try? ChildProcess(launch).wait(limit: 20) else { return false }
    let errors = (try? Data(contentsOf: URL(fileURLWithPath: directory + "variant.err"))) ?? Data()
    let text = String(decoding: errors, as: UTF8.self)
    let diagnostics = text.split(separator: "\n").count { $0.hasPrefix("weir: error[") }
    if [0, 4, 7].contains(ending.exit), !ending.hung, diagnostics == (ending.exit == 0 ? 0 : 1) { return true }
    say("a variant of \(format) ends with \(ending.exit): \(text.prefix(300)) \(bytes)")
    return false
  }

  /// Prints texts whose hashes (`valueHash`) agree in their lowest bits: a table that places them by those bits alone
  /// compares each with a good part of all.
  private static func collisions(_ arguments: [String]) -> Int32 {
    guard arguments.count == 2, let count = Int(arguments[1]) else { return 2 }
    var lines: [UInt8] = []
    var (found, next) = (0, 0)
    while found < count {
      let text = Array(String(next, radix: 36).utf8)
      if text.span.valueHash(from: 0, to: text.count) & 0x3FF == 0 {
        lines += text
        lines.append(10)
        found += 1
      }
      next += 1
    }
    FileHandle.standardOutput.write(Data(lines))
    return 0
  }
}
