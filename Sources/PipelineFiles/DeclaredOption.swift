package import Diagnostics
import Formats

/// One option of an input or an output: its flag, its key in the pipeline file, its help, and both directions between
/// text and value. The option exists once; flags, parser, renderer, `explain`, JSON Schema and help read this.
package struct DeclaredOption<Options: Sendable>: Sendable {
  /// The long flag.
  package let flag: String
  /// The map that holds the key: `dialect`; empty for the input or output itself.
  package let section: String
  package let name: String
  package let kind: PipelineKey.Kind
  package let help: String
  /// For a flag without value: the text of the key that means the same. nil: the flag takes values.
  package let switchText: String?
  /// The flag that means `false`, where there is one.
  package let negatedFlag: String?
  /// Reads texts (several for a list; `key=value` for a map) and says what is wrong with them: "needs …".
  package let read: @Sendable ([String], inout Options) -> String?
  /// The texts of a value that is not the usual one.
  package let spell: @Sendable (Options) -> [String]
  /// The same as `read` for a value with a language of its own: its errors know their places, and have the code of
  /// whoever reads where they have none of their own.
  package var readPlaced: (@Sendable ([OptionText], DiagnosticCode, inout Options) -> [Diagnostic])?

  package var key: PipelineKey { PipelineKey(name, kind, help) }
}

/// A text of an option, and where it was written.
package struct OptionText: Sendable {
  /// The key that it stands under, where the option is a map.
  package var name: ReadText?
  package var text: ReadText

  package init(_ text: ReadText, name: ReadText? = nil) {
    self.text = text
    self.name = name
  }
}

extension DeclaredOption {
  typealias Path<Value> = any WritableKeyPath<Options, Value> & Sendable

  /// One of the raw values of an enumeration.
  static func choice<Value>(
    _ flag: String, _ key: String, _ path: Path<Value>, usual: Value, _ help: String
  ) -> DeclaredOption
  where Value: RawRepresentable & CaseIterable & Equatable & Sendable, Value.RawValue == String {
    let names = Value.allCases.map(\.rawValue)
    return make(flag, key, .choice(names), help) { texts, options in
      guard let value = texts.first.flatMap(Value.init) else { return "needs one of \(names.joined(separator: " "))" }
      options[keyPath: path] = value
      return nil
    } spell: { options in
      options[keyPath: path] == usual ? [] : [options[keyPath: path].rawValue]
    }
  }

  /// The same where nil says that nothing was said.
  static func choice<Value>(
    _ flag: String, _ key: String, _ path: Path<Value?>, _ help: String
  ) -> DeclaredOption
  where Value: RawRepresentable & CaseIterable & Equatable & Sendable, Value.RawValue == String {
    let names = Value.allCases.map(\.rawValue)
    return make(flag, key, .choice(names), help) { texts, options in
      guard let value = texts.first.flatMap(Value.init) else { return "needs one of \(names.joined(separator: " "))" }
      options[keyPath: path] = value
      return nil
    } spell: { options in
      options[keyPath: path].map { [$0.rawValue] } ?? []
    }
  }

  /// A flag with its opposite `--no-…`; nil says that nothing was said.
  static func toggle(_ flag: String, _ key: String, _ path: Path<Bool?>, _ help: String) -> DeclaredOption {
    make(flag, key, .boolean, help, negatedFlag: "--no-" + flag.dropFirst(2), switchText: "true") { texts, options in
      guard let text = texts.first, text == "true" || text == "false" else { return "needs true or false" }
      options[keyPath: path] = text == "true"
      return nil
    } spell: { options in
      options[keyPath: path].map { [$0 ? "true" : "false"] } ?? []
    }
  }

  /// A flag without value; `switchText` is what the key says then.
  static func toggle(
    _ flag: String, _ key: String, _ path: Path<Bool>, switchText: String = "true", _ help: String
  ) -> DeclaredOption {
    make(flag, key, .boolean, help, switchText: switchText) { texts, options in
      guard let text = texts.first, text == "true" || text == "false" else { return "needs true or false" }
      options[keyPath: path] = text == "true"
      return nil
    } spell: { options in
      let text = options[keyPath: path] ? "true" : "false"
      return text == switchText ? [text] : []
    }
  }

  static func text(_ flag: String, _ key: String, _ path: Path<String?>, _ help: String) -> DeclaredOption {
    make(flag, key, .text, help) { texts, options in
      guard let text = texts.first, !text.isEmpty else { return "needs a text" }
      options[keyPath: path] = text
      return nil
    } spell: { options in
      options[keyPath: path].map { [$0] } ?? []
    }
  }

  /// A list of texts: the flag may be repeated.
  static func texts(_ flag: String, _ key: String, _ path: Path<[String]>, _ help: String) -> DeclaredOption {
    make(flag, key, .textOrList, help) { texts, options in
      options[keyPath: path] = texts
      return nil
    } spell: { options in
      options[keyPath: path]
    }
  }

  static func count(
    _ flag: String, _ key: String, _ path: Path<Int?>, atLeast minimum: Int, _ help: String
  ) -> DeclaredOption {
    make(flag, key, .integer(atLeast: minimum), help) { texts, options in
      guard let count = texts.first.flatMap({ Spelling.count($0, atLeast: minimum) }) else {
        return "needs an integer of at least \(minimum)"
      }
      options[keyPath: path] = count
      return nil
    } spell: { options in
      options[keyPath: path].map { [String($0)] } ?? []
    }
  }

  /// `column=value` pairs, repeated or a map; `values` lists what a value may be, empty: anything. A value alone is for
  /// every column where `mayBeAlone`.
  static func settings(
    _ flag: String, _ key: String, _ path: Path<[ColumnSetting]>, values: [String] = [], mayBeAlone: Bool = false,
    _ help: String
  ) -> DeclaredOption {
    make(flag, key, .settings, help) { texts, options in
      var settings: [ColumnSetting] = []
      for text in texts {
        let equals = text.lastIndex(of: "=")
        let column = equals.map { String(text[..<$0]) }
        let value = equals.map { String(text[text.index(after: $0)...]) } ?? text
        if column == nil, !mayBeAlone { return "needs column=value" }
        if column?.isEmpty ?? false || value.isEmpty { return "needs column=value" }
        if !values.isEmpty, !values.contains(value) {
          return "needs one of \(values.joined(separator: " ")) for '\(column ?? "")'"
        }
        settings.append(ColumnSetting(column: column, value: value))
      }
      options[keyPath: path] = settings
      return nil
    } spell: { options in
      options[keyPath: path].map { setting in setting.column.map { "\($0)=\(setting.value)" } ?? setting.value }
    }
  }

  /// A value with a language of its own, whose errors know their places.
  static func placed(
    _ flag: String, _ key: String, _ kind: PipelineKey.Kind, _ help: String,
    read: @escaping @Sendable ([OptionText], DiagnosticCode, inout Options) -> [Diagnostic],
    spell: @escaping @Sendable (Options) -> [String]
  ) -> DeclaredOption {
    var option = make(flag, key, kind, help) { texts, options in
      read(texts.map { OptionText(ReadText($0, origin: Location(context: flag))) }, .usage, &options).first?.message
    } spell: { options in
      spell(options)
    }
    option.readPlaced = read
    return option
  }

  /// Anything else: a kind for the shape in the file, and both directions by hand.
  static func make(
    _ flag: String, _ key: String, _ kind: PipelineKey.Kind, _ help: String, negatedFlag: String? = nil,
    switchText: String? = nil,
    read: @escaping @Sendable ([String], inout Options) -> String?, spell: @escaping @Sendable (Options) -> [String]
  ) -> DeclaredOption {
    let parts = key.split(separator: ".").map(String.init)
    return DeclaredOption(
      flag: flag, section: parts.count > 1 ? parts[0] : "", name: parts.last ?? key, kind: kind, help: help,
      switchText: switchText, negatedFlag: negatedFlag, read: read, spell: spell)
  }
}

/// The option tables, and what flags and files do with them.
package enum OptionTable {
  /// Sets the option of a flag; returns what is wrong.
  package static func set<Options>(
    _ flag: String, _ texts: [String], in options: inout Options, _ table: [DeclaredOption<Options>]
  ) -> String? {
    guard let option = table.first(where: { $0.flag == flag }) else { return "is no option" }
    if option.negatedFlag != nil { return option.read(texts, &options) }
    return option.read(option.switchText.map { [$0] } ?? texts, &options)
  }

  /// Sets the option of a flag whose value has a language of its own; nil: it has none.
  package static func setPlaced<Options>(
    _ flag: String, _ texts: [String], in options: inout Options, _ table: [DeclaredOption<Options>]
  ) -> [Diagnostic]? {
    guard let read = table.first(where: { $0.flag == flag })?.readPlaced else { return nil }
    return read(texts.map { OptionText(ReadText($0, origin: Location(context: flag))) }, .usage, &options)
  }

  /// The keys of one section of the file.
  static func keys<Options>(_ section: String, _ table: [DeclaredOption<Options>]) -> [PipelineKey] {
    table.filter { $0.section == section }.map(\.key)
  }

  /// The words of a command line for everything that is not usual.
  static func words<Options>(
    _ options: Options, _ table: [DeclaredOption<Options>], besides known: Set<String> = []
  ) -> [String] {
    table.filter { !known.contains($0.flag) }.flatMap { option -> [String] in
      let texts = option.spell(options)
      if option.switchText != nil {
        if let negated = option.negatedFlag, texts == ["false"] { return [negated] }
        return texts.isEmpty ? [] : [option.flag]
      }
      return texts.flatMap { [option.flag, FlagSpelling.quoted($0)] }
    }
  }
}
