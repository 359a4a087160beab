import Synchronization
import Testing

@testable import Pipelines

/// What workers and the ordered stage exchange, and the baton that goes round among workers.
@Suite struct ExchangeTests {
  private final class Count: Sendable {
    private let value = Atomic(0)
    func add(_ number: Int) -> Int { value.add(number, ordering: .sequentiallyConsistent).newValue }
    var current: Int { value.load(ordering: .sequentiallyConsistent) }
  }

  /// Every order of `count` things.
  static func orders(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return orders(count - 1).flatMap { order in
      (0...order.count).map { place in
        var longer = order
        longer.insert(count - 1, at: place)
        return longer
      }
    }
  }

  @Test func orderIsTheIndexWhateverThePublishingOrder() async {
    for order in Self.orders(5) {
      let exchange = OrderedExchange<Int>(window: 5)
      for index in order { exchange.publish(index * 10, at: index) }
      exchange.end(at: 5)
      var taken: [Int] = []
      while let result = await exchange.next() { taken.append(result) }
      #expect(taken == [0, 10, 20, 30, 40], "published in the order \(order)")
    }
  }

  @Test func aWaitingConsumerGetsItsResultInEveryOrder() async {
    for order in Self.orders(4) {
      let exchange = OrderedExchange<Int>(window: 4)
      let consumer = Task.immediate {
        var taken: [Int] = []
        while let result = await exchange.next() { taken.append(result) }
        return taken
      }
      for index in order {
        exchange.publish(index, at: index)
        await Task.yield()
      }
      exchange.end(at: 4)
      let taken = await consumer.value
      #expect(taken == [0, 1, 2, 3], "published in the order \(order)")
    }
  }

  @Test func anEndBeforeTheLastResultsLosesNone() async {
    let exchange = OrderedExchange<String>(window: 3)
    exchange.end(at: 2)
    exchange.publish("b", at: 1)
    exchange.publish("a", at: 0)
    let taken = [await exchange.next(), await exchange.next(), await exchange.next(), await exchange.next()]
    #expect(taken == ["a", "b", nil, nil])
  }

  @Test func theEarliestEndCounts() async {
    let exchange = OrderedExchange<Int>(window: 3)
    exchange.publish(7, at: 0)
    exchange.end(at: 3)
    exchange.end(at: 1)
    exchange.end(at: 2)
    let taken = [await exchange.next(), await exchange.next()]
    #expect(taken == [7, nil])
  }

  @Test(arguments: [1, 2, 5]) func theWindowBoundsReservations(window: Int) async {
    let exchange = OrderedExchange<Int>(window: window)
    for _ in 0..<window {
      guard case .place(nil) = await exchange.reserve() else { return #expect(Bool(false), "a free place was refused") }
    }
    let granted = Count()
    let late = Task.immediate {
      let reservation = await exchange.reserve()
      _ = granted.add(1)
      return reservation
    }
    for _ in 0..<20 { await Task.yield() }
    #expect(granted.current == 0, "one place too many")
    exchange.publish(42, at: 0)
    let result = await exchange.next()
    for _ in 0..<20 { await Task.yield() }
    #expect(granted.current == 0, "a place was given back before its result was used up")
    exchange.recycle(result)
    guard case .place(42) = await late.value else { return #expect(Bool(false), "the used result did not come back") }
  }

  @Test func stopEndsWaitingAndLaterReservations() async {
    let exchange = OrderedExchange<Int>(window: 1)
    _ = await exchange.reserve()
    let waiting = (0..<3).map { _ in Task.immediate { await exchange.reserve() } }
    exchange.stop()
    for task in waiting {
      guard case .stopped = await task.value else { return #expect(Bool(false), "a waiting worker was not stopped") }
    }
    guard case .stopped = await exchange.reserve() else {
      return #expect(Bool(false), "a later worker was not stopped")
    }
  }

  @Test(arguments: [1, 2, 3, 8]) func manyWorkersKeepTheOrder(workers: Int) async {
    let count = 3000
    let window = workers + 2
    let exchange = OrderedExchange<Int>(window: window)
    let baton = Baton(0)
    let inFlight = Count()
    for _ in 0..<workers {
      Task.detached {
        while case .place = await exchange.reserve() {
          let index = await baton.take()
          baton.pass(min(index + 1, count))
          if index == count { return exchange.end(at: count) }
          let now = inFlight.add(1)
          #expect(now <= window)
          if index % 3 == 0 { await Task.yield() }
          exchange.publish(index, at: index)
        }
      }
    }
    var expected = 0
    while let result = await exchange.next() {
      #expect(result == expected)
      expected += 1
      _ = inFlight.add(-1)
      exchange.recycle(result)
    }
    #expect(expected == count)
  }

  @Test func theBatonGoesRoundInTheOrderOfAsking() async {
    let baton = Baton<[Int]>([])
    let first = await baton.take()
    let tasks = (0..<8).map { number in
      Task.immediate {
        let seen = await baton.take()
        baton.pass(seen + [number])
      }
    }
    baton.pass(first)
    for task in tasks { await task.value }
    let seen = await baton.take()
    #expect(seen == Array(0..<8))
  }

  @Test func theBatonHasOneHolder() async {
    let baton = Baton(0)
    let holders = Count()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<200 {
            let value = await baton.take()
            let now = holders.add(1)
            #expect(now == 1)
            await Task.yield()
            _ = holders.add(-1)
            baton.pass(value + 1)
          }
        }
      }
    }
    let total = await baton.take()
    #expect(total == 1600)
  }
}
