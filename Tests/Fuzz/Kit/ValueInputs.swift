import Bytes
import Geo
import Records

/// Numbers, dates and geometry as text that may be anything.
package enum ValueInputs {
  package static func numbersAndDates(_ bytes: [UInt8]) throws -> String? {
    number(bytes) ?? dateFault(bytes) ?? geometryFault(bytes)
  }

  private static func number(_ bytes: [UInt8]) -> String? {
    let (span, count) = (bytes.span, bytes.count)
    let parts = NumberParts(span, from: 0, to: count)
    let isNumber = DecimalNumber(lexeme: bytes) != nil
    guard (parts != nil) == isNumber else { return "a number for one of two readers" }
    let double = NumberText.double(span, from: 0, to: count)
    let isJSON = JSONTextCheck.endOfValue(span, from: 0, to: count) == count
    if isNumber != (isJSON && bytes.first.map { $0 == ASCII.minus || ASCII.isDigit($0) } ?? false) {
      // White space may stand before a JSON value, and is no part of it.
      return "a number that JSON does not know, or the other way round"
    }
    if double != nil, !isNumber { return "a double without a number" }
    if NumberText.int64(span, from: 0, to: count) != nil, !isNumber { return "an integer without a number" }
    if NumberText.isCanonical(span, from: 0, to: count), double == nil { return "canonical, and no double" }
    _ = DecimalText.shifted(span, from: 0, to: count, by: 360)
    guard isNumber, let rounded = DecimalText.rounded(span, from: 0, to: count, decimals: 3) else { return nil }
    return DecimalNumber(lexeme: rounded) == nil ? "rounded to \(rounded)" : nil
  }

  private static func dateFault(_ bytes: [UInt8]) -> String? {
    let end = bytes.firstIndex(of: 0) ?? bytes.count
    let text = Array(bytes[..<end])
    if let pattern = try? DatePattern(parsing: String(decoding: bytes[end...].dropFirst(), as: UTF8.self)) {
      _ = pattern.read(text.span, from: 0, to: text.count).map { Instant($0, in: text.span) }
    }
    guard let parts = DateText.read(text.span, from: 0, to: text.count) else { return nil }
    let spelled = spell(parts, text)
    guard let again = DateText.read(spelled.span, from: 0, to: spelled.count) else {
      return "\(text) is spelled \(spelled)"
    }
    return Instant(again, in: spelled.span) == Instant(parts, in: text.span) && spell(again, spelled) == spelled
      ? nil : "\(text) is spelled \(spelled)"
  }

  private static func spell(_ parts: DateParts, _ text: [UInt8]) -> [UInt8] {
    var builder = ByteBuilder()
    DateText.append(parts, of: text.span, to: &builder)
    return builder.bytes
  }

  private static func geometryFault(_ bytes: [UInt8]) -> String? {
    let (span, count) = (bytes.span, bytes.count)
    _ = PointText.parse(span, from: 0, to: count, latitudeFirst: true)
    var output = ByteBuilder()
    var reader = WellKnownText()
    if WellKnownText.mayBe(span, from: 0, to: count) { _ = reader.append(span, from: 0, to: count, into: &output) }
    let written = output.bytes
    if !written.isEmpty, JSONTextCheck.endOfValue(written.span, from: 0, to: written.count) != written.count {
      return "WKT became \(written)"
    }
    for text in [bytes, written] where JSONTextCheck.endOfValue(text.span, from: 0, to: text.count) == text.count {
      if let fault = changeFault(text) { return fault }
    }
    return nil
  }

  /// What a geometry is changed to is JSON.
  private static func changeFault(_ text: [UInt8]) -> String? {
    var geometry = GeometryText()
    geometry.parse(text.span, from: 0, to: text.count)
    guard geometry.isWellFormed else { return nil }
    var outputs = [ByteBuilder(), ByteBuilder(), ByteBuilder()]
    geometry.appendRewound(text.span, from: 0, to: text.count, into: &outputs[0])
    _ = CoordinateRounding.append(text.span, from: 0, to: text.count, decimals: 2, into: &outputs[1])
    _ = AntimeridianCut.append(text.span, from: 0, to: text.count, into: &outputs[2])
    for (place, output) in outputs.enumerated() where output.count > 0 {
      let changed = output.bytes
      if JSONTextCheck.endOfValue(changed.span, from: 0, to: changed.count) == nil {
        return "change \(place): \(changed)"
      }
    }
    return nil
  }
}
