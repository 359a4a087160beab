package import Formats
import Records

extension OptionTable {
  /// Every option of an input that is neither path, format nor geometry.
  package static let read: [DeclaredOption<ReadOptions>] = dialect + values + shape

  private static let dialect: [DeclaredOption<ReadOptions>] = [
    .make(
      "--delimiter", "dialect.delimiter", .character(["auto", "tab", "comma", "semicolon", "pipe"]),
      "auto, a name, or one character; ', ' is a comma with a space after it."
    ) { texts, options in
      guard let text = texts.first, text != "auto" else {
        options.delimiter = nil
        return nil
      }
      let spelled = text.utf8.count == 2 && text.hasSuffix(" ") ? String(text.dropLast()) : text
      guard let byte = Spelling.delimiter(spelled) else {
        return "needs tab, comma, semicolon, pipe or one ASCII character"
      }
      options.delimiter = byte
      options.spaceFollowsDelimiter = spelled != text
      return nil
    } spell: { options in
      options.delimiter.map { [Spelling.renderDelimiter($0) + (options.spaceFollowsDelimiter ? " " : "")] } ?? []
    },
    .make("--quote", "dialect.quote", .character(["auto", "none"]), "The quote character, or none.") { texts, options in
      guard let text = texts.first, text != "auto" else {
        options.quote = nil
        return nil
      }
      guard let byte = Spelling.quote(text) else { return "needs one ASCII character or none" }
      options.quote = byte
      return nil
    } spell: { options in
      options.quote.map { [Spelling.renderQuote($0)] } ?? []
    },
    .make(
      "--escape", "dialect.escape", .text,
      "How a quote stands inside quotes: double, backslash, one character, or none (as it is)."
    ) { texts, options in
      switch texts.first {
      case "double": options.escape = nil
      case "backslash": options.escape = 0x5C
      case let text?:
        guard let byte = Spelling.quote(text) else { return "needs double, backslash, none or one ASCII character" }
        options.escape = byte
      case nil: return "needs double, backslash, none or one ASCII character"
      }
      return nil
    } spell: { options in
      options.escape.map { [$0 == 0x5C ? "backslash" : Spelling.renderQuote($0)] } ?? []
    },
    .make(
      "--header", "dialect.header", .scalar,
      "auto: the first record; none: fields are column_1, column_2 and so on; or the number of header records."
    ) { texts, options in
      switch texts.first {
      case "auto": options.header = .auto
      case "none", "false": options.header = .none
      case "true": options.header = .rows(1)
      case let text?:
        guard let count = Spelling.count(text, atLeast: 1) else { return "needs auto, none or a number of records" }
        options.header = .rows(count)
      case nil: return "needs auto, none or a number of records"
      }
      return nil
    } spell: { options in
      switch options.header {
      case .auto: []
      case .none: ["none"]
      case .rows(let count): [String(count)]
      }
    },
    .choice(
      "--eol", "dialect.eol", \.lineEnds, usual: .auto,
      "cr: a lone carriage return ends a record; lf: it is data; auto: it does where there is no line feed."),
    .make(
      "--skip", "dialect.skip", .integer(atLeast: 0), "Lines before the header that are no records."
    ) { texts, options in
      guard let count = texts.first.flatMap({ Spelling.count($0) }) else { return "needs a number of lines" }
      options.skippedLines = count
      return nil
    } spell: { options in
      options.skippedLines == 0 ? [] : [String(options.skippedLines)]
    },
    .text("--skip-until", "dialect.skip_until", \.skipUntil, "The header is the first line that holds this text."),
    .text("--comment", "dialect.comment", \.comment, "Lines that begin with this text are no records."),
    .make(
      "--ragged", "dialect.ragged", .choice(["fail", "pad", "truncate", "pad,truncate"]),
      "Records of another width: pad short ones with null, truncate long ones (counted)."
    ) { texts, options in
      let words = texts.flatMap { $0.split(separator: ",").map(String.init) }
      guard !words.isEmpty, words.allSatisfy({ ["fail", "pad", "truncate"].contains($0) }) else {
        return "needs fail, pad, truncate or pad,truncate"
      }
      options.padsShortRecords = words.contains("pad")
      options.truncatesLongRecords = words.contains("truncate")
      return nil
    } spell: { options in
      let words = (options.padsShortRecords ? ["pad"] : []) + (options.truncatesLongRecords ? ["truncate"] : [])
      return words.isEmpty ? [] : [words.joined(separator: ",")]
    },
    .choice(
      "--stray-quotes", "dialect.stray_quotes", \.strayQuotes, usual: .fail,
      "A quote where none may stand: fail, or keep it as data."),
    .toggle("--trim", "dialect.trim", \.trimsFields, "White space around unquoted fields belongs to none."),
    .choice("--decimal", "dialect.decimal", \.decimalMark, usual: .point, "The decimal mark of numbers: . or ,"),
  ]

  private static let values: [DeclaredOption<ReadOptions>] = [
    .make(
      "--encoding", "encoding",
      .choice(EncodingOption.allCases.map(\.rawValue) + EncodingOption.labels.keys.sorted()),
      "utf-8 (strict), utf-16, windows-1252 (also latin1), iso-8859-15, or auto."
    ) { texts, options in
      guard let encoding = texts.first.flatMap(EncodingOption.init(label:)) else {
        return "needs one of \(EncodingOption.allCases.map(\.rawValue).joined(separator: " "))"
      }
      options.encoding = encoding
      return nil
    } spell: { options in
      options.encoding == .utf8 ? [] : [options.encoding.rawValue]
    },
    .texts("--null", "null_values", \.nullTexts, "Unquoted texts that mean null, beside the empty one."),
    .choice(
      "--types", "types", \.types, usual: .infer, "Types of CSV columns: infer (verified where used), text, or schema."),
    .settings(
      "--type", "type", \.columnTypes,
      values: ["text", "integer", "number", "boolean", "date", "datetime", "geopoint"],
      "The type of a column: text integer number boolean date datetime geopoint."),
    .settings(
      "--dates", "dates", \.dates, mayBeAlone: true,
      "How dates are spelled: dmy, mdy, ymd or a format such as %d.%m.%Y; of one column with column=."),
    .choice(
      "--on-type-conflict", "on_type_conflict", \.onTypeConflict, usual: .fail,
      "A value contradicts the guessed type: fail, or widen the column to text."),
    .settings(
      "--multivalued", "multivalued", \.multivalued,
      "What stands between the values of a field, for facets: authors=',' counts each author."),
    .settings(
      "--hierarchical", "hierarchical", \.hierarchical,
      "What stands between the levels of a value, for facets: place=/ makes Europe/France a branch of Europe."),
    .text("--schema", "schema", \.schemaPath, "A Table Schema or data package: names, types, constraints."),
  ]

  private static let shape: [DeclaredOption<ReadOptions>] = [
    .text("--root", "root", \.root, "JSON Pointer to the array of records."),
    .choice(
      "--in-layout", "layout", \.layout, usual: .auto,
      "Records of a JSON input: as they stand (plain), or with their fields in 'fields' (ods)."),
    .toggle("--flatten", "flatten", \.flattens, "Members of nested objects become fields a.b."),
    .choice(
      "--columns", "columns", \.columns, usual: .auto,
      "Columns of a flat output: keys of the first MiB (auto), of all records (union), or of the schema."),
    .text("--source-column", "source_column", \.sourceColumn, "Adds a field that holds the name of the input."),
    .make(
      "--geo-order", "geo_order", .choice(CoordinateOrder.allCases.map(\.rawValue)),
      "The order of the two numbers of points: latlon or lonlat."
    ) { texts, options in
      guard let order = texts.first.flatMap(CoordinateOrder.init) else { return "needs latlon or lonlat" }
      options.geoOrder = order
      return nil
    } spell: { options in
      options.geoOrder.map { [$0.rawValue] } ?? []
    },
  ]
}
