"""Tables of JSON, spatial types, VECTOR, UUID and INET."""

import json
import random
import struct

from sql_script import ROW_FORMATS, text


def build(script):
    script.use("rt_rich")
    for row_format in ROW_FORMATS:
        spatial(script, row_format)
        if script.traits.is_mariadb:
            script.by_column(f"json_{row_format}", [("j", "JSON", [text(d) for d in plain_documents(30)])], row_format)
        else:
            json_documents(script, row_format)
            json_partial(script, row_format)
        if not script.traits.is_mariadb or script.traits.version >= (11, 7):
            vectors(script, row_format)
        if script.traits.is_mariadb:
            addresses(script, row_format)


def plain_documents(depth):
    rng = random.Random(2)
    scalars = ["null", "true", "false", "0", "1", "-1", "32767", "32768", "-32768", "-32769", "65535", "65536",
               "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296",
               "9223372036854775807", "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1.5",
               "-0.0", "0.1", "1e308", "1e-308", "1.0", "100000000000000000000.0", "3.0e5", '""', '"text"',
               '"Grüße 日本 😀"', r'"quote \" backslash \\ slash \/ \b\f\n\r\t \u0001 \u001f \u007f"', "[]", "{}"]
    nested = ['[1, [2, [3, [4, {"a": [5]}]]]]', '{"a": {"b": {"c": {"d": null}}}}', '{"": "empty key"}',
              '{"b": 1, "a": 2, "aa": 3, "Ü": 4, "日本": 5}', '[null, true, false, 1, -1, 1.5, "s", {}, []]',
              '{"a": -0.0, "b": [1.0, 2.50], "c": 12345678901234567890}']
    long_strings = [json.dumps("x" * n) for n in (126, 127, 128, 16383, 16384)]
    numbers = json.dumps([rng.choice((0, 1, -1, 40000, 1 << 33, 0.25)) for _ in range(3000)])
    deep = "[" * depth + "]" * depth
    large = json.dumps({f"key {n}": rng.choice((n, f"value {n}" * (n % 40), [n, None], {"n": n / 7})) for n in range(1500)},
                       ensure_ascii=False)  # above 64 KB: the binary form has 4-byte offsets
    huge_array = json.dumps([f"{n:x}" * 3 for n in range(9000)])
    return scalars + nested + long_strings + [numbers, deep, large, huge_array]


def json_documents(script, row_format):
    documents = [text(d) for d in plain_documents(90)]
    # What JSON text cannot say: values of SQL types kept as such ("opaque").
    opaque = ["CAST('1.50' AS DECIMAL(10,2))", "CAST('-99999999999999999999.123456789' AS DECIMAL(40,9))",
              "CAST(0 AS DECIMAL(1,0))", "DATE'2024-02-29'", "TIME'-12:34:56.789012'", "TIME'838:59:59'",
              "TIMESTAMP'2024-02-29 23:59:59.123456'", "TIMESTAMP'2024-01-01 00:00:00'", "TIME'00:00:00'",
              "CAST(18446744073709551615 AS UNSIGNED)"]
    documents += [f"CAST({o} AS JSON)" for o in opaque]
    documents += [f"JSON_OBJECT('a', {o}, 'b', JSON_ARRAY({o}, 1), 'c', 'text')" for o in opaque]
    documents += ["JSON_ARRAY(CAST('abc' AS BINARY), x'00FF', '')", f"JSON_ARRAY({', '.join(opaque)})",
                  "JSON_ARRAY(1.10, 1.1e0, 1, 1.0)"]
    script.by_column(f"json_{row_format}", [("j", "JSON", documents), ("tail", "VARCHAR(10)", [text("tail")])], row_format)
    script.add(f"CREATE TABLE opaque_source_{row_format} (id INT PRIMARY KEY, b8 BIT(8), b33 BIT(33), tb TINYBLOB, bl BLOB, "
               "mb MEDIUMBLOB, lb LONGBLOB, vb VARBINARY(9), bi BINARY(4), y YEAR, ts TIMESTAMP(3) NULL, e ENUM('x','y'), "
               f"s SET('x','y'), dt DATETIME(6), f FLOAT) ROW_FORMAT={row_format.upper()}",
               f"INSERT INTO opaque_source_{row_format} VALUES (1, b'10100101', b'1', 'tiny', x'00FF00', 'medium', 'long', "
               "x'010203', 'b', 2024, '2024-02-29 01:02:03.123', 'x', 'x,y', '1000-01-01 00:00:00.000001', 0.1)",
               f"INSERT INTO json_{row_format} SELECT 1000, JSON_OBJECT('a', b8, 'b', b33, 'c', tb, 'd', bl, 'e', mb, 'f', lb, "
               f"'g', vb, 'h', bi, 'i', y, 'j', ts, 'k', e, 'l', s, 'm', dt, 'n', f), 'x' FROM opaque_source_{row_format}",
               f"INSERT INTO json_{row_format} SELECT 1001, JSON_ARRAY(ts, dt, y, e, s, f, b8, bl), 'x' "
               f"FROM opaque_source_{row_format}")
    script.table(f"json_keys_{row_format}", ["id INT PRIMARY KEY", "j JSON NOT NULL",
                                             "n INT GENERATED ALWAYS AS (j->'$.n') VIRTUAL", "KEY (n)",
                                             "tags JSON DEFAULT (JSON_ARRAY())"] +
                 (["KEY multi ((CAST(tags AS UNSIGNED ARRAY)))"] if script.traits.version >= (8, 0, 17) else []), [], row_format)
    script.insert(f"json_keys_{row_format}", [[str(n), f"'{{\"n\": {n * n % 97}}}'", f"'[{n}, {n % 7}]'"] for n in range(100)],
                  ["id", "j", "tags"])


def json_partial(script, row_format):
    """Off-page documents changed in place: InnoDB keeps old versions of the parts beside the new ones."""
    table = f"json_partial_{row_format}"
    script.add(f"CREATE TABLE {table} (id INT PRIMARY KEY, j JSON, note VARCHAR(20)) ROW_FORMAT={row_format.upper()}")
    for row in range(1, 5):
        document = json.dumps({f"k{n:04}": f"{row}-{n:04}-" + "v" * (40 + n % 23) for n in range(800 * row)})
        script.insert(table, [[str(row), text(document), "'made'"]])
    for step in range(6):
        key = f"k{37 + 113 * step:04}"
        script.add(f"UPDATE {table} SET j = JSON_SET(j, '$.{key}', 'new {step}') WHERE id <> 3",
                   f"UPDATE {table} SET j = JSON_REPLACE(j, '$.k0001', 'r{step}', '$.k0700', {step}) WHERE id = 2")
    script.add(f"UPDATE {table} SET j = JSON_REMOVE(j, '$.k0005') WHERE id IN (1, 4)",
               f"UPDATE {table} SET j = JSON_SET(j, '$.k0006', REPEAT('longer ', 3000)) WHERE id = 4",
               "START TRANSACTION", f"UPDATE {table} SET j = JSON_SET(j, '$.k0002', 'never')", "ROLLBACK")


GEOMETRIES = {
    "POINT": ["POINT(1 2)", "POINT(-1.5 1e10)", "POINT(0 0)"],
    "LINESTRING": ["LINESTRING(0 0,1 1,2 4)", "LINESTRING(0 0,1 1)"],
    "POLYGON": ["POLYGON((0 0,10 0,10 10,0 10,0 0))", "POLYGON((0 0,10 0,10 10,0 10,0 0),(2 2,2 4,4 4,4 2,2 2))"],
    "MULTIPOINT": ["MULTIPOINT(1 1,2 2)", "MULTIPOINT(5 5)"],
    "MULTILINESTRING": ["MULTILINESTRING((0 0,1 1),(2 2,3 3,4 4))"],
    "MULTIPOLYGON": ["MULTIPOLYGON(((0 0,3 0,3 3,0 3,0 0)),((5 5,7 5,7 7,5 7,5 5)))"],
    "GEOMETRYCOLLECTION": ["GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))", "GEOMETRYCOLLECTION EMPTY"],
}


def spatial(script, row_format):
    every = [shape for shapes in GEOMETRIES.values() for shape in shapes]
    columns = [("g", "GEOMETRY", [f"ST_GeomFromText('{s}')" for s in every] + ["ST_GeomFromText('POINT(3 4)', 4326)"])]
    columns += [(kind.lower(), kind, [f"ST_GeomFromText('{s}')" for s in shapes]) for kind, shapes in GEOMETRIES.items()]
    script.by_column(f"spatial_{row_format}", columns, row_format)
    ring = ",".join(f"{n} {n * n % 101}" for n in range(3000))
    srid = "" if script.traits.is_mariadb else " SRID 0"
    script.table(f"spatial_key_{row_format}", ["id INT PRIMARY KEY", f"g GEOMETRY NOT NULL{srid}", "p POINT NOT NULL",
                                               "SPATIAL KEY (g)"],
                 [[str(n), f"ST_GeomFromText('POINT({n} {n * 7 % 31})')", f"ST_GeomFromText('POINT(0.{n} -{n})')"]
                  for n in range(1, 300)] + [["1000", f"ST_GeomFromText('LINESTRING({ring})')", "ST_GeomFromText('POINT(0 0)')"]],
                 row_format)


def vectors(script, row_format):
    rng = random.Random(3)
    make = "VEC_FROMTEXT" if script.traits.is_mariadb else "STRING_TO_VECTOR"

    def vector(values):
        return f"{make}('[{','.join(repr(v) for v in values)}]')"
    three = [[1.0, 2.0, 3.0], [0.0, -0.0, 2e-38], [3.4e38, -3.4e38, 0.1]]
    wide = [[struct.unpack("<f", struct.pack("<f", rng.uniform(-1, 1)))[0] for _ in range(700)] for _ in range(3)]
    script.by_column(f"vectors_{row_format}", [("v3", "VECTOR(3)", [vector(v) for v in three]),
                                               ("v700", "VECTOR(700)", [vector(v) for v in wide])], row_format)


def addresses(script, row_format):
    rng = random.Random(4)
    columns = []
    if script.traits.version >= (10, 7):
        columns.append(("u", "UUID", ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                                      "'123e4567-e89b-12d3-a456-426655440000'", "'0189f0f0-1234-7abc-8def-0123456789ab'",
                                      "'f81d4fae-7dec-41d0-a765-00a0c91e6bf6'"]))
    if script.traits.version >= (10, 10):
        columns.append(("i4", "INET4", ["'0.0.0.0'", "'255.255.255.255'", "'192.168.0.1'", "'127.0.0.1'"]))
    columns.append(("i6", "INET6", ["'::'", "'::1'", "'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'", "'2001:db8::ff00:42:8329'",
                                    "'::ffff:192.0.2.128'", "'::192.0.2.1'", "'1:0:0:2::3'", "'fe80::1:0:0:1'",
                                    "'1::'", "'0:1::'", "'1:2:3:4:5:6:7:0'"]))
    script.by_column(f"addresses_{row_format}", columns, row_format)
    if script.traits.version >= (10, 7):
        # Versions 6 and above are stored as they are, earlier ones with their time fields turned round.
        keys = [f"{k[:12]}{'1467'[i % 4]}{k[13:16]}{'89ab'[i % 4]}{k[17:]}"
                for i, k in enumerate(f"{rng.getrandbits(128):032x}" for _ in range(300))]
        script.table(f"uuid_key_{row_format}", ["u UUID NOT NULL PRIMARY KEY", "n INT"],
                     [[f"'{k[:8]}-{k[8:12]}-{k[12:16]}-{k[16:20]}-{k[20:]}'", str(i)] for i, k in enumerate(keys)], row_format)
