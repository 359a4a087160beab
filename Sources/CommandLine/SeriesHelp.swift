import Expressions
import PipelineFiles

/// `weir help series`: what series are made of, from the tables of functions.
enum SeriesHelp {
  static var text: String {
    """
    Series of weir analyze: --y and analyze.y

      COUNT                             how many records; the text is the name
      avg=AVG(sqrt(population) * 2)     a name of your own, a function, an expression
      t=CUMULATIVE SUM(population)      each row adds to those before it
      q=QUANTILES(population, 25, 75)   numbers from 0 to 100 behind the expression

    functions of a group, in any case
    \(SeriesWords.all.map { line($0.name, $0.summary) }.joined())
    expressions: + - * / ( ), numbers, fields (`a b` in backticks where the name is no word), and functions of each record
    \(ExpressionFunctions.all.map { line(form($0), $0.summary) }.joined())
    Numbers that are missing or not finite are left out; COUNT counts all records.

    examples
      weir analyze Samples/cities.csv --x country_code --y COUNT --y 'avg=AVG(sqrt(population)*2)' -t table
      weir analyze Samples/cities.csv --y 'q=QUANTILES(population, 25, 50, 75)' --y 'STDDEV(population)'
      weir analyze Samples/sensors.csv --x day --y 't=CUMULATIVE SUM(pm10)' -t csv

    """
  }

  private static func form(_ function: any ExpressionFunction) -> String {
    let arguments = function is TimeFunction ? ["date"] : ["a", "b"]
    return "\(function.name)(\(arguments.prefix(function.arity).joined(separator: ", ")))"
  }

  private static func line(_ name: String, _ summary: String) -> String {
    "  \(name)\(String(repeating: " ", count: max(2, 21 - name.count)))\(summary)\n"
  }
}
