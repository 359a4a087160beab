import PipelineFiles

/// `weir help params`: the table of parameters.
enum ParamsHelp {
  static var text: String {
    var (understood, dropped, later): (String, String, String) = ("", "", "")
    for parameter in PortalParameters.all {
      switch parameter.meaning {
      case .sets, .setsMember: understood += line(parameter.example, parameter.summary, parameter.flag)
      case .withoutEffect, .credential: dropped += line(parameter.example, parameter.summary, nil)
      case .later: later += line(parameter.name, parameter.summary, nil)
      }
    }
    return """
      Opendatasoft query strings: --params

      A query string of the records API v1, with or without its '?', or the whole URL of a portal: the same question as
      flags or a pipeline file would ask. Spaces are + or %20, other characters %XX (& is %26, # is %23).

      \(understood)
      What a file on this machine has no use for
      \(dropped)
      Refused in this version
      \(later)
      Any other name is an error. Only what is written changes anything: the 10 rows and the ';' of the API are its own
      defaults, not weir's. A flag and a parameter that say the same thing are an error; -q and q must both match.
      explain --as url|flags|yaml prints the other spellings of a question.

      examples
        weir convert Samples/cities.csv --params 'q=population+%3E+10000000&fields=name,population&rows=3'
        weir convert Samples/trees.geojson --params 'https://data.example.org/explore/dataset/trees/download/?format=csv&q=genus:Tilia'
        weir explain Samples/cities.csv -q paris --limit 10 --as url

      """
  }

  private static func line(_ name: String, _ summary: String, _ flag: String?) -> String {
    let padding = String(repeating: " ", count: max(2, 34 - name.count))
    return "  \(name)\(padding)\(summary)" + (flag.map { " [\($0)]" } ?? "") + "\n"
  }
}
