import ByteIO
import Bytes
import Diagnostics
import Formats

extension ShardSpec {
  /// The bytes of the shard as text. The file must be the one that was planned, and `input`, a look at its beginning, must
  /// have found what the plan says.
  func source(of input: OpenInput, path: String) throws(Diagnostic) -> any ByteSource {
    let name = input.path.displayName
    guard let identity = input.identity, !input.isCompressed else { throw Self.indivisible(input) }
    guard identity.byteCount == size else {
      throw changed(name, "it had \(size) bytes then, it has \(identity.byteCount) now")
    }
    if identity.modified != modified, try FileDigest(ofFile: path).sha256 != sha256 {
      throw changed(name, "it has the same size and other bytes")
    }
    if let (what, planned, found) = reading.difference(from: Reading(input)) {
      throw Diagnostic(
        .shardForeign, "the file is read in another way than when it was planned: \(what) is '\(found)'",
        at: Location(file: name, context: "--shard"), notes: ["the plan says '\(planned)'"],
        help: ["say the same options to weir shards: the plan keeps them", "or plan again with this weir"])
    }
    if input.schema?.hasKeys ?? false {
      throw Diagnostic(
        .notSupported, "keys are unique among all records, and a shard has some of them",
        at: Location(context: "--schema"), help: ["check the whole file first: weir check FILE --schema FILE"])
    }
    guard input.reader.makeCutter(resumingAt: state) != nil else {
      throw Diagnostic(
        .shardInvalid, "this shard lacks something, or was changed", at: Location(context: "--shard"),
        help: ["plan again: weir shards FILE --parts N"])
    }
    let file = try ByteSources.open(path: path, range: range)
    guard file.identity == identity else { throw changed(name, "somebody writes to it now") }
    guard input.isTranscoded else { return file }
    return TranscodingSource(file, Transcoder(input.encoding.encoding, isStrict: input.encoding.isGuess))
  }

  private func changed(_ name: String, _ note: String) -> Diagnostic {
    Diagnostic(
      .inputChanged, "\(name) is not the file that was planned", at: Location(file: name), notes: [note],
      help: ["plan again: weir shards \(name) --parts \(count)"])
  }

  /// M005: no part of the input can be read without what comes before it.
  static func indivisible(_ input: OpenInput) -> Diagnostic {
    let name = input.path.displayName
    if input.isCompressed {
      return Diagnostic(
        .notDivisible, "\(name) is compressed: what is in the middle of it cannot be read without what comes before",
        at: Location(file: name),
        help: [
          "gunzip -k \(name), then plan the file that comes out",
          "or compress parts of it one by one: several files are counted with --partial and joined with weir merge",
        ])
    }
    return Diagnostic(
      .notDivisible, "\(name) is no file that can be read in the middle", at: Location(file: name),
      help: ["save it to a file first"])
  }
}
