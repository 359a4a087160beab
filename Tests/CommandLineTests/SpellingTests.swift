import Diagnostics
import PipelineFiles
import Pipelines
import Testing

@testable import CommandLine

/// One question has many spellings: flags, a query string and a pipeline file that `explain` prints give the same
/// declaration again.
@Suite struct SpellingTests {
  struct Case: CustomTestStringConvertible {
    var flags: [String]
    /// What a query string says of it, and what it cannot say.
    var url: String
    var missing: [String]
    var testDescription: String { flags.joined(separator: " ") }

    init(_ flags: [String], url: String, missing: [String] = ["a.csv"]) {
      (self.flags, self.url, self.missing) = (["a.csv"] + flags, url, missing)
    }
  }

  static let cases = [
    Case([], url: ""),
    Case(["-q", ""], url: "q="),
    Case(["-q", "paris", "-q", "a OR \"b c\""], url: "q=paris&q=a+OR+%22b+c%22"),
    Case(["-q", "name == 'never closed", "-q", "b"], url: "q=name+%3D%3D+%27never+closed&q=b"),
    Case(["-q", "été & 100%+#null(a)?;"], url: "q=%C3%A9t%C3%A9+%26+100%25%2B%23null(a)%3F%3B"),
    Case(["-q", "a\nb\tc\u{7F}"], url: "q=a%0Ab%09c%7F"),
    Case(["-q", "x:${n} $${y}", "-p", "n=3"], url: "q=x:$%7Bn%7D+$$%7By%7D", missing: ["a.csv", "-p", "n=3"]),
    Case(["--fields", "a,\"b c\",é"], url: "fields=a,b+c,%C3%A9"),
    Case(["--fields", "a,-b"], url: "", missing: ["a.csv", "--fields", "a,-b"]),
    Case(["--fields", "a,n=b"], url: "", missing: ["a.csv", "--fields", "a,n=b"]),
    Case(["--fields", "vec_*"], url: "", missing: ["a.csv", "--fields", "'vec_*'"]),
    Case(["--fields", "\"a,b\""], url: "", missing: ["a.csv", "--fields", "'\"a,b\"'"]),
    Case(["--offset", "5", "--limit", "0"], url: "start=5&rows=0"),
    Case(["--sort", "a:ods,b:ods-reversed", "--limit", "3"], url: "sort=a,-b&rows=3"),
    Case(["--sort", "a:ods"], url: "sort=a"),
    Case(["--sort", "a:desc,b"], url: "", missing: ["a.csv", "--sort", "a:desc,b"]),
    Case(["--sort", "a:ods,b"], url: "", missing: ["a.csv", "--sort", "a:ods,b"]),
    Case(["--sort", "\"a,b\":ods"], url: "", missing: ["a.csv", "--sort", "'\"a,b\":ods'"]),
    Case(
      ["--sort", "\"a:desc\",\"-b\":asc,dc:title"], url: "",
      missing: ["a.csv", "--sort", "'\"a:desc\",\"-b\",dc:title'"]),
    Case(
      ["--sort", "a:ods", "--max-memory", "1MiB", "--tmpdir", "/var/tmp"], url: "sort=a",
      missing: ["a.csv", "--max-memory", "1MiB", "--tmpdir", "/var/tmp"]),
    Case(["-t", "geojson", "--limit", "3"], url: "rows=3&format=geojson"),
    Case(["-t", "jsonl"], url: "", missing: ["a.csv", "-t", "jsonl"]),
    Case(["-o", "b.json", "--pretty"], url: "format=json&pretty_print=true", missing: ["a.csv", "-o", "b.json"]),
    Case(["-o", "b.jsonl"], url: "", missing: ["a.csv", "-o", "b.jsonl"]),
    Case(["-t", "csv", "-D", "tab", "--use-labels"], url: "format=csv&csv_separator=%09&use_labels_for_header=true"),
    Case(["-t", "csv", "-D", " "], url: "format=csv&csv_separator=+"),
    Case(
      ["-q", "day = 2020", "--timezone", "Europe/Paris", "--now", "2021-05-06T12:34:55Z"],
      url: "q=day+%3D+2020&timezone=Europe/Paris", missing: ["a.csv", "--now", "2021-05-06T12:34:55Z"]),
    Case(["-t", "jsonp", "--callback", "a.b"], url: "format=jsonp&callback=a.b"),
    Case(
      ["-q", "x", "--bom", "-d", "semicolon", "-j", "2", "--on-error", "skip", "--null", "NA"], url: "q=x",
      missing: ["a.csv", "--delimiter", "';'", "--null", "NA", "--bom", "--on-error", "skip", "-j", "2"]),
  ]

  private static func declaration(_ flags: [String]) throws -> PipelineDeclaration {
    let (declaration, reader) = try Flags.read(flags)
    if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
    return declaration
  }

  @Test(arguments: cases) func flags(_ sample: Case) throws {
    let declared = try Self.declaration(sample.flags)
    let words = Self.shellWords(FlagSpelling.render(declared))
    #expect(Array(words.prefix(2)) == ["weir", "convert"])
    #expect(try Self.declaration(Array(words.dropFirst(2))) == declared, "\(words)")
  }

  @Test(arguments: cases) func yaml(_ sample: Case) throws {
    let declared = try Self.declaration(sample.flags)
    #expect(try PipelineFile.parse(text: PipelineFile.render(declared)) == declared)
  }

  /// What a query string says and what it lists as missing are the whole declaration.
  @Test(arguments: cases) func url(_ sample: Case) throws {
    let declared = try Self.declaration(sample.flags)
    let spelling = try #require(QueryString.render(declared).first)
    #expect(spelling.text == sample.url)
    #expect(spelling.missing == sample.missing)
    let rest = Self.shellWords(spelling.missing.joined(separator: " "))
    var again = try Self.declaration(rest + ["--params", try #require(spelling.text)])
    // The extension of the path says the format, which a query string has to write.
    if declared.outputs[0].format == nil, declared.outputs[0].path != "-" { again.outputs[0].format = nil }
    #expect(again == declared)
  }

  @Test func whatNarrowsTwiceIsNoQueryString() throws {
    let declared = try PipelineFile.parse(
      text: "weir: 1\ninput: {path: a}\nlimit: 5\noutput: [{path: b.csv, limit: 2}, {path: c.csv}]\n")
    let spellings = QueryString.render(declared)
    #expect(spellings.map(\.text) == [nil, "rows=5&format=csv"])
    #expect(spellings[0].missing.count == 1)
  }

  @Test func whatOnlyFilesSayIsListed() throws {
    let declared = try PipelineFile.parse(
      text: "weir: 1\nname: n\ndescription: d\ninput: {path: a}\nexpect: {rows: 3}\n")
    let missing = QueryString.render(declared)[0].missing
    #expect(missing == ["a", "(and of the pipeline file: name, description, expect)"])
  }

  @Test func aQueryStringAddsToTheQueriesOfFlags() throws {
    let declared = try Self.declaration(["a.csv", "-q", "x:${n}", "-p", "n=3", "--params", "q=y:${n}&rows=2"])
    #expect(declared == (try Self.declaration(["a.csv", "-q", "x:${n}", "-q", "y:${n}", "-p", "n=3", "--limit", "2"])))
  }

  /// The words of a line for a shell: plain ones, and single quotes.
  static func shellWords(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var isEscaped = false
    for character in line {
      switch character {
      case _ where isEscaped:
        word = (word ?? "") + String(character)
        isEscaped = false
      case "'":
        isQuoted.toggle()
        word = word ?? ""
      case "\\" where !isQuoted: isEscaped = true
      case " " where !isQuoted:
        if let word { words.append(word) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
