import Diagnostics
import Formats
import PipelineFiles
import Pipelines
import Records
import Testing

/// `render` and `parse` undo each other; the flags spelling names every option.
@Suite struct RoundTrips {
  struct Case: CustomTestStringConvertible {
    var name: String
    var text: String
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "smallest", text: "weir: 1\ninput: {path: a.csv}\n"),
    Case(name: "everything", text: PipelineFileReading.full),
    Case(
      name: "odd texts",
      text:
        "weir: 1\ninput: {path: [' a', \"b\\n\\u0007\", 'c''d', '$${x}', 'yes', '-', '1']}\nfields: [\"-x y\", 'é=\"=\"']\n"
    ),
    Case(
      name: "pair", text: "weir: 1\ninput: {path: a, geo: {lat: 'la t', lon: 'l:o'}, dialect: {quote: none, eol: cr}}\n"
    ),
    Case(name: "shape", text: "weir: 1\ninput: {path: a, geo: {shape: s}}\nlimits: {record_size: 1000}\n"),
    Case(
      name: "several queries, offset",
      text: "weir: 1\ninput: {path: a}\nfilter: {q: [paris, 'a \"b', '']}\noffset: 7\nlimit: 3\n"),
    Case(
      name: "filters by place",
      text:
        "weir: 1\ninput: {path: a}\nfilter: {geofilter: {within: 'z.geojson#a b', near: ['1,2,3km', '-4,5,6'], bbox: '1,2,3,4'}}\n"
        + "output: {filter: {q: x, geofilter: {polygon: '(1,2),(3,4),(5,7)'}}, geojson: {bbox: true}}\n"),
    Case(
      name: "limits of bytes and time",
      text: "weir: 1\ninput: {path: a}\nlimits: {decompressed: 1GiB, ratio: 100, time: 500ms}\n"),
    Case(name: "a long time", text: "weir: 1\ninput: {path: a}\nlimits: {time: 90m}\n"),
    Case(
      name: "values of facets",
      text:
        "weir: 1\ninput: {path: a, multivalued: {authors: ','}, hierarchical: place=/}\nfilter: {refine: {a: [b, 'c=d'], '\"e=': f}, exclude: [g=h i], disjunctive: a}\n"
    ),
    Case(
      name: "facets",
      text:
        "weir: 1\ninput: {path: a}\noutput: {path: a.part, format: table, facets: {fields: [a, b], sort: {a: num}, limit: 3, partial: true}}\nlimits: {memory: 1MiB}\n"
    ),
    Case(
      name: "series",
      text:
        "weir: 1\ninput: {path: a}\noutput: {path: a.part, analyze: {x: [b, 'c,d'], y: {n: COUNT, 's=(': 'CUMULATIVE SUM(e)'}, precision: month, periodic: week, sort: [n:desc, x], maxpoints: 3, partial: true}}\n"
    ),
    Case(
      name: "series as a list",
      text:
        "weir: 1\ninput: {path: a}\noutput: {analyze: {y: [COUNT, 'q=QUANTILES(a, 25, 75)', '\"a=b\"=MAX(c)']}}\n"),
    Case(name: "one series", text: "weir: 1\ninput: {path: a}\noutput: {format: table, analyze: {x: b, y: AVG(c)}}\n"),
    Case(name: "no fields", text: "weir: 1\ninput: {path: a}\nfields: []\n"),
    Case(
      name: "boolean and number parameters",
      text:
        "weir: 1\nparams: {a: {type: boolean, default: true}, b: {type: number, default: 1.5}, c: {type: string, default: 'x: \"y\"'}}\ninput: {path: a}\nfilter: {q: '${a} ${b} ${c} $${d}'}\n"
    ),
  ]

  @Test(arguments: cases) func yaml(_ test: Case) throws {
    let first = try PipelineFile.parse(text: test.text)
    let spelled = PipelineFile.render(first)
    let second = try PipelineFile.parse(text: spelled)
    #expect(first == second, "\(spelled)")
  }

  @Test func pathsAreSeenFromTheWorkingDirectory() throws {
    let declaration = try PipelineFile.parse(
      text: "weir: 1\ninput: {path: [../a.csv, /b.csv, '-']}\noutput: {path: out/x.csv}\n", path: "conf/p.yaml")
    let spelled = PipelineFile.render(declaration)
    #expect(
      spelled.contains("path: ['conf/../a.csv', '/b.csv', '-']") || spelled.contains("conf/../a.csv"), "\(spelled)")
    #expect(FlagSpelling.render(declaration) == "weir convert conf/../a.csv /b.csv - -o conf/out/x.csv")
  }

  struct Flags: CustomTestStringConvertible {
    var name: String
    var text: String
    var flags: String
    var testDescription: String { name }
  }

  @Test(arguments: [
    Flags(name: "smallest", text: "weir: 1\ninput: {path: a.csv}\n", flags: "weir convert a.csv"),
    Flags(
      name: "parameters keep their type",
      text:
        "weir: 1\nparams: {a: {type: string, default: '12'}, b: {type: integer, default: 3}}\ninput: {path: '-'}\nfilter: {q: 'x:${a} AND y > ${b}'}\noutput: {path: '-', format: jsonl}\n",
      flags: "weir convert - -q 'x:${a} AND y > ${b}' -p a:string=12 -p b=3 -t jsonl"),
    Flags(
      name: "a quote in a path", text: "weir: 1\ninput: {path: \"l'été.csv\"}\nfields: [{a: b}, -c]\nlimit: 3\n",
      flags: #"weir convert 'l'\''été.csv' --fields a=b,-c --limit 3"#),
    Flags(
      name: "a path with a dash", text: "weir: 1\ninput: {path: -a.csv}\nlimit: 1\n",
      flags: "weir convert --limit 1 -- -a.csv"),
    Flags(
      name: "values of facets",
      text:
        "weir: 1\ninput: {path: a, multivalued: {b: ','}}\nfilter: {q: x, refine: {b: ['1', 2 3], '\"c=': d}, exclude: e=f, disjunctive: [b]}\n",
      flags:
        #"weir convert a --multivalued b=, -q x --refine b=1 --refine 'b=2 3' --refine '"""c="=d' --exclude e=f --disjunctive b"#
    ),
    Flags(
      name: "facets",
      text:
        "weir: 1\ninput: {path: a}\nfilter: {refine: {b: c}}\noutput: {path: b.part, facets: {fields: b, sort: num, limit: {b: 5}, partial: true}}\n",
      flags: "weir facets a --refine b=c --facet b --facetsort num --facet-limit b=5 --partial b.part"),
    Flags(
      name: "series",
      text:
        "weir: 1\ninput: {path: a}\noutput: {path: b.part, analyze: {x: b, y: {n: count, avg: AVG(sqrt(c)*2)}, sort: n:desc, precision: day, partial: true}}\n",
      flags:
        "weir analyze a --x b --y n=COUNT --y 'avg=AVG(sqrt(c)*2)' --precision day --sort n:desc --partial b.part"),
    Flags(
      name: "main and own refinements of one field apart",
      text:
        "weir: 1\ninput: {path: a}\nfilter: {refine: {b: c}}\noutput: {path: b.csv, filter: {refine: {b: d}, disjunctive: b}}\n",
      flags: "# b.csv narrows what the main fields, offset or limit left: only a pipeline file says that"),
    Flags(
      name: "fan-out",
      text:
        "weir: 1\ninput: {path: a}\nfilter: {q: x}\noutput: [{path: b.csv, filter: {q: y OR z}}, {path: c.json, json: {pretty: true}}]\n",
      flags: """
        # one command for each output; the pipeline file reads the input once
        weir convert a -q x -q 'y OR z' -o b.csv
        weir convert a -q x -o c.json --pretty
        """),
  ]) func flags(_ test: Flags) throws {
    #expect(FlagSpelling.render(try PipelineFile.parse(text: test.text)) == test.flags)
  }

  struct Items: CustomTestStringConvertible {
    var text: String
    var selectors: [FieldSelector]?
    var testDescription: String { text }
  }

  @Test(arguments: [
    Items(text: "a,b", selectors: [.include("a"), .include("b")]),
    Items(text: " a , -b ", selectors: [.include("a"), .exclude("b")]),
    Items(text: "-name", selectors: [.exclude("name")]),
    Items(text: "new=old", selectors: [.rename(new: "new", old: "old")]),
    Items(text: #""a,b"="c""d""#, selectors: [.rename(new: "a,b", old: "c\"d")]),
    Items(text: "\"-x\"", selectors: [.include("-x")]),
    Items(text: "vec_*,-*_id", selectors: [.include("vec_*"), .exclude("*_id")]), Items(text: "", selectors: nil),
    Items(text: "a,", selectors: nil), Items(text: "-", selectors: nil), Items(text: "a=b=c", selectors: nil),
    Items(text: "-a=b", selectors: nil), Items(text: "\"a", selectors: nil), Items(text: "\"a\"b", selectors: nil),
  ]) func fieldItems(_ test: Items) {
    #expect((try? FieldItems.parse(test.text)) == test.selectors)
    if let selectors = test.selectors { #expect((try? FieldItems.parse(FieldItems.render(selectors))) == selectors) }
  }

  @Test func sizes() {
    for (text, size) in [("64MiB", 64 << 20), ("1kB", 1000), ("12", 12), ("7B", 7)] {
      #expect(Spelling.size(text) == size)
    }
    for text in ["", "0", "MiB", "-1", "1.5MiB", "99999999999GiB", "1 MiB", "1mib"] {
      #expect(Spelling.size(text) == nil, "\(text)")
    }
  }
}
