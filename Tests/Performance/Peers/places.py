"""Filters by place, as each language writes them: haversine in kilometres around Paris, and a polygon."""
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
