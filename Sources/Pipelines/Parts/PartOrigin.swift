/// Where a part comes from.
struct PartOrigin: Sendable {
  var inputs: [PartInput] = []
  /// Fields that were asked for and never appeared in input without a schema, in the order of their names; nil: no record
  /// was read.
  var unseen: [String]?
}
