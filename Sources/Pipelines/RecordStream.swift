public import Diagnostics
public import Formats
public import Records

/// A stream of record batches: an input and the steps on it, run when it is iterated or written.
///
///     for try await batch in Source.file("cities.csv").records(.csv)
///       .filter("population > 1000").select("name", "population") { … }
///
/// Adding a step gives a longer declaration, not a wrapper: decoding, filtering and projecting are fused and run by several workers, and the
/// batches arrive in input order. Any other `AsyncSequence` of batches may stand between two steps: `filter`, `select` and
/// `write` are there for every sequence of record batches.
public struct RecordStream: AsyncSequence, Sendable {
  public typealias Element = RecordBatch
  public typealias Failure = any Error

  enum Origin: Sendable {
    /// Read one after the other.
    case inputs(InputDeclaration, [InputPath])
    case batches(BatchFeed)
  }

  let origin: Origin
  private(set) var steps: [Step] = []
  private(set) var jobs: Int?
  /// What must hold of the records after the steps.
  private(set) var expectations: Expectations?

  init(_ origin: Origin, jobs: Int? = nil) {
    self.origin = origin
    self.jobs = jobs
  }

  /// Keeps the records that a query of the Opendatasoft language matches. `#now` is the time of this call.
  public func filter(_ query: String) -> RecordStream { filter(FilterDeclaration(query)) }

  public func filter(_ filter: FilterDeclaration) -> RecordStream {
    var filter = filter
    filter.clock = filter.clock.pinned()
    filter.readFilesOnce()
    return adding(.filter(filter))
  }

  /// Keeps these fields, in this order: `name`, `-name`, `glob*`, `new=old`.
  public func select(_ fields: String...) -> RecordStream {
    select(fields.map(FieldSelector.init(parsing:)), at: Location(context: "select"))
  }

  public func select(_ fields: [FieldSelector], at location: Location = Location()) -> RecordStream {
    select(FieldProjection(selectors: fields, place: WrittenPlace(location)))
  }

  /// Puts the records in order: by the first key, where it is equal by the second, and so on. The stream must be written then:
  /// batches of it cannot be iterated.
  public func sort(_ keys: SortKey...) -> RecordStream { sort(SortDeclaration(keys)) }

  public func sort(_ declaration: SortDeclaration) -> RecordStream { adding(.sort(declaration)) }

  /// Keeps the first `count` records; reading stops when there are enough.
  public func limit(_ count: Int) -> RecordStream { adding(.limit(count)) }

  func select(_ projection: FieldProjection) -> RecordStream { adding(.select(projection)) }

  /// Skips the first `count` records.
  public func offset(_ count: Int) -> RecordStream { adding(.offset(count)) }

  /// Drops the geometry slot of the records.
  public func withoutGeometry() -> RecordStream { adding(.dropGeometry) }

  /// Uses this many workers; by default one for each processor.
  public func workers(_ count: Int?) -> RecordStream {
    var stream = self
    stream.jobs = count
    return stream
  }

  /// Checks every record after the steps. Who writes the stream decides what broken expectations do.
  func expecting(_ expectations: Expectations?) -> RecordStream {
    var stream = self
    stream.expectations = expectations
    return stream
  }

  private func adding(_ step: Step) -> RecordStream {
    // A filter after a limit sees only the limited records: it works on the batches that come out of the limit.
    if let place = step.orderedPlace, steps.contains(where: { ($0.orderedPlace ?? 0) >= Swift.max(place, 1) }) {
      return RecordStream(.batches(BatchFeed(self)), jobs: jobs).adding(step)
    }
    var stream = self
    stream.steps.append(step)
    return stream
  }

  /// The one order among the steps.
  var sortDeclaration: SortDeclaration? {
    for case .sort(let declaration) in steps { return declaration }
    return nil
  }

  /// The one offset among the steps.
  var offsetCount: Int {
    for case .offset(let count) in steps { return count }
    return 0
  }

  /// The one limit among the steps.
  var limitCount: Int? {
    for case .limit(let count) in steps { return count }
    return nil
  }

  public func makeAsyncIterator() -> RecordStreamIterator { RecordStreamIterator(self) }
}

extension Step {
  /// The order in which steps that count records or change their number apply in one stream; nil: anywhere.
  fileprivate var orderedPlace: Int? {
    switch self {
    case .filter: 0
    case .sort: 1
    case .offset: 2
    case .limit: 3
    case .select, .dropGeometry: nil
    }
  }
}

extension AsyncSequence where Self: Sendable, Element == RecordBatch {
  /// The batches of this sequence as a stream that steps can be added to.
  public var stream: RecordStream { (self as? RecordStream) ?? RecordStream(.batches(BatchFeed(self))) }

  public func filter(_ query: String) -> RecordStream { stream.filter(query) }
  public func select(_ fields: String...) -> RecordStream {
    stream.select(fields.map(FieldSelector.init(parsing:)), at: Location(context: "select"))
  }
  public func limit(_ count: Int) -> RecordStream { stream.limit(count) }
  public func offset(_ count: Int) -> RecordStream { stream.offset(count) }
}

/// Makes iterators over somebody's sequence of batches, whatever its type.
struct BatchFeed: Sendable {
  let makeIterator: @Sendable () -> any AsyncIteratorProtocol<RecordBatch, any Error>

  init(_ sequence: some AsyncSequence<RecordBatch, any Error> & Sendable) {
    makeIterator = { sequence.makeAsyncIterator() }
  }

  init<Batches: AsyncSequence & Sendable>(_ sequence: Batches) where Batches.Element == RecordBatch {
    makeIterator = { ErasedIterator(base: sequence.makeAsyncIterator()) }
  }

  private struct ErasedIterator<Base: AsyncIteratorProtocol>: AsyncIteratorProtocol where Base.Element == RecordBatch {
    var base: Base
    mutating func next() async throws -> RecordBatch? { try await base.next(isolation: #isolation) }
  }
}

/// Where records come from.
public struct Source: Sendable {
  let input: InputDeclaration

  /// A file; gzip is recognised by its first bytes.
  public static func file(_ path: String) -> Source { files([path]) }

  /// Several files, one after the other, as one stream. Their columns are matched by name; delimited files with
  /// different columns are refused unless `ReadOptions.columns` is `.union`.
  public static func files(_ paths: [String]) -> Source { Source(input: InputDeclaration(paths: paths)) }

  public static var standardInput: Source { file("-") }

  /// The records of this source. `.auto` decides by the extension, then by the content.
  public func records(_ format: RecordFormat = .auto, options: ReadOptions = ReadOptions()) -> RecordStream {
    var input = input
    input.format = format == .auto ? nil : format.rawValue
    input.options = options
    return RecordStream(.inputs(input, input.paths.map { InputPath($0) }))
  }
}

/// The formats of weir by name.
public enum RecordFormat: String, Sendable, CaseIterable {
  case auto, csv, tsv, json, jsonl, jsonp, geojson, geojsonp
  case csvTab = "csv-tab"
}

extension FieldSelector {
  /// Reads one item of `--fields`: `name`, `-name`, `glob*`, `new=old`.
  public init(parsing text: String) {
    if text.hasPrefix("-"), text.utf8.count > 1 {
      self = .exclude(String(text.dropFirst()))
    } else if let sign = text.firstIndex(of: "="), sign != text.startIndex {
      self = .rename(new: String(text[..<sign]), old: String(text[text.index(after: sign)...]))
    } else {
      self = .include(text)
    }
  }
}
