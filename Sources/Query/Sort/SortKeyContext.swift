package import Calendars
package import Diagnostics
package import Records

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
