import Diagnostics

/// Reads the `constraints` of a field; `unique` is a key of the table and read there.
struct ConstraintReading {
  let field: SchemaField
  let object: PlacedValue
  private(set) var remarks: [String] = []
  private var found: [SchemaConstraint] = []

  init(field: SchemaField, object: PlacedValue) {
    self.field = field
    self.object = object
  }

  mutating func read(_ reading: inout DescriptorReading) -> [SchemaConstraint] {
    if reading.boolean(object, "required") == true { add(.required, "required", "required") }
    readLengths(&reading)
    for key in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] { readBound(key, &reading) }
    readValues(&reading)
    readPattern(&reading)
    for key in ["jsonSchema", "categories"] where object[key] != nil {
      remarks.append("field '\(field.name)': \(key) is not checked")
    }
    return found
  }

  private mutating func add(_ rule: SchemaConstraint.Rule, _ key: String, _ words: String) {
    guard let value = object[key] else { return }
    let place = value.document.text.place(of: value.keyRange.lowerBound)
    found.append(SchemaConstraint(rule: rule, words: words, place: place))
  }

  private mutating func readLengths(_ reading: inout DescriptorReading) {
    for key in ["minLength", "maxLength"] {
      guard let length = reading.count(object, key) else { continue }
      switch field.type {
      case .string, .any, .array, .object:
        add(key == "minLength" ? .minimumLength(length) : .maximumLength(length), key, "\(key) \(length)")
      default: remark(key, "\(field.type.words) has no length")
      }
    }
  }

  private mutating func readBound(_ key: String, _ reading: inout DescriptorReading) {
    guard let value = object[key] else { return }
    guard let text = value.scalarText, value.kind != .boolean else {
      return reading.refuse(value, "'\(key)' is \(value.kind.words), expected a value of the field")
    }
    guard field.type.isOrdered else { return remark(key, "\(field.type.words) has no order here") }
    guard OrderedText.limit(text, field) != nil else {
      return reading.refuse(value, "'\(key)' is '\(text)', which is not \(field.type.words)")
    }
    let bound = SchemaBound(
      isMinimum: key.lowercased().hasSuffix("minimum"), isExclusive: key.hasPrefix("exclusive"), text: text)
    add(.bound(bound), key, "\(key) \(text)")
  }

  private mutating func readValues(_ reading: inout DescriptorReading) {
    guard let values = reading.array(object, "enum"), let whole = object["enum"] else { return }
    var texts: [[UInt8]] = []
    for value in values {
      guard let text = value.scalarText else {
        return remark("enum", "it holds \(value.kind.words)")
      }
      texts.append(Array(text.utf8))
    }
    if texts.isEmpty { return reading.refuse(whole, "'enum' allows no value") }
    let shown = texts.prefix(5).map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
    add(.oneOf(texts), "enum", "enum \(shown)" + (texts.count > 5 ? ", … (\(texts.count) values)" : ""))
  }

  private mutating func readPattern(_ reading: inout DescriptorReading) {
    guard let text = reading.string(object, "pattern"), let value = object["pattern"] else { return }
    do throws(PatternFault) {
      _ = try PatternMatcher(text)
      add(.pattern(text), "pattern", "pattern \(text)")
    } catch {
      let range = error.range.isEmpty ? 0..<text.utf8.count : error.range
      let message =
        error.isUnsupported
        ? "the pattern of '\(field.name)' uses \(error.message), which weir cannot match"
        : "the pattern of '\(field.name)' is wrong: \(error.message)"
      reading.refuse(
        value.document.text.diagnostic(
          .schemaPattern, message,
          at: value.spelledOffset(of: range.lowerBound)..<value.spelledOffset(of: range.upperBound),
          help: error.isUnsupported
            ? ["patterns have literals, classes, groups, |, * + ? {m,n}, ^ and $, and match the whole value"] : []))
    }
  }

  private mutating func remark(_ key: String, _ why: String) {
    remarks.append("field '\(field.name)': \(key) is not checked: \(why)")
  }
}
