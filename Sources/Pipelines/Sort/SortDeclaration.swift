import ByteIO
import Diagnostics
import Query
public import Records

/// In which order the records leave.
///
/// Numbers compare exactly, whatever their length; dates as the instants at which they begin; booleans false before true;
/// texts without regard to case and accents, and by their own bytes where they are equal otherwise. Records without a value
/// come last in every order, and records with equal keys keep the order of the input.
public struct SortDeclaration: Sendable, Equatable {
  /// The first decides; the next ones decide where it is equal.
  public var keys: [SortKey]
  /// Where the keys were written.
  public var place: WrittenPlace
  /// Set by the run: the zone of dates that name none.
  var clock = ClockDeclaration()
  /// Set by the run: how much is held in memory, and where the rest goes.
  var spill = SpillDeclaration()

  public init(_ keys: [SortKey], place: WrittenPlace = WrittenPlace()) {
    self.keys = keys
    self.place = place
  }
}

/// A field, and which way its values run.
public struct SortKey: Sendable, Equatable {
  public var name: String
  public var order: SortDirection

  public init(_ name: String, _ order: SortDirection = .ascending) {
    self.name = name
    self.order = order
  }
}

/// How much a stage that must hold records may hold in memory, and where it puts the rest.
public struct SpillDeclaration: Sendable, Equatable {
  /// What is held where nothing was said, 32 MiB: with the buffers of the run a few tens of MiB.
  public static let usualMemory = 32 << 20

  /// What was said, in bytes (`--max-memory`).
  public var memory: Int?
  /// nil: `TMPDIR`, else `/tmp`.
  public var directory: String?
  /// nil: the working directory.
  public var baseDirectory: String?

  public init() {}

  /// What may be held before the rest goes to files.
  var budget: Int { memory ?? Self.usualMemory }

  /// The directory of temporary files.
  var path: String { directory.map { Paths.resolve($0, from: baseDirectory) } ?? FilePaths.temporaryDirectory }
}

extension SortDeclaration {
  /// Binds the keys to the columns of a stream.
  func bind(to shape: StreamShape) throws(DiagnosticList) -> SortKernel {
    let zone = try clock.resolved().zone
    return SortKernel(
      reader: try SortKeyReader(
        keys.enumerated().map { index, key in
          SortKeyContext(
            name: key.name, order: key.order, projection: shape.projection, schema: shape.schema, zone: zone,
            location: place.location, text: place.texts.indices.contains(index) ? place.texts[index] : nil)
        }))
  }

  /// What the keys read.
  var demand: FieldDemand { FieldDemand(wantsAll: false, names: keys.map { Array($0.name.utf8) }) }
}

/// The keys of a stream bound to its columns. It narrows nothing: keys are read by whoever encodes the records.
struct SortKernel: BatchKernel {
  var reader: SortKeyReader

  var guessedColumns: [Int] { reader.guessedColumns }

  func apply(_ batch: inout RecordBatch) {}
}

/// Which records of a sorted stream are wanted.
struct SortWindow: Sendable, Equatable {
  var offset = 0
  var limit: Int?

  /// The first records that must be known to know the wanted ones; nil: all.
  var reach: Int? { limit.map { min($0, 1 << 40) + min(offset, 1 << 40) } }
}
