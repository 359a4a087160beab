/// The order of a facet's values (`facetsort`). A minus is descending; values that are equal in it stand in the order of
/// their names by code point.
package enum FacetSort: String, Sendable, CaseIterable {
  case count
  case countDescending = "-count"
  case alphanum
  case alphanumDescending = "-alphanum"
  case num
  case numDescending = "-num"
}
