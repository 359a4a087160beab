public import Diagnostics
public import Pipelines

/// The Opendatasoft spelling of a declaration: the query string of the records API v1, alone or in the URL of a portal.
///
///     var declaration = PipelineDeclaration(input: InputDeclaration(paths: ["cities.csv"]))
///     let remarks = try QueryString.apply("q=population+%3E+1000000&fields=name&rows=10", to: &declaration)
///
/// Only what is written changes anything: the API's own defaults (10 rows, `;` between cells) stay on the portal. A
/// parameter is understood or refused, none is accepted and ignored: `PortalParameters` lists them.
public enum QueryString {
  /// Adds what a query string says to a declaration, and returns warnings and notes. Errors are collected: syntax,
  /// unknown parameters, wrong values, wrong queries, each at its place in the text.
  ///
  /// - Parameter flags: the flags that were given beside it (`--limit`); the same thing said twice is an error.
  public static func apply(
    _ text: String, to declaration: inout PipelineDeclaration, besides flags: Set<String> = [],
    origin: Location = Location(context: "--params")
  ) throws(DiagnosticList) -> [Diagnostic] {
    var reading = QueryStringReading(text, origin: origin, flags: flags)
    if declaration.outputs.isEmpty { declaration.outputs = [OutputDeclaration()] }
    reading.read(into: &declaration)
    let found = reading.diagnostics
    if found.contains(where: { $0.level == .error }) { throw DiagnosticList(found.filter { $0.level != .note }) }
    return found
  }
}

/// Reads one query string.
struct QueryStringReading {
  private let written: WrittenText
  private let url: PortalURL
  private let flags: Set<String>
  private(set) var diagnostics: [Diagnostic]
  /// The parameters that were given, by the names of the table.
  private var given: Set<String> = []
  /// The names of families whose members appear once.
  private var members: Set<String> = []

  init(_ text: String, origin: Location, flags: Set<String>) {
    (written, diagnostics) = Credentials.hide(text, origin: origin)
    url = PortalURL(written.bytes)
    self.flags = flags
  }

  mutating func read(into declaration: inout PipelineDeclaration) {
    let service = readPath()
    if let service, !service.isUnderstood { return }
    for pair in FormEncoding.split(written.bytes, url.query) {
      guard let pair = FormEncoding.read(pair, of: written, &diagnostics) else { continue }
      read(pair, into: &declaration)
    }
    if case .series = service, declaration.outputs[0].analyze == nil { declaration.analyzed = AnalyzeDeclaration() }
    if declaration.outputs[0].analyze != nil {
      declaration.sortSeries()
      diagnostics += SeriesParameters.settle(&declaration.analyzed)
    }
    if case .records(_, isPage: true) = service, !given.contains("rows") {
      note("no 'rows': the portal answers with 10 records, weir writes all that match", help: ["rows=10 takes ten"])
    }
  }

  // MARK: Parameters

  private mutating func read(_ pair: FormEncoding.Pair, into declaration: inout PipelineDeclaration) {
    let name = pair.name.text
    guard let parameter = PortalParameters.named(name) else {
      // What looks like a credential was replaced and reported before.
      if !Credentials.isSecret(name) { refuse(pair.name) }
      return
    }
    let isFirst = given.insert(parameter.name).inserted
    let isNew = parameter.membersRepeat || members.insert(name).inserted
    if !isNew || !isFirst && !parameter.mayRepeat {
      diagnostics.append(
        pair.name.diagnostic(.paramsValue, "'\(name)' appears twice", help: ["leave one of them out"]))
    }
    switch parameter.meaning {
    case .credential: break
    case .withoutEffect(let reason): note("'\(name)' has no effect: \(reason)")
    case .later:
      diagnostics.append(
        pair.name.diagnostic(
          .paramsNotSupported, "'\(name)' is not supported in this version",
          notes: ["\(parameter.name): \(parameter.summary)"],
          help: ["leave it out; weir help params lists what is supported"]))
    case .sets(let reading):
      if let flag = parameter.flag, flags.contains(flag), isFirst {
        diagnostics.append(
          pair.name.diagnostic(
            .paramsConflict, "'\(name)' and \(flag) say the same thing", help: ["leave one of them out"]))
      }
      diagnostics += reading.read(pair.value, &declaration)
    case .setsMember(let reading):
      if let flag = parameter.flag, flags.contains(flag), isFirst {
        diagnostics.append(
          pair.name.diagnostic(
            .paramsConflict, "'\(name)' and \(flag) say the same thing", help: ["leave one of them out"]))
      }
      diagnostics += reading.read(PortalPair(pair, whole: pair.whole, family: parameter.name), &declaration)
    }
  }

  private mutating func refuse(_ name: ReadText) {
    if name.bytes.isEmpty {
      diagnostics.append(name.diagnostic(.paramsSyntax, "a value without a name", help: ["write name=value"]))
      return
    }
    let near = Suggestion.nearest(to: name.text, in: PortalParameters.all.map(\.name))
    let isOrder = ["limit", "offset", "where", "select", "order_by", "group_by"].contains(name.text)
    diagnostics.append(
      name.diagnostic(
        .paramsUnknown, "no parameter '\(name.text)'", label: near.map { "did you mean '\($0)'?" },
        notes: isOrder ? ["it belongs to version 2 of the API; these are the parameters of version 1"] : [],
        help: ["weir help params lists them"]))
  }

  private mutating func note(_ message: String, help: [String] = []) {
    diagnostics.append(Diagnostic(.paramsWithoutEffect, message, level: .note, help: help))
  }

  // MARK: URL

  /// Judges what stands around the query.
  private mutating func readPath() -> PortalService? {
    if let scheme = url.foreignScheme {
      report(scheme, .paramsSyntax, "a portal's URL begins with https:// or http://")
    }
    if let fragment = url.fragment, fragment.count > 1 {
      report(
        fragment, .paramsSyntax, "a '#' ends the query of a URL: a browser sends nothing of what follows",
        help: ["%23 writes the character '#': q=day>%23now(days=-1)", "remove it where it means nothing"])
    }
    guard let range = url.path, let path = FormEncoding.read(range, of: written, &diagnostics) else { return nil }
    let service = PortalService(path: path.text)
    switch service {
    case .records(let dataset?, _), .series(let dataset?):
      note("the dataset '\(dataset)' has no effect: the records are those of the input")
    case .records, .series: break
    case .later(let name): report(range, .paramsNotSupported, "\(name) is not supported in this version")
    case .unknown:
      report(
        range, .paramsSyntax, "no URL of records", notes: PortalService.shapes,
        help: ["the query string alone is enough: --params 'q=…&rows=10'"])
    }
    return service
  }

  private mutating func report(
    _ range: Range<Int>, _ code: DiagnosticCode, _ message: String, notes: [String] = [], help: [String] = []
  ) {
    diagnostics.append(written.diagnostic(code, message, at: range, notes: notes, help: help))
  }
}
