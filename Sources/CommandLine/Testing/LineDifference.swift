import Diagnostics

/// Two texts line by line: `-` was expected and is missing, `+` was found and is not expected.
enum LineDifference {
  /// Lines of one text that are compared; what follows is compared as a whole.
  private static let maximum = 2000
  private static let shown = 40

  /// Nothing when the texts are equal.
  static func lines(_ name: String, expected: String, found: String) -> [String] {
    if expected.utf8.elementsEqual(found.utf8) { return [] }
    let (old, new) = (split(expected), split(found))
    guard old.count <= maximum, new.count <= maximum else {
      let first = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
      return ["\(name) differs from line \(first + 1) on: \(old.count) lines expected, found \(new.count)"]
    }
    var lines: [String] = []
    var removed = Set<Int>()
    var inserted: [Int: String] = [:]
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, let line, _): inserted[offset] = line
      }
    }
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, removed.contains(i) {
        lines.append("- " + old[i])
        i += 1
      } else if let line = inserted[j], j < new.count {
        lines.append("+ " + line)
        j += 1
      } else {
        if i < old.count { lines.append("  " + old[i]) }
        i += 1
        j += 1
      }
    }
    let hidden = lines.count - shown
    return ["\(name) differs (- expected, + found):"] + lines.prefix(shown)
      + (hidden > 0 ? ["… \(hidden) more lines"] : [])
  }

  /// Lines as they can be shown; one that is not ended says so.
  private static func split(_ text: String) -> [String] {
    if text.isEmpty { return [] }
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText.sanitised(String($0)) }
    if lines.last == "" { lines.removeLast() } else { lines[lines.count - 1] += " (no line end)" }
    return lines
  }
}
