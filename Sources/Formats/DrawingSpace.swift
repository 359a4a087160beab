/// What a drawing in the terminal may take up. It is no part of what is asked for: all are equal, so that options are equal
/// when they ask the same.
public struct DrawingSpace: Sendable, Equatable {
  /// Columns.
  public var width: Int
  public var usesColor: Bool

  public init(width: Int = 80, usesColor: Bool = false) {
    self.width = width
    self.usesColor = usesColor
  }

  public static func == (one: DrawingSpace, other: DrawingSpace) -> Bool { true }
}
