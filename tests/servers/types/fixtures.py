"""The small tables kept in testdata/: one of each kind that readers of InnoDB files get wrong."""

from lobs_and_trees import churned, number_source, numbers_table, piece
from rich_types import json_partial
from sql_script import ROW_FORMATS, text

CITIES = ("Aachen", "Bath", "Córdoba", "Düsseldorf", "Évreux", "Gdańsk", "Kōbe", "Łódź", "Malmö", "Oviedo", "Plzeň", "Zürich")
FIRST_NAMES = ("Ada", "Bruno", "Chloé", "Dörte", "Emil", "Farida", "Grace", "Håkon", "Inês", "Jakub", "Kenji", "Lucía")
LAST_NAMES = ("Müller", "O'Neill", "Nowák", "García", "Sato", "Brown", "Östberg", "Rossi", "Kowalska", "Dubois", "Khan")


def build(script):
    script.use("fixtures")
    # LOB pieces without repetition, cheap to store: 64 characters of a hash each.
    script.add("SET SESSION group_concat_max_len = 1000000")
    numbers_table(script)
    script.add("SET @stuff = (SELECT GROUP_CONCAT(SHA2(n, 256) ORDER BY n SEPARATOR '') FROM " + number_source(1600) + ")")
    for row_format in ROW_FORMATS:
        types_table(script, row_format)
        off_page(script, row_format)
    churned(script, "dynamic")
    shapes(script)
    trees(script)
    if script.traits.is_mariadb:
        old_temporal(script)
    else:
        json_partial(script, "dynamic")


def types_table(script, row_format, table=None):
    mariadb = script.traits.is_mariadb
    columns = [("ti", "TINYINT", ["-128", "127", "0"]), ("su", "SMALLINT UNSIGNED", ["0", "65535", "1"]),
               ("mi", "MEDIUMINT", ["-8388608", "8388607", "-1"]), ("iu", "INT UNSIGNED", ["0", "4294967295", "7"]),
               ("bi", "BIGINT", ["-9223372036854775808", "9223372036854775807", "42"]),
               ("de", "DECIMAL(20,6)", ["'-99999999999999.999999'", "'0.000001'", "'1234567.5'"]),
               ("de65", "DECIMAL(65,30)", [f"'{'9' * 35}.{'9' * 30}'", "'-0.000000000000000000000000000001'", "'0'"]),
               ("fl", "FLOAT", ["0.1", "-3.402823466e38", "-0e0"]), ("do", "DOUBLE", ["0.1", "-1.7976931348623157e308", "5e-324"]),
               ("bt", "BIT(11)", ["b'10101010101'", "b'0'", "b'11111111111'"]),
               ("da", "DATE", ["'2024-02-29'", "'0000-00-00'", "'2024-00-15'"]),
               ("tm", "TIME(3)", ["'-838:59:59'", "'-00:00:01.500'", "'12:34:56.789'"]),
               ("dt", "DATETIME(6)", ["'9999-12-31 23:59:59.999999'", "'1000-01-01 00:00:00'", "'0000-00-00 00:00:00'"]),
               ("ts", "TIMESTAMP(2) NULL", ["'2038-01-19 03:14:07.99'", "'1970-01-01 00:00:01'", "'2024-05-06 07:08:09.1'"]),
               ("ye", "YEAR", ["'1901'", "'2155'", "'0000'"]),
               ("ch", "CHAR(10)", [text("Grüße"), text(""), text("日本😀")]),
               ("cl", "CHAR(5) CHARACTER SET latin1", [text("é"), text("x"), text("abcde")]),
               ("vc", "VARCHAR(200)", [text("Žluťoučký kůň"), text("tab\tback\\slash\nline"), text("trail  ")]),
               ("vg", "VARCHAR(20) CHARACTER SET gbk", [text("中文"), text("a"), text("漢字")]),
               ("vk", "VARCHAR(20) CHARACTER SET koi8r", [text("Привет"), text("Жук"), text("z")]),
               ("cu", "CHAR(4) CHARACTER SET ucs2", [text("語"), text("ab"), text("Ω")]),
               ("te", "TEXT", [text("text"), text("NULL"), text("\\N")]),
               ("bn", "BINARY(4)", ["0x00ff", "'ab'", "''"]), ("vb", "VARBINARY(300)", ["0x0001020300", "''", "0x27225c"]),
               ("bl", "BLOB", ["0xdeadbeef", "''", "0x00"]), ("en", "ENUM('a', 'ü', '日')", ["1", "2", "3"]),
               ("st", "SET('p', 'q', 'ß')", ["0", "7", "5"]),
               ("ge", "GEOMETRY", ["ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('LINESTRING(0 0,1 1)', 4326)",
                                   "ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))')"])]
    if not mariadb:
        columns.append(("js", "JSON", [text('{"a": [1, 2.5, null], "ü": "日"}'), "CAST(CAST('1.50' AS DECIMAL(5,2)) AS JSON)",
                                       "JSON_ARRAY(DATE'2024-02-29', 18446744073709551615)"]))
    if not mariadb or script.traits.version >= (11, 7):
        make = "VEC_FROMTEXT" if mariadb else "STRING_TO_VECTOR"
        columns.append(("ve", "VECTOR(3)", [f"{make}('[1,2,3]')", f"{make}('[0.5,-1,0]')", f"{make}('[9,9,9]')"]))
    if mariadb and script.traits.version >= (10, 10):
        columns += [("uu", "UUID", ["'123e4567-e89b-12d3-a456-426655440000'", "'0189f0f0-1234-7abc-8def-0123456789ab'"]),
                    ("i4", "INET4", ["'192.168.0.1'", "'0.0.0.0'"])]
    if mariadb:
        columns.append(("i6", "INET6", ["'2001:db8::1'", "'::'", "'::ffff:1.2.3.4'"]))
    script.by_column(table or f"types_{row_format}", columns, row_format, "DEFAULT CHARSET=utf8mb4")


def off_page(script, row_format):
    script.table(f"off_page_{row_format}", ["id INT PRIMARY KEY", "t LONGTEXT CHARACTER SET latin1", "b LONGBLOB", "n INT"],
                 [[str(n), piece(n, size), piece(2 * n, size + 1), str(size)]
                  for n, size in enumerate((0, 1, 700, 767, 768, 769, 3000, 8100, 16_400, 60_000))] + [["99", "NULL", "NULL", "NULL"]],
                 row_format)


def shapes(script):
    script.table("no_key", ["a INT", "b VARCHAR(30)"], [[str(n % 7), text(f"row {n % 7}")] for n in range(50)])
    script.table("unique_key", ["a INT", "b INT NOT NULL", "c VARCHAR(9) NOT NULL", "UNIQUE KEY (a)", "UNIQUE KEY (c, b)"],
                 [["NULL", str(n), text(f"c{n % 5}")] for n in range(40)])
    script.table("key_last", ["v VARCHAR(20)", "d DATE NOT NULL", "n INT NOT NULL", "t TEXT NOT NULL", "PRIMARY KEY (n, t(3), d)",
                              "KEY (v)"],
                 [["NULL" if n % 3 else text(f"v{n}"), "'2024-01-02'", str(n // 4), text(f"{n:03}é text")] for n in range(80)],
                 "compact")
    script.table("fulltext_key", ["id INT PRIMARY KEY", "t TEXT", "n INT", "FULLTEXT KEY (t)"],
                 [[str(n), text(f"quick brown fox {n}"), str(n)] for n in range(20)])
    script.add("CREATE TABLE generated_columns (a INT, v INT GENERATED ALWAYS AS (a + 1) VIRTUAL, id INT PRIMARY KEY, "
               "s VARCHAR(20) GENERATED ALWAYS AS (CONCAT('a=', a)) STORED, z INT)")
    script.insert("generated_columns", [[str(n), str(n * 2), str(-n)] for n in range(30)], ["a", "id", "z"])
    for row_format in ("redundant", "dynamic"):
        table = f"instant_{row_format}"
        script.table(table, ["id INT PRIMARY KEY", "a VARCHAR(10)", "gone INT NOT NULL"],
                     [[str(n), text(f"a{n}"), "1"] for n in range(20)], row_format)
        script.add(f"ALTER TABLE {table} ADD COLUMN d VARCHAR(20) NOT NULL DEFAULT 'dflt', ALGORITHM=INSTANT")
        script.insert(table, [[str(n), "NULL", "2", "'own'"] for n in range(30, 40)])
        script.add(f"ALTER TABLE {table} DROP COLUMN gone, ALGORITHM=INSTANT",
                   f"ALTER TABLE {table} ADD COLUMN first_now INT DEFAULT 42 FIRST, ALGORITHM=INSTANT")
        script.insert(table, [["NULL", str(n), "'late'", "'own'"] for n in range(50, 60)])
        script.add(f"UPDATE {table} SET a = 'moved' WHERE id IN (2, 31)")


def trees(script):
    """Compressible on purpose."""
    for row_format in ("redundant", "compact"):
        script.add(f"CREATE TABLE two_levels_{row_format} (id INT PRIMARY KEY, v VARCHAR(60), d DATE, KEY (d)) "
                   f"ROW_FORMAT={row_format.upper()}",
                   f"INSERT INTO two_levels_{row_format} SELECT n * 3, CONCAT('value ', n, ' ............'), "
                   f"DATE_ADD('2020-01-01', INTERVAL n % 400 DAY) FROM {number_source(1500)}")
    script.add("CREATE TABLE three_levels (k VARCHAR(800) CHARACTER SET latin1 NOT NULL, n INT NOT NULL, PRIMARY KEY (k), "
               "KEY (n)) ROW_FORMAT=DYNAMIC",
               f"INSERT INTO three_levels SELECT CONCAT(REPEAT('x', 700), LPAD(n * 7919 % 1009, 6, '0')), n "
               f"FROM {number_source(1000)}")


def old_temporal(script):
    script.add("SET GLOBAL mysql56_temporal_format = OFF")
    for row_format in ("redundant", "dynamic"):
        script.by_column(f"old_temporal_{row_format}",
                         [("t0", "TIME", ["'-838:59:59'", "'12:34:56'"]), ("t3", "TIME(3)", ["'-00:00:01.500'", "'23:59:59.999'"]),
                          ("t6", "TIME(6)", ["'-838:59:59.999999'", "'00:00:00.000001'"]),
                          ("d0", "DATETIME", ["'2024-02-29 12:00:00'", "'0000-00-00 00:00:00'"]),
                          ("d6", "DATETIME(6)", ["'9999-12-31 23:59:59.999999'", "'2024-00-00 00:00:00.5'"]),
                          ("s0", "TIMESTAMP NULL", ["'2001-02-03 04:05:06'", "'0000-00-00 00:00:00'"]),
                          ("s2", "TIMESTAMP(2) NULL", ["'2038-01-19 03:14:07.99'", "'1970-01-01 00:00:01'"])], row_format)
    script.add("SET GLOBAL mysql56_temporal_format = ON")


def build_sample(script):
    """shop.orders, the table of the quick start."""
    script.use("shop")
    rows = []
    for n in range(2000):
        order = 1001 + n + n // 9
        customer = f"{FIRST_NAMES[n * 7 % 12]} {LAST_NAMES[n * 5 % 11]}"
        day = f"DATE_ADD('2024-01-01 08:00:00', INTERVAL {n * 191} MINUTE)"
        amount = f"{(n * 7919 % 250_000 + 499) / 100:.2f}"
        status = ("new", "paid", "shipped", "returned")[n * 13 % 17 % 4]
        if n % 200 == 77:
            note = " ".join(f"{i}. Call on {FIRST_NAMES[(n + i) % 12]}: box {n * i % 991} of the delivery." for i in range(260))
        else:
            note = None if n % 4 else f"Leave at door {n % 19}."
        rows.append([str(order), text(customer), text(CITIES[n * 3 % 12]), day, f"'{amount}'", f"'{status}'", text(note)])
    script.table("orders", ["id INT UNSIGNED NOT NULL AUTO_INCREMENT", "customer VARCHAR(80) NOT NULL", "city VARCHAR(60)",
                            "ordered_at DATETIME NOT NULL", "amount DECIMAL(10,2) NOT NULL",
                            "status ENUM('new','paid','shipped','returned') NOT NULL DEFAULT 'new'", "notes TEXT",
                            "PRIMARY KEY (id)", "KEY by_customer (customer)", "KEY by_date (ordered_at)"],
                 rows, "dynamic", "DEFAULT CHARSET=utf8mb4")
