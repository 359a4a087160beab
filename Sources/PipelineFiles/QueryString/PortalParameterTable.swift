import Diagnostics
import Formats
import Pipelines
import Records

/// Every parameter that weir knows by name, in the order of help. To understand one more, change its line.
package enum PortalParameters {
  package static let all: [PortalParameter] =
    filters + facetFilters + facets + analyze + shape + output + ignored + credentials + later

  /// The parameter of that name; a whole name wins over a family.
  package static func named(_ name: String) -> PortalParameter? {
    all.first { $0.name == name } ?? all.first { $0.matches(name) }
  }

  private static let filters: [PortalParameter] = [
    .sets(
      "q=population >= 1000000", mayRepeat: true,
      "A query (weir help query); empty matches everything. Several, and -q, must all match.", read: addQuery
    ) { declaration in
      ((declaration.filter?.queries ?? []) + (declaration.outputs[0].filter?.queries ?? [])).map(\.text)
    },
    .sets("q.town=paris", name: "q.*", mayRepeat: true, "The same under any name.", read: addQuery) { _ in [] },
    .geofilter("geofilter.distance=48.85,2.35,1000", .distance),
    .geofilter("geofilter.polygon=(48,2),(48,3),(49,3)", .polygon),
    .geofilter("geofilter.bbox=48.8,2.2,48.9,2.4", .bbox),
  ]

  private static let shape: [PortalParameter] = [
    .sets("fields=name,population", flag: "--fields", "The fields that are written, in this order.", read: setFields) {
      declaration in
      guard let fields = declaration.outputs[0].fields ?? declaration.fields, let names = plainNames(fields) else {
        return []
      }
      return [names.joined(separator: ",")]
    },
    .sets(
      "sort=-population", flag: "--sort", mayRepeat: true,
      "The order: texts ascend, all else descends; -name is the reverse. Also sort=a,-b; x and series.", read: addSort
    ) { declaration in
      let order = declaration.outputs[0].analyze.map(\.portalSort) ?? portalSort(declaration.sort)
      return order.map { $0.isEmpty ? [] : [$0] } ?? []
    },
    .sets(
      "start=20", flag: "--offset", "Records that match and are skipped.",
      read: { value, declaration in
        guard let count = Spelling.count(value.text) else {
          return [value.wrong("'start' needs an integer of at least 0")]
        }
        declaration.offset = count
        return []
      },
      spell: { declaration in declaration.offset.map { [String($0)] } ?? [] }),
    .sets(
      "rows=10", flag: "--limit", "At most this many records; -1 or no rows: all (the API has 10).",
      read: { value, declaration in
        if value.text == "-1" { return [] }
        guard let count = Spelling.count(value.text) else {
          return [value.wrong("'rows' needs an integer of at least 0, or -1 for all")]
        }
        declaration.limit = count
        return []
      },
      spell: { declaration in (declaration.outputs[0].limit ?? declaration.limit).map { [String($0)] } ?? [] }),
  ]

  /// What a portal writes and weir writes, too.
  static let formats = ["csv", "json", "jsonp", "geojson", "geojsonp"]

  private static let output: [PortalParameter] = [
    .sets(
      "format=geojson", flag: "--to", "csv, json, jsonp, geojson or geojsonp.",
      read: { value, declaration in
        guard formats.contains(value.text) else {
          let near = Suggestion.nearest(to: value.text, in: formats).map { ["did you mean '\($0)'?"] } ?? []
          return [
            value.wrong(
              "'format' needs one of \(formats.joined(separator: " "))",
              help: near + ["weir help formats: -t writes others"])
          ]
        }
        declaration.outputs[0].format = value.text
        return []
      },
      spell: { declaration in
        guard let name = writtenFormat(declaration.outputs[0]), formats.contains(name) else { return [] }
        return [name]
      }),
    zone(
      "timezone=Europe/Paris", "The zone of dates that name none, in queries and in data; UTC without it."
    ) { _ in
    } spell: { declaration in
      declaration.clock.timezone.map { [$0] } ?? []
    },
    written("pretty_print=true", "--pretty", "JSON over several lines."),
    written("csv_separator=;", "--out-delimiter", "One ASCII character between the cells of CSV; %09 is a tab."),
    written("callback=show", "--callback", "The function of jsonp and geojsonp."),
    written("use_labels_for_header=true", "--use-labels", "The labels of the schema instead of names."),
  ]

  private static let ignored: [PortalParameter] = [
    .withoutEffect(
      "dataset=trees", "The dataset; the input file is it.", note: "the records are those of the input"),
    .withoutEffect(
      "datasetid=trees", "The old name of dataset.", note: "the records are those of the input"),
    .withoutEffect(
      "lang=fr", "The language of dates and labels on a portal.", note: "weir writes no words in any language"),
  ]

  private static let credentials: [PortalParameter] = [
    .credential("apikey=KEY", "Dropped unseen, with a warning; so are user:password@ and every other token."),
    .credential("access_token=TOKEN", "The same."),
  ]

  private static let later: [PortalParameter] = [
    .later("geofilter.x=1", name: "geofilter.*", "Every other filter on geometry."),
    .later("geo_digest=123", "Records with one geometry."),
    .later("geo_digest.shape=123", name: "geo_digest.*", "The same of one field."),
    .later("dataChart=eyJ...", "The chart of a page that shows one: write its series as x and y."),
    .later("agg.a.func=MIN", name: "agg.*", "Numbers about the series of analyze."),
    .later("join.a.dataset=b", name: "join.*", "Look-ups in another dataset."),
    .later("clusterprecision=9", "The zoom of geo clusters."),
    .later("clusterdistance=50", "The radius of geo clusters."),
    .later("clustermode=polygon", "Clusters or a heat map."),
    .later("shapeprecision=4", "The detail of their outlines."),
    .later("return_polygons=true", "Whether they have outlines."),
    .later("epsg=4326", "The coordinate system of a download."),
  ]

  /// An option of the output.
  private static func written(_ example: String, _ flag: String, _ summary: String) -> PortalParameter {
    .option(example, flag, in: OptionTable.write, at: \.outputs[0].options, summary)
  }

  // MARK: Reading

  @Sendable private static func addQuery(_ value: ReadText, _ declaration: inout PipelineDeclaration) -> [Diagnostic] {
    let query = QueryDeclaration(value.text, place: WrittenPlace(value))
    var filter = declaration.filter ?? FilterDeclaration(queries: [])
    filter.queries.append(query)
    declaration.filter = filter
    do throws(DiagnosticList) {
      _ = try FilterDeclaration(queries: [query], parameters: filter.parameters).parsed()
      return []
    } catch {
      return error.diagnostics
    }
  }

  /// Names between commas, spaces around them allowed. They are names only: no renames and no wildcards.
  @Sendable private static func setFields(
    _ value: ReadText, _ declaration: inout PipelineDeclaration
  ) -> [Diagnostic] {
    if value.bytes.isEmpty { return [value.wrong("'fields' needs names of fields")] }
    var found: [Diagnostic] = []
    var fields: [FieldSelector] = []
    var texts: [ReadText] = []
    for range in FormEncoding.items(of: value) {
      let name = value[range]
      if range.isEmpty {
        found.append(name.diagnostic(.paramsValue, "a field name is missing here"))
      } else if name.bytes.contains(UInt8(ascii: "*")) {
        found.append(
          name.diagnostic(
            .paramsValue, "'fields' has no wildcards, found '\(name.text)'",
            help: ["--fields \(FlagSpelling.quoted(name.text)) takes every field of that pattern"]))
      }
      fields.append(.include(name.text))
      texts.append(name)
    }
    declaration.fields = fields
    declaration.fieldsPlace = WrittenPlace(value.written.origin, texts: texts)
    return found
  }

  /// Names between commas, a `-` before those that run the other way.
  @Sendable private static func addSort(
    _ value: ReadText, _ declaration: inout PipelineDeclaration
  ) -> [Diagnostic] {
    if value.bytes.isEmpty { return [value.wrong("'sort' needs names of fields")] }
    var found: [Diagnostic] = []
    var sort = declaration.sort ?? SortDeclaration([], place: WrittenPlace(value.written.origin))
    for range in FormEncoding.items(of: value) {
      let isReversed = value[range].bytes.first == UInt8(ascii: "-")
      let name = value[range.lowerBound + (isReversed ? 1 : 0)..<range.upperBound]
      if name.bytes.isEmpty {
        found.append(value[range].diagnostic(.paramsValue, "a field name is missing here"))
      } else if sort.keys.contains(where: { $0.name == name.text }) {
        found.append(name.diagnostic(.paramsValue, "'sort' names '\(name.text)' twice"))
      }
      sort.keys.append(SortKey(name.text, isReversed ? .portalReversed : .portal))
      sort.place.texts.append(name)
    }
    declaration.sort = sort
    return found
  }

  // MARK: Writing

  /// An order as a portal says it; nil where it depends on types, or a name cannot stand in the list.
  static func portalSort(_ sort: SortDeclaration?) -> String? {
    guard let sort, plainNames(sort.keys.map { .include($0.name) }) != nil else { return nil }
    var texts: [String] = []
    for key in sort.keys {
      switch key.order {
      case .portal where key.name.first != "-": texts.append(key.name)
      case .portalReversed: texts.append("-" + key.name)
      case .portal, .ascending, .descending: return nil
      }
    }
    return texts.joined(separator: ",")
  }

  /// The names of a list that takes plain names only.
  static func plainNames(_ fields: [FieldSelector]) -> [String]? {
    if fields.isEmpty { return nil }
    var names: [String] = []
    for field in fields {
      guard case .include(let name) = field, !name.isEmpty, !name.contains(","), !name.contains("*"),
        name.first != " ", name.last != " "
      else { return nil }
      names.append(name)
    }
    return names
  }

  /// The format of an output as far as it is said: by `-t`, or by the extension of its path.
  static func writtenFormat(_ output: OutputDeclaration) -> String? {
    output.format ?? FormatRegistry.format(forPath: output.path)?.name
  }
}
