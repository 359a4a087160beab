import Bytes
import Diagnostics
import Formats
import Foundation
import Records
import Testing

/// The Pollock benchmark: polluted CSV files, scored as its authors do, with the dialect given and without.
///
/// "Lenient" is what the user asks for: `--ragged pad,truncate --stray-quotes keep`. Of the 2,290 files, 66 stand beside the
/// project; the rest is made of its source by the benchmark's rules (every seventh of them, all with `WEIR_POLLOCK=all`).
/// `WEIR_POLLOCK=/some/polluted_files` scores the files of a directory instead.
struct PollockTests {
  enum Dialect { case given, automatic }

  @Test func scores() throws {
    let choice = ProcessInfo.processInfo.environment["WEIR_POLLOCK"] ?? ""
    let shared = CSVDataTests.data.appending(path: "pollock/polluted")
    guard let directory = PollockFiles(choice.hasPrefix("/") ? URL(filePath: choice) : shared) else {
      print("skipped: pollock is not there")
      return
    }
    let suite = choice.hasPrefix("/") ? directory.files : try completed(directory.files, all: choice == "all")
    let given = score(suite, .given)
    let automatic = score(suite, .automatic)
    print(
      """
      Pollock, \(suite.count) files: dialect given \(rounded(given.simple)) simple, \(rounded(given.weighted)) weighted; \
      automatic \(rounded(automatic.simple)) simple, \(rounded(automatic.weighted)) weighted
      """)
    // Published for DuckDB 9.961 and 9.599 with the dialect given, 9.075 and 8.439 without.
    #expect(given.simple > 9.961)
    #expect(given.weighted > 9.599)
    #expect(automatic.simple > 9.6)
  }

  /// Shared files that score below 9.9, and why no flag that the file's parameters know brings them further. One that is not
  /// named here and scores less fails the test, and so does a reason that is no longer true.
  private static let knownDifferences: [(file: String, dialects: [Dialect], below: Double, reason: String)] = [
    (
      "file_multitable_less.csv", [.given, .automatic], 8.4,
      "the clean version ends with the first table; the parameters do not say where, and records are never dropped for "
        + "their looks: --limit 83 is the user's"
    ),
    ("file_multitable_more.csv", [.given, .automatic], 8.4, "as file_multitable_less.csv"),
    ("file_multitable_same.csv", [.given, .automatic], 8.4, "as file_multitable_less.csv"),
    (
      "file_field_delimiter_0x20.csv", [.given, .automatic], 7.7,
      "texts hold the delimiter and stand in no quotes: where their fields end is lost"
    ),
    (
      "file_preamble.csv", [.automatic], 7,
      "records are never taken for a preamble; --skip or --skip-until says that there is one"
    ),
    (
      "file_header_multirow_2.csv", [.automatic], 7,
      "--header 2 says so; records are never joined to a header otherwise"
    ),
    ("file_header_multirow_3.csv", [.automatic], 7, "as file_header_multirow_2.csv"),
    ("file_no_header.csv", [.automatic], 9.7, "the clean version has names of its own; -n says that there are none"),
    (
      "file_quotation_char_0x27.csv", [.automatic], 9.8,
      "apostrophes in the texts keep the quote from being proven; --quote says it"
    ),
  ]

  /// The shared files alone: the pollutions of whole files weigh more among them than in the suite.
  @Test func sharedFiles() throws {
    guard let directory = PollockFiles(CSVDataTests.data.appending(path: "pollock/polluted")) else {
      print("skipped: pollock is not there")
      return
    }
    for dialect in [Dialect.given, .automatic] {
      for file in directory.files {
        let result = Self.load(file, dialect)
        let parts = result.parts.map(rounded).joined(separator: " ")
        let known = Self.knownDifferences.first { $0.file == file.name && $0.dialects.contains(dialect) }
        #expect(result.total > 9.9 || known != nil, "\(file.name) scores \(result.total), and nobody said why")
        if let known { #expect(result.total < known.below, "\(file.name) is better than '\(known.reason)'") }
        if result.total < 9.995 { print("pollock \(dialect) \(file.name) \(rounded(result.total)) (\(parts))") }
      }
      let scores = score(directory.files, dialect)
      print("pollock shared \(dialect) \(rounded(scores.simple)) simple, \(rounded(scores.weighted)) weighted")
      #expect(scores.simple > (dialect == .given ? 9.85 : 9.6))
    }
  }

  /// The shared files and those made by rule; where both are there they are the same.
  private func completed(_ shared: [PollockFile], all: Bool) throws -> [PollockFile] {
    let source = try #require(shared.first { $0.name == "source.csv" })
    let made = PollockFiles.damagedRecords(of: source)
    let byName = Dictionary(uniqueKeysWithValues: shared.map { ($0.name, $0) })
    for file in made {
      guard let original = byName[file.name] else { continue }
      #expect(file.bytes == original.bytes, "\(file.name)")
      #expect(file.clean == original.clean, "\(file.name)")
    }
    let whole = shared.filter { !$0.name.hasPrefix("row_") }
    #expect(made.count + whole.count == 2290)
    guard !all else { return whole + made }
    // Files that damage every record are few among the 2,290: they count as such.
    let some = made.enumerated().filter { $0.offset % 7 == 3 }.map(\.element)
    return whole + some
  }

  private func score(_ files: [PollockFile], _ dialect: Dialect) -> (simple: Double, weighted: Double) {
    var simple = 0.0
    var weighted = 0.0
    var weight = 0.0
    var count = 0.0
    let rows = files.count { $0.name.hasPrefix("row_") }
    let isSampled = rows > 100 && rows < 2268
    for file in files {
      let total = Self.load(file, dialect).total
      let share = isSampled && file.name.hasPrefix("row_") ? 2268.0 / Double(rows) : 1
      simple += total * share
      count += share
      weighted += total * file.weight * share
      weight += file.weight * share
    }
    return (simple / count, weighted / weight)
  }

  private static func load(_ file: PollockFile, _ dialect: Dialect) -> PollockScore {
    var options = ReadOptions()
    if dialect == .given { options = file.parameters.options }
    options.padsShortRecords = true
    options.truncatesLongRecords = true
    options.strayQuotes = .keep
    guard
      let reader = try? CSVReader.bind(probe: file.bytes.span, isWhole: true, options: options, dialect: .csv)
    else { return .failed }
    let result = CSVFeed(reader: reader).read(file.bytes, pieces: [file.bytes.count])
    guard result.failure == nil else { return .failed }
    let names = reader.schema.fields.map(\.name)
    let records = result.records.map { $0.map { $0 ?? "" } }
    // A file without a header is written without one.
    return PollockScore(clean: file.clean, loaded: options.hasHeader && !names.isEmpty ? [names] + records : records)
  }

  private func rounded(_ value: Double) -> String { String(format: "%.4f", value) }
}

extension PollockFile.Parameters {
  /// The flags that say the same: `-d --quote --escape --header --skip --eol`.
  var options: ReadOptions {
    var options = ReadOptions()
    let delimiter = Array(delimiter.utf8)
    options.delimiter = delimiter.first ?? ASCII.comma
    options.spaceFollowsDelimiter = delimiter.count == 2 && delimiter[1] == ASCII.space
    options.quote = quotechar.utf8.first ?? ASCII.quote
    options.escape = escapechar.utf8.first.flatMap { $0 == options.quote ? nil : $0 }
    options.header = headerLines == 0 ? .none : .rows(headerLines)
    options.skippedLines = preambleLines
    options.lineEnds = rowDelimiter == "\r" ? .cr : .auto
    return options
  }
}
