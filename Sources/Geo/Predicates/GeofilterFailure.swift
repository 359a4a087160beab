/// Why a text is no disc, box or polygon to filter by, and which bytes are to blame.
package struct GeofilterFailure: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// The places are not written as they should be.
    case place(PlaceFault)
    /// A distance without its radius.
    case radiusMissing
    case radius(Length.Failure.Reason)
    /// A box whose first latitude is above its second.
    case southAboveNorth
    /// A ring needs three distinct points.
    case tooFewPoints(Int)
    /// A geometry that has no inside.
    case notAPolygon(GeometryText.Kind)
    /// No GeoJSON geometry, or one with a latitude beyond a pole.
    case malformedGeometry
  }

  /// What is wrong with the text of places.
  package enum PlaceFault: Sendable, Equatable {
    /// No text, `null`, or a geometry without positions.
    case empty
    /// What would have been accepted at the position.
    case expected(Expected)
    case latitudeBeyondPole(Double)
    /// More than three turns away: no longitude.
    case longitudeBeyondMap(Double)
  }

  package enum Expected: Sendable, Equatable {
    case openParenthesis, number, comma, closeParenthesis, commaOrCloseParenthesis, commaOrEnd, end
  }

  package var reason: Reason
  package var range: Range<Int>

  init(reason: Reason, range: Range<Int>) {
    self.reason = reason
    self.range = range
  }

  /// A radius that is none.
  package init(_ failure: Length.Failure) {
    self.init(reason: .radius(failure.reason), range: failure.range)
  }
}
