import Diagnostics
import Formats
import Records

/// Which columns hold lists or paths: what a schema says, over it what the flags say.
struct FieldStructures: Sendable {
  private var known: [(name: [UInt8], structure: FieldStructure)]
  private let settings: [(flag: String, setting: ColumnSetting)]

  init(_ schema: InputSchema?, _ options: ReadOptions) {
    known = schema?.structures ?? []
    settings =
      options.multivalued.map { ("--multivalued", $0) } + options.hierarchical.map { ("--hierarchical", $0) }
    for setting in options.multivalued { change(setting) { $0.listSeparator = Array(setting.value.utf8) } }
    for setting in options.hierarchical { change(setting) { $0.pathSeparator = Array(setting.value.utf8) } }
  }

  private mutating func change(_ setting: ColumnSetting, _ body: (inout FieldStructure) -> Void) {
    let name = Array((setting.column ?? "").utf8)
    if let place = known.firstIndex(where: { $0.name == name }) { return body(&known[place].structure) }
    var structure = FieldStructure()
    body(&structure)
    known.append((name, structure))
  }

  func of(_ name: [UInt8]) -> FieldStructure { known.first { $0.name == name }?.structure ?? FieldStructure() }

  /// Refuses flags about fields that the input has not.
  func check(_ schema: Schema) throws(DiagnosticList) {
    if schema.isOpen { return }
    let names = schema.fields.map(\.name)
    let unknown = settings.filter { schema.index(of: $0.setting.column ?? "") == nil }.map { flag, setting in
      Diagnostic(
        .unknownField, "no field '\(setting.column ?? "")'", at: Location(context: flag),
        notes: ["fields: " + names.prefix(12).joined(separator: ", ")],
        help: Suggestion.nearest(to: setting.column ?? "", in: names).map { ["did you mean '\($0)'?"] } ?? [])
    }
    if !unknown.isEmpty { throw DiagnosticList(unknown) }
  }
}
