/// What `weir help query` prints, made from the registry.
package enum QueryHelp {
  package static var text: String {
    var text = """
      Every construct, with examples
      ------------------------------

      A token is a run of letters and digits; spaces, punctuation, apostrophes, hyphens and underscores end it. Case and
      the diacritics of Latin, Greek and Cyrillic letters do not count. A missing or null value matches nothing.
      A number is what JSON calls one, without exponent, in quotes or not: 007 and +5 are text. A field name with other
      characters than letters, digits, _ - and . is written in quotes. ${name} stands for a parameter; $${ is the text ${.
      The empty query matches every record.


      """
    for construct in OperatorRegistry.all {
      text += "\(construct.form)\n\(wrapped(construct.summary))" + lines(of: construct.examples) + "\n"
    }
    text += "Functions, one by one in weir help functions:\n"
    for function in FunctionRegistry.all { text += "    \(function.form)\n" }
    return text
  }

  /// What `weir help functions` prints.
  package static var functionsText: String {
    var text = "Functions of the query language. They stand where a condition stands; #now where a value stands.\n\n"
    for function in FunctionRegistry.all {
      text += "\(function.form)\n\(wrapped(function.summary))" + lines(of: function.examples) + "\n"
    }
    return text
  }

  /// Indented lines of at most 100 characters.
  private static func wrapped(_ text: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count <= 96 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.map { "    \($0)\n" }.joined()
  }

  private static func lines(of examples: [QueryExample]) -> String {
    let width = examples.map(\.query.count).max() ?? 0
    return examples.map { example in
      let padding = String(repeating: " ", count: width - example.query.count)
      return "      \(example.query)\(padding)  \(example.matches ? "matches" : "is not in")  \(example.record)\n"
    }.joined()
  }
}
