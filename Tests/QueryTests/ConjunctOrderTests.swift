import Testing

@testable import Query

@Suite struct ConjunctOrderTests {
  @Test func beginsWithTheCheapest() {
    #expect(ConjunctOrder(costs: [40, 5, 30, 5]).order == [1, 3, 2, 0])
  }

  /// What drops most for its cost goes first; what drops nothing goes last, however cheap.
  @Test func learnsWhatDrops() {
    var order = ConjunctOrder(costs: [5, 5, 5])
    order.note(0, asked: 1000, passed: 500)
    order.note(1, asked: 500, passed: 2)
    order.note(2, asked: 2, passed: 2)
    order.settle()
    #expect(order.order == [1, 0, 2])
    order.note(1, asked: 100_000, passed: 100_000)
    order.settle()
    #expect(order.order[0] == 0)
  }

  /// What was true of the first million records does not hold it for ever.
  @Test func forgets() {
    var order = ConjunctOrder(costs: [5, 5])
    for _ in 0..<4 {
      order.note(0, asked: 1 << 20, passed: 0)
      order.settle()
    }
    for _ in 0..<12 {
      order.note(0, asked: 1 << 20, passed: 1 << 20)
      order.note(1, asked: 1 << 20, passed: 1 << 18)
      order.settle()
    }
    #expect(order.order == [1, 0])
  }
}
