/// Where the parts of a portal's URL, or of a bare query string, stand.
///
///     https://user:password@data.example.org/api/records/1.0/search/?dataset=trees&q=oak#top
///             user                           path                    query               fragment
struct PortalURL: Equatable {
  var user: Range<Int>?
  /// nil: a bare query string.
  var path: Range<Int>?
  var query: Range<Int>
  var fragment: Range<Int>?
  /// A scheme other than http and https.
  var foreignScheme: Range<Int>?

  /// A text is a URL when it begins with a scheme or a slash, or when a `?` comes before its first `=` and `&`. In a
  /// bare query string `#` is a character like others.
  init(_ bytes: [UInt8]) {
    let count = bytes.count
    let firstPart = bytes.firstIndex { "=&?#".utf8.contains($0) } ?? count
    let scheme = Self.schemeEnd(bytes[..<firstPart])
    let begins = scheme != nil || bytes.first == Self.slash
    let isURL = begins || (firstPart > 0 && firstPart < count && bytes[firstPart] == Self.questionMark)
    guard isURL else {
      query = (bytes.first == Self.questionMark ? 1 : 0)..<count
      return
    }
    var start = 0
    if let scheme {
      let name = String(decoding: bytes[..<scheme], as: UTF8.self).lowercased()
      if name != "http", name != "https" { foreignScheme = 0..<scheme }
      start = scheme + 3
    } else if bytes.starts(with: [Self.slash, Self.slash]) {
      start = 2
    }
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "#")) ?? count
    if end < count { fragment = end..<count }
    let pathEnd = bytes[start..<end].firstIndex(of: Self.questionMark) ?? end
    var pathStart = start
    if scheme != nil || start == 2 || bytes[start] != Self.slash {
      pathStart = bytes[start..<pathEnd].firstIndex(of: Self.slash) ?? pathEnd
      if let at = bytes[start..<pathStart].lastIndex(of: UInt8(ascii: "@")) { user = start..<at }
    }
    path = pathStart..<pathEnd
    query = min(pathEnd + 1, end)..<end
  }

  /// The end of the scheme where the text begins with `scheme://`.
  private static func schemeEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      bytes[colon...].starts(with: Array("://".utf8)),
      bytes[..<colon].allSatisfy({ (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2B })
    else { return nil }
    return colon
  }

  private static let slash = UInt8(ascii: "/")
  private static let questionMark = UInt8(ascii: "?")
}

/// What the path of a portal's URL asks for.
enum PortalService: Equatable {
  /// Records of one dataset, which the path may name; `isPage`: the portal answers with its first 10 records only.
  case records(dataset: String?, isPage: Bool)
  /// Series of numbers about them.
  case series(dataset: String?)
  case later(String)
  case unknown

  /// False where the parameters belong to something else.
  var isUnderstood: Bool {
    switch self {
    case .records, .series: true
    case .later, .unknown: false
    }
  }

  /// What people are told that they may write.
  static let shapes = [
    "/api/records/1.0/search/?dataset=ID&q=…", "/api/records/1.0/download/?dataset=ID&q=…",
    "/api/records/1.0/analyze/?dataset=ID&x=…&y.NAME.func=…", "/explore/dataset/ID/download/?q=…",
    "/explore/dataset/ID/table/?q=…",
  ]

  /// - Parameter path: with its escapes read.
  init(path: String) {
    let words = path.split(separator: "/").map(String.init)
    switch words.count {
    case 4 where words[0] == "api" && words[1] == "records" && words[2] == "1.0":
      self = Self.records(words[3], dataset: nil)
    case 5... where words[0] == "api" && words[1] == "datasets" && words[2] == "1.0" && words[4] == "records":
      self = words.count == 5 ? .records(dataset: words[3], isPage: true) : Self.records(words[5], dataset: words[3])
    case 4 where words[0] == "api" && words[1] == "datasets" && words[3] == "search":
      self = .later("the catalog of datasets")
    case 3... where words[0] == "explore" && (words[1] == "dataset" || words[1] == "embed"):
      let names = words[1] == "embed" ? words.dropFirst(3) : words.dropFirst(2)
      guard let dataset = names.first else {
        self = .unknown
        return
      }
      let view = names.dropFirst().first ?? ""
      switch view {
      case "", "information", "table", "map", "images", "calendar", "export", "api", "custom", "download":
        self = .records(dataset: dataset, isPage: false)
      case "analyze": self = .series(dataset: dataset)
      default: self = .unknown
      }
    case 2... where words[0] == "api" && (words[1].hasPrefix("v2") || words[1] == "explore"):
      self = .later("version 2 of the API (select, where)")
    default: self = .unknown
    }
  }

  private static func records(_ service: String, dataset: String?) -> PortalService {
    switch service {
    case "search": .records(dataset: dataset, isPage: true)
    case "download": .records(dataset: dataset, isPage: false)
    case "analyze": .series(dataset: dataset)
    case "geocluster", "boundingbox", "geopolygon", "geopreview": .later(service)
    default: dataset == nil ? .unknown : .later("the look-up of one record")
    }
  }
}
