import ByteIO
import Bytes
import Diagnostics
import Formats
import Records

/// A part of one file that can be read by itself: whole records, read as a run over the whole file would read them.
///
/// `weir shards` writes one on a line. It says which bytes, what stands before them (records and lines, for messages; the
/// state of a JSON document), what the file was (size, time of change, digest), and how the file is read: the options that
/// were said, and what was found with them. Whoever reads the part looks at the beginning of the file again and must find
/// the same.
package struct ShardSpec: Sendable, Equatable {
  static let version = 1

  /// What is found in the first bytes of a file before a record is read.
  struct Reading: Sendable, Equatable {
    /// `format`, `encoding`, `delimiter` and so on, each with its value.
    var facts: [Fact]
    var columns: [Column]
  }

  struct Fact: Sendable, Equatable {
    var name: String
    var value: String
  }

  struct Column: Sendable, Equatable {
    var name: String
    /// The type that was guessed; nil: none was.
    var guess: String?
  }

  /// An option of the input, as a command line says it.
  package struct Option: Sendable, Equatable {
    package var flag: String
    package var texts: [String]

    package init(_ flag: String, _ texts: [String]) {
      self.flag = flag
      self.texts = texts
    }
  }

  /// The path as it was given.
  package var file: String
  var size: Int
  var modified: String
  /// Of the whole file.
  var sha256: String
  /// From 1, and how many there are.
  package var number: Int
  package var count: Int
  /// Bytes of the file. Those of all shards are the file, each byte once; a shard may be empty.
  package var range: Range<Int>
  /// Records in it.
  package var recordCount: Int
  /// Records, lines and bytes of UTF-8 before it. The first shard holds what stands before the first record.
  package var records: Int
  package var lines: Int
  var textBytes: Int
  /// `Chunk.context` of its first record.
  var state: UInt64
  var reading: Reading
  package var options: [Option]

  /// It holds what stands before the first record.
  var holdsPrologue: Bool { range.lowerBound == 0 && (!range.isEmpty || isLast) }
  var isLast: Bool { number == count }

  /// The line of the plan that holds it, without a line feed.
  package var line: String { json.line }

  private var json: JSONValue {
    .object([
      ("weir", .text("shard")), ("version", .integer(Self.version)), ("shard", .integer(number)),
      ("of", .integer(count)), ("file", .text(file)), ("from", .integer(range.lowerBound)),
      ("to", .integer(range.upperBound)), ("records", .integer(recordCount)),
      (
        "before", .object([("records", .integer(records)), ("lines", .integer(lines)), ("bytes", .integer(textBytes))])
      ),
      ("state", .text(String(state, radix: 16))),
      ("size", .integer(size)), ("modified", .text(modified)), ("sha256", .text(sha256)),
      ("options", .object(options.map { ($0.flag, .array($0.texts.map { .text($0) })) })),
      ("reading", .object(reading.facts.map { ($0.name, .text($0.value)) })),
      (
        "columns",
        .array(
          reading.columns.map { column in
            .object([("name", .text(column.name)), ("type", column.guess.map { .text($0) } ?? .null)])
          })
      ),
    ])
  }
}

extension ShardSpec.Reading {
  /// What was found in an input that was looked at.
  init(_ input: OpenInput) {
    var options = input.options
    input.reader.settle(&options)
    func text(_ byte: UInt8?) -> String { byte.map { $0 == 0 ? "none" : String(UnicodeScalar($0)) } ?? "" }
    var facts = [
      ShardSpec.Fact(name: "format", value: input.format.name),
      ShardSpec.Fact(name: "encoding", value: input.encoding.option.rawValue),
      ShardSpec.Fact(name: "bytes before the first record", value: String(input.reader.prologue.bytes)),
    ]
    if input.format.family == .delimited {
      facts += [
        ShardSpec.Fact(name: "delimiter", value: text(options.delimiter)),
        ShardSpec.Fact(name: "quote", value: text(options.quote)),
        ShardSpec.Fact(name: "escape", value: text(options.escape)),
        ShardSpec.Fact(name: "eol", value: options.lineEnds.rawValue),
      ]
    } else {
      facts.append(ShardSpec.Fact(name: "layout", value: options.layout.rawValue))
    }
    self.facts = facts
    columns = input.reader.schema.fields.map { field in
      ShardSpec.Column(name: field.name, guess: field.type.basis == .guessed ? field.type.kind.rawValue : nil)
    }
  }

  /// The first thing that another look found otherwise: what, there, here.
  func difference(from found: Self) -> (what: String, planned: String, found: String)? {
    for (planned, found) in zip(facts, found.facts) where planned != found {
      return planned.name == found.name
        ? (planned.name, planned.value, found.value) : ("format", planned.name, found.name)
    }
    guard facts.count == found.facts.count else { return ("format", "another one", found.facts.first?.value ?? "") }
    guard columns.count == found.columns.count else {
      return ("number of columns", String(columns.count), String(found.columns.count))
    }
    for (index, (planned, found)) in zip(columns, found.columns).enumerated() {
      if planned.name != found.name { return ("name of column \(index + 1)", planned.name, found.name) }
      if let guess = planned.guess, let now = found.guess, guess != now {
        return ("type of column '\(planned.name)'", guess, now)
      }
    }
    return nil
  }
}
