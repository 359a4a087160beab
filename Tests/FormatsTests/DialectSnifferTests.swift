import Bytes
import Diagnostics
import Formats
import Records
import Testing

/// What is found of a dialect that nobody gave, and what stops instead.
struct DialectSnifferTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// Delimiter, quote, escape, line ends as findings, in their order.
    var findings: [String] = []
    var code: DiagnosticCode?
    var options: @Sendable (inout ReadOptions) -> Void = { _ in }
    var testDescription: String { name }
  }

  static let lenient: @Sendable (inout ReadOptions) -> Void = {
    $0.padsShortRecords = true
    $0.truncatesLongRecords = true
    $0.strayQuotes = .keep
  }

  static let cases: [Case] = [
    Case(name: "quotes are a finding", text: "a;b\n\"1\";\"2;3\"\n", findings: ["delimiter ';'", "quote '\"'"]),
    Case(
      name: "a space after each comma, because quotes follow it", text: "a, \"b\"\n1, \"x, y\"\n2, \"z\"\n",
      findings: ["delimiter ', '", "quote '\"'"]),
    Case(name: "spaces alone are data", text: "a, b\n1, 2\n", findings: ["delimiter ','"]),
    Case(
      name: "backslashes before quotes", text: "a,b\n\"say \\\"hi, you\\\"\",x\n\"1\",2\n",
      findings: ["delimiter ','", "quote '\"'", "escape backslash"]),
    Case(name: "backslashes alone are data", text: "a,b\n\"c:\\\",x\n", findings: ["delimiter ','", "quote '\"'"]),
    Case(
      name: "apostrophes around delimiters", text: "a,b\n1,'x, y'\n2,'z'\n",
      findings: ["delimiter ','", "quote \"'\""]),
    Case(name: "apostrophes that change nothing are data", text: "a,b\n1,'x'\n", findings: ["delimiter ','"]),
    Case(
      name: "a space as delimiter, because quotes follow it", text: "a \"b c\" d\n1 \"2 3\" 4\n",
      findings: ["delimiter ' '", "quote '\"'"]),
    Case(name: "spaces in one column", text: "full name\nAnn Lee\nBo Kim\n", findings: ["delimiter none"]),
    Case(
      name: "most records agree", text: "a,b;\n1,2\n3,4\n5,6\n7;8,9\n", findings: ["delimiter ','"]),
    Case(name: "few records agree", text: "a,b;c\n1,2\n3;4\n5\n", code: .csvDelimiterUnclear),
    Case(name: "tie", text: "a,b;c\n1,2;3\n", code: .csvDelimiterUnclear),
    Case(
      name: "lenient: one stray quote", text: "a,b,c\n\"1,2,\"x, y\"\n3,4,\"z\"\n",
      findings: ["delimiter ','", "quote '\"'"], options: lenient),
    Case(
      name: "CR", text: "a;b\r1;2\r", findings: ["line ends CR", "delimiter ';'"]),
    Case(name: "one CR at the end is a lost CRLF", text: "a;b\r", findings: ["delimiter ';'"]),
    Case(
      name: "comments do not count", text: "#a;b;c,d\n#\nx,y\n1,2\n", findings: ["delimiter ','"],
      options: { $0.comment = "#" }),
    Case(
      name: "a given delimiter leaves the quote open", text: "a,b\n1,'x, y'\n",
      findings: ["quote \"'\"", "delimiter ','"],
      options: { $0.delimiter = ASCII.comma }),
    Case(
      name: "a given quote is not questioned", text: "a,b\n1,'x'\n2,'z'\n", findings: ["delimiter ','"],
      options: { $0.quote = ASCII.quote }),
  ]

  @Test(arguments: cases) func finds(_ item: Case) {
    let bytes = Array(item.text.utf8)
    var options = ReadOptions()
    item.options(&options)
    do {
      let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
      let topics = ["delimiter", "quote", "escape", "line ends"]
      #expect(
        reader.findings.filter { topics.contains($0.topic) }.map { "\($0.topic) \($0.value)" } == item.findings)
    } catch {
      #expect(error.diagnostics.map(\.code) == [item.code])
    }
  }

  struct HeaderCase: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var isHeader = true
    var testDescription: String { name }
  }

  static let headers: [HeaderCase] = [
    HeaderCase(name: "words", text: "a,b\n1,2\n"),
    HeaderCase(name: "years", text: "country,2018,2019\nFR,1,2\nDE,3,4\n"),
    HeaderCase(name: "years alone", text: "2018,2019\n1,2\n"),
    HeaderCase(name: "numbers over numbers", text: "1,2,3\n4,5,6\n7,8,9\n"),
    HeaderCase(name: "dates over counts", text: "region,1/22/20,1/23/20\nHubei,4,5\n"),
    HeaderCase(name: "quantiles", text: "name,0.1,0.5\nx,1.25,2.5\n"),
    HeaderCase(name: "a word over dates proves the others", text: "day,2020-01-01\n2020-02-01,2020-03-01\n"),
    HeaderCase(name: "no record below", text: "2018-01-01,x\n"),
    HeaderCase(name: "dates over dates", text: "2018-01-01,x\n2018-01-02,y\n", isHeader: false),
    HeaderCase(name: "days first, with times", text: "31/01/2018 10:00,x\n01/02/2018 11:30,y\n", isHeader: false),
    HeaderCase(name: "times", text: "x,10:00\ny,11:30\n", isHeader: false),
    HeaderCase(name: "addresses", text: "x,https://a.b/c\ny,https://a.b/d\n", isHeader: false),
    HeaderCase(name: "mail", text: "\"a@b.org\",1\nc@d.org,2\n", isHeader: false),
    HeaderCase(name: "names of accounts are no mail", text: "@a.b,1\n@c.d,2\n"),
    HeaderCase(name: "no domain is no mail", text: "a@b,1\nc@d,2\n"),
    HeaderCase(name: "words are no mail", text: "x y@z.w,1\nu v@z.w,2\n"),
    HeaderCase(name: "decimals without a word", text: "1,48.85,2.35\n2,43.3,5.4\n", isHeader: false),
  ]

  @Test(arguments: headers) func headerEvidence(_ item: HeaderCase) throws {
    let bytes = Array(item.text.utf8)
    var options = ReadOptions()
    do {
      _ = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
      #expect(item.isHeader)
    } catch {
      #expect(error.diagnostics.map(\.code) == [.csvHeaderUnclear])
      #expect(!item.isHeader)
      for header in [HeaderOption.none, .rows(1)] {
        options.header = header
        _ = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
      }
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var name: String
    var text = "a,b\n1,2\n"
    var code: DiagnosticCode
    var isTSV = false
    var options: @Sendable (inout ReadOptions) -> Void
    var testDescription: String { name }
  }

  static let refusals: [Refusal] = [
    Refusal(name: "skipping more than there is", code: .csvSkipNotFound, options: { $0.skippedLines = 3 }),
    Refusal(name: "a text that is not there", code: .csvSkipNotFound, options: { $0.skipUntil = "A" }),
    Refusal(name: "skipping everything", code: .csvNoHeader, options: { $0.skippedLines = 2 }),
    Refusal(name: "more header records than records", code: .csvNoHeader, options: { $0.header = .rows(3) }),
    Refusal(
      name: "quote and delimiter", code: .usage,
      options: {
        $0.delimiter = ASCII.comma
        $0.quote = ASCII.comma
      }),
    Refusal(
      name: "escape without quotes", code: .usage,
      options: {
        $0.quote = 0
        $0.escape = ASCII.backslash
      }),
    Refusal(
      name: "stray quotes without quotes", code: .usage,
      options: {
        $0.quote = 0
        $0.strayQuotes = .keep
      }),
    Refusal(name: "an empty comment", code: .usage, options: { $0.comment = "" }),
    Refusal(name: "an empty comment of TSV", code: .usage, isTSV: true, options: { $0.comment = "" }),
  ]

  @Test(arguments: refusals) func refuses(_ item: Refusal) {
    let bytes = Array(item.text.utf8)
    var options = ReadOptions()
    item.options(&options)
    let error = #expect(throws: DiagnosticList.self) {
      if item.isTSV {
        _ = try TSVReader.bind(probe: bytes.span, isWhole: true, options: options)
      } else {
        _ = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
      }
    }
    #expect(error?.diagnostics.map(\.code) == [item.code])
    #expect(error?.diagnostics.allSatisfy { !$0.help.isEmpty || item.code == .usage } == true)
  }

  @Test func flagsThatDoNotFit() throws {
    var options = ReadOptions()
    options.quote = ASCII.quote
    options.strayQuotes = .keep
    options.skippedLines = 1
    options.delimiter = ASCII.comma
    let expected = ["csv": 0, "csv-tab": 1, "tsv": 3, "json": 4, "jsonl": 4, "geojson": 4]
    for format in FormatRegistry.all {
      guard let count = expected[format.name] else { continue }
      do throws(DiagnosticList) {
        try format.check(options)
        #expect(count == 0, "\(format.name)")
      } catch {
        #expect(error.diagnostics.map(\.code) == Array(repeating: .notSupported, count: count), "\(format.name)")
      }
    }
  }
}
