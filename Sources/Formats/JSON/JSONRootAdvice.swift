import Bytes
import Diagnostics

/// Notices a document that is one object around one array of records, which is read as one record without `--root`.
enum JSONRootAdvice {
  /// A finding that names the root, when the first object is the document (or longer than the probe) and exactly one of
  /// its members is an array of objects.
  static func finding(_ probe: Span<UInt8>, from start: Int) -> Finding? {
    var cursor = JSONTextCursor(probe, from: start, to: probe.count, maximumDepth: 512, endMeaning: .chunk)
    guard cursor.peek(probe) == ASCII.openBrace else { return nil }
    var found: [[UInt8]] = []
    repeat {
      cursor.step()
      guard cursor.key(probe) else { break }
      let name = GeoJSONNames.text(probe, cursor.extent)
      if cursor.peek(probe) == ASCII.openBracket {
        var inside = cursor
        inside.step()
        if inside.peek(probe) == ASCII.openBrace { found.append(name) }
      }
      guard cursor.value(probe) else { break }
    } while cursor.peek(probe) == ASCII.comma
    // A second object follows: each of them is a record.
    if cursor.fault == nil, cursor.peek(probe) == ASCII.closeBrace {
      cursor.step()
      if cursor.peek(probe) == ASCII.openBrace { return nil }
    }
    guard found.count == 1, let name = found.first else { return nil }
    let text = String(decoding: name, as: UTF8.self)
    return Finding(
      "root", "the document, which is one object",
      evidence: "'\(text)' in it holds objects: --root \(JSONPointer.text([name])) reads those as the records")
  }
}
