public import Records

/// How to read an input, as far as the user said. Everything else is settled by the probe.
///
/// Every option is one entry of the option table (flag, key of the pipeline file, help); here is only what it means.
public struct ReadOptions: Sendable, Equatable {
  // MARK: Delimited text

  /// nil: automatic.
  public var delimiter: UInt8?
  /// A space may follow each delimiter (`-d ', '`): it belongs to no field.
  public var spaceFollowsDelimiter = false
  /// nil: automatic (`"`); 0: no quoting.
  public var quote: UInt8?
  /// Escapes the next byte inside quotes; nil: a quote is doubled; 0: nothing is escaped, and a quote closes only before a
  /// delimiter or line end.
  public var escape: UInt8?
  public var header = HeaderOption.auto
  public var lineEnds = LineEndOption.auto
  /// Physical lines before the header that are no records.
  public var skippedLines = 0
  /// The first line that holds this text is the header (or the first record); lines before it are no records.
  public var skipUntil: String?
  /// Lines that begin with this text are no records.
  public var comment: String?
  /// Records with too few fields get null ones.
  public var padsShortRecords = false
  /// Records with too many fields lose the last ones, each counted.
  public var truncatesLongRecords = false
  /// What a quote inside an unquoted field, or text after a closing quote, is.
  public var strayQuotes = StrayQuotes.fail
  /// White space around unquoted fields belongs to no field.
  public var trimsFields = false

  // MARK: Text and values

  public var encoding = EncodingOption.utf8
  /// Unquoted texts that mean null, beside the empty one.
  public var nullTexts: [String] = []
  /// What stands between whole part and fraction of the numbers.
  public var decimalMark = ASCIIMark.point
  public var types = TypeMode.infer
  /// `--type code=text`: types of single columns, stronger than every guess and than a schema.
  public var columnTypes: [ColumnSetting] = []
  /// `--dates dmy`, `--dates born=%d.%m.%Y`: how dates are spelled; a setting without column is for all.
  public var dates: [ColumnSetting] = []
  public var onTypeConflict = TypeConflictPolicy.fail
  /// `--multivalued authors=,`: what stands between the values of a field, for facets.
  public var multivalued: [ColumnSetting] = []
  /// `--hierarchical place=/`: what stands between the levels of a value.
  public var hierarchical: [ColumnSetting] = []
  /// Path of a Table Schema or data package, from `InputDeclaration.baseDirectory`.
  public var schemaPath: String?
  /// The schema's names, once it is read: nobody declares this, whoever opens the input fills it in.
  package var declaredNames: [DeclaredName] = []

  // MARK: JSON

  /// JSON Pointer to the array of records.
  public var root: String?
  /// Members of nested objects become columns `a.b`.
  public var flattens = false
  /// Whose layout the records of a JSON input have.
  public var layout = InputLayout.auto

  // MARK: Columns, geometry, limits

  public var columns = ColumnPolicy.auto
  /// Name of a column to add that holds the name of the input file.
  public var sourceColumn: String?
  public var geo: GeoOption?
  /// The order in point fields that do not say theirs.
  public var geoOrder: CoordinateOrder?
  public var maximumDepth = 512
  public var maximumRecordBytes = 16 << 20
  public var maximumFields = 65_536
  /// Longest quoted field of delimited text in bytes; nil: as long as a record may be.
  public var maximumFieldBytes: Int?
  /// Most lines of a quoted field: a quote that is never closed is found before it has swallowed the file.
  public var maximumFieldLines = 10_000
  /// Set by the run: what happens to records that are wrong.
  public var onError = ErrorPolicy.fail

  public init() {}

  public var escapesWithBackslash: Bool {
    get { escape == 0x5C }
    set { escape = newValue ? 0x5C : nil }
  }
  /// A lone carriage return ends a record.
  public var endsLinesWithCR: Bool {
    get { lineEnds == .cr }
    set { lineEnds = newValue ? .cr : .auto }
  }
  public var hasHeader: Bool {
    get { header != .none }
    set { header = newValue ? .auto : .none }
  }
}

/// Where the names of the columns are.
public enum HeaderOption: Sendable, Equatable {
  /// The first record; evidence that it is data stops the run.
  case auto
  /// The first record is data.
  case none
  /// The first records, whose texts are joined with a space; 1 never asks for evidence.
  case rows(Int)
}

/// What ends a physical line of delimited text. LF and CRLF always do.
public enum LineEndOption: String, Sendable, CaseIterable {
  /// A lone carriage return too, where the first bytes hold some and not one line feed.
  case auto
  /// A lone carriage return is data.
  case lf
  /// A lone carriage return too.
  case cr
}

/// What becomes of a quote where RFC 4180 allows none.
public enum StrayQuotes: String, Sendable, CaseIterable {
  case fail
  /// It is data: an unquoted field holds it, a quoted field goes on to the quote that a delimiter or line end follows.
  case keep
}

/// How the bytes of an input spell text (names of the WHATWG Encoding Standard).
public enum EncodingOption: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  /// Byte-order mark, UTF-8, UTF-16 or windows-1252, whichever the first bytes prove.
  case auto
  /// The byte order by the byte-order mark, else by where the zero bytes are, else little-endian.
  case utf16 = "utf-16"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case windows1252 = "windows-1252"
  case iso885915 = "iso-8859-15"

  /// Other names, as the WHATWG Encoding Standard has them: what calls itself iso-8859-1 is windows-1252.
  public static let labels: [String: EncodingOption] = [
    "utf8": .utf8, "utf16": .utf16, "cp1252": .windows1252, "latin1": .windows1252, "iso-8859-1": .windows1252,
    "latin9": .iso885915,
  ]

  /// The encoding of a name or label, in any case.
  public init?(label: String) {
    let name = label.lowercased()
    guard let option = EncodingOption(rawValue: name) ?? Self.labels[name] else { return nil }
    self = option
  }
}

/// The decimal mark of numbers in delimited text.
public enum ASCIIMark: String, Sendable, CaseIterable {
  case point = "."
  case comma = ","

  public var byte: UInt8 { self == .point ? 0x2E : 0x2C }
}

/// Where the types of delimited columns come from.
public enum TypeMode: String, Sendable, CaseIterable {
  /// Guessed from the first bytes, verified wherever the guess is used.
  case infer
  /// Every column is text.
  case text
  /// The schema says them; a column that it does not know is text.
  case schema
}

/// What happens when a value contradicts the guessed type of its column.
public enum TypeConflictPolicy: String, Sendable, CaseIterable {
  case fail
  /// The column becomes text for the whole input.
  case widen
}

/// Whose layout the records of a JSON input have.
public enum InputLayout: String, Sendable, CaseIterable {
  /// That of an Opendatasoft export when every record of the first MiB has its shape.
  case auto
  /// Each record is read as it stands.
  case plain
  /// `fields` holds the fields of each record, as in exports of version 1.
  case ods
}

/// Which columns a flat output has when the records of a JSON input hold different keys.
public enum ColumnPolicy: String, Sendable, CaseIterable {
  /// The keys of the first MiB; a later new key is an error.
  case auto
  /// The keys of all records: the input is read twice.
  case union
  /// The fields of the schema; another key is an error.
  case schema
}

/// A setting of one column, or of all of them (`column` nil).
public struct ColumnSetting: Sendable, Equatable {
  public var column: String?
  public var value: String

  public init(column: String?, value: String) {
    self.column = column
    self.value = value
  }
}

/// `--geo`: where the geometry comes from, by names.
public enum GeoOption: Sendable, Equatable {
  /// Without an order: `--geo-order`, the field's type, or a name that says it.
  case point(field: String, order: CoordinateOrder?)
  case pair(latitude: String, longitude: String)
  case shape(field: String)
}
