package import Pipelines
import Records

/// The spelling of `sort` items, in `--sort a,b` and in the YAML list: `name`, `name:asc`, `name:desc`.
///
/// A name that holds a comma, a quote or a leading dash, or that ends like an order, is written in double quotes, a quote
/// inside it twice: `"Total, net":desc`. `name:ods` and `name:ods-reversed` are what a portal makes of `sort=name` and
/// `sort=-name`.
package enum SortItems {
  /// Why a list could not be read, as the end of a sentence that begins with the option.
  package struct Failure: Error, Equatable {
    package var message: String
    /// The bytes of the item that is wrong; nil: all of them.
    package var place: Range<Int>?
  }

  /// Reads a comma-separated list.
  package static func parse(_ text: String) throws(Failure) -> [SortKey] { try placed(text).map(\.key) }

  /// The same, and where each key stands, in bytes.
  package static func placed(_ text: String) throws(Failure) -> [(key: SortKey, place: Range<Int>)] {
    var keys: [(SortKey, Range<Int>)] = []
    for item in try items(of: text).map(\.trimmingSpaces) {
      let start = text.utf8.distance(from: text.startIndex, to: item.startIndex)
      let place = start..<start + item.utf8.count
      do throws(Failure) {
        keys.append((try key(item), place))
      } catch {
        throw Failure(message: error.message, place: place)
      }
    }
    return keys
  }

  package static func render(_ keys: [SortKey]) -> String { keys.map(render).joined(separator: ",") }

  package static func render(_ key: SortKey) -> String {
    quoted(key.name) + (key.order == .ascending ? "" : ":" + key.order.rawValue)
  }

  private static func quoted(_ name: String) -> String {
    let isPlain =
      !name.isEmpty && name.first != "-" && name.first != " " && name.last != " "
      && name.unicodeScalars.allSatisfy { $0 != "," && $0 != "\"" } && suffix(of: name[...]) == nil
    if isPlain { return name }
    return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  // MARK: Reading

  /// The texts between commas that stand in no quotes.
  private static func items(of text: String) throws(Failure) -> [Substring] {
    var items: [Substring] = []
    var isQuoted = false
    var start = text.startIndex
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ",", !isQuoted {
        items.append(text[start..<index])
        start = text.index(after: index)
      }
    }
    if isQuoted { throw Failure(message: "has a quoted name that is not closed") }
    return items + [text[start...]]
  }

  private static func key(_ item: Substring) throws(Failure) -> SortKey {
    if item.isEmpty { throw Failure(message: "needs names of fields: population:desc,name") }
    if item.hasPrefix("-") {
      let name = item.dropFirst()
      throw Failure(
        message: "takes no leading '-', which means different things for texts and numbers on a portal: write "
          + "\(name):desc or \(name):asc (--params 'sort=\(item)' has the portal's meaning)")
    }
    guard item.hasPrefix("\"") else {
      guard let (name, order) = suffix(of: item) else {
        try checkOrder(item)
        return SortKey(String(item))
      }
      if name.isEmpty { throw Failure(message: "needs the name of a field before ':\(order.rawValue)'") }
      return SortKey(String(name), order)
    }
    return try quotedKey(item)
  }

  private static func quotedKey(_ item: Substring) throws(Failure) -> SortKey {
    var name = ""
    var rest = item.dropFirst()
    while let quote = rest.firstIndex(of: "\"") {
      name += rest[..<quote]
      rest = rest[rest.index(after: quote)...]
      guard rest.first == "\"" else { break }
      name += "\""
      rest = rest.dropFirst()
    }
    if name.isEmpty { throw Failure(message: "has an empty name") }
    if rest.isEmpty { return SortKey(name) }
    guard rest.first == ":", let order = SortDirection(rawValue: String(rest.dropFirst())) else {
      throw Failure(message: "has '\(rest)' behind a quoted name, where ':desc' or ':asc' may stand")
    }
    return SortKey(name, order)
  }

  /// The name and the order of `name:desc`.
  private static func suffix(of item: Substring) -> (name: Substring, order: SortDirection)? {
    guard let colon = item.lastIndex(of: ":"),
      let order = SortDirection(rawValue: String(item[item.index(after: colon)...]))
    else { return nil }
    return (item[..<colon], order)
  }

  /// Refuses what was meant as an order. Any other colon belongs to the name.
  private static func checkOrder(_ item: Substring) throws(Failure) {
    guard let colon = item.lastIndex(of: ":") else { return }
    let word = item[item.index(after: colon)...].lowercased()
    if ["asc", "ascending", "desc", "descending", "up", "down", "reverse", "-1", "1", ""].contains(word) {
      throw Failure(message: "needs ':asc' or ':desc' behind the name, or nothing (it ascends)")
    }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
