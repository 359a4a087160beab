import Formats
import Foundation
import Pipelines
import Records

/// Sorting against a plain, stable sort of the records.
extension Property {
  /// A record of what is drawn; `id` says which one it was.
  private struct Drawn {
    var id: Int
    var number: String?
    var text: String?

    var line: String {
      let members = [number.map { "\"n\":\($0)" }, text.map { "\"t\":\"\($0)\"" }, "\"id\":\(id)"]
      return "{" + members.compactMap { $0 }.joined(separator: ",") + "}\n"
    }
  }

  /// Numbers whose order a child can tell, and texts whose folded form is the first of the pair.
  private static let sortNumbers: [(text: String, value: Decimal)] = [
    ("-12.5", -12.5), ("-1", -1), ("0", 0), ("0.5", 0.5), ("1", 1), ("1.0", 1), ("1e0", 1), ("2", 2), ("10", 10),
    ("9007199254740992", 9_007_199_254_740_992), ("9007199254740993", 9_007_199_254_740_993),
  ]
  private static let sortTexts: [(text: String, folded: String)] = [
    ("a", "a"), ("A", "a"), ("\u{E0}", "a"), ("ab", "ab"), ("b", "b"), ("B", "b"), ("z y", "z y"),
    ("\u{E9}t\u{E9}", "ete"),
  ]

  private static func isBefore<Value>(
    _ left: Value?, _ right: Value?, _ isDescending: Bool, _ order: (Value, Value) -> Int
  ) -> Bool? {
    switch (left, right) {
    case (nil, nil): return nil
    case (nil, _): return false
    case (_, nil): return true
    case (let left?, let right?):
      let found = order(left, right)
      return found == 0 ? nil : (found < 0) != isDescending
    }
  }

  private static func numberOrder(_ left: String, _ right: String) -> Int {
    let values = [left, right].map { text in sortNumbers.first { $0.text == text }?.value ?? 0 }
    return values[0] == values[1] ? 0 : values[0] < values[1] ? -1 : 1
  }

  private static func textOrder(_ left: String, _ right: String) -> Int {
    let folded = [left, right].map { text in sortTexts.first { $0.text == text }?.folded ?? "" }
    let pairs = [(Array(folded[0].utf8), Array(folded[1].utf8)), (Array(left.utf8), Array(right.utf8))]
    for (one, other) in pairs where one != other { return one.lexicographicallyPrecedes(other) ? -1 : 1 }
    return 0
  }

  static let sorting: [Property] = [
    Property("a sorted run is a stable sort of its records, in any budget and with any window") { choices in
      let place = FileManager.default.temporaryDirectory.appending(path: "weir-sort-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: place) }
      // Drawn once and repeated: long inputs make several chunks and more runs than one merge takes.
      let unit = choices.list(1...12) { choices in
        (choices.oneIn(5) ? nil : choices.pick(sortNumbers).text, choices.oneIn(5) ? nil : choices.pick(sortTexts).text)
      }
      let repeats = choices.oneIn(20) ? 24_000 / unit.count : choices.int(1...20)
      let records = (0..<unit.count * repeats).map { id in
        Drawn(id: id, number: unit[id % unit.count].0, text: unit[id % unit.count].1)
      }
      let (down, textDown, textFirst) = (choices.bool(), choices.bool(), choices.bool())
      let hasBoth = choices.bool()
      let sorted = records.sorted { left, right in
        let number = isBefore(left.number, right.number, down, numberOrder)
        let text = isBefore(left.text, right.text, textDown, textOrder)
        let answers = textFirst ? [text, number] : [number, text]
        return (hasBoth ? answers : [answers[0]]).compactMap { $0 }.first ?? (left.id < right.id)
      }
      let path = place.appending(path: "in.jsonl").path
      try Data(records.map(\.line).joined().utf8).write(to: URL(fileURLWithPath: path))
      let out = place.appending(path: "out.jsonl").path
      var run = PipelineDeclaration(
        input: InputDeclaration(paths: [path]), outputs: [OutputDeclaration(path: out)], jobs: choices.int(1...4))
      let keys = [
        SortKey("n", down ? .descending : .ascending), SortKey("t", textDown ? .descending : .ascending),
      ]
      run.sort = SortDeclaration(Array((textFirst ? keys.reversed() : keys).prefix(hasBoth ? 2 : 1)))
      run.spill.memory = choices.pick([1, 100_000, 32 << 20])
      if choices.bool() { run.limit = choices.int(1...records.count) }
      if choices.bool() { run.offset = choices.int(0...records.count) }
      // A field that no record has is an error: the input would be another question.
      let names = Set(run.sort?.keys.map(\.name) ?? [])
      if names.contains("n"), !records.contains(where: { $0.number != nil }) { return nil }
      if names.contains("t"), !records.contains(where: { $0.text != nil }) { return nil }
      let report = await PipelineRunner(run).run()
      if report.exitCode != 0 { return "exit \(report.exitCode)" }
      if let ledger = report.ledgers.first?.outputs.first, !ledger.isBalanced { return ledger.equation }
      let expected = sorted.dropFirst(run.offset ?? 0).prefix(run.limit ?? .max).map(\.line).joined()
      let found = String(decoding: try Data(contentsOf: URL(fileURLWithPath: out)), as: UTF8.self)
      return found == expected ? nil : "\(found.prefix(300)) instead of \(expected.prefix(300))"
    }
  ]
}
