/// F-GZ: damaged, huge and strange gzip files.
let gzipRows: [FaultRow] =
  damaged
  + [
    FaultRow(
      id: "F-GZ-1", name: "several members, one cut inside a letter", files: ["in/a.csv.gz": .made { members }],
      run: "weir convert in/a.csv.gz -t jsonl", prints: .exactly("{\"a\":\"é\"}\n{\"a\":\"x\"}\n")),
    FaultRow(
      id: "F-GZ-1", name: "every recorded corner",
      run: """
        for f in "$SHARED"/gzip-corners/*.gz "$SHARED"/gzip-corners/*extension.csv; do
          case $f in *big-*|*zero-byte*|*empty-member*) continue;; esac
          gzip -dc "$f" > log/plain 2> log/words; code=$?
          weir convert -f csv "$f" -o log/weir.csv 2> log/error; got=$?
          [ $got -le 7 ] || { echo "$f ends with $got"; exit 1; }
          if [ $code = 1 ] && [ $got = 0 ]; then case $f in *extension*|*not-gzip*|*trailing*) ;; *) echo "$f is damaged and passes"; exit 1;; esac; fi
          if [ $code = 0 ] && [ $got != 0 ]; then case $f in *foreign*) ;; *) echo "$f is whole and ends with $got"; cat log/error; exit 1;; esac; fi
          rm -f log/weir.csv
        done
        """, prints: .nothing, needs: [.shared, .command("gzip")]),
    FaultRow(
      id: "F-GZ-2", name: "256 MiB of one record in 260 KB",
      run:
        "head -c 268435456 /dev/zero | tr '\\0' x | gzip -1 > in/bomb.csv.gz; weir convert in/bomb.csv.gz -o out/final.jsonl",
      exit: 7, says: ["error[L001]"], peakMiB: 96, keepsInputs: false, needs: [.command("gzip")]),
    FaultRow(
      id: "F-GZ-2", name: "many small records from few bytes",
      run:
        "{ echo a,b; yes 1,2 | head -n 40000000; } | gzip -1 > in/bomb.csv.gz; weir convert in/bomb.csv.gz -q 'a > 1' -o out/final.jsonl; rm out/final.jsonl",
      peakMiB: 64, keepsInputs: false, needs: [.command("gzip")], limit: 120),
    FaultRow(
      id: "F-GZ-2", name: "256 MiB where 64 are allowed", files: ["out/final.jsonl": .old],
      run: "\(bomb); weir convert in/bomb.csv.gz -o out/final.jsonl --max-decompressed 64MiB",
      exit: 7, says: ["error[L006]: in/bomb.csv.gz has more than 67108864 bytes"], out: .old, peakMiB: 64,
      keepsInputs: false, needs: [.command("gzip")]),
    FaultRow(
      id: "F-GZ-2", name: "a ratio of hundreds where 100 is allowed", files: ["out/final.jsonl": .old],
      run: "\(bomb); weir convert - -f csv -o out/final.jsonl --max-ratio 100 < in/bomb.csv.gz",
      exit: 7, says: ["error[L007]"], out: .old, peakMiB: 64, keepsInputs: false, needs: [.command("gzip")]),
    FaultRow(
      id: "F-GZ-2", name: "an ordinary file under both limits", files: ["in/a.csv": .made { MadeData.csv(40_000) }],
      run: "gzip -c in/a.csv | weir convert -f csv -t csv --max-ratio 100 --max-decompressed 64MiB | cmp - in/a.csv",
      prints: .nothing, needs: [.command("gzip")]),
    FaultRow(
      id: "F-GZ-2", name: "a million members, one wrong record behind them",
      run:
        "printf '1\n' | gzip -n > log/m; for i in {1..1000}; do cat log/m; done > log/k; { printf 'a\n' | gzip -n; for i in {1..1000}; do cat log/k; done; printf '2,3\n' | gzip -n; } | weir convert -f csv --rejects log/r -o log/o.csv; tail -n 1 log/r | cut -d, -f 2",
      prints: .exactly("\"member\":1000002\n"), peakMiB: 64, needs: [.command("gzip")]),
    FaultRow(
      id: "F-GZ-2", name: "gzip in gzip",
      files: ["in/a.csv.gz": .made { MadeData.storedGzip(MadeData.storedGzip(MadeData.csv(5))) }],
      run: "weir convert in/a.csv.gz -t jsonl", exit: 4, says: ["error[I006]", "compressed twice"]),
  ]
  + headers

/// 256 MiB of small records.
private let bomb = "{ echo a,b; yes 1,2 | head -c 268435456; } | gzip -1 > in/bomb.csv.gz"

private let content = Array("a,b\n1,2\n3,4\n".utf8)
private let whole = MadeData.storedGzip(content)

private let members =
  MadeData.storedGzip(Array("a\n".utf8) + [0xC3]) + MadeData.storedGzip([])
  + MadeData.storedGzip([0xA9] + Array("\nx\n".utf8))

private func changed(_ place: Int, _ change: (UInt8) -> UInt8) -> [UInt8] {
  var bytes = whole
  let i = place < 0 ? bytes.count + place : place
  bytes[i] = change(bytes[i])
  return bytes
}

/// F-GZ-1: records before the damage are never passed off as the whole.
private let damaged: [FaultRow] = [
  ("cut in the content", Array(whole.dropLast(12)), "I005"), ("cut in the trailer", Array(whole.dropLast(3)), "I005"),
  ("cut in the header", Array(whole.prefix(7)), "I005"), ("another checksum", changed(-8) { $0 ^ 1 }, "I006"),
  ("another length", changed(-4) { $0 ^ 1 }, "I006"), ("reserved flags", changed(3) { $0 | 0x80 }, "I006"),
  ("another method", changed(2) { _ in 7 }, "I006"), ("a block of no type", changed(10) { _ in 7 }, "I006"),
  ("a second member that is cut", whole + whole.prefix(20), "I005"),
].map { name, bytes, code in
  FaultRow(
    id: "F-GZ-1", name: name, files: ["in/a.csv.gz": .bytes(bytes), "out/final.jsonl": .old],
    run: "weir convert in/a.csv.gz -o out/final.jsonl", exit: 4, says: ["error[\(code)]"], out: .old)
}

/// F-GZ-3: what a header says is never used.
private let headers: [FaultRow] = [
  ("a name that climbs", 8, Array("../../etc/passwd\0".utf8)),
  ("a long name", 8, Array(repeating: 120, count: 65_536) + [0]),
  ("a long comment", 16, Array(repeating: 120, count: 65_536) + [0]),
  ("the longest extra field", 4, [0xFF, 0xFF] + Array(repeating: 0, count: 65_535)),
].map { name, flags, header in
  FaultRow(
    id: "F-GZ-3", name: name,
    files: ["in/a.csv.gz": .made { MadeData.storedGzip(content, flags: UInt8(flags), header: header) }],
    run: "weir convert in/a.csv.gz -o out/final.jsonl; cat out/final.jsonl; rm out/final.jsonl",
    prints: .exactly("{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n"))
}
