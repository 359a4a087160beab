/// The order of a facet's values (`facetsort`). A minus is descending; values that are equal in it stand in the order of
/// their names by code point.
package enum FacetSort: String, Sendable, CaseIterable {
  case count
  case countDescending = "-count"
  case alphanum
  case alphanumDescending = "-alphanum"
  case num
  case numDescending = "-num"

  /// Bytes that the order of one value takes: its number, and that of the sort, twice where the array has grown.
  var orderBytes: Int {
    switch self {
    case .num, .numDescending: 36
    default: 12
    }
  }
}
