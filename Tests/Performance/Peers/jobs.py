"""The jobs of `make bench-peers`: what weir runs, and how every other tool is asked for the same records.

A job is a row of `JOBS`; a tool that cannot do it has no entry there. In commands, {in} is the input, {out} the output,
{threads} the number of threads, and every tool's name its program.
"""
import dataclasses

# Haversine in kilometres around Paris, as each language writes it.
PARIS = (48.85, 2.35, 500)
SQL_DISTANCE = (
    "2*6371.0087714*asin(sqrt(pow(sin(radians(latitude-48.85)/2),2)"
    "+cos(radians(48.85))*cos(radians(latitude))*pow(sin(radians(longitude-2.35)/2),2)))<=500")
MLR_DISTANCE = (
    "2*6371.0087714*asin(sqrt(sin(($latitude-48.85)*M_PI/360)**2+cos(48.85*M_PI/180)*cos($latitude*M_PI/180)"
    "*sin(($longitude-2.35)*M_PI/360)**2))<=500")
POLARS_DISTANCE = (
    "(2*6371.0087714*((((c('latitude')-48.85)*(math.pi/360)).sin()**2+math.cos(math.radians(48.85))"
    "*(c('latitude')*(math.pi/180)).cos()*((c('longitude')-2.35)*(math.pi/360)).sin()**2).sqrt()).arcsin())<=500")
FRANCE = [(48.36, -5.05), (51.03, 2.07), (48.95, 8.16), (43.75, 7.53), (42.43, 3.15), (43.36, -1.78)]
WEIR_POLYGON = ",".join(f"({lat},{lon})" for lat, lon in FRANCE)
WKT_POLYGON = "POLYGON((" + ",".join(f"{lon} {lat}" for lat, lon in FRANCE + FRANCE[:1]) + "))"


def crossings(lat, lon, either, both):
    """The even-odd rule as one expression: for tools without geometry."""
    terms = []
    for (lat1, lon1), (lat2, lon2) in zip(FRANCE, FRANCE[1:] + FRANCE[:1]):
        side = f"({lon}<{lon1}+({lat}-({lat1}))*({(lon2 - lon1) / (lat2 - lat1)!r}))"
        terms.append(both(f"(({lat}>={lat1})!=({lat}>={lat2}))", side))
    return either(terms)


SQL_POLYGON = "(" + crossings(
    "latitude", "longitude", lambda t: "+".join(t), lambda a, b: f"(CASE WHEN {a} AND {b} THEN 1 ELSE 0 END)") + ")%2=1"
POLARS_POLYGON = "(" + crossings(
    "c('latitude')", "c('longitude')", lambda t: "^".join(t), lambda a, b: f"({a}&{b})") + ")"
MLR_POLYGON = "(" + crossings(
    "$latitude", "$longitude", lambda t: " ^^ ".join(t), lambda a, b: f"({a} && {b})") + ")"


def duckdb(query, to):
    return "{python} -c \"import duckdb; duckdb.sql('''SET threads={threads}; COPY (" + query + ") TO '{out}' (" + to + ")''')\""


def chdb(query, form):
    return "{python} -m chdb \"" + query + " SETTINGS max_threads={threads}\" " + form + " >{out}"


def polars(body):
    return "POLARS_MAX_THREADS={threads} {python} -c \"import math, polars as pl; c=pl.col; " + body + "\""


CSV = "read_csv('{in}')"
CHDB_CSV = "file('{in}','CSVWithNames')"
NDJSON = "read_json('{in}',format='newline_delimited')"
POLARS_CSV = "pl.scan_csv('{in}')"


@dataclasses.dataclass
class Job:
    number: int
    name: str
    # csv, jsonl, geojson, or one of them with .gz
    source: str
    # The form of what comes out: how it is compared.
    form: str
    weir: str
    peers: dict
    # Wall time of the fastest peer at its default threads, as times weir's.
    wanted: float = 0
    # At most so many times the time of `wc -l`.
    lines: float = 0
    sorted: bool = False


JOBS = [
    Job(1, "CSV, filter on a number, to JSON", "csv", "json", "{weir} convert {in} -q 'population>=8000000' -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV} WHERE population>=8000000", "FORMAT json, ARRAY true"),
        "polars": polars(POLARS_CSV + ".filter(c('population')>=8000000).collect(engine='streaming').write_json('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV} WHERE population>=8000000", "JSONEachRow"),
        "miller": "mlr --icsv --ojson filter '$population>=8000000' {in} >{out}",
    }, wanted=8, lines=4),
    Job(2, "CSV, 3 of 8 columns", "csv", "csv", "{weir} convert {in} --fields name,population,timezone -o {out}", {
        "duckdb": duckdb(f"SELECT name,population,timezone FROM {CSV}", "FORMAT csv, HEADER"),
        "polars": polars(POLARS_CSV + ".select('name','population','timezone').sink_csv('{out}')"),
        "chdb": chdb(f"SELECT name,population,timezone FROM {CHDB_CSV}", "CSVWithNames"),
        "miller": "mlr --csv cut -o -f name,population,timezone {in} >{out}",
        "csvkit": "{bin}csvcut -c name,population,timezone {in} >{out}",
    }, wanted=3.5, lines=5),
    Job(3, "CSV to JSON Lines", "csv", "jsonl", "{weir} convert {in} -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV}", "FORMAT json"),
        "polars": polars(POLARS_CSV + ".sink_ndjson('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV}", "JSONEachRow"),
        "miller": "mlr --icsv --ojsonl cat {in} >{out}",
        "csvkit": "{bin}csvjson --stream {in} >{out}",
    }, wanted=3),
    Job(4, "JSON Lines to CSV", "jsonl", "csv", "{weir} convert {in} -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {NDJSON}", "FORMAT csv, HEADER"),
        "polars": polars("pl.scan_ndjson('{in}').sink_csv('{out}')"),
        "chdb": chdb("SELECT * FROM file('{in}','JSONEachRow')", "CSVWithNames"),
        "miller": "mlr --ijsonl --ocsv cat {in} >{out}",
        "jq": "jq -rn '([\"id\",\"name\",\"country_code\",\"population\",\"latitude\",\"longitude\",\"timezone\",\"modified\"]|@csv),"
              "(inputs|[.id,.name,.country_code,.population,.latitude,.longitude,.timezone,.modified]|@csv)' {in} >{out}",
        "csvkit": "{bin}in2csv -f ndjson {in} >{out}",
    }, wanted=3),
    Job(5, "GeoJSON to CSV", "geojson", "csv", "{weir} convert {in} -o {out}", {
        "gdal": "ogr2ogr -f CSV {out} {in} -lco GEOMETRY=AS_XY",
        "duckdb": duckdb(
            "SELECT * EXCLUDE (g), g.coordinates[2] y, g.coordinates[1] x FROM (SELECT unnest(f.properties), f.geometry g FROM"
            " (SELECT unnest(features) f FROM read_json('{in}', maximum_object_size=4000000000)))", "FORMAT csv, HEADER"),
    }, wanted=10),
    Job(6, "CSV to GeoJSON", "csv", "geojson", "{weir} convert {in} -o {out}", {
        "gdal": "ogr2ogr -f GeoJSON {out} {in} -oo X_POSSIBLE_NAMES=longitude -oo Y_POSSIBLE_NAMES=latitude"
                " -oo KEEP_GEOM_COLUMNS=NO -oo AUTODETECT_TYPE=YES",
    }, wanted=5),
    Job(7, "group by with COUNT AVG MAX", "csv", "csv",
        "{weir} analyze {in} --x country_code --y n=COUNT --y 'a=AVG(population)' --y 'm=MAX(population)' -o {out}", {
        "duckdb": duckdb(
            f"SELECT country_code x, count(*) n, avg(population) a, max(population) m FROM {CSV} GROUP BY 1 ORDER BY 1",
            "FORMAT csv, HEADER"),
        "polars": polars(
            POLARS_CSV + ".group_by('country_code').agg(pl.len(),c('population').mean().alias('a'),"
            "c('population').max().alias('m')).sort('country_code').collect(engine='streaming').write_csv('{out}')"),
        "chdb": chdb(
            f"SELECT country_code, count(), avg(population), max(population) FROM {CHDB_CSV} GROUP BY 1 ORDER BY 1",
            "CSVWithNames"),
        "miller": "mlr --csv stats1 -a count,mean,max -f population -g country_code then sort -f country_code {in} >{out}",
    }, wanted=3.5, lines=4),
    Job(8, "months of a date", "csv", "csv",
        "{weir} analyze {in} --x modified.year --x modified.month --y n=COUNT -o {out}", {
        "duckdb": duckdb(
            f"SELECT year(modified) y, month(modified) m, count(*) n FROM {CSV} GROUP BY 1,2 ORDER BY 1,2",
            "FORMAT csv, HEADER"),
        "polars": polars(
            "pl.scan_csv('{in}',try_parse_dates=True).group_by(c('modified').dt.year().alias('y'),"
            "c('modified').dt.month().alias('m')).agg(pl.len()).sort('y','m').collect(engine='streaming').write_csv('{out}')"),
        "chdb": chdb(
            f"SELECT toYear(modified) y, toMonth(modified) m, count() FROM {CHDB_CSV} GROUP BY 1,2 ORDER BY 1,2",
            "CSVWithNames"),
    }, wanted=5),
    Job(9, "text search over all fields", "csv", "csv", "{weir} convert {in} -q kingstonburg -o {out}", {
        "duckdb": duckdb(
            f"SELECT * FROM {CSV} WHERE concat_ws(' ',id,name,country_code,population,latitude,longitude,timezone,modified)"
            " ILIKE '%kingstonburg%'", "FORMAT csv, HEADER"),
        "polars": polars(
            POLARS_CSV + ".filter(pl.any_horizontal(pl.all().cast(pl.String).str.to_lowercase().str.contains('kingstonburg',"
            "literal=True))).sink_csv('{out}')"),
        "chdb": chdb(
            f"SELECT * FROM {CHDB_CSV} WHERE positionCaseInsensitive(concat(toString(id),name,country_code,"
            "toString(population),toString(latitude),toString(longitude),timezone,toString(modified)),'kingstonburg')>0",
            "CSVWithNames"),
        "csvkit": "{bin}csvgrep -a -c 1-8 -r '(?i)kingstonburg' {in} >{out}",
    }, wanted=5),
    Job(10, "distance filter", "csv", "csv", "{weir} convert {in} --geofilter.distance 48.85,2.35,500km -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV} WHERE {SQL_DISTANCE}", "FORMAT csv, HEADER"),
        "polars": polars(POLARS_CSV + ".filter(" + POLARS_DISTANCE + ").sink_csv('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV} WHERE {SQL_DISTANCE}", "CSVWithNames"),
        "miller": "mlr --csv filter '" + MLR_DISTANCE + "' {in} >{out}",
    }, wanted=5),
    Job(11, "polygon filter", "csv", "csv", "{weir} convert {in} --geofilter.polygon '" + WEIR_POLYGON + "' -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV} WHERE {SQL_POLYGON}", "FORMAT csv, HEADER"),
        "polars": polars(POLARS_CSV + ".filter(" + POLARS_POLYGON + ").sink_csv('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV} WHERE {SQL_POLYGON}", "CSVWithNames"),
        "miller": "mlr --csv filter '" + MLR_POLYGON + "' {in} >{out}",
        "gdal": "ogr2ogr -f CSV {out} {in} -oo X_POSSIBLE_NAMES=longitude -oo Y_POSSIBLE_NAMES=latitude -clipsrc '"
                + WKT_POLYGON + "'",
    }, wanted=5),
    Job(12, "gzip CSV to gzip JSON Lines", "csv.gz", "jsonl.gz", "{weir} convert {in} -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV}", "FORMAT json, COMPRESSION gzip"),
        "polars": polars("pl.read_csv('{in}').lazy().sink_ndjson('{out}',compression='gzip')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV}", "JSONEachRow") .replace(">{out}", "| gzip -6 >{out}"),
        "miller": "mlr --gzin --icsv --ojsonl cat {in} | gzip -6 >{out}",
    }, wanted=2),
    Job(13, "sort by a number", "csv", "csv", "{weir} convert {in} --sort population:desc,id -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV} ORDER BY population DESC, id", "FORMAT csv, HEADER"),
        "polars": polars(
            POLARS_CSV + ".sort('population','id',descending=[True,False]).collect(engine='streaming').write_csv('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV} ORDER BY population DESC, id", "CSVWithNames"),
        "miller": "mlr --csv sort -nr population -nf id {in} >{out}",
    }, wanted=2, sorted=True),
    Job(14, "start-up: ten records", "small", "jsonl", "{weir} convert {in} -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV}", "FORMAT json"),
        "polars": polars(POLARS_CSV + ".sink_ndjson('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV}", "JSONEachRow"),
        "miller": "mlr --icsv --ojsonl cat {in} >{out}",
        "csvkit": "{bin}csvjson --stream {in} >{out}",
    }),
]
