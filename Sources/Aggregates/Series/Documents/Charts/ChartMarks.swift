/// Where the numbers of a series are drawn: the area of a panel, and what stands in it.
struct PlotArea {
  var left: Double
  var top: Double
  var width: Double
  var height: Double
  var scale: Scale

  func y(_ value: Double) -> Double { top + height * (1 - scale.place(value)) }
  /// `place`: from 0 to 1.
  func x(_ place: Double) -> Double { left + width * place }
  var right: Double { left + width }
  var bottom: Double { top + height }
}

/// A number in the picture.
struct ChartMark {
  var row: Int
  var x: Double
  var value: Double
}

/// The marks of a series without gaps, several runs where values are missing.
struct ChartRuns {
  private(set) var runs: [[ChartMark]] = []

  /// `place`: from 0 to 1 for each row.
  init(_ numbers: [Double?], _ area: PlotArea, place: (Int) -> Double) {
    var run: [ChartMark] = []
    for (row, number) in numbers.enumerated() {
      if let number {
        run.append(ChartMark(row: row, x: area.x(place(row)), value: number))
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    if !run.isEmpty { runs.append(run) }
  }

  var count: Int { runs.reduce(0) { $0 + $1.count } }

  /// Of marks that share a pixel the first, the lowest, the highest and the last: the picture is the same.
  func thinned() -> [[ChartMark]] {
    runs.map { run in
      var thin: [ChartMark] = []
      var index = 0
      while index < run.count {
        var end = index + 1
        while end < run.count, run[end].x.rounded() == run[index].x.rounded() { end += 1 }
        let pixel = run[index..<end]
        let low = pixel.min { $0.value < $1.value } ?? run[index]
        let high = pixel.max { $0.value < $1.value } ?? run[index]
        var last = -1
        for mark in [run[index], low, high, run[end - 1]].sorted(by: { $0.row < $1.row }) where mark.row != last {
          thin.append(mark)
          last = mark.row
        }
        index = end
      }
      return thin
    }
  }
}
