/// One field of x, and what its values are cut into.
package struct SliceSpec: Sendable, Equatable {
  package let field: String
  /// Parts of a date, in the order of the answer; empty: the value itself.
  package let parts: [SlicePart]

  package init(field: String, parts: [SlicePart] = []) {
    self.field = field
    self.parts = parts
  }
}

/// A part of a date and time, an integer: months, days and days of the year count from 1, weekdays from Monday, 0.
package enum SlicePart: String, Sendable, CaseIterable {
  case year, month, week, weekday, yearday, day, hour, minute
}

/// What a group has in common in one field.
package enum SliceValue: Sendable, Equatable {
  case text([UInt8])
  /// A number, true or false, as JSON writes it.
  case literal([UInt8])
  /// One integer for each part of the slice.
  case parts([Int])
}
