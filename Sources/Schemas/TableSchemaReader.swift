package import Diagnostics
import Records

/// Reads a `TableSchema` from its JSON, and reports every mistake in it at once.
package struct TableSchemaReader {
  private var reading = DescriptorReading()
  private var remarks: [String] = []
  private var keys: [SchemaKey] = []
  private let document: PlacedValue

  /// Reads the schema that a whole file is.
  package static func read(_ text: DescriptorText) throws(DiagnosticList) -> TableSchema {
    try read(try PlacedJSON(text).root)
  }

  /// Reads the schema that is a value in some document.
  package static func read(_ value: PlacedValue) throws(DiagnosticList) -> TableSchema {
    var reader = TableSchemaReader(document: value)
    let schema = reader.schema()
    if let schema, reader.reading.errors.isEmpty { return schema }
    throw DiagnosticList(reader.reading.errors)
  }

  private init(document: PlacedValue) { self.document = document }

  private func place(_ value: PlacedValue) -> String { value.document.text.place(of: value.range.lowerBound) }

  // MARK: The table

  private mutating func schema() -> TableSchema? {
    guard document.kind == .object else {
      reading.refuse(document, "a schema is an object with 'fields', this is \(document.kind.words)")
      return nil
    }
    guard let members = reading.array(document, "fields") else {
      if document["fields"] == nil {
        let isPackage = document["resources"] != nil
        reading.refuse(
          document, "a schema has 'fields'",
          help: isPackage ? ["this is a data package: call it datapackage.json"] : [])
      }
      return nil
    }
    var fields: [SchemaField] = []
    for member in members {
      guard let field = field(member, index: fields.count) else { continue }
      if fields.contains(where: { $0.nameBytes == field.nameBytes }) {
        reading.refuse(member["name"] ?? member, "field '\(field.name)' stands in this schema already")
      }
      fields.append(field)
    }
    if members.isEmpty { reading.refuse(document["fields"] ?? document, "a schema has at least one field") }
    var schema = TableSchema(name: document.document.text.name, fields: fields)
    schema.missingValues = missingValues(document) ?? [""]
    schema.fieldsMatch = fieldsMatch()
    readKeys(fields)
    schema.keys = keys
    for key in ["foreignKeys"] where document[key] != nil { remarks.append("\(key) is not checked") }
    schema.remarks = remarks
    return schema
  }

  private mutating func missingValues(_ object: PlacedValue) -> [String]? {
    guard let members = reading.array(object, "missingValues") else { return nil }
    var texts: [String] = []
    for member in members {
      // Version 2 allows `{"value": "-", "label": "unknown"}`.
      if let text = member.string ?? member["value"]?.string {
        texts.append(text)
      } else {
        reading.refuse(member, "'missingValues' holds \(member.kind.words), expected strings")
      }
    }
    return texts
  }

  private mutating func fieldsMatch() -> FieldsMatch {
    guard let value = document["fieldsMatch"] else { return .named }
    let text = reading.strings(document, "fieldsMatch", mayBeOne: true)?.first
    guard let text else { return .named }
    if let found = FieldsMatch(rawValue: text), found != .named { return found }
    reading.refuse(value, "'fieldsMatch' is '\(text)', expected exact, equal, subset, superset or partial")
    return .named
  }

  private mutating func readKeys(_ fields: [SchemaField]) {
    if let names = reading.strings(document, "primaryKey", mayBeOne: true), let value = document["primaryKey"] {
      addKey(names, "primaryKey", value, fields, refusesNull: true)
    }
    for value in reading.array(document, "uniqueKeys") ?? [] {
      let names = value.children.compactMap(\.string)
      guard value.kind == .array, names.count == value.children.count else {
        reading.refuse(value, "'uniqueKeys' holds \(value.kind.words), expected arrays of field names")
        continue
      }
      addKey(names, "uniqueKeys", value, fields, refusesNull: false)
    }
  }

  private mutating func addKey(
    _ names: [String], _ words: String, _ value: PlacedValue, _ fields: [SchemaField], refusesNull: Bool
  ) {
    var columns: [Int] = []
    for name in names {
      guard let column = fields.firstIndex(where: { $0.nameBytes == Array(name.utf8) }) else {
        reading.refuse(value, "'\(words)' names '\(name)', which is no field of this schema", help: near(name, fields))
        return
      }
      columns.append(column)
    }
    guard !columns.isEmpty else { return }
    keys.append(SchemaKey(fields: columns, words: words, place: place(value), refusesNull: refusesNull))
  }

  private func near(_ name: String, _ fields: [SchemaField]) -> [String] {
    Suggestion.nearest(to: name, in: fields.map(\.name)).map { ["did you mean '\($0)'?"] } ?? []
  }

  // MARK: Fields

  private mutating func field(_ value: PlacedValue, index: Int) -> SchemaField? {
    guard value.kind == .object else {
      reading.refuse(value, "a field is an object with 'name' and 'type', this is \(value.kind.words)")
      return nil
    }
    guard let name = reading.string(value, "name") else {
      if value["name"] == nil { reading.refuse(value, "a field has a 'name'") }
      return nil
    }
    if name.isEmpty, let member = value["name"] { reading.refuse(member, "the name of a field is not empty") }
    var types = FieldTypeReading(field: value, name: name)
    let (type, spelling) = types.read(&reading)
    remarks += types.remarks
    var field = SchemaField(name: name, type: type, place: place(value["name"] ?? value))
    field.spelling = spelling
    field.label = reading.string(value, "title") ?? reading.string(value, "label")
    field.structure = AnnotationReading.structure(value, &reading)
    if let texts = missingValues(value) {
      field.spelling.nullTexts = texts.filter { !$0.isEmpty }.map { Array($0.utf8) }
    }
    if let object = reading.object(value, "constraints") {
      var constraints = ConstraintReading(field: field, object: object)
      field.constraints = constraints.read(&reading)
      remarks += constraints.remarks
      if reading.boolean(object, "unique") == true, let member = object["unique"] {
        keys.append(SchemaKey(fields: [index], words: "unique", place: place(member), refusesNull: false))
      }
    }
    return field
  }
}
