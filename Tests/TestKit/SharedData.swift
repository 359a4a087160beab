package import Foundation

/// The real files beside the project. Whoever asks for one that is absent gets nil, and the reader of the log is told.
package enum SharedData {
  /// The root of the project, from this file's place in it.
  package static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  package static let root = project.deletingLastPathComponent().appending(path: "shared/data")

  package static func url(_ name: String) -> URL? {
    let url = root.appending(path: name)
    if FileManager.default.fileExists(atPath: url.path) { return url }
    print("skipped: shared/data/\(name) is not there")
    return nil
  }

  package static func path(_ name: String) -> String? { url(name)?.path }

  package static func bytes(_ name: String) -> [UInt8]? {
    url(name).flatMap { FileManager.default.contents(atPath: $0.path) }.map(Array.init)
  }

  /// Every file with one of these extensions, by its path below the root, sorted.
  package static func files(_ extensions: Set<String>) -> [String] {
    guard let names = FileManager.default.enumerator(atPath: root.path) else { return [] }
    return names.compactMap { $0 as? String }
      .filter { extensions.contains(($0 as NSString).pathExtension.lowercased()) }.sorted()
  }

  /// What another tool answered (`answers.json`): nil where the data is absent, an error where the answer is.
  package static func answer(_ dataset: String, _ key: String) throws -> [String: Any]? {
    guard let file = url("answers.json") else { return nil }
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let one = (all?["datasets"] as? [String: Any])?[dataset] as? [String: Any]
    guard let answer = (one?["answers"] as? [String: Any])?[key] as? [String: Any] else {
      throw MissingAnswer(dataset: dataset, key: key)
    }
    return answer
  }

  package struct MissingAnswer: Error {
    package let dataset: String
    package let key: String
  }
}
