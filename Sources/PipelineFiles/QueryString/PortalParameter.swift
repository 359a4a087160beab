import Diagnostics
import Pipelines

/// One parameter of the Opendatasoft records API v1: what `--params` makes of it. The list is `PortalParameters.all`;
/// parser, renderer, `weir help params`, the article and "did you mean" read it.
package struct PortalParameter: Sendable {
  /// `q`; a family ends in a star: `q.*`, `refine.*`.
  package let name: String
  /// A pair that shows it: `rows=10`.
  package let example: String
  /// The flag that says the same: giving both is a conflict. nil: there is none, or both are kept.
  package let flag: String?
  package let summary: String
  package let meaning: Meaning
  /// Every value counts; false: twice is an error.
  package let mayRepeat: Bool
  /// The same of each member of a family.
  package var membersRepeat = true

  package enum Meaning: Sendable {
    /// Says something about the declaration.
    case sets(Reading)
    /// The same for a family: the name goes on behind the stem.
    case setsMember(FamilyReading)
    /// Says nothing about one local file; the text is the note.
    case withoutEffect(String)
    /// A later version will understand it.
    case later
    /// Dropped unseen, with a warning.
    case credential
  }

  /// Reads a value into a declaration and returns what is wrong with it; `spell` gives the values that say the same.
  /// Both are given declarations of one output.
  package struct Reading: Sendable {
    let read: @Sendable (ReadText, inout PipelineDeclaration) -> [Diagnostic]
    let spell: @Sendable (PipelineDeclaration) -> [String]
  }

  /// Reads a member of a family, `refine.country_code=FR`. `read` is given the whole pair, where its member and its value
  /// stand in it; `spell` gives members and values.
  package struct FamilyReading: Sendable {
    let read: @Sendable (PortalPair, inout PipelineDeclaration) -> [Diagnostic]
    let spell: @Sendable (PipelineDeclaration) -> [(member: String, value: String)]
  }

  /// The name before the star of a family.
  private var stem: Substring? { name.hasSuffix("*") ? name.dropLast() : nil }

  package func matches(_ text: String) -> Bool {
    guard let stem else { return text == name }
    return text.hasPrefix(stem) && text.utf8.count > stem.utf8.count
  }
}

extension PortalParameter {
  static func sets(
    _ example: String, name: String? = nil, flag: String? = nil, mayRepeat: Bool = false, _ summary: String,
    read: @escaping @Sendable (ReadText, inout PipelineDeclaration) -> [Diagnostic],
    spell: @escaping @Sendable (PipelineDeclaration) -> [String]
  ) -> PortalParameter {
    PortalParameter(
      name: name ?? Self.name(in: example), example: example, flag: flag, summary: summary,
      meaning: .sets(Reading(read: read, spell: spell)), mayRepeat: mayRepeat)
  }

  static func member(
    _ example: String, name: String, flag: String? = nil, membersRepeat: Bool = true, _ summary: String,
    read: @escaping @Sendable (PortalPair, inout PipelineDeclaration) -> [Diagnostic],
    spell: @escaping @Sendable (PipelineDeclaration) -> [(member: String, value: String)]
  ) -> PortalParameter {
    PortalParameter(
      name: name, example: example, flag: flag, summary: summary,
      meaning: .setsMember(FamilyReading(read: read, spell: spell)), mayRepeat: true, membersRepeat: membersRepeat)
  }

  /// What a declaration says, as pairs that are not escaped yet.
  func pairs(_ declaration: PipelineDeclaration) -> [(name: String, value: String)] {
    switch meaning {
    case .sets(let reading): reading.spell(declaration).map { (name, $0) }
    case .setsMember(let reading): reading.spell(declaration).map { (name.dropLast() + $0.member, $0.value) }
    case .withoutEffect, .later, .credential: []
    }
  }

  /// Sets the option of a table that this flag sets. `path` leads to the options in a declaration of one output.
  static func option<Options>(
    _ example: String, _ flag: String, in table: [DeclaredOption<Options>],
    at path: any WritableKeyPath<PipelineDeclaration, Options> & Sendable, _ summary: String
  ) -> PortalParameter {
    let option = table.first { $0.flag == flag }
    return sets(example, flag: flag, summary) { value, declaration in
      // A switch may stand alone: pretty_print, pretty_print=true.
      let text = value.bytes.isEmpty && option?.switchText != nil ? "true" : value.text
      guard let problem = option?.read([text], &declaration[keyPath: path]) else { return [] }
      return [value.wrong("'\(Self.name(in: example))' \(problem)")]
    } spell: { declaration in
      // A tab has a name as a flag; here it is the character itself.
      option?.spell(declaration[keyPath: path]).map { $0 == "tab" ? "\t" : $0 } ?? []
    }
  }

  /// A filter by place; its summary is that of the flag.
  static func geofilter(_ example: String, _ kind: GeofilterDeclaration.Kind) -> PortalParameter {
    let option = OptionTable.geofilters.first { $0.name == kind.rawValue }
    return sets(example, mayRepeat: true, (option?.help ?? "") + " Several must all match.") { value, declaration in
      let geofilter = GeofilterDeclaration(kind, value.text, place: WrittenPlace(value))
      var filter = declaration.filter ?? FilterDeclaration(queries: [])
      filter.add(geofilter)
      declaration.filter = filter
      do throws(DiagnosticList) {
        try geofilter.check()
        return []
      } catch {
        return error.diagnostics
      }
    } spell: { declaration in
      [declaration.filter, declaration.outputs[0].filter].flatMap { $0.map { option?.spell($0) ?? [] } ?? [] }
    }
  }

  static func withoutEffect(_ example: String, _ summary: String, note: String) -> PortalParameter {
    PortalParameter(
      name: name(in: example), example: example, flag: nil, summary: summary, meaning: .withoutEffect(note),
      mayRepeat: false)
  }

  static func later(_ example: String, name: String? = nil, _ summary: String) -> PortalParameter {
    PortalParameter(
      name: name ?? Self.name(in: example), example: example, flag: nil, summary: summary, meaning: .later,
      mayRepeat: true)
  }

  static func credential(_ example: String, _ summary: String) -> PortalParameter {
    PortalParameter(
      name: name(in: example), example: example, flag: nil, summary: summary, meaning: .credential, mayRepeat: true)
  }

  private static func name(in example: String) -> String { String(example.prefix { $0 != "=" }) }
}

/// A pair of a family as it was read: `refine.country_code=FR`.
struct PortalPair {
  var text: ReadText
  /// `country_code` in it.
  var memberRange: Range<Int>
  var valueRange: Range<Int>

  var member: String { text[memberRange].text }
  var value: String { text[valueRange].text }

  /// `name` ends in a star.
  init(_ pair: FormEncoding.Pair, whole: ReadText, family name: String) {
    text = whole
    let end = pair.name.bytes.count
    memberRange = name.utf8.count - 1..<end
    valueRange = min(end + 1, whole.bytes.count)..<whole.bytes.count
  }

  var condition: FacetCondition {
    FacetCondition(field: member, value: value, text: text, fieldRange: memberRange, valueRange: valueRange)
  }
}

extension ReadText {
  /// An error about this value.
  func wrong(_ problem: String, help: [String] = []) -> Diagnostic {
    diagnostic(
      .paramsValue, problem + (bytes.isEmpty ? ", found nothing" : ", found '\(text)'"),
      help: bytes.isEmpty ? ["leave the parameter out"] : help)
  }
}
