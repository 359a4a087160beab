package import ByteIO
package import Diagnostics
import Schemas

/// Holds a receipt against the files that it is about.
package struct Verification: Sendable {
  package enum Status: String, Sendable { case same, differs, missing, unchecked }

  /// A file of the receipt and what it is now.
  package struct Item: Sendable, Equatable {
    /// `input` or `output`.
    package var kind: String
    package var path: String
    package var status: Status
    package var recorded: FileDigest?
    package var found: FileDigest?
    /// Why nothing was found, or nothing checked.
    package var reason = ""
  }

  package private(set) var items: [Item] = []
  /// What of the ledger does not add up.
  package private(set) var imbalances: [String] = []

  package var isGood: Bool {
    imbalances.isEmpty && items.allSatisfy { $0.status == .same || $0.status == .unchecked }
  }

  /// Reads the receipt at `path` and the files that it names, from the working directory.
  package init(of path: String, withInputs: Bool) throws(DiagnosticList) {
    let root = try Self.read(path)
    guard root["weir"]?.string == "receipt", root["version"]?.count == Receipt.version,
      let content = root["deterministic"], let inputs = content["inputs"], let outputs = content["outputs"],
      let ledger = content["ledger"]
    else {
      throw DiagnosticList(
        Diagnostic(
          .inputNotData, "\(path) is no receipt of this version of weir", at: Location(file: path),
          help: ["--receipt FILE of convert and run writes one"]))
    }
    do throws(Diagnostic) {
      for output in outputs.children { items.append(try Self.check(output, "output", path)) }
      if withInputs { for input in inputs.children { items.append(try Self.check(input, "input", path)) } }
      try add(up: ledger.children, inputs: inputs.children, outputs: outputs.children, path)
    } catch {
      throw DiagnosticList(error)
    }
  }

  private static func read(_ path: String) throws(DiagnosticList) -> PlacedValue {
    let bytes: [UInt8]
    do throws(Diagnostic) {
      var source = try ByteSources.open(path: path, compression: .auto)
      bytes = try source.readToEnd()
    } catch {
      throw DiagnosticList(error)
    }
    do throws(DiagnosticList) {
      return try PlacedJSON(DescriptorText(name: path, bytes: bytes)).root
    } catch {
      throw DiagnosticList(
        error.diagnostics.map { diagnostic in
          var diagnostic = diagnostic
          diagnostic.code = .jsonSyntax
          return diagnostic
        })
    }
  }

  private static func damaged(_ value: PlacedValue) -> Diagnostic {
    value.diagnostic(.inputNotData, "the receipt is damaged here")
  }

  private static func check(_ value: PlacedValue, _ kind: String, _ receipt: String) throws(Diagnostic) -> Item {
    guard let path = value["path"]?.string else { throw damaged(value) }
    guard let sha256 = value["sha256"]?.string, let bytes = value["bytes"]?.count else {
      return Item(
        kind: kind, path: path, status: .unchecked, reason: "it was not read to its end, so it has no digest")
    }
    var item = Item(kind: kind, path: path, status: .same, recorded: FileDigest(sha256: sha256, bytes: bytes))
    if path == "-" {
      item.status = .unchecked
      item.reason = "standard \(kind) is gone"
      return item
    }
    do throws(Diagnostic) {
      item.found = try FileDigest(ofFile: path)
      if item.found != item.recorded { item.status = .differs }
    } catch {
      item.status = .missing
      item.reason = error.message
    }
    return item
  }

  /// Every record is in one place of its ledger, and the ledgers agree with the counts of the files.
  private mutating func add(
    up ledger: [PlacedValue], inputs: [PlacedValue], outputs: [PlacedValue], _ receipt: String
  ) throws(Diagnostic) {
    var written: [String: Int] = [:]
    var read: [String: (records: Int, outputs: Set<String>)] = [:]
    for entry in ledger {
      guard let input = entry["input"]?.string, let output = entry["output"]?.string,
        let records = entry["read"]?.count
      else { throw Self.damaged(entry) }
      var sums = RecordLedger()
      sums.read = records
      sums.written = entry["written"]?.count ?? 0
      sums.filtered = entry["filtered"]?.count ?? 0
      sums.limited = entry["limited"]?.count ?? 0
      sums.aggregated = entry["aggregated"]?.count ?? 0
      sums.rejected = entry["rejected"]?.count ?? 0
      if !sums.isBalanced { imbalances.append("records of \(input) in \(output): \(sums.equation)") }
      written[output, default: 0] += sums.written
      read[input, default: (0, [])].records += records
      read[input, default: (0, [])].outputs.insert(output)
    }
    for output in outputs {
      guard let path = output["path"]?.string, let records = output["records"]?.count else {
        throw Self.damaged(output)
      }
      let sum = written[path] ?? 0
      if sum != records { imbalances.append("\(path) has \(records) records, the ledger has \(sum)") }
    }
    var given: [String: Int] = [:]
    for input in inputs {
      guard let path = input["path"]?.string, let records = input["records"]?.count else { throw Self.damaged(input) }
      given[path, default: 0] += records
    }
    for (path, records) in given.sorted(by: { $0.key < $1.key }) {
      let found = read[path] ?? (0, [])
      if found.records != records * max(1, found.outputs.count) {
        imbalances.append(
          "\(records) records of \(path) were read, the ledger has \(found.records / max(1, found.outputs.count))")
      }
    }
  }
}
