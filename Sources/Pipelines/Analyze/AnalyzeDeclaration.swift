public import Diagnostics

/// What an output computes instead of writing records: series of numbers over the groups of x.
public struct AnalyzeDeclaration: Sendable, Equatable {
  /// `country_code`, `date.month`: what records are grouped by; empty: all of them are one group.
  public var groups: [AnalyzeText] = []
  public var series: [SeriesDeclaration] = []
  /// The smallest unit that dates are cut into, and the largest that tells slices apart: `year month week weekday day
  /// hour minute`. Dates whose parts are named are not asked.
  public var precision: String?
  public var periodic: String?
  /// `x`, `x.date.year` or a series each; empty: x ascends.
  public var sort: [SortKey] = []
  /// Where the order was written: a text for each key, or none.
  public var sortPlace = WrittenPlace(Location(context: "--sort"))
  /// The most rows, after the sort.
  public var maximumPoints: Int?
  /// What was computed is written as a part, to be merged with others.
  public var isPartial = false
  /// Set by the run: the zone of its dates and the time of `time()`.
  var clock = ClockDeclaration()
  var maximumMemory: Int?
  /// Set by the run: what says that two parts answer the same question.
  var question = ""

  public init() {}

  /// Takes what the run knows beside it.
  mutating func settle(_ clock: ClockDeclaration, maximumMemory: Int?) {
    self.clock = clock
    self.maximumMemory = maximumMemory
  }

  /// True where an expression asks what time it is.
  var usesNow: Bool {
    series.contains { series in
      let text = (series.expression?.text.bytes ?? []).filter { $0 > 0x20 }.map { $0 | 0x20 }
      return String(decoding: text, as: UTF8.self).contains("time()")
    }
  }
}

/// One series: a function over the numbers of an expression.
public struct SeriesDeclaration: Sendable, Equatable {
  public var name: String
  /// One of `COUNT AVG SUM MIN MAX STDDEV SUMSQUARES QUANTILES`.
  public var function: String
  /// nil: records are counted.
  public var expression: AnalyzeText?
  /// For QUANTILES: from 0 to 100.
  public var subsets: [Double] = []
  /// Each row adds to the one before it, in the order of the answer.
  public var isCumulative = false
  /// Where it was written: its text, or the part of it that says most.
  public var place: WrittenPlace

  public init(
    name: String, function: String, expression: AnalyzeText? = nil, place: WrittenPlace = WrittenPlace()
  ) {
    self.name = name
    self.function = function
    self.expression = expression
    self.place = place
  }
}

/// Something that was written, with the place where it was. Equal when it says the same.
public struct AnalyzeText: Sendable, Equatable {
  public var text: ReadText

  public init(_ text: ReadText) { self.text = text }
  public init(_ text: String, at origin: Location = Location()) { self.text = ReadText(text, origin: origin) }

  public static func == (one: AnalyzeText, other: AnalyzeText) -> Bool { one.text.bytes == other.text.bytes }
}
