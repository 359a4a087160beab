import ArgumentParser

/// Which records come in, and how they are written there.
struct InputOptions: ParsableArguments {
  @Argument(help: "Files or quoted globs; @list: a file of paths; - or nothing: standard input.")
  var paths: [String] = []

  @Option(
    name: [.customShort("f"), .customLong("from")], parsing: .unconditional,
    help: ArgumentHelp("Input format; auto: from the extension, then the content.", valueName: "format"))
  var from: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Of the input: auto, none, gzip.", valueName: "codec"))
  var decompress: String?

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: ArgumentHelp("utf-8, utf-16, windows-1252 (latin1), iso-8859-15 or auto.", valueName: "name"))
  var encoding: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("JSON Pointer to the records: /data/items.", valueName: "pointer"))
  var root: String?

  @Option(
    name: .customLong("in-layout"), parsing: .unconditional,
    help: ArgumentHelp(
      "Of JSON records: auto, plain (as they stand), ods (an Opendatasoft export).", valueName: "layout"))
  var inLayout: String?

  @Flag(help: "Members of nested JSON objects become fields a.b.")
  var flatten = false

  @Option(
    name: .customLong("columns"), parsing: .unconditional,
    help: ArgumentHelp("Of a flat output: auto (keys of the first MiB), union (of all), schema.", valueName: "how"))
  var columns: String?

  @Option(
    name: .customLong("source-column"), parsing: .unconditional,
    help: ArgumentHelp("Adds a field that holds the name of the input.", valueName: "name"))
  var sourceColumn: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("'lat=a,lon=b', 'point=f[,order=lonlat]' or 'shape=f'.", valueName: "fields"))
  var geo: String?

  @Option(
    name: .customLong("geo-order"), parsing: .unconditional,
    help: ArgumentHelp("The order in points: latlon or lonlat.", valueName: "order"))
  var geoOrder: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Reads one part of the file, which weir shards planned: plan.jsonl#3.", valueName: "spec"))
  var shard: String?

  /// The options of the table that were said, in no particular order.
  var said: [(flag: String, texts: [String])] {
    [
      ("--encoding", encoding.texts), ("--root", root.texts), ("--in-layout", inLayout.texts),
      ("--flatten", flatten.texts),
      ("--columns", columns.texts), ("--source-column", sourceColumn.texts), ("--geo-order", geoOrder.texts),
    ]
  }
}

/// How delimited text is written in the input.
struct DialectOptions: ParsableArguments {
  @Option(
    name: [.customShort("d"), .customLong("delimiter")], parsing: .unconditional,
    help: ArgumentHelp("auto, tab, comma, semicolon, pipe, or one character; ', ' too.", valueName: "char"))
  var delimiter: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("The quote character, or none.", valueName: "char"))
  var quote: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("A quote inside quotes: double, backslash, a character, or none.", valueName: "how"))
  var escape: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("auto, none, or the number of header records.", valueName: "rows"))
  var header: String?

  @Flag(
    name: [.customShort("n"), .customLong("no-headers")],
    help: "The first record is data; fields are column_1, column_2 and so on."
  )
  var noHeaders = false

  @Option(
    parsing: .unconditional, help: ArgumentHelp("auto, lf (LF and CRLF), or cr: a lone CR, too.", valueName: "eol"))
  var eol: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Lines before the header.", valueName: "n"))
  var skip: String?

  @Option(
    name: .customLong("skip-until"), parsing: .unconditional,
    help: ArgumentHelp("The header is the first line with this text.", valueName: "text"))
  var skipUntil: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Lines that begin so are no records.", valueName: "text"))
  var comment: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Records of another width: fail, pad, truncate, or pad,truncate.", valueName: "how"))
  var ragged: String?

  @Option(
    name: .customLong("stray-quotes"), parsing: .unconditional,
    help: ArgumentHelp("A quote where none may stand: fail, or keep it as data.", valueName: "how"))
  var strayQuotes: String?

  @Flag(help: "White space around unquoted fields belongs to none.")
  var trim = false

  var said: [(flag: String, texts: [String])] {
    [
      ("--delimiter", delimiter.texts), ("--quote", quote.texts), ("--escape", escape.texts),
      ("--header", noHeaders ? ["none"] : header.texts), ("--eol", eol.texts), ("--skip", skip.texts),
      ("--skip-until", skipUntil.texts), ("--comment", comment.texts), ("--ragged", ragged.texts),
      ("--stray-quotes", strayQuotes.texts), ("--trim", trim.texts),
    ]
  }
}

/// What the values of delimited text mean.
struct TypeOptions: ParsableArguments {
  @Option(
    name: .customLong("types"), parsing: .unconditional,
    help: ArgumentHelp("infer (guessed, verified where used), text, or schema.", valueName: "how"))
  var types: String?

  @Option(
    name: .customLong("type"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "code=text: text integer number boolean date datetime geopoint; may be repeated.", valueName: "field=type"))
  var type: [String] = []

  @Option(
    name: .customLong("dates"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("dmy, mdy, ymd or %d.%m.%Y; of one field: born=dmy; may be repeated.", valueName: "format"))
  var dates: [String] = []

  @Option(
    name: .customLong("on-type-conflict"), parsing: .unconditional,
    help: ArgumentHelp("A value contradicts the guess: fail, or widen the column to text.", valueName: "how"))
  var onTypeConflict: String?

  @Option(
    name: .customLong("null"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("An unquoted text that means null; may be repeated.", valueName: "text"))
  var null: [String] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("The decimal mark of numbers: . or ,", valueName: "mark"))
  var decimal: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Values of a field stand between these: authors=, ; may be repeated.", valueName: "field=text"))
  var multivalued: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("So do levels of a value: place=/ ; may be repeated.", valueName: "field=text"))
  var hierarchical: [String] = []

  var said: [(flag: String, texts: [String])] {
    [
      ("--types", types.texts), ("--type", type), ("--dates", dates), ("--on-type-conflict", onTypeConflict.texts),
      ("--null", null), ("--decimal", decimal.texts), ("--multivalued", multivalued), ("--hierarchical", hierarchical),
    ]
  }
}

/// Types, names and constraints that somebody wrote down. `inspect` has a flag of the same name that writes one.
struct SchemaOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("A Table Schema or datapackage.json.", valueName: "file"))
  var schema: String?

  var said: [(flag: String, texts: [String])] { [("--schema", schema.texts)] }
}

extension String? {
  /// What an option table reads: one text, or none when the flag was not given.
  var texts: [String] { map { [$0] } ?? [] }
}

extension Bool {
  /// A flag without value that was given; the table knows which text it stands for.
  var texts: [String] { self ? [""] : [] }
}
