/// The contents that the seeds of record formats are made of: five small tables, each with another kind of trouble.
enum SeedRecords {
  /// A header, then records. A nil is no value.
  static let tables: [[[String?]]] = [
    [
      ["id", "name", "price", "day"],
      ["1", "Zoë", "12.50", "2024-02-29"], ["2", "a, b; c", "-0.0", "1999-12-31"], ["3", "he said \"no\"", "1e3", nil],
      ["4", "two\nlines", "9007199254740993", "2024-13-01"], ["5", "", "007", "2024-01-01T10:00:00Z"],
      ["6", "Côte-d'Or", "12 €", "1.1.2024"], ["7", "x\u{1F469}\u{200D}\u{1F467}", "-12.500", "24:00"],
    ],
    [
      ["commune", "population", "geo_point_2d"],
      ["Orléans", "116269", "47.90289, 1.90389"], ["L'Haÿ-les-Roses", "31417", "48.7793,2.33798"],
      ["東京", "13960000", "35.6895, 139.69171"], ["Łódź", nil, "-90,180"], ["😀", "0", "91, 181"],
      ["Saint-Étienne-du-Rouvray", "28 061", "49.38, 1.1"], ["Y", "-1", "48.85;2.35"],
    ],
    [
      ["a", "b", "c", "d", "e", "f"],
      ["true", "false", "NULL", "NA", "-", "nan"], ["0", "-0", "+1", ".5", "1.", "0x10"],
      ["1E400", "1e-400", "123456789012345678901234567890", "1_000", "1 000", "1,5"], [nil, nil, nil, nil, nil, nil],
      ["=1+1", "@x", "+a", "-a", "\t", "\r"], ["oui", "non", "12%", "$5", "1e+05", "-.5e-3"],
      ["00:30", "P1Y", "a@b.org", "http://x", "{}", "[1,2]"],
    ],
    [
      ["line", "text"],
      ["1", "\"\""], ["2", "\r\n"], ["3", "\\n \\t \\\\"], ["4", " leading and trailing "], ["5", "\u{FEFF}mark"],
      ["6", "nul \0 inside"], ["7", "a\u{301} \u{2028} \u{202E}"], ["8", "; | \t , ' `"],
      ["9", "</script><!-- & &amp; %20 \\u00e9 \\x41"], ["10", "a long enough text to fill more than one word"],
    ],
    [
      ["only"],
      ["first"], [""], ["2020-01-01"], ["\""], [","], ["x"], [nil], ["last but one\n"], ["the end"], ["0.1"], ["1"],
      ["été"], ["été à la plage, avec \"guillemets\" et tout"], ["{\"a\": [1, 2]}"], ["POINT(1 2)"], ["yes"],
    ],
  ]

  /// Members of GeoJSON features: geometry and properties.
  static let features: [[(geometry: String, properties: String)]] = [
    [
      (#"{"type":"Point","coordinates":[2.3522,48.8566]}"#, #"{"name":"Paris","n":1}"#),
      (#"{"type":"Point","coordinates":[-180,90,35.2]}"#, #"{"name":"é","n":null}"#), ("null", "{}"),
    ],
    [
      (#"{"type":"LineString","coordinates":[[0,0],[1.5,-2e1],[179.9,0.1]]}"#, #"{"a":[1,{"b":"]"}]}"#),
      (#"{"type":"MultiPoint","coordinates":[]}"#, "null"),
    ],
    [
      (
        #"{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,2],[2,2],[1,1]]]}"#,
        #"{"name":"ring","\u00e9":"\ud83d\ude00"}"#
      )
    ],
    [
      (
        #"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"MultiLineString","coordinates":[[[0,1],[2,3]]]}]}"#,
        #"{"k":{}}"#
      )
    ],
    [
      (#"{"coordinates":[[[[170,0],[190,0],[190,5],[170,0]]]],"type":"MultiPolygon"}"#, #"{"x":1,"x":2}"#),
      (#"{"type":"Point","coordinates":[1]}"#, #"{"bad":true}"#),
    ],
  ]
}
