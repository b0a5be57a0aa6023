"""Tables whose records are laid out in unusual ways: many columns, many NULLs, odd keys, hidden columns, odd names."""

import random

from sql_script import ROW_FORMATS, binary, ident, text


def build(script):
    script.use("rt_shapes")
    for row_format in ROW_FORMATS:
        null_bitmaps(script, row_format)
        thousand_columns(script, row_format)
        keys(script, row_format)
        hidden_columns(script, row_format)
        definitions(script, row_format)
    foreign_keys(script)
    names(script)


class Instant:
    """A group of its own: tables changed without a rebuild are named in the report, and not read yet."""

    @staticmethod
    def build(script):
        script.use("rt_instant")
        for row_format in ROW_FORMATS:
            instant_columns(script, row_format)


def null_bitmaps(script, row_format):
    rng = random.Random(5)
    for count in (1, 7, 8, 9, 16, 17, 100):
        kinds = [("INT", lambda: str(rng.randrange(-9, 9))), ("VARCHAR(9)", lambda: text("v" * rng.randrange(9))),
                 ("CHAR(3)", lambda: text("c")), ("BIT(3)", lambda: "b'101'"), ("DATETIME(2)", lambda: "'2024-01-02 03:04:05.67'")]
        used = [kinds[n % len(kinds)] for n in range(count)]
        rows = [[str(r)] + [make() if keep(r, n, rng) else "NULL" for n, (_, make) in enumerate(used)] for r in range(24)]
        script.table(f"nulls{count}_{row_format}", ["id INT PRIMARY KEY"] + [f"c{n} {kind}" for n, (kind, _) in enumerate(used)],
                     rows, row_format)


def keep(row, column, rng):
    """Row 0: all NULL; row 1: none; then one NULL wandering; then at random."""
    if row < 2:
        return row == 1
    return (row - 2) != column if row < 12 else rng.random() < 0.5


def thousand_columns(script, row_format):
    rng = random.Random(6)
    kinds = ("TINYINT", "CHAR(2) CHARACTER SET latin1", "VARCHAR(4) CHARACTER SET latin1", "TINYINT UNSIGNED NOT NULL")
    columns = [f"c{n:03} {kinds[n % 4]}" for n in range(999)]

    def value(n):
        if n % 4 != 3 and rng.random() < 0.2:
            return "NULL"
        return (str(rng.randrange(-128, 128)), "'ab'", f"'{'xyz'[:rng.randrange(4)]}'", str(rng.randrange(256)))[n % 4]
    script.table(f"thousand_{row_format}", ["id INT PRIMARY KEY"] + columns,
                 [[str(r)] + [value(n) for n in range(999)] for r in range(20)], row_format)


def keys(script, row_format):
    rng = random.Random(7)
    suffix = "_" + row_format

    def word(length=12):
        return "".join(rng.choice("abcdefghij") for _ in range(rng.randrange(1, length)))
    script.table("no_key" + suffix, ["a INT", "b VARCHAR(20)", "c DATE"],
                 [[str(n % 5), text(f"same {n % 5}"), "'2024-01-01'"] for n in range(40)], row_format)
    script.table("no_key_wide" + suffix, ["a INT", "b VARCHAR(400) CHARACTER SET latin1"],
                 [[str(n), text(word() * 30)] for n in range(300)], row_format)
    script.table("unique_not_null" + suffix,
                 ["a INT", "b INT NOT NULL", "c VARCHAR(10) NOT NULL", "UNIQUE KEY first_but_nullable (a)", "KEY plain (c)",
                  "UNIQUE KEY clustered (c, b)", "UNIQUE KEY later (b)"],
                 [["NULL" if n % 3 else str(n), str(n), text(word())] for n in range(50)], row_format)
    script.table("unique_prefix_only" + suffix, ["a VARCHAR(50) NOT NULL", "b INT", "UNIQUE KEY (a(10))"],
                 [[text(f"{n:04} {word()} tail"), str(n)] for n in range(40)], row_format)
    script.table("pk_text" + suffix, ["n INT", "t TEXT NOT NULL", "x VARCHAR(10)", "PRIMARY KEY (t(10))"],
                 [[str(n), text(f"{n:05} " + word() * n), text(word())] for n in range(80)] +
                 [["1000", "CONCAT('long ', REPEAT('0123456789', 5000))", "'x'"]], row_format)
    script.table("pk_text_multibyte" + suffix, ["n INT", "t TEXT CHARACTER SET utf8mb4 NOT NULL", "PRIMARY KEY (t(5))"],
                 [[str(n), text("日本語ü" * (n % 4) + f"{n:04}" if n % 4 == 0 else f"{n:02}日本é語" * 3)] for n in range(60)],
                 row_format)
    script.table("pk_blob" + suffix, ["b BLOB NOT NULL", "n INT", "PRIMARY KEY (n, b(20))"],
                 [[binary(bytes([n, 0, 255]) * (n % 40)), str(n // 3)] for n in range(90)], row_format)
    script.table("pk_varchar_prefix" + suffix, ["id INT", "v VARCHAR(100) NOT NULL", "w VARCHAR(3)", "PRIMARY KEY (v(5), id)"],
                 [[str(n), text(f"same prefix {n} ü"), "NULL" if n % 2 else "'w'"] for n in range(50)], row_format)
    script.table("pk_binary_prefix" + suffix, ["b BINARY(16) NOT NULL", "c CHAR(20) NOT NULL", "PRIMARY KEY (b(4), c(3))"],
                 [[binary(bytes([n, n, 0, n]) + b"tail"), text(f"{n:03}é c")] for n in range(50)], row_format)
    script.table("pk_last" + suffix, ["a VARCHAR(9)", "b INT NOT NULL", "c DATE NOT NULL", "d CHAR(4) NOT NULL", "e INT",
                                      "PRIMARY KEY (d, b)"],
                 [["NULL" if n % 4 == 0 else text(word()), str(n), "'2024-02-03'", text(f"{n % 7}"), str(-n)] for n in range(60)],
                 row_format)
    script.table("pk_reversed" + suffix, ["a INT NOT NULL", "b INT NOT NULL", "c INT NOT NULL", "v VARCHAR(5)",
                                          "PRIMARY KEY (c, b, a)", "KEY (v, b)", "KEY (b DESC, v(2))"],
                 [[str(n), str(n % 3), str(n % 11), text(word(5))] for n in range(120)], row_format)
    script.table("pk_descending" + suffix, ["a INT NOT NULL", "b VARCHAR(10) NOT NULL", "c INT",
                                            "PRIMARY KEY (a DESC, b)", "KEY (c DESC)"],
                 [[str(n // 2), text(f"{n}"), str(n * 7 % 13)] for n in range(400)], row_format)
    script.table("pk_all" + suffix, ["a INT NOT NULL", "b VARCHAR(10) NOT NULL", "PRIMARY KEY (a, b)"],
                 [[str(n), text(word())] for n in range(30)], row_format)
    script.table("empty" + suffix, ["id INT PRIMARY KEY", "v VARCHAR(10)"], [], row_format)
    script.table("emptied" + suffix, ["id INT PRIMARY KEY", "v VARCHAR(10)"], [[str(n), "'x'"] for n in range(900)], row_format)
    script.add(f"DELETE FROM emptied{suffix}")


def hidden_columns(script, row_format):
    suffix = "_" + row_format
    script.add(f"CREATE TABLE generated{suffix} (a INT, v1 INT GENERATED ALWAYS AS (a + 1) VIRTUAL, id INT PRIMARY KEY, "
               "s1 VARCHAR(40) GENERATED ALWAYS AS (CONCAT('a=', a)) STORED, b VARCHAR(10), "
               "v2 VARCHAR(60) GENERATED ALWAYS AS (CONCAT(b, '/', s1)) VIRTUAL, c INT NOT NULL DEFAULT 7, "
               f"s2 INT GENERATED ALWAYS AS (a * 2) STORED, KEY (v1), KEY (s2)) ROW_FORMAT={row_format.upper()}")
    script.insert(f"generated{suffix}", [["NULL" if n % 9 == 0 else str(n), str(n), text("b" * (n % 10)), str(n)]
                                         for n in range(100)], ["a", "id", "b", "c"])
    script.add(f"CREATE TABLE generated_key{suffix} (a INT NOT NULL, k INT GENERATED ALWAYS AS (a * 3) STORED"
               f"{'' if script.traits.is_mariadb else ' NOT NULL'}, v INT, "
               f"{'UNIQUE KEY (k)' if script.traits.is_mariadb else 'PRIMARY KEY (k)'}) ROW_FORMAT={row_format.upper()}")
    script.insert(f"generated_key{suffix}", [[str(n), str(-n)] for n in range(50)], ["a", "v"])
    if script.traits.is_mariadb or script.traits.version >= (8, 0, 23):
        script.add(f"CREATE TABLE invisible{suffix} (id INT PRIMARY KEY, secret VARCHAR(10) INVISIBLE DEFAULT 'dark', seen INT, "
                   f"other INT INVISIBLE) ROW_FORMAT={row_format.upper()}")
        script.insert(f"invisible{suffix}", [[str(n), text(f"s{n}"), str(n), "NULL" if n % 2 else str(n)] for n in range(20)],
                      ["id", "secret", "seen", "other"])
    script.table("fulltext" + suffix, ["id INT PRIMARY KEY", "t TEXT", "n INT", "FULLTEXT KEY (t)"],
                 [[str(n), text(f"the quick brown fox number {n}"), str(n)] for n in range(30)], row_format)
    script.table("fulltext_own_id" + suffix, ["id INT PRIMARY KEY", "FTS_DOC_ID BIGINT UNSIGNED NOT NULL", "t TEXT",
                                              "FULLTEXT KEY (t)", "UNIQUE KEY FTS_DOC_ID_INDEX (FTS_DOC_ID)"],
                 [[str(n), str(n + 1), text(f"lazy dog {n}")] for n in range(30)], row_format)
    script.table("fulltext_no_key" + suffix, ["t TEXT", "FULLTEXT KEY (t)"], [[text(f"text {n}")] for n in range(30)], row_format)
    if not script.traits.is_mariadb:
        script.table("functional" + suffix, ["id INT PRIMARY KEY", "a VARCHAR(20)", "KEY f1 ((LOWER(a)))",
                                             "KEY f2 ((LENGTH(a)), a)"],
                     [[str(n), text(f"ABC{n % 9}")] for n in range(50)], row_format)


def instant_columns(script, row_format):
    """Columns added and dropped without a rebuild: old records keep their old shape."""
    table = f"instant_{row_format}"
    instant = ", ALGORITHM=INSTANT"
    script.table(table, ["id INT PRIMARY KEY", "a VARCHAR(10)", "b INT NOT NULL"],
                 [[str(n), "NULL" if n % 5 == 0 else text(f"a{n}"), str(n)] for n in range(30)], row_format)
    script.add(f"ALTER TABLE {table} ADD COLUMN c INT DEFAULT 42{instant}",
               f"ALTER TABLE {table} ADD COLUMN d VARCHAR(20) NOT NULL DEFAULT 'dflt'{instant}")
    script.insert(table, [[str(n), "'x'", "1", "NULL", text(f"d{n}")] for n in range(100, 120)])
    if not script.traits.is_mariadb and script.traits.version < (8, 0, 29):
        return
    # MariaDB: with REDUNDANT too. DROP leaves the column in the records.
    script.table(f"instant_drop_{row_format}", ["id INT PRIMARY KEY", "gone VARCHAR(10) NOT NULL", "b INT", "gone2 INT"],
                 [[str(n), text(f"g{n}"), "NULL" if n % 4 == 0 else str(n), "7"] for n in range(30)], row_format)
    table = f"instant_drop_{row_format}"
    script.add(f"ALTER TABLE {table} DROP COLUMN gone{instant}")
    script.insert(table, [[str(n), str(n), "8"] for n in range(100, 110)])
    script.add(f"ALTER TABLE {table} ADD COLUMN fresh DATETIME(3) DEFAULT '2024-01-02 03:04:05.678' FIRST{instant}",
               f"ALTER TABLE {table} DROP COLUMN gone2{instant}",
               f"ALTER TABLE {table} ADD COLUMN late DECIMAL(5,2) NOT NULL DEFAULT 1.25 AFTER id{instant}")
    script.insert(table, [["NULL", str(n), "2.50", str(n)] for n in range(200, 210)])
    script.add(f"UPDATE {table} SET b = -1 WHERE id IN (3, 4, 5)")


def definitions(script, row_format):
    """What CREATE TABLE can say beside types."""
    suffix = "_" + row_format
    expression = "DEFAULT (UUID())" if not script.traits.is_mariadb else "DEFAULT UUID()"
    script.table("definitions" + suffix,
                 ["id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'it''s the \"key\" \\\\ `x`'",
                  "a VARCHAR(10) NOT NULL DEFAULT 'it''s'", "b INT DEFAULT NULL", "c DECIMAL(6,2) DEFAULT '-1.50'",
                  "d DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
                  f"u VARCHAR(36) {expression}", "e ENUM('x','y') NOT NULL DEFAULT 'y'", "f BIT(4) DEFAULT b'101'",
                  "g VARBINARY(4) DEFAULT 'ab'", "h CHAR(4) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'é'",
                  "ts TIMESTAMP NOT NULL DEFAULT '2001-02-03 04:05:06'",
                  "PRIMARY KEY (id) COMMENT 'the key'", "KEY k1 (a(3), b) COMMENT 'a part'", "UNIQUE KEY k2 (b)",
                  f"CONSTRAINT positive{suffix} CHECK (b > -1000)", "CHECK (a <> 'bad')"],
                 [[str(n * 3), text(f"a{n}"), str(n), "'9.99'", "'2024-02-03 04:05:06.789'", "'u'", "'x'", "b'1'", "'zz'",
                   "'ü'", "'2010-10-10 10:10:10'"] for n in range(1, 20)], row_format,
                 "AUTO_INCREMENT=1000 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci COMMENT='a table''s \"comment\"' "
                 "STATS_PERSISTENT=1")


def foreign_keys(script):
    script.table("fk_child_a", ["id INT PRIMARY KEY", "parent INT", "KEY (parent)"],
                 [[str(n), str(n % 10)] for n in range(40)])
    script.table("fk_parent", ["id INT PRIMARY KEY", "boss INT", "CONSTRAINT boss_fk FOREIGN KEY (boss) REFERENCES fk_parent (id)"],
                 [[str(n), "NULL" if n == 0 else str(n // 2)] for n in range(10)])
    script.add("ALTER TABLE fk_child_a ADD CONSTRAINT child_fk FOREIGN KEY (parent) REFERENCES fk_parent (id) "
               "ON DELETE CASCADE ON UPDATE SET NULL")


NAMES = ("with space", "a-b", "dash-and.dot", "Ümläut ß", "日本語の表", "Привет", "table with.dot", "100%", "quote's", 'double"quote',
         "back`tick", "dollar$", "#hash", "semi;colon", "slash/slash", "back\\slash", "a@b", "select", "1234", "CamelCase",
         "n" * 64, "日本" * 15, "plus+comma,star*", "é́", "x@0020y")


def names(script):
    for database in ("rt names-ü.x", "rt_names2"):
        script.use(database)
        for number, table in enumerate(NAMES):
            script.table(table, ["`the id` INT PRIMARY KEY", f"{ident(table)} VARCHAR(30)", "`säule 2` INT"],
                         [[str(n), text(f"table {number}"), str(number * n)] for n in range(5)])
