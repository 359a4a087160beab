import ByteIO
import Diagnostics
import Formats
import Records
import Schemas

/// What the header of a rejects file says of the run.
struct ReplayHeader: Sendable {
  struct Output: Sendable {
    var path: String
    var format: String
    var sha256: String
    var records: Int
  }

  /// An input that had wrong records.
  struct Input: Sendable {
    var path: String
    var header: [UInt8]
    var columns: [Column]
    /// The declaration that reads its records, as a pipeline file.
    var pipeline: String
  }

  struct Column: Sendable {
    var name: String
    var role: FieldRole
    /// nil: nobody guessed.
    var guess: FieldKind?
    /// The guess is of ISO dates, whatever `--dates` says of others.
    var hasISODates: Bool
  }

  let outputs: [Output]
  let inputs: [Input]
  let columns: [Column]
  let unites: Bool
  let addsMissing: Bool
  let outerMembers: [UInt8]

  init(_ value: PlacedValue, path: String) throws(DiagnosticList) {
    let place = Location(file: path, line: 1)
    func refused(_ message: String, _ help: String) -> DiagnosticList {
      DiagnosticList(Diagnostic(.replayRefused, message, at: place, help: [help]))
    }
    guard value["weir"]?.string == "rejects" else {
      throw DiagnosticList(
        Diagnostic(
          .inputNotData, "\(path) does not begin with the header of a rejects file", at: place,
          help: ["--rejects FILE of convert and run writes one"]))
    }
    guard value["version"]?.count == RejectsHeader.version, value["published"]?.boolean == true else {
      throw value["version"]?.count == RejectsHeader.version
        ? refused("that run published no output", "repair the input and run again")
        : refused("another version of weir wrote this file", "run again with this version")
    }
    guard value["jobs"]?.count == 1 else {
      throw refused(
        "that run had an output for each of several inputs", "run weir once for each input, then replay its rejects")
    }
    guard value["aggregates"]?.boolean == false else {
      throw refused("that run aggregated records: one more changes others", "repair the input and run again")
    }
    outputs = try Self.list(value["outputs"], place) { item in
      guard let path = item["path"]?.string, let format = item["format"]?.string,
        let sha256 = item["sha256"]?.string, let records = item["records"]?.count
      else { return nil }
      return Output(path: path, format: format, sha256: sha256, records: records)
    }
    let described = (value["inputs"]?.children ?? []).filter { $0["pipeline"] != nil }
    inputs = try described.map { item throws(DiagnosticList) in
      guard let path = item["path"]?.string, let header = item["header"]?.string,
        let pipeline = item["pipeline"]?.string
      else { throw Self.damaged(place) }
      return Input(
        path: path, header: Array(header.utf8), columns: try Self.columns(item["columns"], place), pipeline: pipeline)
    }
    columns = try Self.columns(value["columns"], place)
    unites = value["unites"]?.boolean ?? false
    addsMissing = value["adds_missing"]?.boolean ?? false
    outerMembers = Array((value["outer_members"]?.string ?? "").utf8)
  }

  private static func columns(_ value: PlacedValue?, _ place: Location) throws(DiagnosticList) -> [Column] {
    try list(value, place) { item in
      guard let name = item["name"]?.string, let role = item["role"]?.string.flatMap(FieldRole.init(word:)) else {
        return nil
      }
      return Column(
        name: name, role: role, guess: item["type"]?.string.flatMap(FieldKind.init),
        hasISODates: item["iso_dates"]?.boolean ?? true)
    }
  }

  private static func list<Item>(
    _ value: PlacedValue?, _ place: Location, _ read: (PlacedValue) -> Item?
  ) throws(DiagnosticList) -> [Item] {
    guard let value, value.kind == .array else { throw damaged(place) }
    let items = value.children
    let found = items.compactMap(read)
    guard found.count == items.count else { throw damaged(place) }
    return found
  }

  private static func damaged(_ place: Location) -> DiagnosticList {
    DiagnosticList(
      Diagnostic(
        .inputNotData, "the header of the rejects file is damaged", at: place,
        help: ["edit the lines after the first only"]))
  }
}

extension ReplayHeader.Column {
  /// The column as the run knew it.
  func field(_ settings: TypeSettings) -> Field {
    guard let guess else { return Field(name, type: ColumnType(), role: role) }
    var spelling = settings.spelling(of: Array(name.utf8))
    if hasISODates { spelling.dates = nil }
    return Field(name, type: ColumnType(guess, basis: .guessed, spelling: spelling), role: role)
  }
}

extension FieldRole {
  init?(word: String) {
    let roles: [FieldRole] = [.property, .geometry, .featureID, .foreignMember]
    guard let role = roles.first(where: { $0.word == word }) else { return nil }
    self = role
  }
}
