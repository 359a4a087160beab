import Foundation

/// The real files beside the project, when they are there.
enum SharedData {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data").standardized

  /// The path of a file; says so when it is absent.
  static func path(_ name: String) -> String? {
    let path = root.appending(path: name).path
    if FileManager.default.fileExists(atPath: path) { return path }
    print("skipped: \(name) is not there")
    return nil
  }

  /// Every file with one of these extensions, by its path below the root, sorted.
  static func files(_ extensions: Set<String>) -> [String] {
    guard let names = FileManager.default.enumerator(atPath: root.path) else { return [] }
    return names.compactMap { $0 as? String }
      .filter { extensions.contains(($0 as NSString).pathExtension.lowercased()) }.sorted()
  }
}
