import Bytes
import Testing

@testable import Aggregates

@Suite struct GroupTableTests {
  private static func key(_ number: Int) -> [UInt8] { Array("key \(number)".utf8) }

  private static func group(_ key: [UInt8], _ table: inout GroupTable) -> Int {
    table.group(of: key.span, from: 0, to: key.count)
  }

  @Test func keysKeepTheirNumbers() {
    var table = GroupTable()
    for number in 0..<10_000 { #expect(Self.group(Self.key(number), &table) == number) }
    for number in stride(from: 9_999, to: 0, by: -7) { #expect(Self.group(Self.key(number), &table) == number) }
    #expect(table.count == 10_000)
    #expect(table.key(4711) == Self.key(4711))
    #expect(table.find(Self.key(10_000).span, from: 0, to: 9) == nil)
  }

  @Test func anEmptyKeyIsAKey() {
    var table = GroupTable()
    #expect(Self.group([], &table) == 0)
    #expect(Self.group([0], &table) == 1)
    #expect(Self.group([0, 0], &table) == 2)
    #expect(Self.group([], &table) == 0)
  }

  @Test func mergingGivesTheNumbersOfThisTable() {
    var (one, two) = (GroupTable(), GroupTable(seed: 7))
    for number in 0..<100 { _ = Self.group(Self.key(number), &one) }
    for number in 50..<150 { _ = Self.group(Self.key(number), &two) }
    #expect(one.merge(two) == Array(50..<150))
    #expect(one.count == 150)
  }

  /// A million keys of 12 bytes, as many as groups of a large analysis.
  @Test func aMillionKeysAreSmall() {
    var table = GroupTable()
    for number in 0..<1_000_000 {
      let key = Array("group \(100_000 + number)".utf8)
      _ = Self.group(key, &table)
    }
    #expect(table.count == 1_000_000)
    #expect(table.byteCount < 80 << 20, "\(table.byteCount)")
  }
}
