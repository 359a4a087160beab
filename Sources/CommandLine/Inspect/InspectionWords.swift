import Diagnostics
import Formats
import Geo
import Pipelines
import Profiles
import Records

/// The sentences of an inspection: evidence of a type, and what is worth knowing of a column or a geometry. The table and
/// the JSON document say the same.
struct InspectionWords {
  let inspection: Inspection
  let isJSON: Bool

  init(_ inspection: Inspection) {
    self.inspection = inspection
    isJSON = inspection.isJSON
  }

  // MARK: Types

  /// Why a column has its type.
  func evidence(_ column: InspectedColumn) -> String {
    let verdict = column.verdict
    let all = "\(Self.count(verdict.agreeing)) of \(Self.counted(verdict.values, "value"))"
    switch verdict.reason {
    case .noValues: return "no values"
    case .everyValue: return all
    case .declared(let origin): return (origin.isEmpty ? "declared: " : "\(origin): ") + all
    case .plainText: return Self.counted(verdict.values, "value")
    case .quotedThroughout:
      let looks = column.profile.count(of: .number)
      return "every value is quoted" + (looks == verdict.values ? ", and looks like a number" : "")
    case .exceptions(let exceptions): return Self.words(of: exceptions)
    case .mixed:
      let bare = column.profile.firsts[.bare].map { ", first \(Self.place($0))" } ?? ""
      return "\(all) are texts, the others are not" + bare
    }
  }

  /// `607 values have leading zeros, 3 are no integers, first '001000' at line 6`
  private static func words(of exceptions: ColumnVerdict.Exceptions) -> String {
    var parts: [(count: Int, words: String)] = []
    var others = 0
    for (valueClass, count) in exceptions.counts {
      let one = count == 1
      switch valueClass {
      case .leadingZero: parts.append((count, one ? "has a leading zero" : "have leading zeros"))
      case .plusSign: parts.append((count, one ? "has a plus sign" : "have plus signs"))
      case .exponent: parts.append((count, one ? "has an exponent" : "have exponents"))
      case .manyDigits: parts.append((count, (one ? "has" : "have") + " more digits than a number keeps"))
      case .decimalComma: parts.append((count, (one ? "has" : "have") + " a decimal comma"))
      case .decimalPoint: parts.append((count, (one ? "has" : "have") + " a decimal point"))
      default: others += count
      }
    }
    if others > 0 {
      let kind = exceptions.kind
      parts.append((others, others == 1 ? "is not \(kind.withArticle)" : "are no \(kind.plural)"))
    }
    let words = parts.enumerated().map { index, part in
      (index == 0 ? counted(part.count, "value") : count(part.count)) + " " + part.words
    }
    return words.joined(separator: ", ") + ", first \(place(exceptions.first))"
  }

  // MARK: Columns

  /// What else is worth knowing of a column.
  func notes(_ column: InspectedColumn) -> [String] {
    let profile = column.profile
    var notes: [String] = []
    if profile[.dayAndMonth] * 2 > profile.values { notes.append(dayAndMonth(column)) }
    if profile[.decimalComma] > 0, (profile[.decimalComma] + profile[.integer]) * 2 > profile.values {
      notes.append("\(share(profile[.decimalComma], profile)) have a decimal comma: --decimal ,")
    }
    if profile[.manyDigits] > 0, column.verdict.kind == .text, !isJSON {
      notes.append("--type \(column.name)=number takes numbers of any length; their digits stay")
    }
    notes += otherDates(column)
    if column.verdict.kind == .geopoint, let evidence = column.type.evidence, let proof = evidence.proof {
      notes.append("\(proof): \(evidence.provenOrder == .latlon ? "lat,lon" : "lon,lat") proven")
    }
    if column.verdict.kind == .geopoint, inspection.geometries.isEmpty {
      notes.append("holds points: --geo point=\(column.name) makes them the geometry")
    }
    if !column.isGeometry, let first = profile.firsts[.valueClass(.swappedPoint)] {
      notes.append(
        "\(share(profile[.swappedPoint], profile)) are points only as lon,lat, first \(Self.place(first)): "
          + "--geo point=\(column.name),order=lonlat")
    }
    if profile.formulas > 0, let first = profile.firsts[.formula] {
      notes.append(
        "\(Self.counted(profile.formulas, "value")) \(profile.formulas == 1 ? "begins" : "begin") as a formula of a "
          + "spreadsheet, first \(Self.place(first)): --formula-guard prefix when writing CSV")
    }
    if profile.emptyTexts > 0 {
      notes.append(
        "\(Self.counted(profile.emptyTexts, "empty text")), which \(profile.emptyTexts == 1 ? "is" : "are") not null")
    }
    if case .estimate(_, _, .memory) = column.distinct {
      notes.append("the columns together hold too many different values to count this one's exactly")
    }
    return notes
  }

  /// Which order the texts prove, if any.
  private func dayAndMonth(_ column: InspectedColumn) -> String {
    let profile = column.profile
    let flag = "--dates \(column.name)="
    let neither = profile.firsts[.neitherOrder].map { ", and \(Self.place($0)) is no date in either order" } ?? ""
    switch (profile.firsts[.dayFirst], profile.firsts[.monthFirst]) {
    case (let day?, let month?):
      return "neither order fits: day > 12 first in \(Self.place(day)), second in \(Self.place(month))"
    case (let day?, nil): return "day > 12 in \(Self.place(day)): dmy proven\(neither); \(flag)dmy"
    case (nil, let month?): return "day > 12 in \(Self.place(month)): mdy proven\(neither); \(flag)mdy"
    case (nil, nil):
      return
        "\(Self.count(profile.fitsBothOrders)) of \(Self.counted(profile.values, "value")) valid both ways\(neither): "
        + "declare it with \(flag)dmy or \(flag)mdy"
    }
  }

  /// Texts that are dates in a spelling that must be said: a year of two digits, the name of a month.
  private func otherDates(_ column: InspectedColumn) -> [String] {
    let profile = column.profile
    guard profile.values > 0, profile[.text] == profile.values, let first = profile.firsts[.valueClass(.text)],
      let least = profile.texts.least, let greatest = profile.texts.greatest
    else { return [] }
    let formats = DatePattern.otherSpellings.filter { format in
      guard let pattern = try? DatePattern(parsing: format) else { return false }
      return [first.text, least, greatest].allSatisfy { pattern.read($0.span, from: 0, to: $0.count) != nil }
    }
    guard let format = formats.first else { return [] }
    let what = format.contains("%y") ? "a year of two digits" : "the name of a month"
    let flags = formats.map { "--dates \(column.name)='\($0)'" }.joined(separator: " or ")
    return ["could be dates with \(what), first \(Self.place(first)): \(flags) reads them"]
  }

  private func share(_ count: Int, _ profile: ColumnProfile) -> String {
    "\(Self.count(count)) of \(Self.counted(profile.values, "value"))"
  }

  // MARK: Geometry

  /// `203 points, 20 polygons`
  static func kinds(_ profile: GeometryProfile) -> String {
    let names: [(GeometryText.Kind, String)] = [
      (.point, "point"), (.multiPoint, "multipoint"), (.lineString, "line"), (.multiLineString, "multiline"),
      (.polygon, "polygon"), (.multiPolygon, "multipolygon"), (.collection, "collection"),
    ]
    let kinds = names.filter { profile[$0.0] > 0 }.map { counted(profile[$0.0], $0.1) }
    return kinds.isEmpty ? "none" : kinds.joined(separator: ", ")
  }

  /// What is odd about the positions of a source.
  func notes(_ geometry: Inspection.Geometry, _ profile: GeometryProfile) -> [String] {
    var notes: [String] = []
    func say(_ topic: GeometryProfile.Topic, _ words: (String) -> String) {
      guard profile[topic] > 0, let first = profile.first(topic) else { return }
      notes.append(words(Self.place(first)))
    }
    func positions(_ topic: GeometryProfile.Topic) -> String { Self.counted(profile[topic], "position") }
    say(.malformed) { "\(Self.counted(profile[.malformed], "value")) cannot be read as a geometry, first \($0)" }
    say(.latitudeBeyond90) { first in
      profile.isSwapped
        ? "latitude and longitude are swapped: \(positions(.latitudeBeyond90)) of \(Self.count(profile.positions)) have a latitude "
          + "above 90, first \(first), and every position is valid the other way round\(swapHelp(geometry))"
        : "\(positions(.latitudeBeyond90)) with a latitude above 90, first \(first)"
    }
    say(.metres) {
      "\(positions(.metres)) with numbers above 180 where degrees belong, first \($0): metres of a projection?"
    }
    say(.nullIsland) { "\(positions(.nullIsland)) at 0,0 (null island), first \($0)" }
    say(.longitudeBeyond180) { "\(positions(.longitudeBeyond180)) with a longitude between 180 and 360, first \($0)" }
    say(.openRing) {
      "\(Self.counted(profile[.openRing], "ring")) of \(Self.count(profile.rings)) not closed, or of fewer than four positions, "
        + "first \($0)"
    }
    say(.wrongWinding) {
      "\(Self.counted(profile[.wrongWinding], "ring")) of \(Self.count(profile.rings)) against the right-hand rule of RFC 7946, "
        + "first \($0)"
    }
    return notes
  }

  private func swapHelp(_ geometry: Inspection.Geometry) -> String {
    switch geometry.option {
    case .point(let field, let order): ": --geo point=\(field),order=\(order == .latlon ? "lonlat" : "latlon")"
    case .pair(let latitude, let longitude): ": --geo lat=\(longitude),lon=\(latitude)"
    case .shape, nil: ""
    }
  }

  // MARK: The whole

  /// `whole file, 224 records`
  static func extent(_ inspection: Inspection, isStandardInput: Bool) -> String {
    let records = counted(inspection.profile.records, "record")
    switch inspection.extent {
    case .whole: return (isStandardInput ? "standard input to its end, " : "whole file, ") + records
    case .limit:
      return inspection.profile.records == 1 ? "the first record (--limit)" : "the first \(records) (--limit)"
    case .untilFailure: return "\(records) before the error"
    }
  }

  /// What concerns no single column.
  static func notes(_ inspection: Inspection) -> [String] {
    var notes: [String] = []
    if inspection.isUnreadGeoJSON {
      notes.append("the document is a GeoJSON FeatureCollection: -f geojson reads its features")
    }
    if inspection.duplicateKeys > 0 {
      notes.append("\(counted(inspection.duplicateKeys, "member")) with a name that the object holds already")
    }
    let members = inspection.unseen.members
    for member in members.prefix(20) {
      notes.append(
        "member '\(VisibleText.sanitised(String(decoding: member.name, as: UTF8.self)))' is no column: the first bytes of the input do "
          + "not show it; \(counted(member.records, "record")), first at line \(count(member.first.line))")
    }
    if members.count > 20 { notes.append("and \(count(members.count - 20)) more such members") }
    for (change, number) in inspection.changes.made {
      notes.append("changed while reading: \(count(number)) \(change.words(number))")
    }
    return notes
  }

  // MARK: Numbers and places

  /// `'2A' at line 31`
  static func place(_ sighting: Sighting) -> String {
    "'\(shown(sighting.text, width: 40))' at line \(count(sighting.line))"
  }

  /// Bytes of the data as they may be shown: cut to a width, invisible characters made visible.
  static func shown(_ bytes: [UInt8], width: Int) -> String {
    var bytes = bytes[...]
    let isCut = bytes.count >= Sighting.longestText
    // A value may have been cut inside a character.
    while isCut, let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
    if isCut, let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
    let text = VisibleText.sanitised(String(decoding: bytes, as: UTF8.self))
    let scalars = text.unicodeScalars
    guard scalars.count > width || isCut else { return text }
    return String(String.UnicodeScalarView(scalars.prefix(width - 1))) + "…"
  }

  /// `4,120`
  static func count(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  static func counted(_ number: Int, _ noun: String) -> String { "\(count(number)) \(noun)\(number == 1 ? "" : "s")" }

  /// `221`, or `≈1,234,000 ±0.8 %`.
  static func distinct(_ count: DistinctCounter.Count) -> String {
    switch count {
    case .exact(let number): return Self.count(number)
    case .estimate(let number, let error, _):
      return "≈\(Self.count(number)) ±\((error * 1000).rounded() / 10) %"
    }
  }
}

/// One column of an inspection with what was found of it.
struct InspectedColumn {
  let name: String
  let role: FieldRole
  let type: ColumnType
  let profile: ColumnProfile
  let verdict: ColumnVerdict
  let distinct: DistinctCounter.Count
  /// True when geometries are read from it: they are described on their own.
  let isGeometry: Bool

  /// `integer`, `text`, `nested`
  var typeName: String {
    if role == .geometry { return "geometry" }
    return verdict.kind == .shape && type.kind != .shape ? "nested" : verdict.kind.rawValue
  }

  /// The least and the greatest value in the order of the type.
  var range: (least: [UInt8], greatest: [UInt8])? {
    switch verdict.kind {
    case .integer, .number:
      if let least = profile.numbers.least, let greatest = profile.numbers.greatest {
        return (least.text, greatest.text)
      }
    case .date, .datetime:
      if let least = profile.dates.least, let greatest = profile.dates.greatest { return (least.text, greatest.text) }
    case .geopoint, .shape, .boolean: return nil
    case .text, .unknown: break
    }
    if let least = profile.texts.least, let greatest = profile.texts.greatest { return (least, greatest) }
    return nil
  }
}

extension Inspection {
  var isJSON: Bool { (try? FormatRegistry.format(named: format))?.family != .delimited }

  /// True for a FeatureCollection that was read as one JSON record, as its name does not say what it is.
  var isUnreadGeoJSON: Bool {
    guard format == "json", profile.records == 1, let type = schema.index(of: "type"),
      schema.index(of: "features") != nil
    else { return false }
    return profile.columns[type].texts.least == Array("FeatureCollection".utf8)
  }

  var columns: [InspectedColumn] {
    schema.fields.indices.map { index in
      let field = schema.fields[index]
      return InspectedColumn(
        name: field.name, role: field.role, type: field.type, profile: profile.columns[index],
        verdict: ColumnVerdict(profile.columns[index], type: field.type, isJSON: isJSON),
        distinct: profile.distinctCount(index),
        isGeometry: geometries.contains { $0.source.columns.contains(index) })
    }
  }
}
