package import Diagnostics
package import Pipelines

/// Units that dates are cut into.
package enum SliceUnits {
  package static let periods = ["year", "month", "week", "weekday", "day", "hour", "minute"]
  package static let precisions = periods.filter { $0 != "weekday" }
}

extension OptionTable {
  /// What an output computes: keys of its `analyze`.
  package static let analyze: [DeclaredOption<AnalyzeDeclaration>] = [
    .placed(
      "--x", "x", .textOrList, "What records are grouped by: a field, or a part of a date: date.month. None: one group."
    ) { texts, code, analyze in
      var found: [Diagnostic] = []
      for text in texts.map(\.text) {
        if text.bytes.isEmpty {
          found.append(text.diagnostic(code, "the name of a field is missing here"))
        } else if analyze.groups.contains(AnalyzeText(text)) {
          found.append(text.diagnostic(code, "x names '\(text.text)' twice"))
        }
        analyze.groups.append(AnalyzeText(text))
      }
      return found
    } spell: { analyze in
      analyze.groups.map(\.text.text)
    },
    .placed(
      "--y", "y", .settings, "Series: COUNT, avg=AVG(sqrt(population)*2), a list of them or a map of their names."
    ) { texts, _, analyze in
      var found: [Diagnostic] = []
      for text in texts {
        do throws(DiagnosticList) {
          try analyze.add(SeriesText.parse(text.text, name: text.name))
        } catch {
          found += error.diagnostics
        }
      }
      return found
    } spell: { analyze in
      analyze.series.map(SeriesText.render)
    },
    unit("--precision", "precision", \.precision, SliceUnits.precisions, "The smallest unit of dates: month (day)."),
    unit("--periodic", "periodic", \.periodic, SliceUnits.periods, "The largest unit of dates: weekday (year)."),
    .placed(
      "--sort", "sort", .textOrList, "The order of the rows: x, x.date.month, a series:desc. A bare name ascends."
    ) { texts, code, analyze in
      var found: [Diagnostic] = []
      for text in texts.map(\.text) {
        do throws(SortItems.Failure) {
          for (key, place) in try SortItems.placed(text.text) {
            let isKnown = analyze.sort.contains { $0.name == key.name }
            if isKnown { found.append(text.diagnostic(code, "sort names '\(key.name)' twice", at: place)) }
            analyze.sort.append(key)
            analyze.sortPlace.texts.append(text[place])
          }
        } catch {
          found.append(text.diagnostic(code, "sort \(error.message)", at: error.place))
        }
      }
      return found
    } spell: { analyze in
      analyze.sort.isEmpty ? [] : [SortItems.render(analyze.sort)]
    },
    .count("--maxpoints", "maxpoints", \.maximumPoints, atLeast: 1, "At most so many rows, after the sort (all)."),
  ]

  /// Said by `--partial FILE` instead of `--output FILE`.
  static let partialAnalyze: [DeclaredOption<AnalyzeDeclaration>] = [
    .toggle(
      "--partial", "partial", \.isPartial, "Write what was computed as a part, for weir merge, instead of an answer.")
  ]

  private static func unit(
    _ flag: String, _ key: String, _ path: any WritableKeyPath<AnalyzeDeclaration, String?> & Sendable,
    _ names: [String], _ help: String
  ) -> DeclaredOption<AnalyzeDeclaration> {
    .make(flag, key, .choice(names), help) { texts, analyze in
      guard let unit = texts.first, names.contains(unit) else { return "needs one of \(names.joined(separator: " "))" }
      analyze[keyPath: path] = unit
      return nil
    } spell: { analyze in
      analyze[keyPath: path].map { [$0] } ?? []
    }
  }
}

extension AnalyzeDeclaration {
  /// Adds a series whose name no other has.
  package mutating func add(_ added: SeriesDeclaration) throws(DiagnosticList) {
    if series.contains(where: { $0.name == added.name }) {
      let message = "two series are named '\(added.name)'"
      let help = ["give one of them another: name=\(added.function)…"]
      throw DiagnosticList(
        added.place.texts.first?.diagnostic(.seriesName, message, help: help)
          ?? Diagnostic(.seriesName, message, at: added.place.location, help: help))
    }
    series.append(added)
  }
}
