import Bytes
import Diagnostics

/// Where `--root` leads: the records are the elements of the array there, or the one object.
///
/// The text before it is checked when the reader is bound; the text after it by the decoder.
struct JSONRoot: Sendable, Equatable {
  /// The first byte of the array or object.
  var offset: Int
  /// The containers around it, outermost first: true for an object.
  var containers: [Bool]
  /// Members and elements that stand before it.
  var outsideCount: Int
  /// The first names of those.
  var outsideNames: [String]

  /// What a look at the first bytes found.
  enum Search {
    case found(JSONRoot)
    /// The bytes end before it.
    case incomplete
    case failed(DiagnosticList)
  }

  /// Follows `pointer` through the document that begins at `start`. `isWhole`: no byte follows the probe.
  static func find(
    _ pointer: JSONPointer, in probe: Span<UInt8>, from start: Int, isWhole: Bool, maximumDepth: Int
  ) -> Search {
    var walk = JSONRootWalk(probe, from: start, isWhole: isWhole, maximumDepth: maximumDepth)
    return walk.run(pointer, probe)
  }
}

/// The walk to a root, over checked text.
private struct JSONRootWalk {
  private enum Step {
    case entered, incomplete
    case failed(DiagnosticList)
  }

  private var cursor: JSONTextCursor
  private let start: Int
  private let isWhole: Bool
  private var root = JSONRoot(offset: 0, containers: [], outsideCount: 0, outsideNames: [])

  init(_ probe: Span<UInt8>, from start: Int, isWhole: Bool, maximumDepth: Int) {
    cursor = JSONTextCursor(
      probe, from: start, to: probe.count, maximumDepth: maximumDepth, endMeaning: isWhole ? .input : .chunk)
    self.start = start
    self.isWhole = isWhole
  }

  mutating func run(_ pointer: JSONPointer, _ bytes: Span<UInt8>) -> JSONRoot.Search {
    for depth in pointer.tokens.indices {
      let step: Step
      switch cursor.peek(bytes) {
      case 0: step = isWhole ? .failed(empty(bytes)) : .incomplete
      case ASCII.openBrace: step = enterObject(pointer, depth, bytes)
      case ASCII.openBracket: step = enterArray(pointer, depth, bytes)
      case let byte: step = .failed(missing(pointer, depth, "is \(JSONWords.kind(byte))", notes: [], near: nil))
      }
      switch step {
      case .entered: continue
      case .incomplete: return .incomplete
      case .failed(let list): return .failed(list)
      }
    }
    switch cursor.peek(bytes) {
    case 0: return isWhole ? .failed(empty(bytes)) : .incomplete
    case ASCII.openBrace, ASCII.openBracket:
      root.offset = cursor.position
      return .found(root)
    case let byte:
      return .failed(
        DiagnosticList(
          Diagnostic(
            .jsonNotARecord, "--root \(pointer.text(pointer.tokens.count)) is \(JSONWords.kind(byte)), not records",
            at: Location(context: "--root"), notes: ["records are the objects of an array, or one object"])))
    }
  }

  private mutating func enterObject(_ pointer: JSONPointer, _ depth: Int, _ bytes: Span<UInt8>) -> Step {
    var names: [String] = []
    let outsideBefore = root.outsideNames.count
    guard enter(isObject: true) else { return fail(bytes) }
    if cursor.peek(bytes) == ASCII.closeBrace { return .failed(missing(pointer, depth, among: names)) }
    while true {
      guard cursor.key(bytes) else { return fail(bytes) }
      let name = GeoJSONNames.text(bytes, cursor.extent)
      if name == pointer.tokens[depth] { return .entered }
      let text = String(decoding: name, as: UTF8.self)
      if names.count < 1000 { names.append(text) }
      guard skipMember(bytes, named: text) else { return fail(bytes) }
      switch cursor.peek(bytes) {
      case ASCII.comma: cursor.step()
      case ASCII.closeBrace:
        root.outsideNames.removeLast(root.outsideNames.count - outsideBefore)
        return .failed(missing(pointer, depth, among: names))
      default:
        _ = cursor.refuse(bytes, expected: "',' or '}'")
        return fail(bytes)
      }
    }
  }

  private mutating func enterArray(_ pointer: JSONPointer, _ depth: Int, _ bytes: Span<UInt8>) -> Step {
    guard let index = JSONPointer.index(pointer.tokens[depth]) else {
      return .failed(
        missing(
          pointer, depth, "is an array", notes: ["what follows the name of an array is an index: 0, 1, 2"], near: nil))
    }
    guard enter(isObject: false) else { return fail(bytes) }
    var count = 0
    if cursor.peek(bytes) != ASCII.closeBracket {
      while true {
        if count == index { return .entered }
        guard skipMember(bytes, named: "element \(count)") else { return fail(bytes) }
        count += 1
        let byte = cursor.peek(bytes)
        if byte == ASCII.closeBracket { break }
        guard byte == ASCII.comma else {
          _ = cursor.refuse(bytes, expected: "',' or ']'")
          return fail(bytes)
        }
        cursor.step()
      }
    }
    return .failed(
      missing(pointer, depth, "has \(count) \(count == 1 ? "element" : "elements")", notes: [], near: nil))
  }

  private mutating func enter(isObject: Bool) -> Bool {
    guard cursor.baseDepth < cursor.maximumDepth else { return cursor.refuseDepth() }
    root.containers.append(isObject)
    cursor.baseDepth += 1
    cursor.step()
    return true
  }

  private mutating func skipMember(_ bytes: Span<UInt8>, named name: String) -> Bool {
    guard cursor.value(bytes) else { return false }
    root.outsideCount += 1
    if root.outsideNames.count < 8 { root.outsideNames.append(name) }
    return true
  }

  /// What the cursor refused; or the probe ended.
  private func fail(_ bytes: Span<UInt8>) -> Step {
    guard let fault = cursor.fault else { return .incomplete }
    if !isWhole, fault.code == .jsonTruncated || fault.offset >= bytes.count - 4 { return .incomplete }
    return .failed(list(fault, bytes))
  }

  private func empty(_ bytes: Span<UInt8>) -> DiagnosticList {
    let offset = cursor.position
    return list(
      JSONFault(code: .jsonEmpty, offset: offset, length: 0, message: "the input ends before --root is reached"), bytes)
  }

  private func list(_ fault: JSONFault, _ bytes: Span<UInt8>) -> DiagnosticList {
    var found = fault.diagnostic(in: bytes, start: start, end: bytes.count, columnBase: 0, record: 1)
    found.location.record = nil
    return JSONProbe.list(found, prologue: start)
  }

  private func missing(_ pointer: JSONPointer, _ depth: Int, among names: [String]) -> DiagnosticList {
    let name = String(decoding: pointer.tokens[depth], as: UTF8.self)
    let nearest = Suggestion.nearest(to: name, in: names)
    let known = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    return missing(
      pointer, depth, "has no member '\(name)'", notes: names.isEmpty ? [] : ["members there: \(known)"],
      near: nearest.map { near in
        JSONPointer.text(pointer.tokens[..<depth] + [Array(near.utf8)] + pointer.tokens[(depth + 1)...])
      })
  }

  private func missing(
    _ pointer: JSONPointer, _ depth: Int, _ what: String, notes: [String], near: String?
  ) -> DiagnosticList {
    let place = depth == 0 ? "the document" : "'\(pointer.text(depth))'"
    return DiagnosticList(
      Diagnostic(
        .rootNotFound, "--root \(pointer.text(pointer.tokens.count)) leads nowhere: \(place) \(what)",
        at: Location(context: "--root"), notes: notes, help: near.map { ["did you mean --root \($0)?"] } ?? []))
  }
}
