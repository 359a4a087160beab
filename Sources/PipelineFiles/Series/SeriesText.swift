import Bytes
package import Diagnostics
package import Pipelines

/// The spelling of a series, in `--y` and under `y` of a pipeline file: `COUNT`, `avg=AVG(sqrt(population) * 2)`,
/// `total=CUMULATIVE SUM(price)`, `q=QUANTILES(price, 25, 75)`. Words are read in any case.
///
/// Without `name=` the text is the name. A name that holds `=` or `(`, or begins with a quote, stands in double quotes, a
/// quote inside it twice. What stands between the parentheses is left to whoever knows the fields (`Expression`).
package struct SeriesText {
  private static let cumulative = "CUMULATIVE"

  private let source: ReadText
  private let bytes: [UInt8]
  private var position = 0
  private var diagnostics: [Diagnostic] = []

  private struct Stop: Error {}

  private init(_ source: ReadText) {
    self.source = source
    bytes = source.bytes
  }

  /// Reads a series. `name`: the key that the text stands under in a map; then it has no `name=` of its own.
  package static func parse(_ text: ReadText, name: ReadText? = nil) throws(DiagnosticList) -> SeriesDeclaration {
    var reader = SeriesText(text)
    do throws(Stop) { return try reader.series(name) } catch { throw DiagnosticList(reader.diagnostics) }
  }

  /// The canonical spelling: reading it gives an equal series.
  package static func render(_ series: SeriesDeclaration) -> String {
    var body = series.isCumulative ? cumulative + " " + series.function : series.function
    if let expression = series.expression {
      body += "(" + ([expression.text.text] + series.subsets.map(SubsetText.render)).joined(separator: ", ") + ")"
    }
    return series.name == body ? body : quoted(series.name) + "=" + body
  }

  private static func quoted(_ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "(") } && name.utf8.first != ASCII.quote
      && name.utf8.first.map { $0 > ASCII.space } ?? false && name.utf8.last.map { $0 > ASCII.space } ?? false
    if isPlain { return name }
    return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  // MARK: Reading

  private mutating func series(_ key: ReadText?) throws(Stop) -> SeriesDeclaration {
    skipBlanks()
    let given = key == nil ? try writtenName() : nil
    let end = bytes.count - bytes.reversed().prefix { $0 <= ASCII.space }.count
    let body = position..<max(position, end)
    if body.isEmpty {
      throw fail(.seriesSyntax, "a function is missing here", at: body, help: ["for example COUNT or AVG(population)"])
    }
    let (function, isCumulative) = try functionWord()
    let name = key?.text ?? given ?? source[body].text
    if name.isEmpty { throw fail(.seriesSyntax, "a series needs a name", at: 0..<0, help: ["write total=SUM(price)"]) }
    var series = SeriesDeclaration(name: name, function: function.name, place: WrittenPlace(source[body]))
    series.isCumulative = isCumulative
    let inner = try parenthesised(function, end: end)
    try fill(&series, function, inner, body)
    if name == "x" {
      throw fail(
        .seriesName, "no series can be named 'x', which is what groups are called", at: body,
        help: ["name it otherwise: count=COUNT"])
    }
    if isCumulative, function.takesSubsets {
      throw fail(.seriesFunction, "quantiles cannot be added up", at: body, help: ["leave out \(Self.cumulative)"])
    }
    return series
  }

  /// The name before `=`, or nil where there is none.
  private mutating func writtenName() throws(Stop) -> String? {
    let start = position
    guard byte() == ASCII.quote else {
      let rest = bytes[start...]
      guard let stop = rest.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "(") }),
        bytes[stop] == UInt8(ascii: "=")
      else { return nil }
      let trailing = bytes[start..<stop].reversed().prefix { $0 <= ASCII.space }.count
      position = stop + 1
      skipBlanks()
      let name = source[start..<stop - trailing].text
      if name.isEmpty {
        throw fail(.seriesSyntax, "a name is missing before '='", at: start..<stop + 1, help: ["total=SUM(price)"])
      }
      return name
    }
    guard let close = Self.end(ofQuoted: bytes, at: start) else {
      throw fail(.seriesSyntax, "the quoted name that opens here does not close", at: start..<start + 1)
    }
    let name = source[start + 1..<close - 1].text.split(separator: "\"\"", omittingEmptySubsequences: false)
      .joined(separator: "\"")
    position = close
    skipBlanks()
    guard byte() == UInt8(ascii: "=") else {
      throw fail(
        .seriesSyntax, "a quoted name is followed by '='", at: position..<min(position + 1, bytes.count),
        help: ["\"my total\"=SUM(price)"])
    }
    position += 1
    skipBlanks()
    return name
  }

  private mutating func functionWord() throws(Stop) -> (SeriesWord, isCumulative: Bool) {
    var (word, place) = nextWord()
    var isCumulative = false
    if word.uppercased() == Self.cumulative, let first = nextByte(), first != UInt8(ascii: "(") {
      isCumulative = true
      skipBlanks()
      (word, place) = nextWord()
    }
    if let function = SeriesWords.named(word) { return (function, isCumulative) }
    let all = "functions: " + SeriesWords.names.joined(separator: " ")
    if word.isEmpty {
      throw fail(
        .seriesSyntax, "a function is missing here", at: place.lowerBound..<min(place.lowerBound + 1, bytes.count),
        notes: [all])
    }
    let near = SeriesWords.meant(by: word)
    let isField = near == nil && nextByte() != UInt8(ascii: "(")
    throw fail(
      .seriesFunction, "there is no function '\(word)'", at: place, label: near.map { "did you mean '\($0)'?" },
      notes: [all], help: isField ? ["the numbers of a field: AVG(\(word))"] : [])
  }

  /// The text between the parentheses; nil: there are none.
  private mutating func parenthesised(_ function: SeriesWord, end: Int) throws(Stop) -> Range<Int>? {
    skipBlanks()
    guard position < end else { return nil }
    let open = position
    guard byte() == UInt8(ascii: "(") else {
      let rest = source[open..<end].text
      throw fail(
        .seriesSyntax, "expected '(' behind \(function.name)", at: open..<end,
        help: function.needsExpression ? ["\(function.name)(\(rest))"] : [])
    }
    guard let close = Self.close(of: bytes, at: open) else {
      throw fail(.seriesSyntax, "the '(' that opens here does not close", at: open..<open + 1)
    }
    if close + 1 < end {
      throw fail(
        .seriesSyntax, "text behind the ')' of \(function.name)", at: close + 1..<end,
        help: ["arithmetic stands inside: SUM(a + b), AVG(price * 2)"])
    }
    return open + 1..<close
  }

  /// Expression and subsets.
  private mutating func fill(
    _ series: inout SeriesDeclaration, _ function: SeriesWord, _ inner: Range<Int>?, _ body: Range<Int>
  ) throws(Stop) {
    let items = inner.map { function.takesSubsets ? Self.items(of: bytes, $0) : [Self.trimmed(bytes, $0)] } ?? []
    let expression = items.first ?? body.upperBound..<body.upperBound
    if !function.needsExpression {
      // `COUNT()` and the `COUNT(*)` of databases say what `COUNT` says.
      if expression.isEmpty || source[expression].text == "*" { return }
      throw fail(
        .seriesFunction, "\(function.name) counts records and takes no expression", at: expression,
        help: ["-q 'NOT #null(field)' keeps the records that have a value"])
    }
    if expression.isEmpty {
      throw fail(
        .seriesFunction, "\(function.name) needs an expression, COUNT does not", at: body,
        help: ["for example \(function.example)"])
    }
    series.expression = AnalyzeText(source[expression])
    guard function.takesSubsets else { return }
    if items.count == 1 {
      throw fail(
        .seriesFunction, "\(function.name) needs numbers from 0 to 100 behind the expression", at: body,
        help: ["for example \(function.example)"])
    }
    for item in items.dropFirst() {
      guard let subset = SubsetText.parse(source[item].text) else {
        throw fail(.seriesFunction, "a quantile is a number from 0 to 100", at: item.isEmpty ? body : item)
      }
      if series.subsets.contains(subset) { throw fail(.seriesFunction, "this quantile stands here twice", at: item) }
      series.subsets.append(subset)
    }
  }

  // MARK: Steps

  private func byte() -> UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] <= ASCII.space { position += 1 }
  }

  /// The first byte from here that is no blank.
  private func nextByte() -> UInt8? { bytes[position...].first { $0 > ASCII.space } }

  /// The next letters, digits and `_`, and where they stand.
  private mutating func nextWord() -> (String, Range<Int>) {
    let start = position
    while position < bytes.count,
      ASCII.isDigit(bytes[position]) || bytes[position] >= 0x80 || bytes[position] == 0x5F || bytes[position] == 0x2E
        || (0x61...0x7A).contains(bytes[position] | 0x20)
    {
      position += 1
    }
    return (source[start..<position].text, start..<position)
  }

  private mutating func fail(
    _ code: DiagnosticCode, _ message: String, at place: Range<Int>, label: String? = nil, notes: [String] = [],
    help: [String] = []
  ) -> Stop {
    diagnostics.append(source.diagnostic(code, message, at: place, label: label, notes: notes, help: help))
    return Stop()
  }
}

// MARK: Nesting

extension SeriesText {
  /// Behind the mark that closes the name which opens at `start`; the mark stands twice for itself.
  private static func end(ofQuoted bytes: [UInt8], at start: Int) -> Int? {
    var i = start + 1
    while i < bytes.count {
      if bytes[i] == bytes[start] {
        guard i + 1 < bytes.count, bytes[i + 1] == bytes[start] else { return i + 1 }
        i += 1
      }
      i += 1
    }
    return nil
  }

  /// The `)` of the `(` at `start`; names in quotes and backticks are passed over.
  private static func close(of bytes: [UInt8], at start: Int) -> Int? {
    var depth = 0
    var i = start
    while i < bytes.count {
      switch bytes[i] {
      case ASCII.quote, 0x60:
        guard let end = end(ofQuoted: bytes, at: i) else { return nil }
        i = end - 1
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return i }
      default: break
      }
      i += 1
    }
    return nil
  }

  /// The texts between the commas of `range` that stand in no parentheses, without blanks around them.
  private static func items(of bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var items: [Range<Int>] = []
    var start = range.lowerBound
    var i = start
    while i < range.upperBound {
      switch bytes[i] {
      case ASCII.quote, 0x60: i = (end(ofQuoted: bytes, at: i) ?? range.upperBound) - 1
      case UInt8(ascii: "("): i = close(of: bytes, at: i) ?? range.upperBound
      case UInt8(ascii: ","):
        items.append(trimmed(bytes, start..<i))
        start = i + 1
      default: break
      }
      i += 1
    }
    return items + [trimmed(bytes, start..<range.upperBound)]
  }

  private static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let start = range.lowerBound + bytes[range].prefix { $0 <= ASCII.space }.count
    let end = range.upperBound - bytes[range].reversed().prefix { $0 <= ASCII.space }.count
    return start..<max(start, end)
  }

  /// True where a text can stand between the parentheses of a series, with numbers behind it or none.
  static func canHold(_ expression: ReadText, withSubsets: Bool) -> Bool {
    let bytes = Array("(".utf8) + expression.bytes + Array(")".utf8)
    guard close(of: bytes, at: 0) == bytes.count - 1 else { return false }
    return !withSubsets || items(of: bytes, 1..<bytes.count - 1).count == 1
  }
}

/// A quantile: `25`, `2.5`.
enum SubsetText {
  static func parse(_ text: String) -> Double? {
    let isDecimal = text.utf8.allSatisfy { ASCII.isDigit($0) || $0 == ASCII.dot } && text.utf8.first != ASCII.dot
    guard isDecimal, let value = Double(text), (0...100).contains(value) else { return nil }
    return value
  }

  static func render(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
