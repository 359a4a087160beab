public import ByteIO
public import Diagnostics
public import Formats
import Records

/// What a run is to do, whichever front door said it: flags, a pipeline file, or Swift.
///
/// Validation, `explain` and execution exist once behind this type.
public struct PipelineDeclaration: Sendable, Equatable {
  public var name: String?
  /// One sentence for people, printed by `explain`.
  public var summary: String?
  public var input: InputDeclaration
  public var filter: FilterDeclaration?
  public var fields: [FieldSelector]?
  /// Where the fields were written: a text for each of them, or none.
  public var fieldsPlace = WrittenPlace(Location(context: "--fields"))
  /// The order in which records leave; nil: that of the input.
  public var sort: SortDeclaration?
  /// How much stages that hold records may hold in memory, and where they put the rest.
  public var spill = SpillDeclaration()
  /// Records that are skipped after the filter; nil: none.
  public var offset: Int?
  public var limit: Int?
  /// One or more. Several outputs are fed by one read and published together.
  public var outputs: [OutputDeclaration]
  /// Worker tasks; nil: one for each processor.
  public var jobs: Int?
  /// How long the run may take; nil: as long as it does. Kept by the tool, which ends with exit 7 whatever it waits for. A process
  /// that only uses this library does not end: it cancels its task.
  public var maximumTime: Duration?
  /// What happens to records that are wrong.
  public var errors = ErrorHandling()
  /// What must hold of the records that pass.
  public var expectations: Expectations?
  public var receipt = ReceiptDeclaration()
  /// When and where its queries are asked.
  public var clock = ClockDeclaration()

  public init(
    name: String? = nil, input: InputDeclaration, filter: FilterDeclaration? = nil, fields: [FieldSelector]? = nil,
    limit: Int? = nil, outputs: [OutputDeclaration] = [OutputDeclaration()], jobs: Int? = nil
  ) {
    self.name = name
    self.input = input
    self.filter = filter
    self.fields = fields
    self.limit = limit
    self.outputs = outputs
    self.jobs = jobs
  }
}

public struct InputDeclaration: Sendable, Equatable {
  /// Files or globs as written; `-` is standard input. Relative to `baseDirectory`.
  public var paths: [String]
  /// Directory that relative paths start from (the pipeline file's); nil: the working directory.
  public var baseDirectory: String?
  /// Format name, nil: from the extension, then the content.
  public var format: String?
  public var compression = Compression.auto
  /// How much a compressed input may become.
  public var decompression = DecompressionLimits()
  public var options: ReadOptions
  /// The part of the input that is read; nil: all of it.
  public var shard: ShardDeclaration?
  /// Set by the run: where a pipe is kept that is read twice.
  var spill = SpillDeclaration()
  /// Set by the run: a receipt or rejects will ask for the digest.
  var isTraced = false
  /// Set by the run: threads that may decompress.
  var threads = 1

  public init(
    paths: [String], baseDirectory: String? = nil, format: String? = nil, options: ReadOptions = ReadOptions()
  ) {
    self.paths = paths
    self.baseDirectory = baseDirectory
    self.format = format
    self.options = options
  }
}

public enum Compression: String, Sendable, CaseIterable { case auto, none, gzip }

public struct OutputDeclaration: Sendable, Equatable {
  /// A file, or `-` for standard output. `{stem}` stands for the input's name without directory and extensions.
  public var path: String
  /// nil: the working directory.
  public var baseDirectory: String?
  /// Format name, nil: from the extension, else the input's format.
  public var format: String?
  public var compression = Compression.auto
  public var filter: FilterDeclaration?
  public var fields: [FieldSelector]?
  public var limit: Int?
  /// What is counted; nil: the records are written.
  public var facets: FacetDeclaration?
  /// What is computed; nil: the records are written.
  public var analyze: AnalyzeDeclaration?
  public var keepsGeometry = true
  public var options: WriteOptions

  public init(path: String = "-", format: String? = nil, options: WriteOptions = WriteOptions()) {
    self.path = path
    self.format = format
    self.options = options
  }
}

/// Which records are kept, as it was written, and the values of its parameters.
public struct FilterDeclaration: Sendable, Equatable {
  /// All of them must match. Each is parsed on its own: none can become syntax of another.
  public var queries: [QueryDeclaration]
  public var parameters: [String: ParameterValue]
  /// Values of facets that records must have, or must not have.
  public var facets = FacetConditions()
  /// Filters by place: all of them must match, too.
  public var geofilters: [GeofilterDeclaration] = []
  /// Set by the run: conditions of the filter before all outputs that were left to this one.
  var leading = FacetConditions()
  /// Set by the run: the clock of its declaration.
  var clock = ClockDeclaration()

  public init(queries: [QueryDeclaration], parameters: [String: ParameterValue] = [:]) {
    self.queries = queries
    self.parameters = parameters
  }

  /// One query; `location` is where its text begins.
  public init(_ query: String, parameters: [String: ParameterValue] = [:], location: Location = Location()) {
    self.init(queries: [QueryDeclaration(query, place: WrittenPlace(location))], parameters: parameters)
  }
}

/// A query as it was written.
public struct QueryDeclaration: Sendable, Equatable {
  /// The query's text. `${name}` stands for a parameter: a placeholder of the syntax tree, bound to its value after
  /// parsing, so that a value can never become syntax.
  public var text: String
  public var place: WrittenPlace

  public init(_ text: String, place: WrittenPlace = WrittenPlace()) {
    self.text = text
    self.place = place
  }
}

/// Where a part of a declaration was written, for messages. It is no part of what the declaration says: all places are
/// equal, so that declarations are equal when they ask the same.
public struct WrittenPlace: Sendable, Equatable {
  /// The pipeline file and line, or the flag.
  public var location: Location
  /// What was written with escapes, in a query string: one text for each item of the part.
  public var texts: [ReadText]

  public init(_ location: Location = Location(), texts: [ReadText] = []) {
    self.location = location
    self.texts = texts
  }

  public init(_ text: ReadText) { self.init(text.written.origin, texts: [text]) }

  public static func == (a: WrittenPlace, b: WrittenPlace) -> Bool { true }
}

/// The typed value of a pipeline parameter.
public enum ParameterValue: Sendable, Equatable {
  case text(String)
  /// The number's text, as given.
  case number(String)
  case boolean(Bool)
}

/// One item of `fields`: `name`, `-name`, `glob*`, `-glob*` or `new=old`.
public enum FieldSelector: Sendable, Equatable {
  case include(String)
  case exclude(String)
  case rename(new: String, old: String)
}
