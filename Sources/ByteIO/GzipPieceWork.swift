/// Decompresses pieces and checks every member of them.
struct GzipPieceWork: BlockWorker {
  private let inflater: Inflater

  /// nil when zlib has no memory.
  init?() {
    guard let inflater = Inflater() else { return nil }
    self.inflater = inflater
  }

  func process(_ piece: inout GzipPiece) {
    piece.makeRoom()
    var (input, content) = (0, 0)
    for member in piece.members {
      guard inflate(member, of: &piece, at: input, to: content) else { return }
      input += member.size
      content += member.contentSize
    }
    piece.isGood = true
  }

  /// False when the member is not exactly what it says.
  private func inflate(_ member: IndexedMember, of piece: inout GzipPiece, at start: Int, to content: Int) -> Bool {
    inflater.reset()
    let trailer = start + member.size - IndexedMember.trailerSize
    var position = start + member.headerSize
    var end = content
    var step: CodecStep
    repeat {
      step = inflater.step(
        piece.input, position..<trailer, into: &piece.content, end..<(content + member.contentSize))
      position += step.consumed
      end += step.produced
    } while step.outcome == .more && step.consumed + step.produced > 0
    return step.outcome == .ended && position == trailer && end == content + member.contentSize
      && crc32(0, piece.content, content..<end) == UInt32(GzipFormat.number(piece.input, at: trailer))
  }
}
