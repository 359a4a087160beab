import Foundation
import Synchronization
import Testing

/// A sentence that must hold for everything that can be drawn.
struct Property: Sendable {
  let name: String
  /// Draws a case and checks it: nil, or what is wrong with it.
  let fault: @Sendable (inout Choices) async throws -> String?

  init(_ name: String, _ fault: @escaping @Sendable (inout Choices) async throws -> String?) {
    self.name = name
    self.fault = fault
  }

  /// What a failing run drew and what was wrong.
  struct Failure {
    var tape: [UInt8]
    var fault: String
  }

  private func failure(_ choices: Choices) async -> Failure? {
    var choices = choices
    do {
      return try await fault(&choices).map { Failure(tape: choices.drawn, fault: $0) }
    } catch {
      return Failure(tape: choices.drawn, fault: "threw \(error)")
    }
  }

  /// The first failure of so many runs, made small.
  func firstFailure(runs: Int, seed: UInt64) async -> (run: Int, failure: Failure)? {
    for run in 0..<runs {
      guard let found = await failure(Choices(seed: seed &+ UInt64(run) &* 0x1_0000_01B3)) else { continue }
      // Making it small may take longer than somebody waits.
      print("\(name), before it is made small: \(found.fault)")
      return (run, await smallest(found))
    }
    return nil
  }

  /// Cuts pieces out of the tape and lowers its bytes while it still fails.
  private func smallest(_ first: Failure) async -> Failure {
    var best = first
    var attempts = 0
    var hasChanged = true
    while hasChanged, attempts < 3000 {
      hasChanged = false
      var size = max(1, best.tape.count / 2)
      while size > 0 {
        var start = 0
        while start + size <= best.tape.count {
          attempts += 1
          var tape = best.tape
          tape.removeSubrange(start..<start + size)
          if let smaller = await failure(Choices(tape: tape)), smaller.tape.count < best.tape.count {
            best = smaller
            hasChanged = true
          } else {
            start += size
          }
        }
        size /= 2
      }
      for index in best.tape.indices where index < best.tape.count && best.tape[index] > 0 {
        attempts += 1
        var tape = best.tape
        tape[index] /= 2
        guard let smaller = await failure(Choices(tape: tape)), smaller.tape.count <= best.tape.count else { continue }
        best = smaller
        hasChanged = true
      }
    }
    return best
  }
}

@Suite struct Properties {
  static let all =
    Property.reading + Property.equivalentInputs + Property.writing + Property.queries + Property.runs + Property.facets
    + Property.shards
    + Property.compression + Property.numbers + Property.dates + Property.geometry + Property.texts + Property.sorting

  /// Those whose name holds `WEIR_PROPERTY`.
  private static let chosen = all.filter { property in
    ProcessInfo.processInfo.environment["WEIR_PROPERTY"].map { property.name.contains($0) } ?? true
  }

  /// `WEIR_PROPERTY_RUNS` and `WEIR_PROPERTY_SEED`: more runs, and the same ones again.
  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  @Test func everyPropertyHolds() async {
    let runs = Int(Self.number("WEIR_PROPERTY_RUNS") ?? 200)
    let seed = Self.number("WEIR_PROPERTY_SEED") ?? UInt64.random(in: 0...UInt64(UInt32.max))
    var held = 0
    await withTaskGroup(of: (String, (run: Int, failure: Property.Failure)?).self) { group in
      for property in Self.chosen {
        group.addTask { (property.name, await property.firstFailure(runs: runs, seed: seed)) }
      }
      for await (name, found) in group {
        guard let found else {
          held += 1
          continue
        }
        Issue.record("\(name): \(found.failure.fault) [run \(found.run) of seed \(seed), tape \(found.failure.tape)]")
      }
    }
    print("properties: \(held) of \(Self.chosen.count) held, \(runs) runs each, seed \(seed)")
  }

  @Test func namesAreDifferent() { #expect(Set(Self.all.map(\.name)).count == Self.all.count && Self.all.count >= 40) }

  /// The helper itself: a planted fault is found, and made small.
  @Test func aFaultIsFoundAndMadeSmall() async {
    let planted = Property("no list holds a number above 9") { choices in
      let list = choices.list(0...20) { $0.int(0...100) }
      return list.contains { $0 > 9 } ? "\(list.count)" : nil
    }
    let found = await planted.firstFailure(runs: 200, seed: 1)
    #expect(found?.failure.fault == "1")
    #expect(await Property("true") { _ in nil }.firstFailure(runs: 5, seed: 1) == nil)
  }
}

/// What is wrong when two values should be the same.
func difference<Value: Equatable>(_ found: Value, _ expected: Value, _ of: @autoclosure () -> String = "") -> String? {
  found == expected ? nil : "\(found) instead of \(expected) \(of())"
}
