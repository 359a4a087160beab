import Diagnostics
import Pipelines
import Records

extension PortalParameters {
  /// What is computed. Each of them says that series are wanted and no records.
  static let analyze: [PortalParameter] = [
    .sets(
      "x=country_code", mayRepeat: true, "What records are grouped by, date.month for a part: weir analyze --x.",
      read: { value, declaration in
        if value.bytes.isEmpty { return [value.wrong("'x' needs the name of a field")] }
        let group = AnalyzeText(value)
        if declaration.analyzed.groups.contains(group) { return [value.wrong("'x' names a field twice")] }
        declaration.analyzed.groups.append(group)
        return []
      },
      spell: { declaration in declaration.analyzed.groups.map(\.text.text) }),
    .member(
      "y.n.func=COUNT", name: "y.*", membersRepeat: false,
      "A series: .func, .expr, .cumulative=true, .subsets=25,75; --y 'n=COUNT'.", read: SeriesParameters.read,
      spell: { declaration in declaration.analyzed.series.flatMap(SeriesParameters.spell) }),
    .option(
      "precision=month", "--precision", in: OptionTable.analyze, at: \.analyzed, "The smallest unit of time slices."),
    .option(
      "periodic=weekday", "--periodic", in: OptionTable.analyze, at: \.analyzed, "The largest unit of time slices."),
    .sets(
      "maxpoints=10", flag: "--maxpoints", "The most rows, after the sort; 0 or nothing: all.",
      read: { value, declaration in
        guard let count = value.bytes.isEmpty ? 0 : Spelling.count(value.text) else {
          return [value.wrong("'maxpoints' needs an integer of at least 0")]
        }
        declaration.analyzed.maximumPoints = count == 0 ? nil : count
        return []
      },
      spell: { declaration in declaration.analyzed.maximumPoints.map { [String($0)] } ?? [] }),
    zone("output_timezone=Europe/Paris", "The zone of time slices; the same as timezone.") { declaration in
      // It says that dates are written, which only analyze does.
      declaration.analyzed = declaration.analyzed
    } spell: { _ in
      []
    },
  ]

  /// A parameter that names the zone; weir has one for all.
  static func zone(
    _ example: String, _ summary: String, besides: @escaping @Sendable (inout PipelineDeclaration) -> Void,
    spell: @escaping @Sendable (PipelineDeclaration) -> [String]
  ) -> PortalParameter {
    let name = String(example.prefix { $0 != "=" })
    return .sets(example, flag: "--timezone", summary) { value, declaration in
      besides(&declaration)
      let before = declaration.clock.timezone
      let option = OptionTable.clock.first { $0.flag == "--timezone" }
      if let problem = option?.read([value.text], &declaration.clock) { return [value.wrong("'\(name)' \(problem)")] }
      if let before, before != value.text {
        return [value.diagnostic(.paramsConflict, "the zone is \(before) already, and weir has one for all dates")]
      }
      return []
    } spell: { declaration in
      spell(declaration)
    }
  }
}

/// `y.NAME.func`, `y.NAME.expr`, `y.NAME.cumulative`, `y.NAME.subsets`: the parts of a series.
enum SeriesParameters {
  static let parts = ["func", "expr", "cumulative", "subsets"]

  @Sendable static func read(_ pair: PortalPair, _ declaration: inout PipelineDeclaration) -> [Diagnostic] {
    let member = pair.text.bytes[pair.memberRange]
    guard let dot = member.lastIndex(of: UInt8(ascii: ".")), dot > member.startIndex else {
      return [
        pair.text[pair.memberRange].diagnostic(
          .paramsUnknown, "a series has a name and a part: y.total.func", notes: ["parts: " + all])
      ]
    }
    let name = pair.text[pair.memberRange.lowerBound..<dot].text
    let part = pair.text[dot + 1..<pair.memberRange.upperBound]
    var analyze = declaration.analyzed
    defer { declaration.analyzed = analyze }
    let index =
      analyze.series.firstIndex { $0.name == name }
      ?? {
        analyze.series.append(SeriesDeclaration(name: name, function: "", place: WrittenPlace(pair.text)))
        return analyze.series.count - 1
      }()
    return set(part, pair.text[pair.valueRange], in: &analyze.series[index])
  }

  private static let all = parts.joined(separator: " ")

  private static func set(_ part: ReadText, _ value: ReadText, in series: inout SeriesDeclaration) -> [Diagnostic] {
    switch part.text {
    case "func":
      series.place = WrittenPlace(value)
      // Whatever is wrong with it, it was said.
      series.function = value.text.uppercased()
      if SeriesWords.named(value.text) != nil { return [] }
      let near = SeriesWords.meant(by: value.text).map { ["did you mean '\($0)'?"] } ?? []
      return [value.wrong("'func' needs one of \(SeriesWords.names.joined(separator: " "))", help: near)]
    case "expr":
      // Clients that know no better send it empty, for COUNT.
      if !value.bytes.isEmpty { series.expression = AnalyzeText(value) }
      return []
    case "cumulative":
      guard value.text == "true" || value.text == "false" else {
        return [value.wrong("'cumulative' needs true or false")]
      }
      series.isCumulative = value.text == "true"
      return []
    case "subsets":
      for range in FormEncoding.items(of: value) {
        guard let subset = SubsetText.parse(value[range].text), !series.subsets.contains(subset) else {
          return [value.wrong("'subsets' needs different numbers from 0 to 100")]
        }
        series.subsets.append(subset)
      }
      return []
    default:
      let near = Suggestion.nearest(to: part.text, in: parts)
      return [
        part.diagnostic(
          .paramsUnknown, "a series has no part '\(part.text)'", label: near.map { "did you mean '\($0)'?" },
          notes: ["parts: " + all])
      ]
    }
  }

  static func spell(_ series: SeriesDeclaration) -> [(member: String, value: String)] {
    var pairs = [(series.name + ".func", series.function)]
    if let expression = series.expression { pairs.append((series.name + ".expr", expression.text.text)) }
    if series.isCumulative { pairs.append((series.name + ".cumulative", "true")) }
    if !series.subsets.isEmpty {
      pairs.append((series.name + ".subsets", series.subsets.map(SubsetText.render).joined(separator: ",")))
    }
    return pairs
  }

  /// What is wrong with series once all their parts are known. A `COUNT` forgets its expression.
  static func settle(_ analyze: inout AnalyzeDeclaration) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for index in analyze.series.indices {
      let series = analyze.series[index]
      guard let place = series.place.texts.first else { continue }
      func wrong(_ code: DiagnosticCode, _ message: String, help: [String] = []) {
        found.append(place.diagnostic(code, message, help: help))
      }
      if series.function.isEmpty {
        wrong(.paramsValue, "'y.\(series.name).func' is missing", help: ["y.\(series.name).func=AVG"])
      }
      if series.name == "x" { wrong(.seriesName, "no series can be named 'x', which is what groups are called") }
      guard let function = SeriesWords.named(series.function) else { continue }
      if !function.needsExpression, series.expression != nil {
        found.append(
          Diagnostic(
            .paramsWithoutEffect, "'y.\(series.name).expr' has no effect: \(function.name) counts records",
            level: .note))
        analyze.series[index].expression = nil
      }
      if function.needsExpression, series.expression == nil {
        wrong(
          .seriesFunction, "\(function.name) needs 'y.\(series.name).expr', COUNT does not",
          help: ["y.\(series.name).expr=population"])
      }
      if function.takesSubsets, series.subsets.isEmpty {
        wrong(.seriesFunction, "\(function.name) needs 'y.\(series.name).subsets'", help: ["subsets=25,50,75"])
      }
      if !function.takesSubsets, !series.subsets.isEmpty {
        wrong(.seriesFunction, "\(function.name) has no subsets, QUANTILES has")
      }
      if function.takesSubsets, series.isCumulative { wrong(.seriesFunction, "quantiles cannot be added up") }
      if let expression = series.expression?.text, function.needsExpression,
        !SeriesText.canHold(expression, withSubsets: function.takesSubsets)
      {
        found.append(expression.diagnostic(.seriesSyntax, "this is no expression: its parentheses do not match"))
      }
    }
    return found
  }
}

extension PipelineDeclaration {
  /// What the only output computes; setting it says that it does.
  var analyzed: AnalyzeDeclaration {
    get { outputs[0].analyze ?? AnalyzeDeclaration() }
    set { outputs[0].analyze = newValue }
  }

  /// Gives an order that was read as that of records to the series, where series are computed.
  package mutating func sortSeries() {
    guard let sort, outputs[0].analyze != nil else { return }
    analyzed.sort += sort.keys
    analyzed.sortPlace = WrittenPlace(sort.place.location, texts: analyzed.sortPlace.texts + sort.place.texts)
    self.sort = nil
  }
}

extension AnalyzeDeclaration {
  /// The order as a portal says it, where what a key orders tells which way a bare name runs there: series descend, parts
  /// of dates ascend, and x as its type says. nil where that is not known.
  var portalSort: String? {
    var texts: [String] = []
    for key in sort {
      guard !key.name.contains(","), key.name.first != "-", key.name.first != " ", key.name.last != " " else {
        return nil
      }
      let isBare: Bool
      switch key.order {
      case .portal: isBare = true
      case .portalReversed: isBare = false
      case .ascending, .descending:
        guard let ascends = ascendsBare(key.name) else { return nil }
        isBare = ascends == (key.order == .ascending)
      }
      texts.append(isBare ? key.name : "-" + key.name)
    }
    return texts.joined(separator: ",")
  }

  private func ascendsBare(_ name: String) -> Bool? {
    if series.contains(where: { $0.name == name }) { return false }
    let part = name.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    return name.contains(".") && (SliceUnits.periods + ["yearday"]).contains(part) ? true : nil
  }
}
