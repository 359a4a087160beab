import Diagnostics
import Formats
import Records
import Schemas

/// A stream's steps bound to the columns of an input: everything that is settled before a worker exists.
struct StreamPlan: Sendable {
  /// Shape of the decoded batches, geometry chosen.
  var decoded: StreamShape
  /// Shape after the steps.
  var shape: StreamShape
  /// The steps that narrow or re-label batches, in order. Offset and limit are not among them.
  var kernels: [any BatchKernel]
  var offset = 0
  var limit: Int?
  /// The order in which records leave; nil: that of the input.
  private(set) var sort: SortKernel?
  /// Columns that were named but that the probe has not seen: each must appear in some record.
  var unproven: [Int]
  let demand: FieldDemand
  /// The computed distance leaves with records that leave whole.
  private(set) var showsDistance = false
  /// What the records are checked against.
  let schema: InputSchema?
  /// What must hold after the steps.
  private(set) var expectations: BoundExpectations?
  /// What is added to the decoded columns.
  private(set) var fitting: ColumnFitting?
  private var columns = ColumnContext()

  /// Binds `steps` over the batches of an opened input.
  init(
    _ steps: [Step], input: OpenInput, options: ReadOptions, outputs: [OutputDemand],
    columns: ColumnContext = ColumnContext(), expectations: Expectations? = nil
  ) throws(DiagnosticList) {
    let reader = columns.reader(of: input)
    try columns.source?.check(reader.schema)
    let guessed = columns.guessed(reader.schema)
    let types = try ColumnTypes(input, options: options, columns: columns)
    let known = types.settle(reader.schema, guessed: guessed)
    let needsGeometry = outputs.contains { $0.needsGeometry }
    let found = try GeometryChoice.resolve(
      known, option: options.geo, order: options.geoOrder, isNeeded: needsGeometry)
    var demand = FieldDemand(wantsAll: false)
    // Behind a projection that lists fields, names are the projection's own: the reader knows nothing of them.
    var isListed = false
    for step in steps {
      if !isListed { demand.formUnion(try step.demand()) }
      isListed = isListed || step.listsFields
    }
    for output in outputs {
      demand.formUnion(
        isListed
          ? FieldDemand(wantsAll: false, reportsUnseenMembers: output.demand.reportsUnseenMembers) : output.demand)
    }
    let expected = isListed ? [] : expectations?.table.fields.map(\.nameBytes) ?? []
    for name in expected { demand.add(name) }
    if !demand.wantsAll, !isListed, outputs.isEmpty || outputs.contains(where: \.wantsEveryColumn) {
      demand.wantsAll = true
    }
    let places = try GeometryChoice.places(known, option: options.geo, order: options.geoOrder)
    if demand.wantsPlaces, places.known.isEmpty, !places.unclear.isEmpty {
      _ = try GeometryChoice.resolve(known, option: options.geo, order: options.geoOrder, isNeeded: true)
    }
    for column in (found?.columns ?? []) + (demand.wantsPlaces ? places.known.flatMap(\.columns) : []) {
      demand.add(known.fields[column].nameBytes)
    }
    for name in types.checkedNames(in: known) { demand.add(name) }
    if let declared = input.schema { demand.formUnion(declared.demand) }
    if known.isOpen, let source = columns.source { demand.add(Array(source.name.utf8)) }
    let disc = DistanceColumn.disc(of: steps)
    var columns = columns
    columns.addsDistance =
      disc != nil && reader.schema.index(of: DistanceColumn.name) == nil && DistanceColumn.isWanted(steps, outputs)
    let showsDistance = columns.addsDistance && DistanceColumn.isShown(steps)
    if columns.addsDistance, known.isOpen { demand.add(Array(DistanceColumn.name.utf8)) }
    if showsDistance, !isListed { demand.wantsAll = true }

    var schema = reader.makeDecoder(for: demand).schema
    let fitting = ColumnFitting(schema, columns)
    schema.fields = fitting.fields
    schema = types.settle(schema, guessed: guessed)
    schema.geometry = found.flatMap { $0.moved(from: known, to: schema) }
    schema.places = places.known.compactMap { $0.moved(from: known, to: schema) }
    schema.unclearPoints = places.unclear.compactMap { schema.index(of: known.fields[$0].nameBytes) }
    schema.pointOrder = options.geoOrder
    if columns.addsDistance, let column = schema.index(of: DistanceColumn.name) {
      schema.distance = column
      // Members of JSON know what they are.
      if !schema.isOpen { schema.fields[column] = Field(DistanceColumn.name, kind: .number) }
    }
    let unproven =
      schema.isOpen
      ? schema.fields.indices.filter { index in
        schema.fields[index].role == .property && index != schema.distance
          && !columns.knows(schema.fields[index], known)
          && input.schema?.table.index(of: schema.fields[index].nameBytes) == nil
          && !expected.contains(schema.fields[index].nameBytes)
      } : []
    let projection = columns.ordered(
      input.schema?.projection(over: schema) ?? Projection(all: schema), of: schema)
    try self.init(
      binding: steps, to: StreamShape(schema: schema, projection: projection), unproven: unproven,
      demand: demand, schema: input.schema)
    self.fitting = fitting
    self.columns = columns
    self.showsDistance = showsDistance
    if let disc, let column = schema.distance {
      kernels.append(DistanceKernel(from: disc, over: schema, column: column))
    }
    if let expectations { self.expectations = try BoundExpectations(expectations, over: shape, input: input) }
  }

  /// Binds `steps` over batches of a known shape.
  init(
    binding steps: [Step], to decoded: StreamShape, unproven: [Int] = [],
    demand: FieldDemand = FieldDemand(), schema: InputSchema? = nil
  ) throws(DiagnosticList) {
    self.decoded = decoded
    for case .offset(let count) in steps { offset = count }
    for case .limit(let count) in steps { limit = count }
    self.unproven = unproven
    self.demand = demand
    self.schema = schema
    (kernels, shape) = try Self.bind(steps, to: decoded)
    for case let kernel as SortKernel in kernels { sort = kernel }
  }

  /// Which records of a sorted stream are wanted.
  var window: SortWindow { SortWindow(offset: offset, limit: limit) }

  /// Names of the columns that no probe has seen.
  var unprovenNames: [[UInt8]] { unproven.map { decoded.schema.fields[$0].nameBytes } }

  /// A decoder for one worker.
  func makeDecoder(_ input: OpenInput, _ options: ReadOptions, outputs: [BoundOutput] = []) -> ChunkDecoder {
    var used = (kernels + outputs.flatMap(\.kernels)).flatMap(\.guessedColumns)
    used += outputs.flatMap { $0.tally?.guessedColumns ?? [] }
    // Encoders verify what they write typed. Where the run goes on after a wrong value, every output must know of it.
    if options.onError != .fail {
      for output in outputs where output.writesTypes { used += output.shape.projection.fields.map(\.column) }
    }
    return makeDecoder(
      input, options, checking: TypeCheck(decoded.schema, used: used, policy: options.onError),
      schema?.makeCheck(over: decoded.schema, policy: options.onError))
  }

  /// A decoder for one worker that checks declared types only: whoever uses it looks at the guesses himself.
  func makeSurveyDecoder(_ input: OpenInput, _ options: ReadOptions) -> ChunkDecoder {
    makeDecoder(input, options, checking: TypeCheck(decoded.schema, used: []), nil)
  }

  private func makeDecoder(
    _ input: OpenInput, _ options: ReadOptions, checking check: TypeCheck, _ schemaCheck: SchemaCheck?
  ) -> ChunkDecoder {
    ChunkDecoder(
      columns.reader(of: input).makeDecoder(for: demand).decoder, shape: decoded, fitting: fitting,
      maximumRecordBytes: options.maximumRecordBytes, countsTranscoded: input.isTranscoded,
      typeCheck: check.isEmpty ? nil : check, schemaCheck: schemaCheck)
  }

  /// Binds steps one after the other; every step's errors are collected.
  static func bind(
    _ steps: [Step], to start: StreamShape
  ) throws(DiagnosticList) -> ([any BatchKernel], StreamShape) {
    var shape = start
    var kernels: [any BatchKernel] = []
    var errors: [Diagnostic] = []
    for step in steps {
      do throws(DiagnosticList) {
        if let kernel = try step.bind(to: &shape) { kernels.append(kernel) }
      } catch {
        errors += error.diagnostics
      }
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
    return (kernels, shape)
  }
}

/// What an output asks of the decoded batches.
struct OutputDemand: Sendable {
  var demand = FieldDemand(wantsAll: false)
  /// False where whole records are copied raw (JSON to JSON): no column need be decoded.
  var wantsEveryColumn = true
  var needsGeometry = false
  /// It names the distance, or its layout shows it unasked.
  var showsDistance = false
}

extension FieldDemand {
  mutating func formUnion(_ other: FieldDemand) {
    wantsAll = wantsAll || other.wantsAll
    reportsUnseenMembers = reportsUnseenMembers || other.reportsUnseenMembers
    wantsPlaces = wantsPlaces || other.wantsPlaces
    for name in other.names { add(name) }
  }

  mutating func add(_ name: [UInt8]) {
    if !names.contains(name) { names.append(name) }
  }
}

extension GeometrySource {
  /// The same source over another schema that holds the same names.
  func moved(from old: Schema, to new: Schema) -> GeometrySource? {
    func place(_ column: Int) -> Int? {
      let field = old.fields[column]
      if field.role == .geometry { return new.fields.firstIndex { $0.role == .geometry } }
      return new.index(of: field.nameBytes)
    }
    switch self {
    case .shape(let column): return place(column).map { .shape(column: $0) }
    case .point(let column, let order): return place(column).map { .point(column: $0, order: order) }
    case .pair(let latitude, let longitude):
      guard let latitude = place(latitude), let longitude = place(longitude) else { return nil }
      return .pair(latitude: latitude, longitude: longitude)
    }
  }
}
