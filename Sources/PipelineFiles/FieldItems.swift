package import Pipelines

/// The spelling of `fields` items, in `--fields a,b` and in the YAML list: `name`, `-name`, `glob*`, `new=old`.
///
/// A name that holds a comma, an equals sign, a quote or a leading dash is written in double quotes, a quote inside it
/// twice: `"Total, net"`, `city="Name=of city"`, `-"a,b"`.
package enum FieldItems {
  /// Why a list could not be read: the scalar offset in its text, and a sentence.
  package struct Failure: Error, Equatable {
    package var offset: Int
    package var message: String
  }

  /// Reads a comma-separated list.
  package static func parse(_ text: String) throws(Failure) -> [FieldSelector] {
    var reader = Reader(scalars: Array(text.unicodeScalars))
    var items = [try reader.item()]
    while !reader.isAtEnd {
      reader.position += 1
      items.append(try reader.item())
    }
    return items
  }

  package static func render(_ selectors: [FieldSelector]) -> String {
    selectors.map(render).joined(separator: ",")
  }

  package static func render(_ selector: FieldSelector) -> String {
    switch selector {
    case .include(let name): quoted(name)
    case .exclude(let name): "-" + quoted(name)
    case .rename(let new, let old): quoted(new) + "=" + quoted(old)
    }
  }

  private static func quoted(_ name: String) -> String {
    let isPlain =
      !name.isEmpty && !name.hasPrefix("-")
      && name.unicodeScalars.allSatisfy { $0 != "," && $0 != "=" && $0 != "\"" }
      && name.unicodeScalars.first != " " && name.unicodeScalars.last != " "
    if isPlain { return name }
    var text = "\""
    for scalar in name.unicodeScalars {
      if scalar == "\"" { text.unicodeScalars.append(scalar) }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }

  private struct Reader {
    let scalars: [Unicode.Scalar]
    var position = 0

    init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var isAtEnd: Bool { position >= scalars.count }

    /// One item; leaves `position` on its comma or at the end.
    mutating func item() throws(Failure) -> FieldSelector {
      skipSpaces()
      let excludes = !isAtEnd && scalars[position] == "-"
      if excludes { position += 1 }
      let first = try name()
      guard !isAtEnd, scalars[position] == "=" else { return excludes ? .exclude(first) : .include(first) }
      if excludes { throw Failure(offset: position, message: "an excluded field cannot be renamed") }
      position += 1
      let old = try name()
      if !isAtEnd, scalars[position] == "=" {
        throw Failure(offset: position, message: "a second '=' in one rename; quote names that hold one: new=\"a=b\"")
      }
      return .rename(new: first, old: old)
    }

    private mutating func name() throws(Failure) -> String {
      skipSpaces()
      let start = position
      var text = String.UnicodeScalarView()
      if !isAtEnd, scalars[position] == "\"" {
        position += 1
        while true {
          guard !isAtEnd else { throw Failure(offset: start, message: "this quoted name is not closed") }
          let scalar = scalars[position]
          position += 1
          if scalar == "\"" {
            guard !isAtEnd, scalars[position] == "\"" else { break }
            position += 1
          }
          text.append(scalar)
        }
        skipSpaces()
        if !isAtEnd, scalars[position] != ",", scalars[position] != "=" {
          throw Failure(offset: position, message: "text after the closing quote of a name")
        }
      } else {
        while !isAtEnd, scalars[position] != ",", scalars[position] != "=" {
          text.append(scalars[position])
          position += 1
        }
        while text.last == " " { text.removeLast() }
      }
      if text.isEmpty { throw Failure(offset: start, message: "a field name is missing here") }
      return String(text)
    }

    private mutating func skipSpaces() {
      while !isAtEnd, scalars[position] == " " { position += 1 }
    }
  }
}
