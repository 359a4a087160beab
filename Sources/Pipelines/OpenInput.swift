import ByteIO
import Bytes
import Diagnostics
import Formats
import Records

/// An input that was opened and looked at: its format, dialect and columns are settled, no record was read yet.
struct OpenInput: Sendable {
  let path: InputPath
  let format: FormatDescriptor
  private(set) var source: any ByteSource
  private(set) var reader: any BoundReader
  let encoding: EncodingChoice
  /// What was changed before the first record of the file.
  private let changesBefore: ChangeCounts
  private(set) var byteCount: Int?
  /// What reading goes by: what the user said, then what the schema says.
  private(set) var options: ReadOptions
  /// nil: the input names no schema.
  let schema: InputSchema?

  /// The state of the file when it was opened, nil for what cannot be opened again.
  let identity: FileIdentity?
  /// The part of the file that is read; nil: all of it.
  private(set) var shard: ShardSpec?
  /// Knows what came from a pipe, where a receipt will ask for it.
  let flow: FlowDigest?
  /// Knows the gzip member of a byte, where rejects will ask for it.
  let members: GzipMembers?
  /// Keeps what a pipe gives for a second reading.
  let spool: Spool?
  /// Columns that a schema declares, with their types: stronger than guesses, weaker than flags.
  var declaredFields: [Field] { schema?.declaredFields ?? [] }

  /// Opens `path`. `isReadTwice`: what is no regular file is spooled.
  init(_ input: InputDeclaration, _ path: InputPath, isReadTwice: Bool = false) throws(DiagnosticList) {
    var file: FileSource
    var spool: Spool?
    let isPipe: Bool
    do throws(Diagnostic) {
      file = try ByteSources.open(path: input.resolve(path.path))
      isPipe = !file.isRegularFile || path.isStandardInput
      if isReadTwice, isPipe { spool = try Spool(directory: input.spill.path) }
    } catch {
      throw DiagnosticList(path.placed(error))
    }
    let flow = input.isTraced && isPipe ? FlowDigest() : nil
    let hashed: any ByteSource = if let flow { HashingSource(file, into: flow) } else { file }
    let raw: any ByteSource = if let spool { SpoolingSource(hashed, into: spool) } else { hashed }
    try self.init(raw, input, path, spool: spool, flow: flow)
    if let spec = try input.shard?.resolved(from: input.baseDirectory) { try narrow(to: spec, input) }
  }

  /// Reads a part of the file from here on: the same reader over the bytes of `spec`.
  private mutating func narrow(to spec: ShardSpec, _ input: InputDeclaration) throws(DiagnosticList) {
    do throws(Diagnostic) {
      source = try spec.source(of: self, path: input.resolve(path.path))
    } catch {
      throw DiagnosticList(error)
    }
    shard = spec
    byteCount = spec.range.count
  }

  /// An input that is gone, as it was understood when it was there: `text` stands for its first bytes, in UTF-8, and `columns`
  /// are the names that its records were known to have.
  init(
    replaying text: [UInt8], _ input: InputDeclaration, _ path: InputPath, columns: [Field]
  ) throws(DiagnosticList) {
    let source = MemorySource(text, name: path.displayName)
    try self.init(source, input, path, spool: nil, flow: nil, isTranscoded: true)
    if reader.schema.isOpen { reader = reader.knowing(columns) }
  }

  private init(
    _ raw: any ByteSource, _ input: InputDeclaration, _ path: InputPath, spool: Spool?, flow: FlowDigest?,
    isTranscoded: Bool = false
  ) throws(DiagnosticList) {
    self.path = path
    self.spool = spool
    self.flow = flow
    identity = path.isStandardInput ? nil : raw.identity
    var input = input
    var schema = try InputSchema(input, path: path.path)
    if !isTranscoded { schema?.applyEncoding(to: &input.options) }
    let text = try OpenText(raw, input, path: path)
    var (source, probe) = (text.source, text.probe)
    encoding = text.encoding
    members = text.members
    byteCount = text.source.byteCount
    isCompressed = text.isCompressed
    do throws(DiagnosticList) {
      format = try Self.format(of: input, path: path.path, probe: probe.span)
      try format.check(input.options)
      probe = try Self.deepen(probe, &source, format, input.options)
      guard let makeReader = format.makeReader else {
        throw DiagnosticList(
          Diagnostic(
            .unknownFormat, "\(format.name) can be written, not read", help: ["--from names the input's format"]))
      }
      schema?.apply(to: &input.options, format: format)
      reader = try makeReader(probe.span, source.hasPeekedAll, input.options)
      try schema?.match(reader.schema)
    } catch {
      throw DiagnosticList(
        error.diagnostics.map { diagnostic in
          var located = text.encoding.weighing(diagnostic)
          located.location.file = located.location.file ?? path.displayName
          return located
        })
    }
    self.source = source
    self.schema = schema
    prologueFileBytes = text.encoding.encoding.fileBytes(
      of: probe.span, from: 0, to: min(reader.prologue.bytes, probe.count))
    options = input.options
    changesBefore = Self.changes(of: reader, probe: probe.span, isTranscoded: encoding.encoding != .utf8)
  }

  /// What was found, without the open file.
  func withoutSource() -> OpenInput {
    var input = self
    input.source = MemorySource([], name: path.displayName)
    return input
  }

  /// The same input with these columns declared to be text.
  func widened(_ columns: [ColumnSetting]) -> OpenInput {
    var input = self
    input.options.columnTypes += columns
    return input
  }

  /// True when another input has the same format and the same columns in the same order.
  func isLike(_ other: OpenInput) -> Bool {
    let (fields, others) = (reader.schema.fields, other.reader.schema.fields)
    let hasSameSchema = schema.map { $0.isSame(as: other.schema) } ?? (other.schema == nil)
    return format.name == other.format.name && hasSameSchema && fields.count == others.count
      && zip(fields, others).allSatisfy { $0.nameBytes == $1.nameBytes && $0.role == $1.role }
  }

  /// True when the path can be opened a second time and gives the same bytes.
  var canReopen: Bool { identity != nil }

  /// The same input from its beginning: the file again, which must not have changed, or what was spooled.
  func reopened(_ input: InputDeclaration) throws(DiagnosticList) -> OpenInput {
    if let spool {
      let again: FileSource
      do throws(Diagnostic) {
        again = try spool.makeSource(name: path.displayName)
      } catch {
        throw DiagnosticList(error)
      }
      return try OpenInput(again, input, path, spool: nil, flow: flow)
    }
    return try Self.reopen(input, path, identity: identity)
  }

  /// Opens a file that was looked at before, when it was in the state `identity`.
  static func reopen(
    _ input: InputDeclaration, _ path: InputPath, identity: FileIdentity?
  ) throws(DiagnosticList) -> OpenInput {
    let again = try OpenInput(input, path)
    guard again.identity == identity else {
      throw DiagnosticList(
        Diagnostic(
          .inputChanged, "\(path.path) changed between the first look at it and its reading",
          at: Location(file: path.path), help: ["read it again when nobody writes to it, or copy it first"]))
    }
    return again
  }

  /// What was changed before the first record: only one shard has it.
  var changes: ChangeCounts { shard?.holdsPrologue ?? true ? changesBefore : ChangeCounts() }

  /// Bytes of the file before its first record.
  let prologueFileBytes: Int

  /// The bytes of the file are packed: nobody can begin in the middle of them.
  let isCompressed: Bool

  /// True when the text was in another encoding: characters beyond ASCII count as changed.
  var isTranscoded: Bool { encoding.encoding != .utf8 }

  /// What was chosen, encoding first.
  var findings: [Finding] { (encoding.finding.map { [$0] } ?? []) + reader.findings + (schema?.findings ?? []) }

  /// What was changed before the first record. The byte-order mark is no character of the text.
  private static func changes(
    of reader: any BoundReader, probe: Span<UInt8>, isTranscoded: Bool
  ) -> ChangeCounts {
    var changes = reader.changes
    guard isTranscoded else { return changes }
    let hasMark = probe.count >= 3 && probe[0] == 0xEF && probe[1] == 0xBB && probe[2] == 0xBF
    let end = min(reader.prologue.bytes, probe.count)
    changes.add(.transcoded, probe.countOfWideCharacters(from: min(hasMark ? 3 : 0, end), to: end))
    return changes
  }

  /// Peeks further while the format says that it must see more.
  private static func deepen(
    _ probe: [UInt8], _ source: inout PeekableSource, _ format: FormatDescriptor, _ options: ReadOptions
  ) throws(DiagnosticList) -> [UInt8] {
    var probe = probe
    while let needed = format.neededProbe?(probe.span, source.hasPeekedAll, options) {
      let count = probe.count
      do throws(Diagnostic) {
        probe = try source.peek(atLeast: needed.atLeast, upTo: needed.upTo)
        probe = try source.peekWhileReady(upTo: needed.upTo, patience: BatchLimits.probePatience)
      } catch {
        throw DiagnosticList(error)
      }
      if probe.count == count { break }
    }
    return probe
  }

  /// The declared format, else the extension's, else what the first bytes look like.
  private static func format(
    of input: InputDeclaration, path: String, probe: Span<UInt8>
  ) throws(DiagnosticList) -> FormatDescriptor {
    if let name = input.format { return try FormatRegistry.format(named: name) }
    if let format = FormatRegistry.format(forPath: path), format.makeReader != nil { return format }
    return try FormatRegistry.format(named: sniff(probe))
  }

  /// A record separator begins a JSON text sequence. JSON begins with a bracket or a brace; a first object that ends with
  /// its line and is followed by another is JSON Lines; a mention of a GeoJSON type near the start decides for GeoJSON.
  /// Everything else is CSV.
  private static func sniff(_ probe: Span<UInt8>) -> String {
    let window = String(decoding: probe.array(from: 0, to: min(probe.count, 4096)), as: UTF8.self)
    if window.first == "\u{1E}" {
      let isFeature = window.filter { !$0.isWhitespace }.contains("\"type\":\"Feature\"")
      return isFeature ? "geojson-seq" : "json-seq"
    }
    let text = window.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    guard let first = text.first, first == "{" || first == "[" else { return "csv" }
    if first == "{" {
      let head = text.filter { !$0.isWhitespace }
      if head.contains("\"type\":\"FeatureCollection\"") || head.contains("\"type\":\"Feature\"") { return "geojson" }
      let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: true)
      if lines.count > 1, lines[0].last == "}", lines[1].first == "{" { return "jsonl" }
    }
    return "json"
  }
}

extension InputDeclaration {
  /// A path as written, from the directory that relative paths start from.
  func resolve(_ path: String) -> String { Paths.resolve(path, from: baseDirectory) }

  /// A path of this declaration as seen from the working directory, for messages.
  package func shown(_ path: String) -> String {
    baseDirectory == nil || path == "-" ? path : Paths.displayed(resolve(path))
  }

  /// The same declaration over one other file.
  package func reading(_ path: String) -> InputDeclaration {
    var declaration = self
    declaration.paths = [path]
    return declaration
  }
}

enum Paths {
  static func resolve(_ path: String, from directory: String?) -> String {
    guard let directory, path != "-", !path.hasPrefix("/"), !directory.isEmpty, directory != "." else { return path }
    return directory.hasSuffix("/") ? directory + path : directory + "/" + path
  }

  /// A path as people would write it: without `.` and without directories that `..` leaves at once. For messages only:
  /// `link/..` is another directory than `.` when `link` is a symbolic link.
  static func displayed(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    let text = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + text : text.isEmpty ? path : text
  }

  /// The last component without its extensions: `data/trees.csv.gz` gives `trees`.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? path
    guard let dot = name.dropFirst().firstIndex(of: ".") else { return name }
    return String(name[..<dot])
  }
}
