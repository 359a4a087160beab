import Pipelines

/// The progress of a run as one line that is drawn again, at most ten times a second.
struct ProgressLine {
  private let layout: Console.ProgressLayout
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?
  private var isDrawn = false

  init(layout: Console.ProgressLayout) { self.layout = layout }

  /// What to write for this state, if it is time.
  mutating func update(_ progress: RunProgress) -> String? {
    guard layout == .bar || layout == .json else { return nil }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return nil }
    lastDrawn = now
    let seconds = (now - start) / .seconds(1)
    if layout == .json { return Self.json(progress, seconds: seconds) }
    isDrawn = true
    return "\r\u{1B}[K" + Self.text(progress, seconds: seconds)
  }

  /// Removes the line before something else is written.
  mutating func clear() -> String {
    defer { isDrawn = false }
    return isDrawn ? "\r\u{1B}[K" : ""
  }

  mutating func finish() -> String { clear() }

  /// `12.5 MiB of 48.0 MiB  26 %  310000 records/s  ETA 3 s`
  static func text(_ progress: RunProgress, seconds: Double) -> String {
    var parts = [size(progress.bytesRead)]
    if let total = progress.totalBytes, total > 0 {
      parts[0] += " of \(size(total))"
      parts.append("\(min(100, progress.bytesRead / max(1, total / 100))) %")
    }
    if seconds > 0 {
      parts.append("\(whole(Double(progress.recordsRead) / seconds)) records/s")
      if let total = progress.totalBytes, progress.bytesRead > 0, total > progress.bytesRead {
        let left = Double(total - progress.bytesRead) * seconds / Double(progress.bytesRead)
        parts.append("ETA \(whole(left.rounded(.up))) s")
      }
    }
    return parts.joined(separator: "  ")
  }

  static func json(_ progress: RunProgress, seconds: Double) -> String {
    let total = progress.totalBytes.map(String.init) ?? "null"
    return
      "{\"progress\":{\"bytes\":\(progress.bytesRead),\"total_bytes\":\(total),\"records\":\(progress.recordsRead),"
      + "\"milliseconds\":\(whole(seconds * 1000))}}\n"
  }

  private static func size(_ bytes: Int) -> String {
    for (unit, scale) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes >= scale {
      return "\(bytes / scale).\((bytes % scale) * 10 / scale) \(unit)"
    }
    return "\(bytes) B"
  }

  /// A count for people: what does not fit is not worth showing exactly.
  private static func whole(_ value: Double) -> Int { Int(exactly: value.rounded()) ?? 0 }
}
