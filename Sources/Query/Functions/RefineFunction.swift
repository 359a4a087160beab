import Diagnostics
import Records

extension QueryFunction {
  /// `#refine(field, "value")`: what `--refine field=value` becomes, and with NOT what `--exclude` does.
  static let refine = QueryFunction(
    "refine", fields: .one, literals: ["\"value\""],
    summary:
      "One of the values that the facet of the field has: the whole text with its case and accents, an element of a list, "
      + "a number, or a year, month or day: 2012/09. In a hierarchy also what lies below the value.",
    examples: [
      QueryExample(#"#refine(country, "FR")"#, #"{"country":"FR"}"#, true),
      QueryExample(#"#refine(country, "fr")"#, #"{"country":"FR"}"#, false),
      QueryExample(#"#refine(day, "2012/09")"#, #"{"day":"2012-09-11"}"#, true),
      QueryExample(#"#refine(day, "2012")"#, #"{"day":"2012-09-11T23:30:00Z"}"#, true),
      QueryExample(#"#refine(day, "2012/09/12")"#, #"{"day":"2012-09-11T23:30:00Z"}"#, false),
      QueryExample(#"#refine(tags, "oak")"#, #"{"tags":["elm","oak"]}"#, true),
      QueryExample(#"#refine(rank, "10")"#, #"{"rank":10.0}"#, true),
      QueryExample(#"NOT #refine(country, "FR")"#, #"{"country":null}"#, true),
    ],
    role: .condition { binder, call in binder.facetValue(call.fields[0], call.literals[0]) })
}

extension Binder {
  /// The test of a facet's value. Where the type of the column is known, it is the test that a comparison makes.
  mutating func facetValue(_ field: FieldName, _ literal: QueryText) -> Predicate.Node {
    guard let (source, type) = resolve(field) else { return .always }
    let text = query.literal(literal)
    let shape = facetShape(of: source, type)
    if type.kind == .geopoint || type.kind == .shape {
      report(
        .queryBadValue, "field '\(field.name)' holds \(type.kind.plural), and places have no facet", field.range,
        help: ["#distance and #polygon ask where a record is"])
      return .always
    }
    if text.isEmpty {
      badValue("the value is missing", literal.range, help: ["#null(\(field.name)) finds records without one"])
      return .always
    }
    switch shape.kind {
    case .date where FacetShape.datePath(text) == nil:
      badValue(
        "'\(spelled(literal))' is no year, month or day; the facet of '\(field.name)' has those", literal.range,
        help: ["write 2012, 2012/09 or 2012/09/11"])
      return .always
    case .number where number(literal) == nil && FacetShape.numberPath(text) == nil:
      badValue("'\(spelled(literal))' is no number; field '\(field.name)' holds numbers", literal.range)
      return .always
    default: break
    }
    if shape.kind == .date || shape.kind == .number { noteGuess(source, type) }
    if shape.isPlain { return leaf(.rows(RawTextTest(source: source, text: text, isPrefix: false))) }
    if shape.structure == FieldStructure(), shape.kind == .date, let path = FacetShape.datePath(text) {
      let period = QueryText(
        parts: [.text(String(decoding: path, as: UTF8.self))], isQuoted: true, range: literal.range)
      let bounds = TypedBounds(lower: period, includesLower: true, upper: period, includesUpper: true)
      if let node = typedDate(source, type, field, bounds) { return node }
    }
    return leaf(
      .rows(
        FacetTest(
          source: source, shape: shape, zone: clock.zone, text: text, number: FacetShape.numberPath(text),
          path: shape.kind == .path ? shape.normalized(text) : FacetShape.datePath(text))))
  }

  private func facetShape(of source: FieldSource, _ type: ColumnType) -> FacetShape {
    guard case .column(let column) = source, schema.fields.indices.contains(column) else {
      return FacetShape(type: type, structure: FieldStructure(), isTyped: !schema.isOpen)
    }
    return FacetShape(type: type, structure: schema.fields[column].structure, isTyped: !schema.isOpen)
  }
}

extension QueryNode {
  /// `#refine(field, "value")`, whose parts stand somewhere.
  package static func refine(
    _ field: String, _ value: String, fieldRange: SourceRange, valueRange: SourceRange
  ) -> QueryNode {
    .function(
      FunctionCall(
        name: QueryFunction.refine.name, nameRange: fieldRange,
        arguments: [.text(QueryText(field, fieldRange)), .text(QueryText(value, valueRange))],
        range: fieldRange.lowerBound..<max(fieldRange.upperBound, valueRange.upperBound)))
  }

  /// `#null(field)`.
  package static func isNull(_ field: String, range: SourceRange) -> QueryNode {
    .function(
      FunctionCall(
        name: QueryFunction.null.name, nameRange: range, arguments: [.text(QueryText(field, range))], range: range))
  }
}

extension QueryText {
  fileprivate init(_ text: String, _ range: SourceRange) {
    self.init(parts: [.text(text)], isQuoted: true, range: range)
  }
}
