import Diagnostics
import Formats
import PipelineFiles
import Query

/// What `weir help TOPIC` explains.
enum HelpTopic: String, CaseIterable {
  case query, sort, functions, series, params, formats, types, lossless, errors, schema
  case exitCodes = "exit-codes"
  case tableSchema = "table-schema"
  case checks

  var text: String {
    switch self {
    case .query: Self.queryText + "\n" + QueryHelp.text
    case .sort: Self.sortText
    case .functions: QueryHelp.functionsText
    case .series: SeriesHelp.text
    case .params: ParamsHelp.text
    case .formats: Self.formatsText
    case .types: Self.typesText
    case .lossless: Self.losslessText
    case .errors: Self.errorsText
    case .schema: PipelineSchema.json
    case .exitCodes: Self.exitCodesText
    case .tableSchema: Self.tableSchemaText
    case .checks: Self.checksText
    }
  }

  private static let queryText = """
    The query language of -q and filter.q

      paris                      a word that begins so, in any field; case and accents do not matter
      "mont blanc"               these words in this order
      country_code:FR            a field matches (also country_code=FR)
      population >= 100000       > < >= <= compare a number with a number, else a text with a text
      population:[1000 TO 5000]  from and to, both included
      day <= 2016/09             dates: a year, a month or a day stands for the whole of it
      a AND b   a OR b   NOT a   NOT binds tighter than AND, AND tighter than OR; a b means a AND b
      (a OR b) AND c             parentheses
      ${name}                    a parameter of the pipeline file or of -p; its text is a value, never syntax

    A name that the header does not have is an error before anything is written.

    examples
      weir convert Samples/cities.csv -q 'population >= 10000000 AND NOT country_code:CN'
      weir convert Samples/cities.csv -q 'sao OR zurich' --fields name,country_code
      weir convert Samples/trees.geojson -q 'genus:Tilia' -t jsonl --no-geometry

    """

  private static let sortText = """
    The order of the records: --sort and sort

      population                 from the lowest to the highest, whatever the type
      population:desc            from the highest to the lowest (population:asc is the bare name)
      country_code,population    where the first is equal, the second decides; then the order of the input
      "a,b":desc                 a name with a comma, a quote, a dash in front or an order at its end
      population:ods             what sort=population means on a portal: texts ascend, all else descends
      population:ods-reversed    the same of sort=-population

    Numbers compare exactly, dates as instants (--timezone), texts without case and accents and then by their bytes. Records
    without a value come last in both directions. --sort comes after the filter and before --offset, --limit and --fields.

    What does not fit into --max-memory (32MiB) goes to temporary files in --tmpdir (TMPDIR, else /tmp). With --limit only the
    first records are held.

    examples
      weir convert Samples/cities.csv --sort population:desc --limit 10
      weir convert Samples/cities.csv --sort country_code,population:desc --max-memory 1MiB -t jsonl
      weir convert Samples/cities.csv --params 'sort=-name&rows=3'

    """

  private static let tableSchemaText = """
    Table Schema and data packages: --schema and input.schema

      --schema FILE       a Table Schema (frictionlessdata.io) or a datapackage.json; its types and constraints are
                          checked on every record, and it wins over guesses
      --types schema      a column that the schema does not know is text
      --columns schema    CSV has exactly the schema's fields, in its order
      --use-labels        CSV headers and JSON keys are the schema's titles

      fields       string number integer boolean object array date datetime time year yearmonth duration
                   geopoint (lon, lat) geojson any; of portals: text int double geo_point_2d (lat,lon) geo_shape
      spelling     decimalChar groupChar bareNumber trueValues falseValues missingValues, format with %d/%m/%Y
      constraints  required unique minLength maxLength minimum maximum enum pattern; primaryKey

    A header may hold the titles of the fields instead of their names. What weir does not check, -v says.

    examples
      weir convert Samples/cities.csv --schema Samples/cities.schema.json -t jsonl --limit 3
      weir convert Samples/cities.csv --schema Samples/cities.schema.json --use-labels -t csv -D ';' --limit 3

    """

  private static let checksText = """
    A gate in CI: check, expect and tests

      check FILE --schema S      reads every record and reports everything that is wrong; writes no data
      check PIPELINE             the same for what a pipeline file reads, filters and writes, and its 'expect'
      test PIPELINE              runs the examples under 'tests' of a pipeline file

    reports (--report KIND or KIND=FILE, may be repeated)
      text json github sarif junit markdown; github also writes the step summary

    expect: {rows: '>= 1000', unique: [id], fields: {code: {pattern: '[A-Z]{2}', required: true}}}
      conditions on the records that pass; run publishes nothing when they do not hold, exit 1

    tests: [{name: …, input: text, output: text or records, rejects: [{record: 2, code: V007}], counts: {read: 3}}]

    --write-baseline FILE keeps today's findings, --baseline FILE tolerates them and fails on new ones. A finding is known
    by its code, its field and the bytes of its record, not by its line.

    exit codes of check: 0 clean, 1 findings, 6 more than --max-errors; of test: 0 passed, 1 failed

    examples
      weir check Samples/cities.csv --schema Samples/cities.schema.json
      weir check Pipelines/sensors.weir.yaml --report markdown
      weir test Pipelines/sensors.weir.yaml

    """

  private static let typesText = """
    Types of CSV and TSV columns

      integer number boolean date datetime geopoint text

    A column has the kind that every value in the first 1 MiB has: a hypothesis. 007, +5 and 1e3 are text, dates are ISO
    or YYYY/MM/DD, booleans are true and false only, and a column that is quoted throughout is text. The guess is verified
    wherever it is used: on every value that leaves as a JSON number or boolean, and on every record where a comparison
    rests on it. A value that contradicts it is error V007, which says what settles it:

      --type code=text           declares a column: checked on every record; may be repeated
      --types text               every column is text
      --dates dmy                dates with the day first (mdy, ymd); --dates born=%d.%m.%Y for one column
      --decimal ,                numbers with a decimal comma
      --on-type-conflict widen   the column becomes text for the whole input instead

    examples
      weir convert Samples/cities.csv -t jsonl --type population=text --limit 2
      weir convert Samples/cities.csv -q 'population > 9000000' --type population=integer --fields name

    """

  private static let losslessText = """
    What leaves as it was read

    A field that nobody computes on keeps its spelling: digits, quotes, member order, foreign members. What a format or an
    option changes is counted (-v shows it), and an error with --assert-lossless. The flags that matter:

      --winding keep             polygon rings as they are, not as RFC 7946 wants them
      --precision 6              coordinates with at most six decimals, rounded half to even
      --antimeridian cut         geometry over longitude 180 in two parts
      --bbox                     a box in each GeoJSON feature
      --geo-order latlon         a point is '48.85,2.35'; lonlat: '2.35,48.85'
      --out-eol crlf, --bom      line ends and byte-order mark of CSV
      --preset excel-eu          semicolons, byte-order mark, CRLF, decimal comma
      --null-text NULL           a text for null; a text that equals it is quoted
      --formula-guard prefix     an apostrophe before text that a spreadsheet would run; reject: an error
      --layout ods               the csv, json or geojson download of an Opendatasoft portal

    examples
      weir convert Samples/cities.csv --assert-lossless
      weir convert Samples/trees.geojson --winding keep --precision 5 -v
      weir convert Samples/cities.csv --preset excel-eu --formula-guard prefix
      weir convert Samples/trees.geojson --layout ods -t geojson

    """

  private static var formatsText: String {
    var text = "formats\n"
    for format in FormatRegistry.all {
      let direction = format.canRead && format.canWrite ? "read, written" : format.canRead ? "read" : "written"
      let names = ([format.name] + format.aliases).joined(separator: ", ")
      let extensions = format.extensions.map { "." + $0 }.joined(separator: " ")
      text += "  \(padded(names, 15)) \(padded(direction, 14)) \(padded(extensions, 15)) \(format.summary)\n"
    }
    return text + """

      The format comes from -f or -t, else from the extension (before .gz), else from the content of the input.
      gzip is found by its first bytes; an output is compressed when its name ends in .gz or with --compress gzip.
      What another program compressed is refused by its name, with the command to put in front of weir.

      encodings (-e)
        utf-8          strict, the usual: an invalid byte is an error that says in which encodings it would be text
        windows-1252   also latin1, iso-8859-1, cp1252
        iso-8859-15    also latin9
        utf-16         byte order by the mark, else by the zero bytes; or utf-16le, utf-16be
        auto           one of a byte-order mark, UTF-8, UTF-16, windows-1252; -v says why; verified on every byte

      """
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static let exitCodesText = """
    exit codes
      0    done; records that --on-error left out are reported
      1    done, and the answer is no: check has findings, verify found a difference, a test or an expectation failed
      2    the command line is wrong
      3    a query, a pipeline file or a schema is wrong
      4    an input is missing, unreadable or not what its format says
      5    an output could not be written
      6    more wrong records than --max-errors: no output, only the rejects file;
           or repaired records that replay cannot put back
      7    a limit was reached (the error names its flag)
      70   a bug in weir
      141  the reader of the output went away (| head): a quiet end by SIGPIPE

    """

  private static var errorsText: String {
    let areas: [(letter: Character, title: String)] = [
      ("U", "command line"), ("N", "series and their expressions"), ("M", "parts of answers"), ("C", "CSV and TSV"),
      ("J", "JSON"), ("G", "GeoJSON and geometry"), ("E", "encoding"),
      ("V", "values"), ("Q", "query and fields"), ("A", "Opendatasoft query strings"), ("P", "pipeline files"),
      ("K", "expectations of a pipeline file"),
      ("S", "schema files"), ("M", "parts and shards"), ("B", "baselines"),
      ("I", "files"), ("L", "limits"), ("R", "rejected records"), ("X", "weir"),
    ]
    var text = "error codes (stable; the exit code follows each)\n"
    for area in areas {
      text += "\n  \(area.title)\n"
      for code in DiagnosticCode.allCases where code.rawValue.first == area.letter {
        text += "    \(code.rawValue)  exit \(code.exitCode)  \(code.words)\n"
      }
    }
    return text + "\n--errors json prints one object a line, with the same codes.\n"
  }
}
