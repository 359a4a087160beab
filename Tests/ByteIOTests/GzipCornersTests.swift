import ByteIO
import Diagnostics
import Foundation
import Testing

/// Every file of the shared gzip corner cases, read whole and in small pieces, against its expectation.
@Suite("gzip corner files")
struct GzipCornersTests {
  struct Expectation: Decodable {
    var isGood: Bool?
    var warns: Bool
    var equals: String?

    enum Key: String, CodingKey { case ok, equals }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Key.self)
      equals = try values.decodeIfPresent(String.self, forKey: .equals)
      isGood = try? values.decode(Bool.self, forKey: .ok)
      warns = (try? values.decode(String.self, forKey: .ok)) == "warn"
    }
  }

  /// What we do where the expectation leaves it open.
  static let decided: [String: DiagnosticCode?] = [
    "zero-byte-file.csv.gz": nil,
    "not-gzip-but-named.csv.gz": nil,
    "gzip-without-gz-extension.csv": nil,
    "gzip-twice.csv.gz.gz": .gzipCorrupt,
  ]

  static let codes: [String: DiagnosticCode] = [
    "truncated-header.csv.gz": .gzipTruncated, "truncated-body.csv.gz": .gzipTruncated,
    "truncated-trailer.csv.gz": .gzipTruncated, "truncated-second-member.csv.gz": .gzipTruncated,
    "bad-crc.csv.gz": .gzipCorrupt, "bad-isize.csv.gz": .gzipCorrupt, "bitflip-in-body.csv.gz": .gzipCorrupt,
    "unknown-method.csv.gz": .gzipCorrupt, "reserved-flag-bits.csv.gz": .gzipCorrupt,
    "zlib-not-gzip.csv.gz": .gzipCorrupt, "raw-deflate.csv.gz": .gzipCorrupt,
  ]

  @Test func everyCornerFile() throws {
    guard let table = SharedData.bytes("gzip-corners/expected.json"),
      let base = SharedData.bytes("gzip-corners/base.csv")
    else {
      print("skipped: gzip-corners is not here")
      return
    }
    let expectations = try JSONDecoder().decode([String: Expectation].self, from: Data(table))
    var checked = 0
    for (name, expectation) in expectations.sorted(by: { $0.key < $1.key }) where !name.hasPrefix("big-") {
      let path = SharedData.directory + "/gzip-corners/" + name
      guard FileManager.default.fileExists(atPath: path) else {
        print("skipped: \(name)")
        continue
      }
      checked += 1
      for size in [1, 7, 4096, 1 << 20] { check(name, path, expectation, base, size) }
    }
    print("checked \(checked) corner files")
  }

  private func check(_ name: String, _ path: String, _ expectation: Expectation, _ base: [UInt8], _ size: Int) {
    let context = Comment(rawValue: "\(name), reads of \(size)")
    do {
      var source = try ByteSources.open(path: path, compression: .auto)
      let content = try source.readToEnd(chunk: size)
      #expect(expectation.isGood != false, context)
      if let decided = Self.decided[name] { #expect(decided == nil, context) }
      if expectation.equals != nil {
        // One file has a byte-order mark before the content.
        #expect(content == base || Array(content.dropFirst(3)) == base, context)
      }
      #expect(source.warnings.map(\.code) == (expectation.warns ? [.gzipTrailing] : []), context)
    } catch {
      #expect(expectation.isGood != true && !expectation.warns, context)
      #expect((Self.decided[name] ?? Self.codes[name]) == error.code, context)
      #expect(error.location.file == path && error.location.byte != nil, context)
    }
  }

  /// 256 MiB from 1.9 MB: the right length, whatever is decoded.
  @Test func theBigOne() throws {
    let path = SharedData.directory + "/gzip-corners/big-256MiB-repeated.csv.gz"
    guard FileManager.default.fileExists(atPath: path) else {
      print("skipped: the big corner file is not here")
      return
    }
    var source = try GzipSource(try ByteSources.open(path: path))
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var total = 0
    while case let count = try source.read(into: &buffer, at: 0, upTo: buffer.count), count > 0 { total += count }
    #expect(total == 268_433_344)
    #expect(source.compressedBytesRead == source.byteCount)
    #expect(source.fileBytesRead == source.byteCount)
  }
}
