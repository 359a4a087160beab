/// The parts of a pattern, as a tree in one array: the parser makes it, the compiler reads it.
struct PatternTree: Sendable {
  enum Node: Sendable {
    case empty
    case scalar(ScalarClass)
    case sequence([Int])
    case choice([Int])
    case repetition(Int, minimum: Int, maximum: Int?)
    case start
    case end
  }

  var nodes: [Node] = []
  var root = 0

  mutating func add(_ node: Node) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }
}

/// What is wrong with a pattern, and where in it (bytes of its UTF-8 text).
package struct PatternFault: Error, Sendable, Equatable {
  package var message: String
  package var range: Range<Int>
  /// True when other engines know the construct: it is not a mistake, weir cannot do it.
  package var isUnsupported = false
}
