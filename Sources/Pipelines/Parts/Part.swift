import ByteIO
import Bytes
import Calendars
package import Diagnostics
import Schemas

/// What a run has computed over a part of the records (`--partial`), as a file: a line that says of what, the lines of its
/// payload, a line that says how many there are.
///
///     {"weir":"part","version":1,"kind":"facets","question":"…","zone":"UTC","inputs":[…],"records":225,"facets":[…]}
///     [0,"FR",12]
///     [1,"2012/09",3,"2012"]
///     {"lines":2}
///
/// The bytes do not depend on who computed it. Only parts of the same question, asked in the same zone by the same rules, can
/// be joined; no byte of an input may be in two of them.
package struct Part: Sendable {
  static let version = 1
  /// What a part may hold.
  static let payloads: [any PartPayload.Type] = [FacetPayload.self, SeriesPayload.self]

  /// A digest of everything that was asked.
  var question: String
  /// `Europe/Paris 1f2e…`: its name, and a number of its rules.
  var zone: String
  package internal(set) var inputs: [PartInput]
  /// Fields that were asked for and never appeared in input without a schema; nil: no record was read. Another part may
  /// have them.
  private var unseen: [String]?
  package internal(set) var payload: any PartPayload

  static func zone(_ zone: TimeZone) -> String { zone.name + " " + String(zone.fingerprint, radix: 16) }

  // MARK: Writing

  package var bytes: [UInt8] {
    var header: [(String, JSONValue)] = [
      ("weir", .text("part")), ("version", .integer(Self.version)), ("kind", .text(type(of: payload).kind)),
      ("question", .text(question)), ("zone", .text(zone)), ("inputs", .array(inputs.map(\.json))),
    ]
    if unseen != [] { header.append(("unseen", unseen.map { .array($0.map { .text($0) }) } ?? .null)) }
    var builder = ByteBuilder()
    builder.append(JSONValue.object(header + payload.header).line + "\n")
    let lines = payload.write(to: &builder)
    builder.append(JSONValue.object([("lines", .integer(lines))]).line + "\n")
    return builder.bytes
  }

  // MARK: Joining

  /// Adds another part; refuses one of another question, and one that has read what this one has read.
  package mutating func merge(_ other: Part, named name: String) throws(Diagnostic) {
    func foreign(_ message: String, _ help: String) -> Diagnostic {
      Diagnostic(.partForeign, message, at: Location(file: name), help: [help])
    }
    guard other.question == question, payload.answersSame(as: other.payload) else {
      throw foreign(
        "this part answers another question than the first one",
        "parts are joined that the same command, filters and types made, whatever their inputs; --now pins #now")
    }
    guard other.zone == zone else {
      throw foreign(
        "this part was computed in \(other.zoneName), the first one in \(zoneName), or by other rules of that zone",
        "compute the parts with one --timezone and one version of the time zone database")
    }
    for input in other.inputs {
      guard let known = inputs.first(where: { $0.overlaps(input) }) else { continue }
      let bytes = input.common(with: known).map { "bytes \($0.lowerBound) to \($0.upperBound) of " } ?? ""
      throw foreign(
        "\(bytes)\(input.file) \(bytes.isEmpty ? "was" : "were") counted already"
          + (known.file == input.file ? "" : ", as \(known.file)"),
        "give each part once; two inputs of the same bytes are counted in one run")
    }
    guard payload.merge(other.payload) else {
      throw foreign(
        "this part cannot be added to the others", "its numbers are too large: compute fewer records in a part")
    }
    inputs = PartInput.joined(inputs + other.inputs)
    if let others = other.unseen { unseen = unseen?.filter { others.contains($0) } ?? others }
  }

  private var zoneName: String { String(zone.prefix { $0 != " " }) }

  /// M006 where shards of an input are missing.
  package func checkWhole() throws(Diagnostic) {
    guard let (input, gap) = PartInput.firstGap(in: inputs) else { return }
    throw Diagnostic(
      .partMissing, "bytes \(gap.lowerBound) to \(gap.upperBound) of \(input.file) are in none of the parts",
      at: Location(context: "merge"), notes: ["the answer would be one about some of the records"],
      help: ["add the parts of its other shards", "--incomplete answers for the parts that are here"])
  }

  /// Q014 where no part has a field, as one run over all inputs would say.
  package func checkAppeared() throws(Diagnostic) {
    guard let name = unseen?.first else { return }
    throw Diagnostic(
      .fieldNeverAppeared, "field '\(name)' never appeared in any of the parts", at: Location(context: "merge"),
      notes: ["inputs: " + inputs.prefix(12).map(\.file).joined(separator: ", ")],
      help: ["compute the parts with the name of a field that some record has"])
  }

  // MARK: Reading

  /// Reads a part; anything that is not whole, or of another version, is an error with its line.
  package init(contentsOf path: String) throws(DiagnosticList) {
    let bytes: [UInt8]
    do throws(Diagnostic) {
      var source = try ByteSources.open(path: path)
      bytes = try source.readToEnd()
    } catch {
      throw DiagnosticList(error)
    }
    let lines = bytes.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false)
    guard let header = lines.first.flatMap({ Self.json(Array($0), path) }), header["weir"]?.string == "part" else {
      throw Self.invalid(path, 1, "it does not begin as a part does")
    }
    guard let version = header["version"]?.count, version == Self.version else {
      throw DiagnosticList(
        Diagnostic(
          .partInvalid,
          "this part has version \(header["version"]?.scalarText ?? "?"), this weir reads \(Self.version)",
          at: Location(file: path, line: 1), help: ["compute it again with this weir"]))
    }
    guard let kind = header["kind"]?.string, let type = Self.payloads.first(where: { $0.kind == kind }) else {
      throw Self.invalid(path, 1, "this weir knows no such kind of part")
    }
    guard let question = header["question"]?.string, let zone = header["zone"]?.string, let read = header["inputs"],
      var payload = type.init(header)
    else { throw Self.invalid(path, 1, "its header lacks something") }
    self.question = question
    self.zone = zone
    unseen = header["unseen"].map { $0.kind == .null ? nil : $0.children.compactMap(\.string) } ?? []
    inputs = []
    for value in read.children {
      guard let input = PartInput(value) else {
        throw Self.invalid(path, 1, "its header has an input without name and digest")
      }
      inputs.append(input)
    }
    guard lines.count >= 3, lines[lines.count - 1].isEmpty,
      Self.json(Array(lines[lines.count - 2]), path)?["lines"]?.count == lines.count - 3
    else {
      throw Self.invalid(
        path, max(1, lines.count - 1), "the number of its lines is missing or wrong: the file is not whole")
    }
    var scratch = ByteBuilder()
    for index in 1..<(lines.count - 2) {
      // Loads of eight bytes may reach behind the text.
      let line = Array(lines[index]) + [UInt8](repeating: 0, count: byteSlack)
      guard payload.read(line, count: lines[index].count, &scratch) else {
        throw Self.invalid(path, index + 1, "this line is none of \(kind)")
      }
    }
    self.payload = payload
  }

  init(question: String, zone: TimeZone, origin: PartOrigin, payload: any PartPayload) {
    self.question = question
    self.zone = Self.zone(zone)
    inputs = PartInput.joined(origin.inputs)
    unseen = origin.unseen
    self.payload = payload
  }

  private static func json(_ line: [UInt8], _ path: String) -> PlacedValue? {
    try? PlacedJSON(DescriptorText(name: path, bytes: line)).root
  }

  private static func invalid(_ path: String, _ line: Int, _ reason: String) -> DiagnosticList {
    DiagnosticList(
      Diagnostic(
        .partInvalid, "\(path) is no part: \(reason)", at: Location(file: path, line: line),
        help: ["--partial FILE of weir facets and weir analyze writes one"]))
  }
}
