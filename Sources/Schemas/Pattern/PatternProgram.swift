/// A pattern as a nondeterministic automaton: Thompson's construction (1968), counted repetitions written out.
struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    case scalar(ScalarClass, next: Int32)
    case split(Int32, Int32)
    case start(next: Int32)
    case end(next: Int32)
    case accept
  }

  /// A pattern with more states is refused: `(a{1000}){1000}` has a million.
  static let maximumStates = 10_000

  private(set) var instructions: [Instruction] = []
  private(set) var entry: Int32 = 0

  init(_ tree: PatternTree) throws(PatternFault) {
    let accept = try add(.accept)
    entry = try compile(tree.root, tree, next: accept)
  }

  private mutating func add(_ instruction: Instruction) throws(PatternFault) -> Int32 {
    guard instructions.count < Self.maximumStates else {
      throw PatternFault(
        message: "a pattern of more than \(Self.maximumStates) states, repetitions written out", range: 0..<0,
        isUnsupported: true)
    }
    instructions.append(instruction)
    return Int32(instructions.count - 1)
  }

  /// The entry of a node that goes on to `next`. The parser bounds the depth of this recursion.
  private mutating func compile(_ node: Int, _ tree: PatternTree, next: Int32) throws(PatternFault) -> Int32 {
    switch tree.nodes[node] {
    case .empty: return next
    case .scalar(let set): return try add(.scalar(set, next: next))
    case .start: return try add(.start(next: next))
    case .end: return try add(.end(next: next))
    case .sequence(let items):
      var entry = next
      for item in items.reversed() { entry = try compile(item, tree, next: entry) }
      return entry
    case .choice(let branches):
      var entry = try compile(branches[branches.count - 1], tree, next: next)
      for branch in branches.dropLast().reversed() {
        entry = try add(.split(try compile(branch, tree, next: next), entry))
      }
      return entry
    case .repetition(let item, let minimum, let maximum):
      return try repeated(item, minimum, maximum, tree, next: next)
    }
  }

  private mutating func repeated(
    _ item: Int, _ minimum: Int, _ maximum: Int?, _ tree: PatternTree, next: Int32
  ) throws(PatternFault) -> Int32 {
    var entry = next
    if let maximum {
      for _ in minimum..<maximum { entry = try add(.split(try compile(item, tree, next: entry), next)) }
    } else {
      let loop = try add(.split(next, next))
      instructions[Int(loop)] = .split(try compile(item, tree, next: loop), next)
      entry = loop
    }
    for _ in 0..<minimum { entry = try compile(item, tree, next: entry) }
    return entry
  }
}
