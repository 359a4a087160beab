import Diagnostics
import Query
import Records
import Testing

/// What the examples of the registry do not show: every layout, escapes, and what is wrong with a call.
@Suite struct FunctionTests {
  private static let columns = ["name", "code", "note"]
  private static let rows: [[String?]] = [
    ["Marie", "075", "a \"quoted\" word"], ["marie", "75", ""], [nil, "0", "Jean-Charles"], ["Éléonore", nil, nil],
    ["Mar", "75 ", "Jean Paul"],
  ]

  struct Case: Sendable {
    var query: String
    var rows: [Int]
    init(_ query: String, _ rows: [Int]) {
      self.query = query
      self.rows = rows
    }
  }

  static let cases = [
    Case("#null(name)", [2]), Case("NOT #null(code)", [0, 1, 2, 4]), Case("#null(note)", [1, 3]),
    Case("#exact(code, 75)", [1]), Case("#exact(code, '75 ')", [4]), Case("#exact(name, \"Éléonore\")", [3]),
    Case("#exact(name, eleonore)", []), Case("#exact(note, 'a \"quoted\" word')", [0]),
    Case("#startswith(name, Mar)", [0, 4]), Case("#startswith(name, \"\")", [0, 1, 3, 4]),
    Case("#startswith(note, \"a \\\"quo\")", [0]), Case("#startswith(name, Marie-Claude)", []),
    Case("#search(note, \"Jean-C\")", [2]), Case("#search(name, note, \"mar j\")", [4]),
    Case("#search(name, \"mar\")", [0, 1, 4]), Case("#search(*, 75)", [1, 4]),
    Case("#search(*, \"!\")", [0, 1, 2, 3, 4]),
    Case("#refine(name, Mar)", [4]), Case("#refine(name, mar)", []), Case("#refine(code, 75)", [1]),
    Case("#refine(code, \"75 \")", [4]), Case("NOT #refine(name, Marie)", [1, 2, 3, 4]),
    Case("#refine(note, 'a \"quoted\" word')", [0]),
    Case("#search(name, eleo) OR #null(name)", [2, 3]), Case("NOT #exact(name, Mar) name:mar*", []),
  ]

  @Test(arguments: cases) func overDelimitedText(_ test: Case) throws {
    #expect(try select(test.query, Make.pairs(Self.rows, columns: Self.columns)) == test.rows)
  }

  @Test(arguments: cases) func overCleanText(_ test: Case) throws {
    let text = Self.rows.map { row in row.map { $0.map(Make.csv) ?? "" }.joined(separator: ",") + "\n" }.joined()
    #expect(try select(test.query, Make.separators(text, columns: Self.columns)) == test.rows)
  }

  /// As columns and as members; a missing name is absent in one record and null in the other.
  @Test(arguments: cases, [true, false]) func overJSON(_ test: Case, _ hasColumns: Bool) throws {
    let records = Self.rows.map { row in
      let members = zip(Self.columns, row).compactMap { name, value -> String? in
        guard let value else { return name == "name" ? "\"name\": null" : nil }
        // An empty text is no null in JSON: the same question has the same answer without it.
        if value.isEmpty { return nil }
        let escaped = value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
        return "\"\(name)\": \"\(escaped)\""
      }
      return "{" + members.joined(separator: ", ") + "}"
    }
    #expect(try select(test.query, Make.json(records, columns: hasColumns ? Self.columns : [])) == test.rows)
  }

  struct Wrong: Sendable {
    var query: String
    var message: String
    var marked: String
    init(_ query: String, _ message: String, _ marked: String) {
      self.query = query
      self.message = message
      self.marked = marked
    }
  }

  static let wrongs = [
    Wrong("#null()", "#null takes arguments", "#null()"),
    Wrong("x #null(a, b)", "#null does not take 2 arguments", "#null(a, b)"),
    Wrong("#exact(a)", "#exact does not take 1 argument", "#exact(a)"),
    Wrong("#exact(*, 1)", "* stands alone for every field; #exact cannot use it here", "*"),
    Wrong("#search(a, *, 1)", "* stands alone for every field; #search cannot use it here", "*"),
    Wrong("#exact(${p}, 1)", "a parameter gives a value; it cannot name a field", "${p}"),
    Wrong("#exact(a, #now())", "#now cannot stand inside #exact", "#now()"),
    Wrong("#exact(field=a, v)", "#exact takes its arguments by position, not by name", "field"),
    Wrong("a > > 1", "'> >' is two operators", "> >"), Wrong("a = : 1", "'= :' is two operators", "= :"),
  ]

  @Test(arguments: wrongs) func errors(_ test: Wrong) {
    do {
      _ = try Query(parsing: test.query, parameters: ["p": .text("v")])
      Issue.record("no error")
    } catch {
      #expect(error.diagnostics.map(\.message) == [test.message])
      let marked = error.diagnostics[0].excerpt.map { String(decoding: $0.text[$0.marked], as: UTF8.self) }
      #expect(marked == test.marked)
    }
  }

  @Test func nobodyIsSignedIn() {
    do {
      let batch = Make.separators("1\n", columns: ["name"])
      _ = try Predicate(Query(parsing: "#attr(name, role)"), binding: batch.projection, schema: batch.schema)
      Issue.record("no error")
    } catch {
      #expect(error.diagnostics.map(\.code) == [.queryNotSupported])
    }
  }
}
