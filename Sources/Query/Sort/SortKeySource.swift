package import Calendars
package import Diagnostics
package import Records

/// What makes the keys of one item of `sort`, over whole batches. One value for each worker.
package protocol SortKeySource: Sendable {
  /// Columns whose guessed type the order rests on: somebody must verify them on every record.
  var guessedColumns: [Int] { get }
  /// Appends a key for each visible record of `batch`. A record that has no value gets the byte FF alone, which every other
  /// key must stay below.
  mutating func read(_ batch: borrowing RecordBatch, into keys: inout SortKeys)
}

/// What a sort key is bound to.
package struct SortKeyContext: Sendable {
  package var name: String
  package var order: SortDirection
  package var projection: Projection
  package var schema: Schema
  /// Of dates that name no zone.
  package var zone: TimeZone
  /// Where the key was written, and its text where somebody kept it.
  package var location: Location
  package var text: ReadText?

  package init(
    name: String, order: SortDirection, projection: Projection, schema: Schema, zone: TimeZone, location: Location,
    text: ReadText? = nil
  ) {
    self.name = name
    self.order = order
    self.projection = projection
    self.schema = schema
    self.zone = zone
    self.location = location
    self.text = text
  }

  /// What is wrong with the key.
  package func wrong(
    _ code: DiagnosticCode, _ message: String, label: String? = nil, notes: [String] = [], help: [String] = []
  ) -> DiagnosticList {
    if let text { return DiagnosticList(text.diagnostic(code, message, label: label, notes: notes, help: help)) }
    return DiagnosticList(
      Diagnostic(code, message, at: location, notes: notes, help: (label.map { [$0] } ?? []) + help))
  }
}

/// A key that is computed: a name that is no field of the records.
package struct ComputedSortKey: Sendable {
  /// What `sort` calls it. A field of that name wins.
  package var name: String
  package var summary: String
  /// It looks at the places of the records.
  package var wantsPlaces: Bool
  package var bind: @Sendable (SortKeyContext) throws(DiagnosticList) -> any SortKeySource

  package init(
    _ name: String, _ summary: String, wantsPlaces: Bool = false,
    bind: @escaping @Sendable (SortKeyContext) throws(DiagnosticList) -> any SortKeySource
  ) {
    self.name = name
    self.summary = summary
    self.wantsPlaces = wantsPlaces
    self.bind = bind
  }
}

/// Every computed key, a line each. A key that is not in this list is a field.
package enum SortKeyRegistry {
  package static let all: [ComputedSortKey] = []

  package static func key(named name: String) -> ComputedSortKey? { all.first { $0.name == name } }
}
