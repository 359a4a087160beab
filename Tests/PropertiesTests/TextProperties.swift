import Bytes
import Geo
import Profiles
import Query

@testable import Formats

/// Bytes, encodings, hashes, pointers.
extension Property {
  static let texts: [Property] = [
    Property("text is UTF-8 when the standard library says so") { choices in
      let bytes = choices.list(0...40) { choices -> [UInt8] in
        choices.oneIn(4) ? [UInt8(choices.int(0...255))] : Array(choices.pick(Choices.pieces).utf8)
      }.flatMap { $0 }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      let prefix = UTF8Check.validPrefix(bytes.span, from: 0, to: bytes.count)
      return difference(prefix == bytes.count, isValid, bytes.shown)
        ?? difference(prefix, UTF8Check.scalarValidPrefix(bytes.span, from: 0, to: bytes.count))
    },
    Property("UTF-16 becomes the same text, whatever the pieces") { choices in
      let text = choices.text(Choices.pieces, 0...12)
      let isBigEndian = choices.bool()
      let bytes = text.utf16.flatMap { unit -> [UInt8] in
        let pair = [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]
        return isBigEndian ? pair : pair.reversed()
      }
      let transcoder = Transcoder(isBigEndian ? .utf16BigEndian : .utf16LittleEndian)
      var output = [UInt8](repeating: 0, count: 3 * bytes.count + 4)
      var (from, at) = (0, 0)
      for end in choices.pieces(of: bytes.count) + [bytes.count] where end >= from {
        let step = transcoder.transcode(bytes.span, from: from, to: end, into: &output, at: at, upTo: output.count)
        (from, at) = (from + step.read, at + step.written)
      }
      return difference(String(decoding: output[..<at], as: UTF8.self), text)
    },
    Property("a hash depends on the bytes, not on where they stand") { choices in
      let value = Array(choices.text(Choices.pieces, 0...8).utf8)
      let shift = choices.int(0...17)
      let other = [UInt8](repeating: 0x41, count: shift) + value + [UInt8](repeating: 0x42, count: choices.int(0...9))
      let hash = value.span.valueHash(from: 0, to: value.count)
      if other.span.valueHash(from: shift, to: shift + value.count) != hash {
        return "\(value.shown) moved by \(shift)"
      }
      var changed = value
      guard !changed.isEmpty else { return nil }
      changed[choices.int(0...changed.count - 1)] ^= UInt8(1 << choices.int(0...7))
      return changed.span.valueHash(from: 0, to: changed.count) == hash ? "\(value.shown) and \(changed.shown)" : nil
    },
    Property("few values are counted exactly, in any order and any parts") { choices in
      let values = choices.list(0...60) { UInt64($0.int(0...30)) &* 0x9E37_79B9_7F4A_7C15 }
      var budget = 1 << 20
      var counter = DistinctCounter()
      let middle = choices.int(0...values.count)
      counter.insert(Array(values[middle...]), budget: &budget)
      counter.insert(Array(values[..<middle]), budget: &budget)
      return difference(counter.count, .exact(Set(values).count))
    },
    Property("sketches of parts merge to the sketch of all") { choices in
      let values = choices.list(0...80) { UInt64($0.int(0...1_000_000)) &* 0x9E37_79B9_7F4A_7C15 }
      let middle = choices.int(0...values.count)
      var (all, left, right) = (HyperLogLog(precision: 6), HyperLogLog(precision: 6), HyperLogLog(precision: 6))
      for (index, value) in values.enumerated() {
        all.insert(value)
        if index < middle { left.insert(value) } else { right.insert(value) }
      }
      var other = right
      left.merge(right)
      if left != all { return "merged another sketch" }
      var first = HyperLogLog(precision: 6)
      for value in values[..<middle] { first.insert(value) }
      other.merge(first)
      return other == all ? nil : "the order of merging counts"
    },
    Property("a JSON Pointer is written as it was read") { choices in
      let tokens = choices.list(0...4) { Array($0.text(["a", "/", "~", "é", "0", "~1", ""]).utf8) }
      let text = JSONPointer.text(tokens)
      let pointer = try JSONPointer(text)
      return difference(pointer.tokens, tokens, text) ?? difference(pointer.text(tokens.count), text)
    },
    Property("the strict check takes JSON values, and nothing that is cut off") { choices in
      let text = Array("[\(choices.jsonValue(3))]".utf8)
      let end = JSONTextCheck.endOfValue(text.span, from: 0, to: text.count)
      if end != text.count { return "\(text.shown) ends at \(String(describing: end))" }
      let cut = choices.int(0...text.count - 1)
      return JSONTextCheck.endOfValue(text.span, from: 0, to: cut) == nil ? nil : "\(text[..<cut]) is a value"
    },
    Property("folding a text twice changes nothing more") { choices in
      let text = Array(choices.text(["É", "ß", "Ł", "e\u{301}", "İ", "ﬁ", "Ω", "a", "1", "-", " ", "東"], 0...8).utf8)
      let once = TextFolding.text(of: text)
      return difference(TextFolding.text(of: once).shown, once.shown, text.shown)
        ?? difference(TextFolding.tokens(of: once).map(\.shown), TextFolding.tokens(of: text).map(\.shown))
    },
  ]
}
