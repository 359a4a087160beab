import Foundation
import TestKit
import Testing

/// Series that other tools computed (`answers.json`), and the figures of the portal's documentation, asked of the tool.
@Suite struct AnalyzeTruthTests {
  struct Question: Sendable, CustomTestStringConvertible {
    var dataset: String
    var file: String
    var answer: String
    var flags: String
    var testDescription: String { "\(dataset): \(answer)" }
  }

  private static func question(_ dataset: String, _ file: String, _ answer: String, _ flags: String) -> Question {
    Question(dataset: dataset, file: file, answer: answer, flags: flags)
  }

  private static func cities(_ answer: String, _ flags: String) -> Question {
    question("geonames-cities5000-2018", "geonames-cities5000-2018/cities5000.ods.csv.gz", answer, flags)
  }
  private static func poland(_ answer: String, _ flags: String) -> Question {
    question(
      "ods-geonames1000-q-poland", "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.csv", answer,
      flags)
  }
  private static func filming(_ answer: String, _ flags: String) -> Question {
    question("ods-lieux-de-tournage", "ods-lieux-de-tournage/lieux-de-tournage-a-paris.csv", answer, flags)
  }
  private static func titanic(_ answer: String, _ flags: String) -> Question {
    question("ods-titanic", "ods-titanic/titanic-passengers.csv", answer, flags)
  }
  private static func synop(_ answer: String, _ flags: String) -> Question {
    question("ods-synop", "ods-synop/donnees-synop-essentielles-omm.csv", answer, flags)
  }
  private static func velib(_ answer: String, _ flags: String) -> Question {
    question("ods-velib-2023", "ods-velib/2023/velib-disponibilite-en-temps-reel.csv", answer, flags)
  }
  private static func flights(_ answer: String, _ flags: String) -> Question {
    question("vega-flights-10k", "vega/flights-10k.json", answer, "--dates 'date=%Y/%m/%d %H:%M' " + flags)
  }
  private static func movies(_ answer: String, _ flags: String) -> Question {
    question("vega-movies", "vega/movies.json", answer, flags)
  }

  // MARK: One number for each group

  static let groups: [Question] = [
    cities("count_by_country", "--x country_code --y v=COUNT"),
    cities("max_population_by_country", "--x country_code --y 'v=MAX(population)'"),
    cities("avg_sqrt_population_x2_by_country", "--x country_code --y 'v=AVG(sqrt(population)*2)'"),
    cities(
      "sum_population_by_country_top10", "--x country_code --y 'v=SUM(population)' --sort v:desc --maxpoints 10"),
    cities("count_by_feature_code", "--x feature_code --y v=COUNT"),
    cities("timezone_facet_top10", "--x timezone --y v=COUNT --sort v:desc --maxpoints 10"),
    cities("count_by_year", "--x modification_date --precision year --y v=COUNT"),
    cities(
      "count_by_year_month_2016", "--x modification_date --precision month --y v=COUNT -q 'modification_date=2016'"),
    cities("periodic_month", "--x modification_date --precision month --periodic month --y v=COUNT"),
    cities("periodic_month", "--x modification_date.month --y v=COUNT"),
    cities("periodic_weekday_monday0", "--x modification_date --periodic weekday --y v=COUNT"),
    poland("by_year", "--x 'Modification date.year' --y v=COUNT"),
    poland("by_country", "--x 'Country Code' --y v=COUNT"),
    poland("by_admin1", "--x 'Admin1 Code' --type 'Admin1 Code=text' --y v=COUNT"),
    filming("by_type", "--x type_tournage --y v=COUNT"),
    filming("by_ardt", "--x ardt_lieu --y v=COUNT"),
    filming("by_month_of_date_debut", "--x date_debut --precision month --y v=COUNT"),
    titanic("avg_age_by_class", "--type Age=number --x Pclass --y 'v=AVG(Age)'"),
    titanic("embarked", "--x Embarked --y v=COUNT"),
    synop("avg_temp_by_month_utc", "--type Temperature=number --x Date --precision month --y 'v=AVG(Temperature)'"),
    synop(
      "avg_temp_by_month_paris",
      "--type Temperature=number --x Date --precision month --timezone Europe/Paris --y 'v=AVG(Temperature)'"),
    synop("count_by_hour_utc", "--x Date --periodic hour --y v=COUNT"),
    velib("by_commune", "--x 'Nom communes équipées' --y v=COUNT"),
    velib(
      "sum_bikes_by_commune_top5",
      "--x 'Nom communes équipées' --y 'v=SUM(`Nombre total vélos disponibles`)' --sort v:desc --maxpoints 5"),
    velib("by_day_utc", "--x 'Actualisation de la donnée' --y v=COUNT"),
    velib("by_day_paris", "--x 'Actualisation de la donnée' --timezone Europe/Paris --y v=COUNT"),
    velib("by_hour_utc", "--x 'Actualisation de la donnée.hour' --y v=COUNT"),
    question(
      "ods-velib-2022", "ods-velib/2022-v1json/velib-disponibilite-en-temps-reel.json", "by_day_utc",
      "--x duedate --y v=COUNT"),
    question(
      "ods-velib-2022", "ods-velib/2022-v1json/velib-disponibilite-en-temps-reel.json", "by_renting",
      "--x is_renting --y v=COUNT"),
    question("vega-earthquakes", "vega/earthquakes.json", "by_type", "-f geojson --x type --y v=COUNT"),
    question("vega-earthquakes", "vega/earthquakes.json", "by_net", "-f geojson --x net --y v=COUNT"),
    question("vega-airports", "vega/airports.csv", "by_state", "--x state --y v=COUNT"),
    question("vega-airports", "vega/airports.csv", "by_country", "--x country --y v=COUNT"),
    movies("by_genre", "--x 'Major Genre' --y v=COUNT"),
    movies("avg_worldwide_by_genre", "--x 'Major Genre' --y 'v=AVG(`Worldwide Gross`)'"),
    flights("by_month", "--type date=datetime --x date --precision month --y v=COUNT"),
    flights("by_weekday_monday0", "--type date=datetime --x date --periodic weekday --y v=COUNT"),
    flights("by_hour", "--type date=datetime --x date.hour --y v=COUNT"),
    flights(
      "avg_delay_by_origin_top10",
      "--type date=datetime --x origin --y n=COUNT --y 'v=AVG(delay)' --sort n:desc --maxpoints 10"),
  ]

  @Test(arguments: groups) func eachGroup(_ question: Question) throws {
    guard let file = SharedData.url(question.file),
      let answer = try SharedData.answer(question.dataset, question.answer)
    else { return }
    var expected = try #require(answer["by"] as? [String: Double])
    // Records without x form no group, and groups without operands have no number.
    expected["null"] = nil
    var found: [String: Double] = [:]
    for row in try Self.rows(file, question.flags) {
      found[Self.name(row["x"])] = row["v"] as? Double
    }
    #expect(Set(found.keys) == Set(expected.keys))
    for (name, value) in expected {
      let difference = abs((found[name] ?? .nan) - value)
      #expect(difference <= 1e-12 * abs(value), "\(name): \(found[name] ?? .nan), not \(value)")
    }
  }

  /// `2016-09` for year and month; the value itself for everything that is one.
  static func name(_ x: Any?) -> String {
    if let parts = x as? [String: Int] {
      let order = ["year", "month", "day", "weekday", "hour"].compactMap { parts[$0] }
      return order.count == 1
        ? "\(order[0])" : order.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
    }
    return x as? String ?? (x as? NSNumber)?.stringValue ?? "?"
  }

  static func rows(_ file: URL, _ flags: String) throws -> [[String: Any]] {
    let workspace = try Workspace()
    defer { workspace.remove() }
    let result = try workspace.run("weir analyze '\(file.path)' \(flags) -t json", input: nil)
    guard result.exit == 0 else {
      Issue.record("\(result.errors.prefix(600))")
      return []
    }
    return try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
  }

  // MARK: Several numbers of everything

  /// The columns of the answer and the series that say the same.
  static let totals: [(question: Question, series: [String: String])] = [
    (
      cities("population_stats", ""),
      [
        "min": "MIN(population)", "max": "MAX(population)", "sum": "SUM(population)", "avg": "AVG(population)",
        "stddev_pop": "STDDEV(population)", "sumsquares": "SUMSQUARES(population)",
      ]
    ),
    (
      titanic("fare_stats", "--type Fare=number"),
      [
        "min(fr)": "MIN(Fare)", "max(fr)": "MAX(Fare)", "sum(fr)": "SUM(Fare)", "avg(fr)": "AVG(Fare)",
        "stddev_pop(fr)": "STDDEV(Fare)",
      ]
    ),
    (
      synop("temp_stats", "--type Temperature=number"),
      ["min(\"temp\")": "MIN(Temperature)", "max(\"temp\")": "MAX(Temperature)", "avg(\"temp\")": "AVG(Temperature)"]
    ),
    (
      question("vega-earthquakes", "vega/earthquakes.json", "mag_stats", "-f geojson"),
      ["min(mag)": "MIN(mag)", "max(mag)": "MAX(mag)", "avg(mag)": "AVG(mag)"]
    ),
    (
      question("vega-flights-10k", "vega/flights-10k.json", "delay_stats", ""),
      [
        "min(delay)": "MIN(delay)", "max(delay)": "MAX(delay)", "sum(delay)": "SUM(delay)",
        "avg(delay)": "AVG(delay)", "stddev_pop(delay)": "STDDEV(delay)",
      ]
    ),
    (
      question(
        "ods-velib-2022", "ods-velib/2022-v1json/velib-disponibilite-en-temps-reel.json", "sums", ""),
      [
        "sum(numbikesavailable)": "SUM(numbikesavailable)", "sum(numdocksavailable)": "SUM(numdocksavailable)",
        "max(numbikesavailable)": "MAX(numbikesavailable)",
      ]
    ),
    (movies("sum_us_gross", ""), ["sum(\"US Gross\")": "SUM(`US Gross`)"]),
  ]

  @Test(arguments: totals.indices) func everything(_ index: Int) throws {
    let (question, series) = Self.totals[index]
    guard let file = SharedData.url(question.file),
      let answer = try SharedData.answer(question.dataset, question.answer)
    else { return }
    let columns = try #require(answer["columns"] as? [String])
    let values = try #require((answer["rows"] as? [[Any]])?.first)
    let names = series.keys.sorted()
    var flags = ""
    for (number, name) in names.enumerated() { flags += " --y 's\(number)=\(series[name] ?? "")'" }
    let rows = try Self.rows(file, question.flags + flags)
    #expect(rows.count == 1)
    for (number, name) in names.enumerated() {
      let column = try #require(columns.firstIndex(of: name))
      let expected = try #require(values[column] as? Double)
      let found = rows.first?["s\(number)"] as? Double ?? .nan
      #expect(abs(found - expected) <= 1e-12 * abs(expected), "\(name): \(found), not \(expected)")
    }
  }

  @Test func combinations() throws {
    let titanic = Self.titanic("class_sex_survived", "--x Pclass --x Sex --x Survived --y v=COUNT")
    guard let file = SharedData.url(titanic.file),
      let answer = try SharedData.answer(titanic.dataset, titanic.answer)
    else { return }
    let lines = try #require(answer["rows"] as? [[Any]])
    let expected: [String] = lines.map { line in line.map { "\($0)" }.joined(separator: "|") }
    let found: [String] = try Self.rows(file, titanic.flags).map { row in
      let x = row["x"] as? [String: Any] ?? [:]
      return (["Pclass", "Sex", "Survived"].map { Self.name(x[$0]) } + ["\(row["v"] ?? "")"]).joined(separator: "|")
    }
    #expect(found == expected)
  }

  // MARK: The documentation

  /// Figures that the portal's documentation prints; those of countries whose data did not change since.
  @Test func documentation() throws {
    guard let file = SharedData.url("geonames-cities5000-2018/cities5000.ods.csv.gz") else { return }
    var found: [String: (Double, Int)] = [:]
    for row in try Self.rows(
      file,
      "--x country_code --y 'a=AVG(sqrt(population)*2)' --y 'm=MAX(population)' -q 'country_code=AD OR "
        + "country_code=ZM OR country_code=ZW'")
    {
      found[Self.name(row["x"])] = (row["a"] as? Double ?? .nan, row["m"] as? Int ?? 0)
    }
    for (country, average) in [("AD", 189.14616030045894), ("ZM", 389.98380339301144)] {
      #expect(abs((found[country]?.0 ?? .nan) - average) <= 1e-12 * average)
    }
    #expect(["AD", "ZM", "ZW"].map { found[$0]?.1 } == [20430, 1_267_440, 1_542_813])
  }

  /// The cities of Central Europe, counted by country.
  @Test func centralEurope() throws {
    guard let file = SharedData.url("geonames-cities5000-2018/cities5000.ods.csv.gz"),
      let answer = try SharedData.answer("geonames-cities5000-2018", "polygon:doc-central-europe:count_by_country")
    else { return }
    let expected = try #require(answer["value"] as? [String: Int])
    var found: [String: Int] = [:]
    for row in try Self.rows(
      file, "--geofilter.polygon '(50.0,0.0),(50.0,10.0),(40.0,10.0),(40.0,0.0)' --x country_code --y n=COUNT")
    {
      found[Self.name(row["x"])] = row["n"] as? Int
    }
    #expect(found == expected)
  }
}
