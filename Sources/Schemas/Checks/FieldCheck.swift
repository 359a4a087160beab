import Bytes
import Records

/// What is wrong with a value.
enum ValueFault: Sendable, Equatable {
  case type
  case constraint(SchemaConstraint)
}

/// The type and the constraints of one field, ready for values.
///
/// Owns what it needs for a value (automata, scratch memory): one for each worker.
struct FieldCheck: Sendable {
  private enum Condition: Sendable {
    case minimumLength(Int)
    case maximumLength(Int)
    case limit(OrderedText.Limit, isMinimum: Bool, isExclusive: Bool)
    case oneOf([[UInt8]], numbers: [DecimalNumber])
    /// An index in `matchers`.
    case pattern(Int)
  }

  let field: SchemaField
  /// Column of the batches.
  let column: Int
  let required: SchemaConstraint?
  private let isJSON: Bool
  /// True where the reader of the input checks the kind itself.
  private let isKindChecked: Bool
  private let type: ColumnType
  private var conditions: [(condition: Condition, source: SchemaConstraint)] = []
  private var matchers: [PatternMatcher] = []
  private var times: TimeText?
  private var forms = ValueForm()
  private var canonical = ByteBuilder(capacity: 64)

  init(_ field: SchemaField, column: Int, isJSON: Bool, isKindChecked: Bool) {
    self.field = field
    self.column = column
    self.isJSON = isJSON
    self.isKindChecked = isKindChecked
    type = ColumnType(declared: field.type.kind, spelling: field.spelling, by: "")
    required = field.constraints.first { $0.rule == .required }
    times = TimeText(field.type, field.spelling)
    for constraint in field.constraints {
      if let condition = condition(constraint.rule) { conditions.append((condition, constraint)) }
    }
  }

  private mutating func condition(_ rule: SchemaConstraint.Rule) -> Condition? {
    switch rule {
    case .required: return nil
    case .minimumLength(let length): return .minimumLength(length)
    case .maximumLength(let length): return .maximumLength(length)
    case .bound(let bound):
      return OrderedText.limit(bound.text, field).map {
        .limit($0, isMinimum: bound.isMinimum, isExclusive: bound.isExclusive)
      }
    case .oneOf(let texts):
      let isNumeric = field.type == .number || field.type == .integer
      return .oneOf(texts, numbers: isNumeric ? texts.compactMap { OrderedText.number($0, field.spelling) } : [])
    case .pattern(let text):
      // The reader of the schema compiled it before.
      guard let matcher = try? PatternMatcher(text) else { return nil }
      matchers.append(matcher)
      return .pattern(matchers.count - 1)
    }
  }

  /// True when no value can be wrong (null is another matter).
  var isIdle: Bool {
    guard conditions.isEmpty else { return false }
    switch field.type {
    case .any: return true
    case .string(.plain): return !isJSON
    case .number, .integer, .boolean: return !isJSON && isKindChecked
    default: return false
    }
  }

  /// Looks at a value that is not null: `start..<end` without quotes, escapes resolved. `form` says what it is in JSON;
  /// delimited text is plain or escaped.
  mutating func fault(
    _ source: Span<UInt8>, from start: Int, to end: Int, form: FieldForm
  ) -> ValueFault? {
    guard isJSON ? holdsInJSON(source, start, end, form) : holds(source, start, end) else { return .type }
    for index in conditions.indices where !meets(conditions[index].condition, source, start, end) {
      return .constraint(conditions[index].source)
    }
    return nil
  }

  // MARK: Types

  private mutating func holds(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    switch field.type {
    case .any, .string(.plain): return true
    case .string(.uuid): return ValueForm.isUUID(source, start, end)
    case .number, .integer, .boolean:
      return isKindChecked || TypedText.accepts(source, from: start, to: end, type: type)
    case .date, .datetime, .time, .yearmonth: return times?.instant(source, from: start, to: end) != nil
    case .year: return ValueForm.isYear(source, start, end)
    case .duration: return ValueForm.isDuration(source, start, end)
    case .object: return ValueForm.json(source, start, end, opening: ASCII.openBrace) != nil
    case .array: return ValueForm.json(source, start, end, opening: ASCII.openBracket) != nil
    case .geojson: return forms.isGeoJSON(source, start, end)
    case .geopoint(.text(let order)): return ValueForm.isPointText(source, start, end, order)
    case .geopoint(.array(let order)): return ValueForm.isPointArray(source, start, end, order)
    case .geopoint(.object): return forms.isPointObject(source, start, end)
    }
  }

  private mutating func holdsInJSON(_ source: Span<UInt8>, _ start: Int, _ end: Int, _ form: FieldForm) -> Bool {
    let isText = form == .plain || form == .escaped
    switch field.type {
    case .any: return true
    case .number: return form == .number
    case .integer: return form == .number && NumberText.shape(source, from: start, to: end).isInteger
    case .boolean: return form == .boolean
    case .year: return (isText || form == .number) && ValueForm.isYear(source, start, end)
    case .string, .date, .datetime, .time, .yearmonth, .duration: return isText && holds(source, start, end)
    case .object, .array, .geojson, .geopoint(.object), .geopoint(.array):
      return form == .nested && holds(source, start, end)
    case .geopoint(.text(let order)):
      // A portal writes its points as arrays, in the same order.
      return isText ? holds(source, start, end) : ValueForm.isPointArray(source, start, end, order)
    }
  }

  // MARK: Constraints

  private mutating func meets(_ condition: Condition, _ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    switch condition {
    case .minimumLength(let length): return self.length(source, start, end) >= length
    case .maximumLength(let length): return self.length(source, start, end) <= length
    case .limit(let limit, let isMinimum, let isExclusive):
      guard let order = order(of: limit, source, start, end) else { return false }
      return order == 0 ? !isExclusive : (order > 0) == isMinimum
    case .oneOf(let texts, let numbers):
      if texts.contains(where: { source.holds($0, from: start, to: end) }) { return true }
      return numbers.contains { order(of: .number($0), source, start, end) == 0 }
    case .pattern(let index): return matchers[index].matches(source, from: start, to: end)
    }
  }

  /// Scalars of a text, elements of an array, members of an object.
  private func length(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    switch field.type {
    case .array, .object: return ValueForm.count(source, start, end)
    default:
      var count = 0
      for i in start..<end where source[i] & 0xC0 != 0x80 { count &+= 1 }
      return count
    }
  }

  /// -1, 0 or 1 as the value is below, equal to or above the limit; nil when it cannot be read.
  private mutating func order(
    of limit: OrderedText.Limit, _ source: Span<UInt8>, _ start: Int, _ end: Int
  ) -> Int? {
    switch limit {
    case .instant(let limit):
      guard let found = times?.instant(source, from: start, to: end) else { return nil }
      return found == limit ? 0 : found < limit ? -1 : 1
    case .number(let limit):
      if let parts = NumberParts(source, from: start, to: end) { return limit.order(of: parts, in: source) }
      canonical.clear()
      _ = TypedText.appendCanonical(source, from: start, to: end, type: type, to: &canonical)
      let span = canonical.storage.span
      return NumberParts(span, from: 0, to: canonical.count).map { limit.order(of: $0, in: span) }
    }
  }
}
