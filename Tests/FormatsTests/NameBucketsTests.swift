import Testing

@testable import Bytes
@testable import Formats

/// Names that were chosen to meet in a table cost no more than any others. Steps are counted, never time.
struct NameBucketsTests {
  private static let count = 400

  /// Names of 16 bytes with one hash under seed 0: the second half cancels what the first one left.
  private static let chosen: [[UInt8]] = (0..<UInt64(count)).map { number in
    let start = 0x6A09_E667_F3BC_C908 ^ 16 ^ number
    let state = Span<UInt8>.fold(start, 0xBB67_AE85_84CA_A73B)
    return [number, state].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
  }

  private static let ordinary: [[UInt8]] = (0..<count).map { Array("name_of_column_\($0)".utf8) }

  /// Entries that are looked at while each name is sought, then added, then sought again.
  private static func steps(_ names: [[UInt8]], seed: UInt64) -> Int {
    var buckets = NameBuckets(seed: seed)
    var steps = 0
    for (entry, name) in names.enumerated() {
      let hash = buckets.hash(name.span, 0, name.count)
      let known = buckets.find(hash) { other in
        steps += 1
        return names[other] == name
      }
      #expect(known == nil)
      buckets.insert(entry, hash)
    }
    for (entry, name) in names.enumerated() {
      let found = buckets.find(buckets.hash(name.span, 0, name.count)) { other in
        steps += 1
        return names[other] == name
      }
      #expect(found == entry)
    }
    return steps
  }

  @Test func namesCanBeChosenForASeedThatIsKnown() {
    let hashes = Self.chosen.map { Self.hash($0, NameBuckets(seed: 0)) }
    #expect(Set(hashes).count == 1)
    #expect(Self.steps(Self.chosen, seed: 0) >= Self.count * (Self.count - 1))
  }

  /// As seeds are: every bit is drawn.
  private static let seeds: [UInt64] = [
    0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03, 0x2545_F491_4F6C_DD1D, 0x8CB9_2BA7_2F3D_8DD7, TableSeed.ofProcess,
  ]

  @Test(arguments: seeds) func theyCostNoMoreUnderAnother(_ seed: UInt64) {
    #expect(Self.steps(Self.chosen, seed: seed) <= 3 * Self.steps(Self.ordinary, seed: seed))
  }

  private static func hash(_ name: [UInt8], _ buckets: NameBuckets, kind: Int = 0) -> UInt64 {
    buckets.hash(name.span, 0, name.count, kind: kind)
  }

  @Test func tablesTakeTheSeedOfTheProcess() {
    let name = Self.ordinary[0]
    #expect(Self.hash(name, NameBuckets()) == Self.hash(name, NameBuckets(seed: TableSeed.ofProcess)))
  }

  @Test func equalNamesOfTwoKindsAreTwo() {
    let name = Self.ordinary[0]
    #expect(Self.hash(name, NameBuckets(), kind: 1) != Self.hash(name, NameBuckets(), kind: 2))
  }
}
