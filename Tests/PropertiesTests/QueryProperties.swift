import Formats
import Query
import Records

/// The algebra of the query language, on tables of numbers, words and dates.
extension Property {
  /// A table and its CSV; every query below can be bound to it.
  private struct Data {
    var csv: [UInt8]
    var table: Table

    init(_ choices: inout Choices) {
      let values = [
        "12", "-5.5", "12.0", "paris", "Saint-Denis", "école", "ÉCOLE", "rue du bac", "007", "1e3", "2024-02-29", "x",
      ]
      let count = choices.int(1...10)
      table = Table(
        names: ["a", "b", "c"],
        rows: (0..<count).map { _ in (0..<3).map { _ in choices.oneIn(6) ? nil : choices.pick(values) } })
      csv = table.csv()
    }

    func select(_ text: String, pieces: [Int] = [], _ parameters: [String: QueryParameter] = [:]) throws -> [[String?]]
    {
      try Conversion.select(
        Query(parsing: text, parameters: parameters), "csv", csv, pieces: pieces, Conversion.plainCSV)
    }

    /// The same table without other records.
    func keeping(_ rows: [[String?]]) -> Data {
      var data = self
      data.table.rows = rows
      data.csv = data.table.csv()
      return data
    }
  }

  private static let words = [
    "12", "12.0", "-5.5", "paris", "saint", "ecole", "\"rue du\"", "bac", "x", "2024-02-29", "0", "pa",
  ]

  private static func condition(_ choices: inout Choices, _ depth: Int = 2) -> String {
    let field = choices.pick(["a", "b", "c"])
    switch choices.int(0...(depth > 0 ? 7 : 4)) {
    case 0: return choices.pick(words)
    case 1, 2: return field + choices.pick([":", "=", "=="]) + choices.pick(words)
    case 3: return field + choices.pick(["<", "<=", ">", ">="]) + choices.pick(words)
    case 4:
      let bounds = [choices.pick(["*", "12", "a", "-6"]), choices.pick(["*", "13", "p", "zz"])]
      return "\(field):\(choices.pick(["[", "]"]))\(bounds[0]) TO \(bounds[1])\(choices.pick(["[", "]"]))"
    case 5: return "NOT (\(condition(&choices, depth - 1)))"
    case 6: return "(\(condition(&choices, depth - 1)) AND \(condition(&choices, depth - 1)))"
    default: return "(\(condition(&choices, depth - 1)) OR \(condition(&choices, depth - 1)))"
    }
  }

  static let queries: [Property] = [
    Property("filter(a AND b) is filter b of filter a") { choices in
      let data = Data(&choices)
      let (a, b) = (condition(&choices), condition(&choices))
      let both = try data.select("(\(a)) AND (\(b))")
      let first = try data.select(a)
      if first.isEmpty { return difference(both, []) }
      return difference(both, try data.keeping(first).select(b), "for \(a) AND \(b)")
    },
    Property("a OR b selects what a or b selects") { choices in
      let data = Data(&choices)
      let (a, b) = (condition(&choices), condition(&choices))
      let (left, right) = (try data.select(a), try data.select(b))
      let expected = data.table.rows.filter { left.contains($0) || right.contains($0) }
      return difference(try data.select("(\(a)) OR (\(b))"), expected, "for \(a) OR \(b)")
    },
    Property("a and NOT a part the records") { choices in
      let data = Data(&choices)
      let a = condition(&choices)
      let selected = try data.select(a)
      let expected = data.table.rows.filter { !selected.contains($0) }
      return difference(try data.select("NOT (\(a))"), expected, "for \(a)")
    },
    Property("NOT (a AND b) is NOT a OR NOT b") { choices in
      let data = Data(&choices)
      let (a, b) = (condition(&choices), condition(&choices))
      return difference(
        try data.select("NOT ((\(a)) AND (\(b)))"), try data.select("NOT (\(a)) OR NOT (\(b))"), "for \(a), \(b)")
    },
    Property("AND binds tighter than OR") { choices in
      let data = Data(&choices)
      let parts = (0..<3).map { _ in condition(&choices, 0) }
      return difference(
        try data.select("\(parts[0]) OR \(parts[1]) AND \(parts[2])"),
        try data.select("\(parts[0]) OR (\(parts[1]) AND \(parts[2]))"), "for \(parts)")
    },
    Property("conditions side by side are joined with AND") { choices in
      let data = Data(&choices)
      let (a, b) = (condition(&choices), condition(&choices))
      return difference(try data.select("(\(a)) (\(b))"), try data.select("(\(a)) AND (\(b))"), "for \(a), \(b)")
    },
    Property("a printed query selects the same records and is printed again as it is") { choices in
      let data = Data(&choices)
      let text = condition(&choices, 4)
      let printed = try Query(parsing: text).printed
      let (found, expected) = (try data.select(printed), try data.select(text))
      return difference(try Query(parsing: printed).printed, printed)
        ?? difference(found, expected, "for \(text), printed \(printed)")
    },
    Property("a range is both of its comparisons") { choices in
      let data = Data(&choices)
      let (low, high) = (choices.pick(["-6", "0", "12", "12.0"]), choices.pick(["11", "12", "1000"]))
      let (opens, closes) = (choices.bool(), choices.bool())
      let range = try data.select("a:\(opens ? "]" : "[")\(low) TO \(high)\(closes ? "[" : "]")")
      return difference(range, try data.select("a >\(opens ? "" : "=") \(low) AND a <\(closes ? "" : "=") \(high)"))
    },
    Property("a number is equal, or below, or above, and nothing else is ordered with it") { choices in
      let data = Data(&choices)
      let number = choices.pick(["12", "-5.5", "0", "12.00"])
      let below = try data.select("b < \(number)")
      let above = try data.select("b > \(number)")
      let other = try data.select("NOT (b < \(number) OR b > \(number))")
      return below.contains { above.contains($0) }
        ? "below and above \(number)" : difference(below.count + above.count + other.count, data.table.rows.count)
    },
    Property("the case of words does not count") { choices in
      let data = Data(&choices)
      let word = choices.pick(["paris", "école", "saint-denis", "bac"])
      let field = choices.pick(["", "a:", "b = "])
      return difference(try data.select(field + word.uppercased()), try data.select(field + word))
    },
    Property("a parameter means the text that it holds") { choices in
      let data = Data(&choices)
      let value = choices.pick(["paris", "rue du", "a\" OR b:[* TO *] OR \"", "12", "x) OR (y", "${v}", "#now()"])
      let field = choices.pick(["a:", "b = ", ""])
      let quoted = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("${", with: "$${")
      return difference(
        try data.select("\(field)\"${v}\"", ["v": .text(value)]), try data.select("\(field)\"\(quoted)\""), value)
    },
    Property("CSV, JSON Lines and arrays select the same records") { choices in
      let data = Data(&choices)
      let query = try Query(parsing: condition(&choices))
      let csv = try data.select(query.text)
      let objects = data.table.objects()
      let lines = try Conversion.select(query, "jsonl", Array(objects.joined(separator: "\n").utf8))
      let array = try Conversion.select(query, "json", Array("[\(objects.joined(separator: ","))]".utf8))
      return difference(lines, csv, "for \(query.text)") ?? difference(array, csv, "for \(query.text)")
    },
    Property("a field that is null and one that is missing are selected alike") { choices in
      let data = Data(&choices)
      let query = try Query(parsing: condition(&choices))
      // The first record has every field, so that each is known, in the same order.
      var table = data.table
      table.rows.insert(["1", "2", "3"], at: 0)
      let null = try Conversion.select(query, "jsonl", Array(table.objects().joined(separator: "\n").utf8))
      let missing = try Conversion.select(
        query, "jsonl", Array(table.objects(leavesOut: true).joined(separator: "\n").utf8))
      return difference(missing, null, "for \(query.text)")
    },
    Property("a selection does not depend on how the input was cut") { choices in
      let data = Data(&choices)
      let text = condition(&choices)
      let pieces = choices.pieces(of: data.csv.count)
      return difference(try data.select(text, pieces: pieces), try data.select(text), "for \(text) at \(pieces)")
    },
  ]
}
