import Formats
public import Pipelines

extension QueryString {
  /// One output of a declaration as a query string.
  public struct Spelling: Sendable, Equatable {
    /// `q=…&rows=…`, empty when nothing is to be said; nil when the output cannot be asked for in this way.
    public var text: String?
    /// What a query string cannot say, in words of flags.
    public var missing: [String]
  }

  /// A query string for each output: reading it gives the same declaration, apart from what it lists as missing.
  public static func render(_ declaration: PipelineDeclaration) -> [Spelling] {
    declaration.outputs.map { output in
      if output.narrowsTwice(declaration) { return Spelling(text: nil, missing: [FlagSpelling.onlyInFiles(output)]) }
      var single = declaration
      single.outputs = [output]
      let pairs = PortalParameters.all.flatMap { parameter -> [String] in
        parameter.pairs(single).map { FormEncoding.write($0.name) + "=" + FormEncoding.write($0.value) }
      }
      return Spelling(text: pairs.joined(separator: "&"), missing: missing(single))
    }
  }

  /// The same as lines for people: what is missing as comments before each query string.
  public static func text(_ declaration: PipelineDeclaration) -> String {
    render(declaration).flatMap { spelling in
      (spelling.missing.isEmpty ? [] : ["# not in a query string: " + spelling.missing.joined(separator: " ")])
        + (spelling.text.map { [$0] } ?? [])
    }.joined(separator: "\n")
  }

  /// Everything that flags or a pipeline file say and a query string does not, in their words.
  private static func missing(_ declaration: PipelineDeclaration) -> [String] {
    var (rest, output) = (declaration, declaration.outputs[0])
    let fields = output.fields ?? declaration.fields
    rest.filter?.queries = []
    output.filter?.queries = []
    output.facets?.fields = []
    output.facets?.sorts.removeAll { $0.column != nil }
    output.analyze?.groups = []
    output.analyze?.series = []
    rest.filter?.facets = FacetConditions()
    output.filter?.facets = FacetConditions()
    rest.filter?.geofilters.removeAll { $0.kind != .within }
    output.filter?.geofilters.removeAll { $0.kind != .within }
    if fields.flatMap(PortalParameters.plainNames) != nil { (rest.fields, output.fields) = (nil, nil) }
    (rest.offset, rest.limit, output.limit) = (nil, nil, nil)
    if PortalParameters.writtenFormat(output).map(PortalParameters.formats.contains) ?? false { output.format = nil }
    var known = Set(PortalParameters.all.compactMap(\.flag))
    // What a portal makes of a bare name depends on the type of the field.
    if declaration.sort != nil, PortalParameters.portalSort(declaration.sort) == nil { known.remove("--sort") }
    if declaration.outputs[0].analyze.map({ $0.portalSort == nil }) ?? false { known.remove("--sort") }
    // Of an output of records it is that of coordinates.
    if output.analyze == nil { known.remove("--precision") }
    let words = FlagSpelling.words(rest, output, besides: known)
    let keys = [
      ("name", declaration.name != nil), ("description", declaration.summary != nil),
      ("expect", declaration.expectations != nil),
    ]
    let said = keys.filter(\.1).map(\.0).joined(separator: ", ")
    return words + (said.isEmpty ? [] : ["(and of the pipeline file: \(said))"])
  }
}
