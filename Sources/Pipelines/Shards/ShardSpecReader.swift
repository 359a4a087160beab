import ByteIO
import Bytes
package import Diagnostics
import Schemas

extension ShardSpec {
  /// The largest plan that is read.
  private static let largestPlan = 64 << 20

  /// Reads what `--shard` says: a spec itself, a file of one, or `FILE#3` for the third of several. Relative paths start from
  /// `directory`.
  package init(_ text: String, from directory: String? = nil) throws(DiagnosticList) {
    if text.utf8.first == ASCII.openBrace {
      self = try Self.read(Array(text.utf8), at: Location(context: "--shard"))
      return
    }
    let (path, number) = Self.place(text)
    let lines: [ArraySlice<UInt8>]
    do throws(Diagnostic) {
      var source = try ByteSources.open(path: Paths.resolve(path, from: directory), compression: .none)
      guard let bytes = try source.readAll(below: Self.largestPlan) else {
        throw Self.invalid("a plan has less than \(Self.largestPlan >> 20) MiB", at: Location(file: path))
      }
      lines = bytes.split(separator: ASCII.lineFeed).filter { !$0.allSatisfy { $0 <= ASCII.space } }
    } catch {
      throw DiagnosticList(error)
    }
    guard let number else {
      guard lines.count == 1 else {
        throw DiagnosticList(
          Self.invalid(
            "\(path) holds \(lines.count) shards", at: Location(file: path),
            help: "--shard \(path)#1 says which, and so on up to #\(max(1, lines.count))"))
      }
      self = try Self.read(Array(lines[0]), at: Location(file: path, line: 1))
      return
    }
    guard number >= 1, number <= lines.count else {
      throw DiagnosticList(
        Self.invalid(
          "\(path) has no shard \(number): it holds \(lines.count)", at: Location(file: path),
          help: "shards are counted from 1"))
    }
    self = try Self.read(Array(lines[number - 1]), at: Location(file: path, line: number))
  }

  /// `plan.jsonl#3`: the path and the number.
  private static func place(_ text: String) -> (path: String, number: Int?) {
    guard let sign = text.lastIndex(of: "#"), let number = Int(text[text.index(after: sign)...]) else {
      return (text, nil)
    }
    return (String(text[..<sign]), number)
  }

  private static func read(_ line: [UInt8], at place: Location) throws(DiagnosticList) -> ShardSpec {
    let name = place.file ?? "--shard"
    guard let root = try? PlacedJSON(DescriptorText(name: name, bytes: line)).root, root["weir"]?.string == "shard"
    else {
      throw DiagnosticList(
        invalid("this is no shard of a plan", at: place, help: "weir shards FILE --parts N writes a plan"))
    }
    guard let version = root["version"]?.count, version == Self.version else {
      throw DiagnosticList(
        invalid(
          "this shard has version \(root["version"]?.scalarText ?? "?"), this weir reads \(Self.version)", at: place,
          help: "plan again with this weir"))
    }
    guard let spec = ShardSpec(root) else {
      throw DiagnosticList(
        invalid("this shard lacks something, or was changed", at: place, help: "plan again: weir shards FILE --parts N")
      )
    }
    return spec
  }

  private static func invalid(_ message: String, at place: Location, help: String? = nil) -> Diagnostic {
    Diagnostic(.shardInvalid, message, at: place, help: help.map { [$0] } ?? [])
  }

  private init?(_ root: PlacedValue) {
    guard let number = root["shard"]?.count, let count = root["of"]?.count, number >= 1, number <= count,
      let file = root["file"]?.string, let from = root["from"]?.count, let to = root["to"]?.count, from <= to,
      let recordCount = root["records"]?.count, let before = root["before"], let records = before["records"]?.count,
      let lines = before["lines"]?.count, let textBytes = before["bytes"]?.count,
      let state = root["state"]?.string.flatMap({ UInt64($0, radix: 16) }), let size = root["size"]?.count, to <= size,
      let modified = root["modified"]?.string, let sha256 = root["sha256"]?.string, let reading = root["reading"],
      let columns = root["columns"]
    else { return nil }
    self.file = file
    self.size = size
    self.modified = modified
    self.sha256 = sha256
    self.number = number
    self.count = count
    range = from..<to
    self.recordCount = recordCount
    (self.records, self.lines, self.textBytes) = (records, lines, textBytes)
    self.state = state
    var facts: [Fact] = []
    for member in reading.children {
      guard let name = member.key, let value = member.string else { return nil }
      facts.append(Fact(name: name, value: value))
    }
    var found: [Column] = []
    for column in columns.children {
      guard let name = column["name"]?.string else { return nil }
      found.append(Column(name: name, guess: column["type"]?.string))
    }
    self.reading = Reading(facts: facts, columns: found)
    options = (root["options"]?.children ?? []).compactMap { member in
      member.key.map { Option($0, member.children.compactMap(\.string)) }
    }
  }
}
