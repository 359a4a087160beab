import Bytes
import Foundation
import Testing

/// Tables and kernels of the encodings: against Foundation where it has them, against the plain twin everywhere.
@Suite struct TranscoderTests {
  /// All of the input, offered whole, with room for everything.
  static func text(_ transcoder: Transcoder, _ bytes: [UInt8]) -> (text: [UInt8], read: Int) {
    var output = [UInt8](repeating: 0, count: bytes.count * 3 + 8)
    let step = transcoder.transcode(
      bytes.span, from: 0, to: bytes.count, into: &output, at: 0, upTo: output.count)
    return (Array(output[..<step.written]), step.read)
  }

  @Test func windows1252IsFoundations() {
    for byte in UInt8.min...UInt8.max where TextEncoding.windows1252.isAssigned(byte) {
      let expected = String(bytes: [byte], encoding: .windowsCP1252)
      #expect(TextEncoding.windows1252.scalar(of: byte).map(String.init) == expected, "0x\(String(byte, radix: 16))")
    }
    // WHATWG: the five bytes without a character are the control characters of the same number.
    let unassigned = (UInt8.min...UInt8.max).filter { !TextEncoding.windows1252.isAssigned($0) }
    #expect(unassigned == [0x81, 0x8D, 0x8F, 0x90, 0x9D])
    for byte in unassigned { #expect(TextEncoding.windows1252.scalar(of: byte) == Unicode.Scalar(byte)) }
  }

  @Test func latin9IsLatin1WithEightReplacements() {
    let replaced: [UInt8: Unicode.Scalar] = [
      0xA4: "€", 0xA6: "Š", 0xA8: "š", 0xB4: "Ž", 0xB8: "ž", 0xBC: "Œ", 0xBD: "œ", 0xBE: "Ÿ",
    ]
    for byte in UInt8.min...UInt8.max {
      let expected = replaced[byte].map(String.init) ?? String(bytes: [byte], encoding: .isoLatin1)
      #expect(TextEncoding.iso885915.scalar(of: byte).map(String.init) == expected, "0x\(String(byte, radix: 16))")
    }
  }

  @Test(arguments: TextEncoding.singleByte) func everyByteAtEveryPlace(_ encoding: TextEncoding) {
    for byte in UInt8.min...UInt8.max {
      for place in 0..<40 {
        var bytes = [UInt8](repeating: 0x61, count: 40)
        bytes[place] = byte
        let expected = bytes.compactMap { encoding.scalar(of: $0) }.map { String($0) }.joined()
        let found = Self.text(Transcoder(encoding), bytes)
        #expect(found.text == Array(expected.utf8))
        #expect(found.read == bytes.count)
      }
    }
  }

  /// Every scalar there is, in both byte orders.
  @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian]) func everyScalar(_ encoding: TextEncoding) {
    var text = ""
    for number in UInt32(0)...0x10FFFF { if let scalar = Unicode.Scalar(number) { text.unicodeScalars.append(scalar) } }
    let bytes = text.utf16.flatMap { unit in
      encoding == .utf16LittleEndian
        ? [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]
    }
    let found = Self.text(Transcoder(encoding), bytes)
    #expect(found.read == bytes.count)
    #expect(found.text.elementsEqual(text.utf8))
  }

  @Test func obstaclesStopIt() {
    struct Case {
      var name: String
      var bytes: [UInt8]
      var read: Int
      var obstacle: Transcoder.Obstacle?
      var transcoder = Transcoder(.utf16LittleEndian)
    }
    let cases = [
      Case(name: "odd length", bytes: [0x61, 0, 0x62], read: 2, obstacle: .cut),
      Case(name: "high surrogate at the end", bytes: [0x61, 0, 0x3D, 0xD8], read: 2, obstacle: .cut),
      Case(name: "pair cut in its second unit", bytes: [0x3D, 0xD8, 0x00], read: 0, obstacle: .cut),
      Case(name: "low surrogate", bytes: [0x61, 0, 0x00, 0xDE, 0x61, 0], read: 2, obstacle: .loneSurrogate(0xDE00)),
      Case(name: "high without low", bytes: [0x3D, 0xD8, 0x61, 0], read: 0, obstacle: .loneSurrogate(0xD83D)),
      Case(name: "a pair", bytes: [0x3D, 0xD8, 0x00, 0xDE], read: 4, obstacle: .cut),
      Case(
        name: "big-endian low surrogate", bytes: [0xDE, 0x00, 0, 0x61], read: 0, obstacle: .loneSurrogate(0xDE00),
        transcoder: Transcoder(.utf16BigEndian)),
      Case(
        name: "unassigned, strictly", bytes: [0x61, 0x81], read: 1, obstacle: .unassigned(0x81),
        transcoder: Transcoder(.windows1252, isStrict: true)),
      Case(name: "unassigned", bytes: [0x61, 0x81], read: 2, obstacle: .cut, transcoder: Transcoder(.windows1252)),
    ]
    for item in cases {
      #expect(Self.text(item.transcoder, item.bytes).read == item.read, "\(item.name)")
      let found = item.transcoder.obstacle(item.bytes.span, at: item.read, to: item.bytes.count)
      #expect(found == item.obstacle, "\(item.name)")
    }
  }

  /// The kernels stop exactly where their twin does, whatever the room and the text.
  @Test(arguments: TextEncoding.allCases.filter { $0 != .utf8 }) func twins(_ encoding: TextEncoding) {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    var generator = KernelTwinTests.Generator(seed: seed)
    for round in 0..<3000 {
      let count = Int.random(in: 0...120, using: &generator)
      let wide = [0, 4, 50][round % 3]
      let bytes = (0..<count).map { place -> UInt8 in
        if encoding.isUTF16 {
          let isHigh = (place % 2 == 1) == (encoding == .utf16LittleEndian)
          if isHigh {
            return Int.random(in: 0..<100, using: &generator) < wide
              ? [0x01, 0xD8, 0xDC, 0xDB, 0xDF, 0x20].randomElement(using: &generator) ?? 0 : 0
          }
        }
        return Int.random(in: 0..<100, using: &generator) < wide
          ? UInt8.random(in: 0x80...0xFF, using: &generator) : UInt8.random(in: 0...0x7F, using: &generator)
      }
      let transcoder = Transcoder(encoding, isStrict: round % 2 == 0)
      let from = Int.random(in: 0...min(3, count), using: &generator)
      let room = Int.random(in: 0...200, using: &generator)
      var outputs = [[UInt8](repeating: 0, count: 210), [UInt8](repeating: 0, count: 210)]
      let wideStep = transcoder.transcode(bytes.span, from: from, to: count, into: &outputs[0], at: 5, upTo: 5 + room)
      let plainStep = transcoder.scalarTranscode(
        bytes.span, from: from, to: count, into: &outputs[1], at: 5, upTo: 5 + room)
      #expect(wideStep == plainStep)
      #expect(outputs[0][5..<5 + wideStep.written] == outputs[1][5..<5 + wideStep.written])
      #expect(outputs[0][..<5].allSatisfy { $0 == 0 } && outputs[0][(5 + room)...].allSatisfy { $0 == 0 })
    }
  }

  @Test func countsWideCharacters() {
    let text = Array("aé€😀\u{7F}b".utf8)
    #expect(text.span.countOfWideCharacters(from: 0, to: text.count) == 3)
    #expect(text.span.countOfWideCharacters(from: 3, to: 3) == 0)
  }
}
