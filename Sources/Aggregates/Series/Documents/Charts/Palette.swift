/// One colour for each series.
enum Palette {
  /// Okabe and Ito's colours, told apart with every kind of colour vision ("Color Universal Design", 2008), without the
  /// yellow that nobody sees on white, darkest first.
  static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
  /// Dashes of lines when colours come round again.
  private static let dashes: [String?] = [nil, "6 3", "2 3"]
  /// The nearest of a terminal: blue, red, green, magenta, yellow, cyan.
  private static let terminal = [34, 31, 32, 35, 33, 36]

  static func color(_ series: Int) -> String { colors[series % colors.count] }

  static func dash(_ series: Int) -> String? { dashes[series / colors.count % dashes.count] }

  /// The text in the colour of a series.
  static func painted(_ text: String, _ series: Int) -> String {
    text.isEmpty ? text : "\u{1B}[\(terminal[series % terminal.count])m\(text)\u{1B}[0m"
  }
}
