package import Diagnostics
package import Formats
package import Profiles
package import Records

/// What an input turned out to hold: the result of `Inspector`.
package struct Inspection: Sendable {
  /// A source of geometries and how messages call it.
  package struct Geometry: Sendable {
    package var source: GeometrySource
    /// `'lat' and 'lon'`
    package var words: String
    /// What `--geo` says for it; nil for the geometry member of GeoJSON.
    package var option: GeoOption?
  }

  /// How much of the input was looked at.
  package enum Extent: Sendable, Equatable {
    case whole
    /// `--limit` was reached.
    case limit
    /// Everything before the record that could not be read.
    case untilFailure
  }

  package var format: String
  /// What the reader guessed and chose.
  package var findings: [Finding]
  /// The options with every guess filled in: they read the input again without guessing.
  package var options: ReadOptions
  package var schema: Schema
  package var geometries: [Geometry]
  package var profile: TableProfile
  package var extent = Extent.whole
  /// Bytes of the examined text, decompressed.
  package var bytes = 0
  package var unseen = UnseenMembers()
  package var changes = ChangeCounts()
  package var duplicateKeys = 0
  package var failure: Diagnostic?
  package var warnings: [Diagnostic] = []
}

/// Members of JSON records that the first bytes of the input did not show, so that they are no columns.
package struct UnseenMembers: Sendable, Equatable {
  package struct Member: Sendable, Equatable {
    package var name: [UInt8]
    package var records: Int
    package var first: Sighting
  }

  /// The most names that are kept; records with further ones are counted.
  static let ceiling = 1000

  package private(set) var members: [Member] = []
  /// Members whose name is not among `members`.
  package private(set) var others = 0
  private var places: [[UInt8]: Int] = [:]

  mutating func add(_ member: Member) {
    if let place = places[member.name] {
      members[place].records += member.records
    } else if members.count < Self.ceiling {
      places[member.name] = members.count
      members.append(member)
    } else {
      others += member.records
    }
  }

  mutating func merge(_ later: UnseenMembers, records: Int, lines: Int) {
    for var member in later.members {
      member.first.record += records
      member.first.line += lines
      add(member)
    }
    others += later.others
  }

  mutating func clear() { self = UnseenMembers() }
}
