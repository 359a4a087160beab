/// Pipeline files that use each key, and what YAML allows beside.
enum PipelineSeeds {
  static let all: [String] =
    [
      """
      weir: 1
      name: cities
      description: "Large cities, as two files"
      input: {path: [a.csv, 'b c.csv.gz', "d\\u00e9.csv"], format: csv, compression: auto}
      filter: {q: 'population >= 10000 AND NOT country:NO'}
      fields: [name, -id, lat*, {ville: name}]
      limit: 100
      output:
        - {path: out.geojson, format: geojson}
        - {path: "-", format: jsonl, limit: 5}

      """,
      """
      weir: 1
      params:
        since: {type: integer, default: 2020, help: "first year"}
        site: {type: string, default: 'a" OR b'}
        day: {type: date, default: 2020-02-29}
        ratio: {type: number, default: -1.50}
        on: {type: boolean, default: true}
      input:
        path: 'data-${since}.csv'
      filter:
        q: 'year >= ${since} AND name:"${site}" AND day > ${day} AND x < ${ratio} AND b:${on}'

      """,
      """
      weir: 1
      input:
        path: x.csv
        dialect: {delimiter: semicolon, quote: "'", escape: backslash, header: false}
        geo: {point: geo_point_2d, order: lonlat}
      output:
        path: out/{stem}.csv.gz
        csv: {delimiter: tab, quote: all, eol: crlf, bom: true, header: false}
        compression: gzip
      limits: {record_size: 64MiB, depth: 100, fields: 2000, jobs: 2}

      """,
      """
      # a comment
      ---
      weir: 1
      input:
        path: >-
          folded
          text.csv
        geo:
          lat: "la t"
          lon: 'l:o'
      filter:
        q: |
          a:1
          OR b:2
      output: {path: x.json, json: {pretty: true, callback: app.show}}
      ...

      """,
      "weir: 1\ninput: {path: a.json, root: /result/records, flatten: true}\noutput: {path: b.csv, geometry: drop}\nlimits: {jobs: auto}\nfields: []\nlimit: 0\n",
      "weir: 1\ninput: {path: a, type: [code=text, 'n=number'], dates: {born: '%d.%m.%Y'}, null_texts: [NA, '-']}\noutput: [{path: b.csv, fields: ['*'], filter: {q: 'x'}}]\n",
      "weir: 1\ninput: &anchor {path: a}\noutput: *anchor\n<<: {limit: 3}\n? complex key\n: value\n!!binary aGk=: x\n!tag y: z\nname: !!str 1\n",
      "weir: 1\nname: no\ndescription: 012\nlimit: 12:30:45\ninput: {path: [yes, null, ~, 1.0, 2024-01-01, 0x1F, .inf, -.NaN, 1_000, '']}\n",
      "weir: 2\ninput: {path: a}\n",
      "weir: 1\nwier: 2\ninput: {pth: a, path: a, path: b}\noutput: {format: cvs, layout: odss}\nsort: x\nlimit: -1\nlimits: {depth: 0, record_size: 5XB, jobs: many}\n",
    ]
    + (0..<10).map { number in
      let delimiters = ["comma", "semicolon", "tab", "pipe", "','"]
      let formats = ["csv", "tsv", "json", "jsonl", "geojson"]
      return """
        weir: 1
        name: "seed \(number)"
        input:
          path: ["in/\(number)*.\(formats[number % 5])", '-']
          format: \(number < 5 ? "auto" : formats[number % 5])
          dialect: {delimiter: \(delimiters[number % 5])}
        filter: {q: "a\(number):[\(number) TO *] AND \\"b c\\":'x' OR é:\\"\\\\\\"\\""}
        fields: ['f\(number)', {"n\(number)": "o"}, -x*]
        output:
          - {path: 'out \(number).\(formats[(number + 1) % 5])', compression: none}

        """
    }
}
