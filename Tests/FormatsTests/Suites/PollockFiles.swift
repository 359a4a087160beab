import Foundation

/// A polluted file with what it should be loaded as.
struct PollockFile: Sendable {
  var name: String
  var bytes: [UInt8]
  var clean: [[String]]
  /// Its dialect, as the benchmark gives it.
  var parameters: Parameters

  struct Parameters: Codable, Sendable {
    var encoding: String
    var delimiter: String
    var quotechar: String
    var escapechar: String
    var rowDelimiter: String
    var headerLines: Int
    var preambleLines: Int

    enum CodingKeys: String, CodingKey {
      case encoding, delimiter, quotechar, escapechar
      case rowDelimiter = "row_delimiter"
      case headerLines = "header_lines"
      case preambleLines = "preamble_lines"
    }
  }

  /// What the benchmark's weighted score counts a file for: how often its pollution stood in the survey of files.
  var weight: Double {
    if name.hasPrefix("row_less") || name.hasPrefix("row_more") { return 0.36775106082036774 }
    if name.hasPrefix("row_field_delimiter") { return 1.0 / 7 }
    if name.hasPrefix("row_extra_quote") { return 1.0 / 108 }
    return Self.weights[String(name.dropLast(4))] ?? 1
  }

  private static let weights: [String: Double] = [
    "source": 1, "file_no_payload": 15, "file_no_trailing_newline": 184, "file_double_trailing_newline": 5,
    "file_no_header": 470, "file_header_multirow_2": 47, "file_header_multirow_3": 47, "file_preamble": 282,
    "file_multitable_same": 62.666666666666664, "file_multitable_more": 62.666666666666664,
    "file_multitable_less": 62.666666666666664, "file_header_only": 3, "file_one_data_row": 4,
    "file_record_delimiter_0xD": 7, "file_record_delimiter_0xA": 1691, "file_field_delimiter_0x9": 4,
    "file_field_delimiter_0x3B": 834, "file_field_delimiter_0x20": 4, "file_field_delimiter_0x2C_0x20": 101,
    "file_quotation_char_0x27": 11, "file_escape_char_0x5C": 1, "file_escape_char_0x00": 7,
  ]
}

/// The polluted files of a directory, and those that the benchmark makes of its source by a rule.
struct PollockFiles {
  let files: [PollockFile]

  /// Reads `csv`, `clean` and `parameters` below `directory`; nil when they are not there.
  init?(_ directory: URL) {
    let manager = FileManager.default
    guard let names = try? manager.contentsOfDirectory(atPath: directory.appending(path: "csv").path) else {
      return nil
    }
    files = names.filter { $0.hasSuffix(".csv") }.sorted().compactMap { name in
      guard let bytes = try? Data(contentsOf: directory.appending(path: "csv/\(name)")),
        let clean = try? Data(contentsOf: directory.appending(path: "clean/\(name)")),
        let json = try? Data(contentsOf: directory.appending(path: "parameters/\(name)_parameters.json")),
        let parameters = try? JSONDecoder().decode(PollockFile.Parameters.self, from: json)
      else { return nil }
      return PollockFile(
        name: name, bytes: Array(bytes), clean: Self.rows(Array(clean)), parameters: parameters)
    }
  }

  /// Rows of a clean file: every field in quotes, quotes doubled.
  static func rows(_ bytes: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var i = 0
    while i < bytes.count {
      var field: [UInt8] = []
      if bytes[i] == 0x22 {
        i += 1
        while i < bytes.count, bytes[i] != 0x22 || i + 1 < bytes.count && bytes[i + 1] == 0x22 {
          if bytes[i] == 0x22 { i += 1 }
          field.append(bytes[i])
          i += 1
        }
        i += 1
      }
      row.append(String(decoding: field, as: UTF8.self))
      while i < bytes.count, bytes[i] == 0x0D { i += 1 }
      if i >= bytes.count || bytes[i] == 0x0A {
        rows.append(row)
        row = []
      }
      i += 1
    }
    return rows
  }

  /// The files with one damaged record, made as the benchmark makes them: each separator missing or doubled, each cell with a
  /// quote too many, each record with spaces for separators. With the files that damage all records they are the 2,290.
  static func damagedRecords(of source: PollockFile) -> [PollockFile] {
    let lines = source.bytes.split(separator: 0x0A).map { rawFields(Array($0)) }
    var files: [PollockFile] = []
    for (row, fields) in lines.enumerated() {
      func add(_ name: String, _ line: [UInt8], clean: [[String]]? = nil) {
        var bytes: [UInt8] = []
        for (index, other) in lines.enumerated() {
          bytes += index == row ? line : Array(other.joined(separator: [0x2C]))
          bytes.append(0x0A)
        }
        files.append(
          PollockFile(
            name: name + ".csv", bytes: bytes, clean: clean ?? source.clean, parameters: source.parameters))
      }
      for column in fields.indices {
        let before = Array(fields[..<column].joined(separator: [0x2C]))
        let after = Array(fields[column...].joined(separator: [0x2C]))
        add("row_more_sep_row\(row)_col\(column)", column == 0 ? [0x2C] + after : before + [0x2C, 0x2C] + after)
        if column > 0 { add("row_less_sep_row\(row)_col\(column)", before + after) }
        var quoted = fields
        quoted[column].insert(0x22, at: quoted[column].first == 0x22 ? 1 : 0)
        var clean = source.clean
        clean[row][column] = "\"" + clean[row][column]
        add("row_extra_quote\(row)_col\(column)", Array(quoted.joined(separator: [0x2C])), clean: clean)
      }
      add("row_field_delimiter_\(row)_0x20", Array(fields.joined(separator: [0x20])))
    }
    return files
  }

  private static func rawFields(_ line: [UInt8]) -> [[UInt8]] {
    var fields: [[UInt8]] = [[]]
    var isInside = false
    for byte in line {
      if byte == 0x22 { isInside.toggle() }
      if byte == 0x2C, !isInside {
        fields.append([])
      } else {
        fields[fields.count - 1].append(byte)
      }
    }
    return fields
  }
}
