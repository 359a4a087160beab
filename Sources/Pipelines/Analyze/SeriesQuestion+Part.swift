import Aggregates
import Schemas

/// The question of a part of series, in its header.
extension SeriesQuestion {
  init?(_ header: PlacedValue) {
    guard let slices = header["x"]?.children, let series = header["series"]?.children,
      let keys = header["sort"]?.children, let maximum = header["maxpoints"]
    else { return nil }
    self.init(slices: slices.compactMap(Slice.init), series: series.compactMap(Series.init))
    let (x, y) = (self.slices, self.series)
    guard x.count == slices.count, y.count == series.count else { return nil }
    self.keys = keys.compactMap { Key($0, slices: x, series: y.count) }
    guard self.keys.count == keys.count, maximum.kind == .null || maximum.count != nil else { return nil }
    maximumRows = maximum.count
  }
}

extension SeriesQuestion.Slice {
  var json: JSONValue {
    .object([
      ("field", .text(spec.field)), ("parts", .array(spec.parts.map { .text($0.rawValue) })),
      ("seen", .boolean(isSeen)),
    ])
  }

  fileprivate init?(_ value: PlacedValue) {
    guard let field = value["field"]?.string, let described = value["parts"]?.children,
      let isSeen = value["seen"]?.boolean
    else { return nil }
    let parts = described.compactMap { $0.string.flatMap { SlicePart(rawValue: $0) } }
    guard parts.count == described.count else { return nil }
    self.init(SliceSpec(field: field, parts: parts), isSeen: isSeen)
  }
}

extension SeriesQuestion.Series {
  var json: JSONValue {
    var subsets: [Double] = []
    var name = SeriesFunctions.quantiles
    if case .quantiles(let found) = spec.function {
      subsets = found
    } else if let entry = SeriesFunctions.all.first(where: { $0.function == spec.function }) {
      name = entry.name
    }
    return .object([
      ("name", .text(spec.name)), ("function", .text(name)), ("subsets", .array(subsets.map { .number($0) })),
      ("expression", spec.expression.map { .text($0) } ?? .null), ("operand", operand.map { .integer($0) } ?? .null),
      ("cumulative", .boolean(isCumulative)),
    ])
  }

  fileprivate init?(_ value: PlacedValue) {
    guard let name = value["name"]?.string,
      let entry = value["function"]?.string.flatMap({ SeriesFunctions.named($0) }),
      let described = value["subsets"]?.children, let cumulative = value["cumulative"]?.boolean
    else { return nil }
    let subsets = described.compactMap { $0.scalarText.flatMap { Double($0) } }
    guard subsets.count == described.count, subsets.allSatisfy({ $0 >= 0 && $0 <= 100 }) else { return nil }
    let function = entry.name == SeriesFunctions.quantiles ? SeriesFunction.quantiles(subsets) : entry.function
    self.init(
      SeriesSpec(name: name, function: function, expression: value["expression"]?.string),
      operand: value["operand"]?.count, isCumulative: cumulative)
  }
}

extension SeriesQuestion.Key {
  var json: JSONValue {
    let direction = ("descending", JSONValue.boolean(isDescending))
    switch target {
    case .series(let number): return .object([("series", .integer(number)), direction])
    case .slice(let number, let part):
      return .object([("x", .integer(number)), ("part", part.map { .text($0.rawValue) } ?? .null), direction])
    }
  }

  /// The numbers must be those of what there is.
  fileprivate init?(_ value: PlacedValue, slices: [SeriesQuestion.Slice], series: Int) {
    guard let isDescending = value["descending"]?.boolean else { return nil }
    if let number = value["series"]?.count {
      guard number < series else { return nil }
      self.init(.series(number), isDescending: isDescending)
      return
    }
    guard let number = value["x"]?.count, number < slices.count else { return nil }
    let part = value["part"]?.string.flatMap { SlicePart(rawValue: $0) }
    if let part, !slices[number].spec.parts.contains(part) { return nil }
    self.init(.slice(number, part: part), isDescending: isDescending)
  }
}
