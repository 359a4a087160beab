import Bytes
import Diagnostics
import Formats
import Records
import Testing

@Suite struct CSVEncoderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var input: String
    var expected: String
    var columns = ["a", "b", "c"]
    var from: Character = ","
    var isCRLF = false
    var to: Character = ","
    var selected: [Int]?
    var quoting = WriteOptions.Quoting.minimal
    var lineEnd = WriteOptions.LineEnd.lf
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "copy", input: "1,x,\n2,\"y\",\"\"\n", expected: "a,b,c\n1,x,\n2,\"y\",\"\"\n"),
    Case(
      name: "quotes stay", input: "\"a,b\",\"say \"\"hi\"\"\",\"2\nlines\"\n",
      expected: "a,b,c\n\"a,b\",\"say \"\"hi\"\"\",\"2\nlines\"\n"),
    Case(name: "crlf in, lf out", input: "1,2,3\r\n4,5,\r\n", expected: "a,b,c\n1,2,3\n4,5,\n", isCRLF: true),
    Case(name: "lf in, crlf out", input: "1,2,3\n4,5,\n", expected: "a,b,c\r\n1,2,3\r\n4,5,\r\n", lineEnd: .crlf),
    Case(name: "lone CR is quoted", input: "1,x\ry,3\n4,5,6\n", expected: "a,b,c\n1,\"x\ry\",3\n4,5,6\n"),
    Case(
      name: "semicolon to comma", input: "1;x,y;3\n4;\"5,5\";6\n", expected: "a,b,c\n1,\"x,y\",3\n4,\"5,5\",6\n",
      from: ";"),
    Case(
      name: "comma to semicolon", input: "1,x;y,3\n4,\"5,5\",6\n", expected: "a;b;c\n1;\"x;y\";3\n4;\"5,5\";6\n",
      to: ";"),
    Case(name: "order", input: "1,2,3\n4,5,6\n", expected: "c,a\n3,1\n6,4\n", selected: [2, 0]),
    Case(
      name: "last column of crlf", input: "1,2,3\r\n4,5,66\r\n", expected: "b,c\n2,3\n5,66\n", isCRLF: true,
      selected: [1, 2]),
    Case(name: "same column twice", input: "1,2,3\n", expected: "b,b\n2,2\n", selected: [1, 1]),
    Case(name: "one column, empty", input: "1,,3\n4,5,6\n7,\"\",9\n", expected: "b\n\"\"\n5\n\"\"\n", selected: [1]),
    Case(
      name: "quote all", input: "1,,\"x\"\"y\"\n", expected: "\"a\",\"b\",\"c\"\n\"1\",,\"x\"\"y\"\n", quoting: .all),
    Case(name: "multi-byte", input: "é,日本,\u{1F600}\n", expected: "a,b,c\né,日本,\u{1F600}\n"),
    Case(
      name: "long fields", input: String(repeating: "x", count: 100) + ",y," + String(repeating: "z", count: 33) + "\n",
      expected: "a,b,c\n" + String(repeating: "x", count: 100) + ",y," + String(repeating: "z", count: 33) + "\n"),
    Case(name: "tab out", input: "1,x\ty,3\n", expected: "a\tb\tc\n1\t\"x\ty\"\t3\n", to: "\t"),
  ]

  @Test(arguments: cases) func reQuotes(_ test: Case) throws {
    let batch = Batches.csv(test.columns, test.input, delimiter: test.from, crlf: test.isCRLF)
    let projection = test.selected.map { selecting(batch.schema, $0) }
    let found = try document("csv", batch, projection: projection) {
      $0.delimiter = test.to.asciiValue
      $0.quoting = test.quoting
      $0.lineEnd = test.lineEnd
    }
    #expect(found == test.expected)
  }

  @Test func skipsRowsThatAreNotSelected() throws {
    var batch = Batches.csv(["a", "b"], "1,2\n3,4\n5,6\r6\n7,8\n")
    batch.selection = .rows([1, 2, 3])
    #expect(try document("csv", batch) == "a,b\n3,4\n5,\"6\r6\"\n7,8\n")
    batch.selection = .rows([])
    #expect(try document("csv", batch) == "a,b\n")
  }

  @Test func headerAndByteOrderMark() throws {
    let batch = Batches.csv(["a,b", "c"], "1,2\n")
    #expect(try document("csv", batch) { $0.writesByteOrderMark = true } == "\u{FEFF}\"a,b\",c\n1,2\n")
    #expect(try document("csv", batch) { $0.writesHeader = false } == "1,2\n")
    #expect(try document("csv-tab", batch) == "a,b\tc\n1\t2\n")
  }

  @Test func otherSyntaxesAreSpelledAgain() throws {
    let tsv = Batches.pairs(
      ["a", "b"], [[#"x\ty"#, ""], [#"l\nm"#, #"p\\q"#], [#"""#, nil]], syntax: .tabSeparated)
    #expect(try document("csv", tsv, input: "tsv") == "a,b\nx\ty,\n\"l\nm\",p\\q\n\"\"\"\",\n")
    let single = Batches.pairs(
      ["a", "b"], [["'x'", "''"], ["'it''s'", "y"], ["'p,q'", "'\"'"]],
      syntax: .delimited(quote: 0x27, escape: 0x27))
    #expect(try document("csv", single) == "a,b\n\"x\",\"\"\n\"it's\",y\n\"p,q\",\"\"\"\"\n")
    let backslash = Batches.pairs(
      ["a", "b"], [[#""x\"y""#, #""""#]], syntax: .delimited(quote: ASCII.quote, escape: ASCII.backslash))
    #expect(try document("csv", backslash) == "a,b\n\"x\"\"y\",\"\"\n")
    let none = Batches.pairs(["a", "b"], [[#"5" disk"#, "y"]], syntax: .delimited(quote: 0, escape: 0))
    #expect(try document("csv", none) == "a,b\n\"5\"\" disk\",y\n")
  }

  @Test func jsonValues() throws {
    let batch = Batches.json(
      ["a", "b"],
      [
        #"{"a":1.50,"b":null}"#, #"{"a":"","b":true}"#, #"{"b":{"x":[1, 2]}}"#, #"{"a":"l\nm","b":"é\u00e9"}"#,
        #"{"a":"x,y","b":"\ud83d\ude00"}"#,
      ])
    #expect(
      try document("csv", batch, input: "json")
        == "a,b\n1.50,\n\"\",true\n,\"{\"\"x\"\":[1, 2]}\"\n\"l\nm\",éé\n\"x,y\",\u{1F600}\n")
  }

  @Test func featuresGetTheirGeometryAsAField() throws {
    let batch = Batches.features(
      ["n"], foreign: ["bbox"],
      [
        #"{"type":"Feature","id":7,"bbox":[1,2],"geometry":{"type":"Point","coordinates":[1,2]},"properties":{"n":"x"}}"#
      ])
    #expect(
      try document("csv", batch, input: "geojson")
        == "n,geometry,id,bbox\nx,\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[1,2]}\",7,\"[1,2]\"\n")
    #expect(
      try document("csv", batch, input: "geojson", projection: selecting(batch.schema, [0], keepsGeometry: false))
        == "n\nx\n")
    let clash = Batches.features(["geometry"], [#"{"type":"Feature","geometry":null,"properties":{"geometry":1}}"#])
    let error = #expect(throws: DiagnosticList.self) { try document("csv", clash, input: "geojson") }
    #expect(error?.diagnostics.map(\.code) == [.nameCollision])
  }

  /// Every byte in a field through every dialect: what is written reads back as the same text.
  @Test func everyByteSurvives() throws {
    for byte in UInt8(1)...127 where byte != 0x27 {
      let text = String(decoding: [0x78, byte, 0x79], as: UTF8.self)
      let batch = Batches.pairs(["a", "b"], [[text, "z"]], syntax: .delimited(quote: 0, escape: 0))
      for delimiter in [ASCII.comma, ASCII.semicolon, ASCII.tab, ASCII.pipe] {
        let found = try document("csv", batch) {
          $0.delimiter = delimiter
          $0.writesHeader = false
        }
        let needs = [delimiter, ASCII.quote, ASCII.lineFeed, ASCII.carriageReturn].contains(byte)
        let inside = text.replacing("\"", with: "\"\"")
        let separator = String(decoding: [delimiter], as: UTF8.self)
        #expect(found == (needs ? "\"\(inside)\"" : inside) + separator + "z\n", "byte \(byte), delimiter \(delimiter)")
      }
    }
  }

  /// The kernel and the plain way write the same bytes: the second is forced by the pairs layout.
  @Test func gatherHasATwin() throws {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0 ... .max, using: &generator)
    print("seed \(seed)")
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = [
      "", "x", "12.5", "\"q\"", "\"a,b;c\"", "l;m", "r\rs", "\"\"", "\"l\nm\"", "b\\s", "t\u{1}\t", "\"d\"\"q\"",
      String(repeating: "w", count: 40), String(repeating: "é", count: 9) + "\\",
    ]
    for _ in 0..<200 {
      let records = (0..<random(20)).map { _ in (0..<4).map { _ in pieces[random(pieces.count)] } }
      let columns = ["a", "b", "c", "d"]
      let fast = Batches.csv(columns, records.map { $0.joined(separator: ",") + "\n" }.joined())
      let plain = Batches.pairs(columns, records, syntax: .csv)
      let selected = (0..<(1 + random(4))).map { _ in random(4) }
      let delimiter = [ASCII.comma, ASCII.semicolon][random(2)]
      let projection = selecting(fast.schema, selected)
      let expected = try document("csv", plain, projection: projection) { $0.delimiter = delimiter }
      #expect(try document("csv", fast, projection: projection) { $0.delimiter = delimiter } == expected)
      for format in ["json", "jsonl"] {
        let object = try document(format, plain, projection: projection)
        #expect(try document(format, fast, projection: projection) == object)
      }
    }
  }
}

@Suite struct TSVEncoderTests {
  @Test func escapes() throws {
    let batch = Batches.csv(["a\tb", "c"], "\"x\ty\",\"l\nm\"\n\\,\"q\"\"q\"\n,\"\"\n")
    #expect(try document("tsv", batch) == "a\\tb\tc\nx\\ty\tl\\nm\n\\\\\tq\"q\n\t\n")
  }

  @Test func tsvIsCopied() throws {
    let batch = Batches.pairs(["a", "b"], [[#"x\ty"#, ""], [#"\N"#, nil]], syntax: .tabSeparated)
    #expect(try document("tsv", batch, input: "tsv") == "a\tb\n" + #"x\ty"# + "\t\n" + #"\N"# + "\t\n")
  }

  @Test func jsonValues() throws {
    let batch = Batches.json(["a", "b"], [#"{"a":"x\ty","b":[1,2]}"#, #"{"a":null}"#])
    #expect(try document("tsv", batch, input: "json") == "a\tb\nx\\ty\t[1,2]\n\t\n")
  }
}
