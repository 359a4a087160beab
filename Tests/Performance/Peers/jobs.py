"""The jobs of `make bench-peers`: what weir runs, and how every other tool is asked for the same records.

A job is a row of `JOBS`; a tool that cannot do it has no entry there. In commands, {in} is the input, {out} the output,
{threads} the number of threads, and every tool's name its program.
"""
import dataclasses

from places import (
    MLR_DISTANCE, MLR_POLYGON, POLARS_DISTANCE, POLARS_POLYGON, SQL_DISTANCE, SQL_POLYGON, WEIR_POLYGON, WKT_POLYGON)


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
    # A kind of twin: csv, jsonl, geojson, irregular, or one of them with .gz.
    source: str
    # The form of what comes out: how it is compared.
    form: str
    weir: str
    peers: dict
    # Wall time of the fastest peer at its default threads, as times weir's.
    wanted: float = 0
    # At most so many times the time of `wc -l`.
    lines: float = 0
    # Peak memory in MiB at most.
    memory: float = 0
    # Wall seconds of weir at most.
    seconds: float = 0
    size: str = "large"
    # How records are compared: in order; by the values of groups; with the place of a point as x and y.
    is_sorted: bool = False
    are_groups: bool = False
    is_point: bool = False
    # What is to be known of a peer's figures.
    notes: dict = dataclasses.field(default_factory=dict)


JOBS = [
    Job(1, "CSV, filter on a number, to JSON", "csv", "json", "{weir} convert {in} -q 'population>=8000000' -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV} WHERE population>=8000000", "FORMAT json, ARRAY true"),
        "polars": polars(POLARS_CSV + ".filter(c('population')>=8000000).collect(engine='streaming').write_json('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV} WHERE population>=8000000", "JSONEachRow"),
        "miller": "mlr --icsv --ojson filter '$population>=8000000' {in} >{out}",
    }, wanted=8, lines=4, memory=32),
    Job(2, "CSV, 3 of 8 columns", "csv", "csv", "{weir} convert {in} --fields name,population,timezone -o {out}", {
        "duckdb": duckdb(f"SELECT name,population,timezone FROM {CSV}", "FORMAT csv, HEADER"),
        "polars": polars(POLARS_CSV + ".select('name','population','timezone').sink_csv('{out}')"),
        "chdb": chdb(f"SELECT name,population,timezone FROM {CHDB_CSV}", "CSVWithNames"),
        "miller": "mlr --csv cut -o -f name,population,timezone {in} >{out}",
        "csvkit": "{bin}csvcut -c name,population,timezone {in} >{out}",
    }, wanted=3.5, lines=5, memory=32),
    Job(3, "CSV to JSON Lines", "csv", "jsonl", "{weir} convert {in} -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV}", "FORMAT json"),
        "polars": polars(POLARS_CSV + ".sink_ndjson('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV}", "JSONEachRow"),
        "miller": "mlr --icsv --ojsonl cat {in} >{out}",
        "csvkit": "{bin}csvjson --stream {in} >{out}",
    }, wanted=3, memory=32),
    Job(4, "JSON Lines to CSV", "jsonl", "csv", "{weir} convert {in} -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {NDJSON}", "FORMAT csv, HEADER"),
        "polars": polars("pl.scan_ndjson('{in}').sink_csv('{out}')"),
        "chdb": chdb("SELECT * FROM file('{in}','JSONEachRow')", "CSVWithNames"),
        "miller": "mlr --ijsonl --ocsv cat {in} >{out}",
        "jq": "jq -rn '([\"id\",\"name\",\"country_code\",\"population\",\"latitude\",\"longitude\",\"timezone\",\"modified\"]|@csv),"
              "(inputs|[.id,.name,.country_code,.population,.latitude,.longitude,.timezone,.modified]|@csv)' {in} >{out}",
        "csvkit": "{bin}in2csv -f ndjson {in} >{out}",
    }, wanted=3, memory=32),
    Job(5, "GeoJSON to CSV", "geojson", "csv", "{weir} convert {in} -o {out}", {
        "gdal": "ogr2ogr -f CSV {out} {in} -oo DATE_AS_STRING=YES -lco GEOMETRY=AS_XY",
        "duckdb": duckdb("SELECT * FROM read_json('{in}', maximum_object_size=4000000000)", "FORMAT csv, HEADER"),
        "polars": polars(
            "f=pl.read_json('{in}').lazy().select(c('features').explode()).unnest('features').drop('type').unnest('geometry')"
            ".drop('type').with_columns(x=c('coordinates').list.get(0),y=c('coordinates').list.get(1)).drop('coordinates');"
            "f.unnest('properties').sink_csv('{out}')"),
        "miller": "mlr --ijson --ocsv put -q 'for (f in $features) {emit1 mapsum(f[\"properties\"],"
                  "{\"x\":f[\"geometry\"][\"coordinates\"][1],\"y\":f[\"geometry\"][\"coordinates\"][2]})}' {in} >{out}",
        "jq": "jq -r '([\"id\",\"name\",\"country_code\",\"population\",\"latitude\",\"longitude\",\"timezone\",\"modified\",\"x\","
              "\"y\"]|@csv),(.features[]|[(.properties|.id,.name,.country_code,.population,.latitude,.longitude,.timezone,"
              ".modified),.geometry.coordinates[]]|@csv)' {in} >{out}",
        "csvkit": "{bin}in2csv -f geojson {in} >{out}",
    }, wanted=10, memory=32, is_point=True, notes={
        "gdal": "is told to leave dates as texts: else it reads and writes them as 2014/09/06, and is slower",
        "duckdb": "writes the geometry as WKT",
    }),
    Job(6, "CSV to GeoJSON", "csv", "geojson", "{weir} convert {in} -o {out}", {
        "gdal": "ogr2ogr -f GeoJSON {out} {in} -oo X_POSSIBLE_NAMES=longitude -oo Y_POSSIBLE_NAMES=latitude"
                " -oo KEEP_GEOM_COLUMNS=NO -oo AUTODETECT_TYPE=YES",
        "duckdb": duckdb(
            "SELECT 'FeatureCollection' AS type, list({'type':'Feature','geometry':{'type':'Point','coordinates':"
            "[longitude,latitude]},'properties':{'id':id,'name':name,'country_code':country_code,'population':population,"
            f"'timezone':timezone,'modified':modified}}}}) AS features FROM {CSV}", "FORMAT json"),
        "csvkit": "{bin}csvjson --lat latitude --lon longitude {in} >{out}",
    }, wanted=5, memory=32),
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
    }, wanted=3.5, lines=4, memory=32, are_groups=True),
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
    }, wanted=5, memory=32, are_groups=True),
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
    }, wanted=5, memory=32),
    Job(10, "distance filter", "csv", "csv", "{weir} convert {in} --geofilter.distance 48.85,2.35,500km -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV} WHERE {SQL_DISTANCE}", "FORMAT csv, HEADER"),
        "polars": polars(POLARS_CSV + ".filter(" + POLARS_DISTANCE + ").sink_csv('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV} WHERE {SQL_DISTANCE}", "CSVWithNames"),
        "miller": "mlr --csv filter '" + MLR_DISTANCE + "' {in} >{out}",
    }, wanted=5, memory=32),
    Job(11, "polygon filter", "csv", "csv", "{weir} convert {in} --geofilter.polygon '" + WEIR_POLYGON + "' -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV} WHERE {SQL_POLYGON}", "FORMAT csv, HEADER"),
        "polars": polars(POLARS_CSV + ".filter(" + POLARS_POLYGON + ").sink_csv('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV} WHERE {SQL_POLYGON}", "CSVWithNames"),
        "miller": "mlr --csv filter '" + MLR_POLYGON + "' {in} >{out}",
        "gdal": "ogr2ogr -f CSV {out} {in} -oo X_POSSIBLE_NAMES=longitude -oo Y_POSSIBLE_NAMES=latitude -clipsrc '"
                + WKT_POLYGON + "'",
    }, wanted=5, memory=32),
    Job(12, "gzip CSV to gzip JSON Lines", "csv.gz", "jsonl.gz", "{weir} convert {in} -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV}", "FORMAT json, COMPRESSION gzip"),
        "polars": polars("pl.scan_csv('{in}').sink_ndjson('{out}',compression='gzip',compression_level=6)"),
        "chdb": chdb(
            f"SELECT * FROM {CHDB_CSV} INTO OUTFILE '{{out}}' TRUNCATE COMPRESSION 'gzip' LEVEL 6", "JSONEachRow"
        ).replace(" >{out}", ""),
        "miller": "mlr --gzin --icsv --ojsonl cat {in} | gzip -6 >{out}",
    }, wanted=2, memory=32, notes={
        "polars": "compresses at level 6", "chdb": "compresses at level 6", "miller": "writes through `gzip -6`",
        "duckdb": "has no level to choose; compare the sizes",
    }),
    Job(13, "sort by a number", "csv", "csv", "{weir} convert {in} --sort population:desc,id -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV} ORDER BY population DESC, id", "FORMAT csv, HEADER"),
        "polars": polars(
            POLARS_CSV + ".sort('population','id',descending=[True,False]).collect(engine='streaming').write_csv('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV} ORDER BY population DESC, id", "CSVWithNames"),
        "miller": "mlr --csv sort -nr population -nf id {in} >{out}",
    }, wanted=2, is_sorted=True),
    Job(14, "start-up: ten records", "csv", "jsonl", "{weir} convert {in} -o {out}", {
        "duckdb": duckdb(f"SELECT * FROM {CSV}", "FORMAT json"),
        "polars": polars(POLARS_CSV + ".sink_ndjson('{out}')"),
        "chdb": chdb(f"SELECT * FROM {CHDB_CSV}", "JSONEachRow"),
        "miller": "mlr --icsv --ojsonl cat {in} >{out}",
        "csvkit": "{bin}csvjson --stream {in} >{out}",
    }, size="ten", seconds=0.01),
    Job(16, "irregular JSON Lines to CSV", "irregular", "csv", "{weir} convert {in} -o {out}", {
        "duckdb": duckdb(
            "SELECT * FROM read_json('{in}',format='newline_delimited',sample_size=-1,union_by_name=true)",
            "FORMAT csv, HEADER"),
        "polars": polars(
            "f=pl.scan_ndjson('{in}',infer_schema_length=None);import polars.selectors as s;"
            "f.with_columns(s.list().list.eval(pl.element().cast(pl.String).fill_null('null')).list.join(',')"
            ".str.replace('^(.*)\\$','[\\$1]')).sink_csv('{out}')"),
        "chdb": chdb("SELECT * FROM file('{in}','JSONEachRow')", "CSVWithNames").replace(
            "max_threads={threads}", "max_threads={threads}, format_csv_null_representation=''"),
        "miller": "mlr --ijsonl --ocsv json-stringify -f " + ",".join(f"extra_{i}" for i in range(12))
                  + " then unsparsify {in} >{out}",
    }, notes={
        "duckdb": "reads all records twice (`sample_size=-1`): else it does not know the keys that come late",
        "polars": "reads all records twice (`infer_schema_length=None`)",
        "chdb": "has no missing array: its `[]` is compared as nothing",
        "miller": "is told which fields hold arrays",
    }),
]
