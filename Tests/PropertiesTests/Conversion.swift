import Diagnostics
import Formats
import Query
import Records
import TestKit

/// Reading and writing in memory, without files and tasks.
enum Conversion {
  /// Records of an input.
  static func read(
    _ format: String, _ bytes: [UInt8], pieces: [Int] = [], _ set: (inout ReadOptions) -> Void = { _ in }
  ) throws -> Reading {
    var options = ReadOptions()
    set(&options)
    return try InputFeed(format, bytes, options).read(bytes, pieces: pieces)
  }

  /// What is certain of delimited text: nothing is guessed.
  static func plainCSV(_ options: inout ReadOptions) {
    options.delimiter = options.delimiter ?? 0x2C
    options.header = .rows(1)
    options.escape = 0x22
    options.lineEnds = .lf
    options.types = .text
  }

  /// Another format's bytes of the same records.
  static func convert(
    _ bytes: [UInt8], from: String, to: String, pieces: [Int] = [], write: WriteOptions = WriteOptions(),
    _ set: (inout ReadOptions) -> Void = { _ in }
  ) throws -> [UInt8] {
    var options = ReadOptions()
    set(&options)
    let feed = try InputFeed(from, bytes, options)
    var output = try OutputText(to, schema: feed.reader.schema, inputFormat: from, options: write)
    var failure: Diagnostic?
    let reading = feed.read(bytes, pieces: pieces) { batch in
      do throws(Diagnostic) {
        try output.append(batch)
      } catch {
        failure = error
      }
    }
    if let failure = failure ?? reading.failure { throw failure }
    return output.finished(outerMembers: reading.outerMembers)
  }

  /// The records that a query selects.
  static func select(
    _ query: Query, _ format: String, _ bytes: [UInt8], pieces: [Int] = [],
    _ set: (inout ReadOptions) -> Void = { _ in }
  ) throws -> [[String?]] {
    var options = ReadOptions()
    set(&options)
    let feed = try InputFeed(format, bytes, options)
    let schema = feed.reader.schema
    var evaluator = PredicateEvaluator(try Predicate(query, binding: Projection(all: schema), schema: schema))
    return feed.read(bytes, pieces: pieces) { evaluator.select(&$0) }.records
  }
}

extension [UInt8] {
  /// For messages.
  var shown: String { String(decoding: self, as: UTF8.self).debugDescription }
}
