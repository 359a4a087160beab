import Answers
import Foundation
import TestKit

/// The variants that one child answers.
///
/// Numbers that follow one another belong to one seed, so a sample takes them in strides with a random step between.
struct Share {
  private let child: UInt64
  private let children: UInt64
  private let count: Int
  private let total: Int
  private let seed: UInt64
  private let isTracing: Bool
  /// So many of a subject are told in full.
  private static let toldFindings = 20

  init(_ numbers: [UInt64], isTracing: Bool) {
    (child, children, seed) = (numbers[0], numbers[1], numbers[4])
    (count, total) = (Int(numbers[2]), Int(numbers[3]))
    self.isTracing = isTracing
  }

  func run() throws {
    var first = 0
    for (index, subject) in try Subjects.make().enumerated() {
      let lengths = subject.seeds.map(\.count)
      let numbers = 9 * lengths.reduce(0, +)
      try answer(subject, index, lengths, first..<first + numbers)
      first += numbers
    }
  }

  private func answer(_ subject: any Subject, _ index: Int, _ lengths: [Int], _ numbers: Range<Int>) throws {
    var subject = subject
    var (whole, refused, wrong) = (0, 0, 0)
    for place in places(in: numbers) where UInt64(place) % children == child {
      let number = number(at: place)
      let variant = Variant(number: number - numbers.lowerBound, of: lengths)
      if isTracing { say("at \(subject.name) \(variant)") }
      var random = SeededRandom(seed: seed &+ UInt64(number))
      switch subject.answer(variant, variant.apply(to: subject.seeds[variant.seed]), &random) {
      case .whole: whole += 1
      case .refused: refused += 1
      case .wrong(let what):
        wrong += 1
        if wrong <= Self.toldFindings { say("finding \(subject.name), \(variant): \(what.replacing("\n", with: "⏎"))") }
      }
    }
    say("subject \(index) \(whole) \(refused) \(wrong)")
  }

  /// The places of the sample that fall on these numbers.
  private func places(in numbers: Range<Int>) -> Range<Int> {
    let from = firstPlace(from: numbers.lowerBound)
    return from..<firstPlace(from: numbers.upperBound)
  }

  /// Place k of the sample is a random number of the k-th of `count` equal parts of all numbers.
  private func number(at place: Int) -> Int {
    let (from, to) = (place * total / count, (place + 1) * total / count)
    var random = SeededRandom(seed: seed ^ UInt64(place) << 20)
    return to - from > 1 ? Int.random(in: from..<to, using: &random) : from
  }

  private func firstPlace(from number: Int) -> Int {
    var place = min(count, number * count / total)
    while place > 0, self.number(at: place - 1) >= number { place -= 1 }
    while place < count, self.number(at: place) < number { place += 1 }
    return place
  }

  private func say(_ line: String) { try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) }
}
