import Records
import Testing

/// What leaves of a record, where a column is computed.
@Suite struct ProjectionTests {
  private static func schema(isOpen: Bool) -> Schema {
    var schema = Schema(
      [Field("a"), Field("id", role: .featureID), Field("geometry", role: .geometry), Field("dist", kind: .number)],
      isOpen: isOpen)
    schema.distance = 3
    return schema
  }

  @Test func aDistanceIsNoFieldUnasked() {
    #expect(Projection(all: Self.schema(isOpen: true)).fields.map(\.name) == ["a"])
  }

  @Test func shownBehindTheOthers() {
    let closed = Self.schema(isOpen: false)
    let table = Projection(all: closed).showing(3, of: closed)
    #expect(table.isWhole && table.fields.map(\.name) == ["a", "dist"])
    // The text of such records does not have it: they are written member by member, and nothing else of them is lost.
    let open = Self.schema(isOpen: true)
    let members = Projection(all: open).showing(3, of: open)
    #expect(!members.isWhole && members.keepsUnseen && members.keepsGeometry)
    #expect(members.fields.map(\.name) == ["a", "id", "dist"])
  }
}
