/// Queries that use each construct of the language, on the columns of the first table.
enum QuerySeeds {
  static let all: [String] = [
    #"id:1 OR name:"Zoë" OR price >= 12.50 AND day:[2024-01-01 TO 2024-12-31] AND NOT (name:b OR price < -0.5) OR id:[2..4] OR saint-denis OR "two lines" OR name = zoe AND price == 12.5"#,
    #"(((id > 0 AND id <= 5) OR (price:[* TO 10] AND NOT name:x)) AND (day:]2000-01-01 TO *[ OR NOT day:[* TO *])) OR ((a OR b) AND (c OR NOT d)) OR NOT NOT NOT (id:3 AND price:[1 TO 2000[)"#,
    #"name:${t} OR price > ${min} OR id:${min} OR name:"${t}" OR NOT name:"$${literal}" OR price:[${min} TO 100] OR day < "${t} ${min}" OR id != ${on} OR ${t} OR "x ${min} y" OR name:x${min}y"#,
    #"“deux lignes” OR «saint denis» OR 'single quotes' OR "escaped \" quote and \\ backslash" OR "never closed at the end of line with é, 東京, 😀, a\#u{301} OR name:(a b) OR ok"#,
    "zoë ÉTÉ Straße łódź 東京 😀 a_b a-b a.b a'b a’b 12:30 https://example.org/x?a=1&b=2#c 007 +5 -5 .5 1. 1e3 0x10 1_000 75015 e\u{301}cole İstanbul ﬁn Ωmega",
    #"id:[1 TO 2] id:]1 TO 2[ id:[1..2] id:[* TO 2] id:[1 TO *] id:[* TO *] id:]*..*[ name:[a TO c] name:["a b" TO "c d"] day:[2024-01-01 TO 2024-02-29T23:59:59Z] price:[-1 TO -0.5] id:[2 TO 1]"#,
    #"id > 1 AND id >= 1 AND id < 10 AND id <= 10 AND id = 3 AND id == 3 AND id : 3 AND name > "b" AND name < zz AND price > 0.10000000000000000000001 AND price < 123456789012345678901234567890"#,
    "a AND b AND c AND d AND e OR f OR g OR h OR i OR j AND k AND NOT l AND NOT m OR NOT n OR o p q r s t u v w x y z and or not to AND OR2 NOTE ANDROID TO TOO [TO] (TO) TO:1",
    String(repeating: "(", count: 60) + "id:1" + String(repeating: ")", count: 60) + " OR "
      + String(repeating: "NOT ", count: 40) + "name:x",
    #"#now() OR day > #now(days=-1) OR day:[#now(years=-2) TO #now()] OR #null(name) OR NOT #exact(name, "Zoë") OR #search(name, "zo") OR #attr(x)=1 OR #geo() OR #distance(a, "1,2", 3) OR day = #date(2024, 2)"#,
    #""name":"Zoë" AND "price" >= 1 AND "no such field":1 OR 'day':"2024-02-29" OR nmae:1 OR Name:1 OR NAME:zoe OR prix:1 OR id.x:2 OR id[0]:1 OR $id:1 OR @id:2 OR id%:3 OR id/name:4"#,
    "\u{FEFF}id:1\tOR\u{A0}id:2\r\nOR\u{2028}id:3 OR\u{3000}id:4\u{0B}OR\u{0C}id:5 OR name:\u{202E}x OR \u{0}OR x\u{0}y OR name:\"\u{0}\" OR \u{7F} OR \u{AD}soft\u{AD}hyphen \u{200B}zero\u{200B}width",
    "* OR a* OR *a OR a*b OR ? OR a?b OR name:* OR name:a* OR name:*a OR id:* OR *:* OR *:a OR name:[a* TO b*] OR \"a*\" OR NOT * OR ** OR *?*?* OR a~2 OR \"a b\"~3 OR a^2 OR +a OR -a OR a && b || !c",
    "id:99999999999999999999999999999999999999999999 OR price:[1e308 TO 1e309] OR price > 1E400 OR price < -1e-400 OR price:0.0000000000000000000000000000000000000001 OR price = 1e3 OR price == 1000 OR id:00001",
    "day:2024 OR day:2024-02 OR day:2024-02-29 OR day:2024/02/29 OR day:2024-13-45 OR day > 2024-01-01T10:00:00Z OR day < 2024-01-01T10:00:00+02:00 OR day:[2024 TO 2025] OR day:2024-01-01T24:00 OR day:0000-01-01",
    "",
    "((id:1 OR (id:2) OR NOT (id:3)) AND ((name:a OR name:b) AND NOT (name:c OR NOT name:d)) AND (((price > 1)))) OR (day:[2020-01-01 TO 2021-01-01] AND (id:[1 TO 3] OR id:]3 TO 5])) OR () OR ( OR )",
    "true OR false OR null OR name:true OR name:null OR id:false OR nan OR NaN OR Infinity OR -Infinity OR name:\"\" OR \"\" OR '' OR name:'' OR id:\"1\" OR id:'1' OR price:\"12.50\" OR price:\"12,50\" OR price:12,50",
    #"name:"a \"b\" c" OR name:"tab\there" OR name:"line\nbreak" OR name:"\u00e9" OR name:"\x41" OR name:\"a OR name:a\ b OR name:a\:b OR a\AND b OR \ OR \\ OR name:"\" OR "\\" OR x"#,
    "city of light, l'eau de l’été; «quoted», (parens), [brackets], {braces}, a/b\\c, a|b, a=b, a>b, a<b, a:b, a::b, a:=b, a>=<b, a==b, a===b, 12:30:45, a:12:30, mailto:x@example.org, C:\\dir, x:-1, x:+1, -x:1",
  ]
}
