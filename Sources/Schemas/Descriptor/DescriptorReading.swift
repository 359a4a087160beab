import Diagnostics

/// Reads known keys of a descriptor: a wrong kind of value becomes an error with its place, and reading goes on, so that
/// one run reports every mistake.
struct DescriptorReading {
  private(set) var errors: [Diagnostic] = []

  mutating func refuse(_ diagnostic: Diagnostic) { errors.append(diagnostic) }

  mutating func refuse(_ value: PlacedValue, _ message: String, help: [String] = []) {
    errors.append(value.diagnostic(.schemaValue, message, help: help))
  }

  private mutating func expected(_ what: String, _ value: PlacedValue, _ key: String) {
    refuse(value, "'\(key)' is \(value.kind.words), expected \(what)")
  }

  /// The member, unless it is absent; null counts as absent only where JSON Schema of the specification has it so: nowhere.
  mutating func string(_ object: PlacedValue, _ key: String) -> String? {
    guard let value = object[key] else { return nil }
    if let text = value.string { return text }
    expected("a string", value, key)
    return nil
  }

  mutating func boolean(_ object: PlacedValue, _ key: String) -> Bool? {
    guard let value = object[key] else { return nil }
    if let found = value.boolean { return found }
    expected("true or false", value, key)
    return nil
  }

  mutating func count(_ object: PlacedValue, _ key: String) -> Int? {
    guard let value = object[key] else { return nil }
    if let found = value.count { return found }
    if value.kind == .number {
      refuse(value, "'\(key)' is \(value.scalarText ?? ""), expected a whole number of at least 0")
    } else {
      expected("a whole number", value, key)
    }
    return nil
  }

  mutating func strings(_ object: PlacedValue, _ key: String, mayBeOne: Bool = false) -> [String]? {
    guard let value = object[key] else { return nil }
    if mayBeOne, let text = value.string { return [text] }
    guard value.kind == .array else {
      expected(mayBeOne ? "a string or an array of strings" : "an array of strings", value, key)
      return nil
    }
    var texts: [String] = []
    for element in value.children {
      guard let text = element.string else {
        refuse(element, "'\(key)' holds \(element.kind.words), expected strings")
        return nil
      }
      texts.append(text)
    }
    return texts
  }

  /// One ASCII character.
  mutating func character(_ object: PlacedValue, _ key: String) -> UInt8? {
    guard let value = object[key] else { return nil }
    guard let text = value.string else {
      expected("a string of one character", value, key)
      return nil
    }
    guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80 else {
      refuse(value, "'\(key)' is '\(text)', expected one ASCII character")
      return nil
    }
    return byte
  }

  mutating func array(_ object: PlacedValue, _ key: String) -> [PlacedValue]? {
    guard let value = object[key] else { return nil }
    if value.kind == .array { return value.children }
    expected("an array", value, key)
    return nil
  }

  mutating func object(_ object: PlacedValue, _ key: String) -> PlacedValue? {
    guard let value = object[key] else { return nil }
    if value.kind == .object { return value }
    expected("an object", value, key)
    return nil
  }
}
