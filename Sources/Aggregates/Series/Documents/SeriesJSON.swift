import Bytes

/// Series as an Opendatasoft analysis answers them, `[{"x": "AD", "my_count": 7}, …]`, with the separators of the API.
///
/// x is the value of its only field; an object of parts for a date, `{"month": 1, "year": 1978}`; an object of fields where
/// there are several; absent where there is none. What is missing is null. Quantiles are an object with a member for each:
/// `{"25.0": 1.5, "75.0": 9.0}`.
package enum SeriesJSON {
  /// The document in pieces of about a MiB.
  package static func document(_ answer: SeriesAnswer, isPretty: Bool, callback: String? = nil) -> [[UInt8]] {
    var writer = APIJSONWriter(isPretty: isPretty, callback: callback)
    let keys = Keys(answer)
    writer.open("[")
    for row in 0..<answer.rowCount {
      writer.item()
      writer.open("{")
      writer.slices(of: row, answer, keys)
      for index in keys.series.indices {
        writer.key(quoted: keys.series[index])
        writer.value(answer.value(row: row, series: index), keys.quantiles[index])
      }
      writer.close("}")
    }
    writer.close("]")
    return writer.finished()
  }

  /// The names of every row, escaped once.
  fileprivate struct Keys {
    let x = APIJSONWriter.quoted("x")
    let fields: [[UInt8]]
    let parts: [[[UInt8]]]
    let series: [[UInt8]]
    let quantiles: [[[UInt8]]]

    init(_ answer: SeriesAnswer) {
      fields = answer.slices.map { APIJSONWriter.quoted($0.field) }
      parts = answer.slices.map { $0.parts.map { APIJSONWriter.quoted($0.rawValue) } }
      series = answer.series.map { APIJSONWriter.quoted($0.name) }
      quantiles = answer.series.map {
        guard case .quantiles(let subsets) = $0.function else { return [] }
        return subsets.map { APIJSONWriter.quoted("\($0)") }
      }
    }
  }
}

extension APIJSONWriter {
  fileprivate mutating func slices(of row: Int, _ answer: borrowing SeriesAnswer, _ keys: SeriesJSON.Keys) {
    if keys.fields.isEmpty { return }
    key(quoted: keys.x)
    if keys.fields.count == 1 {
      slice(answer.slice(row: row, 0), keys.parts[0])
      return
    }
    open("{")
    for index in keys.fields.indices {
      key(quoted: keys.fields[index])
      slice(answer.slice(row: row, index), keys.parts[index])
    }
    close("}")
  }

  private mutating func slice(_ slice: SliceValue, _ names: [[UInt8]]) {
    switch slice {
    case .text(let bytes): text(bytes)
    case .literal(let bytes): builder.append(bytes)
    case .parts(let parts):
      open("{")
      for (name, part) in zip(names, parts) {
        key(quoted: name)
        builder.append(decimal: part)
      }
      close("}")
    }
  }

  fileprivate mutating func value(_ value: SeriesValue, _ names: [[UInt8]]) {
    guard case .quantiles(let quantiles) = value else {
      builder.append(value)
      return
    }
    open("{")
    for (index, name) in names.enumerated() {
      key(quoted: name)
      builder.append(quantiles.map { SeriesValue.number($0[index]) } ?? .missing)
    }
    close("}")
  }
}

extension ByteBuilder {
  /// A number as JSON, or null.
  mutating func append(_ value: SeriesValue) { append((value.finite.text ?? "null").utf8.span) }
}
