import Diagnostics
import Formats
import PipelineFiles
import Pipelines
import Records

/// Types the texts of flags, collecting every usage error instead of stopping at the first.
struct FlagReader {
  private(set) var diagnostics: [Diagnostic] = []
  /// Warnings and notes: nothing is wrong.
  var remarks: [Diagnostic] = []

  mutating func wrong(
    _ flag: String, _ message: String, code: DiagnosticCode = .usage, excerpt: Excerpt? = nil, help: [String] = []
  ) {
    diagnostics.append(Diagnostic(code, message, at: Location(context: flag), excerpt: excerpt, help: help))
  }

  mutating func wrong(_ errors: DiagnosticList) { diagnostics += errors.diagnostics }

  /// A value of an enumeration by its raw name.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(_ flag: String, _ text: String?) -> Choice?
  where Choice.RawValue == String {
    guard let text else { return nil }
    if let value = Choice(rawValue: text) { return value }
    notAmong(flag, text, Choice.allCases.map(\.rawValue))
    return nil
  }

  /// One of `names`, or nil for `auto`.
  mutating func name(_ flag: String, _ text: String?, among names: [String], code: DiagnosticCode = .usage) -> String? {
    guard let text, text != "auto" else { return nil }
    if names.contains(text) { return text }
    notAmong(flag, text, names, code: code)
    return nil
  }

  private mutating func notAmong(_ flag: String, _ text: String, _ names: [String], code: DiagnosticCode = .usage) {
    let near = Suggestion.nearest(to: text, in: names).map { ["did you mean '\($0)'?"] } ?? []
    wrong(flag, "\(flag) cannot be '\(text)'", code: code, help: near + ["values: \(names.joined(separator: " "))"])
  }

  mutating func count(_ flag: String, _ text: String?, atLeast minimum: Int) -> Int? {
    guard let text else { return nil }
    if let value = Spelling.count(text, atLeast: minimum) { return value }
    wrong(flag, "\(flag) needs an integer of at least \(minimum), found '\(text)'")
    return nil
  }

  /// What `--max-time` says.
  mutating func time(_ options: TimeOptions) -> Duration? {
    var declaration = PipelineDeclaration(input: InputDeclaration(paths: []))
    set("--max-time", options.time.texts, in: &declaration, OptionTable.limits)
    return declaration.maximumTime
  }

  mutating func jobs(_ text: String?) -> Int? {
    text == "auto" ? nil : count("--jobs", text, atLeast: 1)
  }

  /// Sets an option of a table, when it was said.
  mutating func set<Options>(
    _ flag: String, _ texts: [String], in options: inout Options, _ table: [DeclaredOption<Options>]
  ) {
    guard !texts.isEmpty else { return }
    if let found = OptionTable.setPlaced(flag, texts, in: &options, table) {
      diagnostics += found
      return
    }
    if let problem = OptionTable.set(flag, texts, in: &options, table) {
      wrong(flag, "\(flag) \(problem), found '\(texts.joined(separator: "', '"))'")
    }
  }

  mutating func fields(_ text: String?) -> [FieldSelector]? {
    guard let text else { return nil }
    do throws(FieldItems.Failure) {
      return try FieldItems.parse(text)
    } catch {
      wrong("--fields", error.message, excerpt: Self.excerpt(text, at: error.offset))
      return nil
    }
  }

  /// `lat=a,lon=b`, `point=f`, `point=f,order=lonlat`, `shape=f`.
  mutating func geo(_ text: String?) -> GeoOption? {
    guard let text else { return nil }
    var parts: [String: String] = [:]
    var isWellFormed = true
    for item in (try? FieldItems.parse(text)) ?? [] {
      guard case .rename(let key, let value) = item, parts.updateValue(value, forKey: key) == nil else {
        isWellFormed = false
        break
      }
    }
    let keys = Set(parts.keys)
    if isWellFormed, keys == ["lat", "lon"], let latitude = parts["lat"], let longitude = parts["lon"] {
      return .pair(latitude: latitude, longitude: longitude)
    }
    if isWellFormed, keys == ["shape"], let field = parts["shape"] { return .shape(field: field) }
    if isWellFormed, keys == ["point"], let field = parts["point"] { return .point(field: field, order: nil) }
    if isWellFormed, keys == ["point", "order"], let field = parts["point"],
      let order = CoordinateOrder(rawValue: parts["order"] ?? "")
    {
      return .point(field: field, order: order)
    }
    wrong(
      "--geo", "--geo cannot be '\(text)'",
      help: ["write --geo lat=a,lon=b or --geo point=f or --geo point=f,order=lonlat or --geo shape=f"])
    return nil
  }

  /// `name=value` pairs whose types a pipeline file declares.
  mutating func texts(_ pairs: [String]) -> [String: String] {
    var values: [String: String] = [:]
    for pair in pairs {
      guard let (name, value) = ParameterFlag.split(pair), !name.isEmpty else {
        wrong("-p", "-p needs name=value, found '\(pair)'")
        continue
      }
      if values.updateValue(value, forKey: name) != nil { wrong("-p", "-p gives '\(name)' twice") }
    }
    return values
  }

  /// `name=value` or `name:type=value` pairs of a command line without a file.
  mutating func values(_ pairs: [String]) -> [String: ParameterValue] {
    var values: [String: ParameterValue] = [:]
    for pair in pairs {
      guard let (name, value) = ParameterFlag.parse(pair) else {
        wrong(
          "-p", "-p needs name=value or name:type=value, found '\(pair)'",
          help: ["types: \(ParameterType.allCases.map(\.rawValue).joined(separator: " "))"])
        continue
      }
      if values.updateValue(value, forKey: name) != nil { wrong("-p", "-p gives '\(name)' twice") }
    }
    return values
  }

  private static func excerpt(_ text: String, at offset: Int) -> Excerpt {
    let scalars = Array(text.unicodeScalars)
    func length(_ range: Range<Int>) -> Int { scalars[range].reduce(0) { $0 + UTF8.width($1) } }
    let start = min(offset, scalars.count)
    let end = min(start + 1, scalars.count)
    return Excerpt(text: Array(text.utf8), marked: length(0..<start)..<length(0..<end))
  }
}
