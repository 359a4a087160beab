/// Series that were computed to the end, in the order in which they are shown: what every document is made of.
package struct SeriesAnswer: Sendable {
  /// The fields of x, each once; empty: there is one row for all records.
  package let slices: [SliceSpec]
  package let series: [SeriesSpec]
  package private(set) var rowCount = 0
  /// Row after row.
  private var groups: [SliceValue] = []
  private var values: [SeriesValue] = []

  package init(slices: [SliceSpec], series: [SeriesSpec]) {
    self.slices = slices
    self.series = series
  }

  package mutating func append(_ group: [SliceValue], _ row: [SeriesValue]) {
    groups += group
    values += row
    rowCount += 1
  }

  /// What the records of a row have in common.
  package func slice(row: Int, _ index: Int) -> SliceValue { groups[row * slices.count + index] }

  package func value(row: Int, series index: Int) -> SeriesValue { values[row * series.count + index] }
}
