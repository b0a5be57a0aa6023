"""Off-page columns of all sizes in all row formats, tables with a past, and trees of three levels."""

import random

from sql_script import ROW_FORMATS, text

SIZES = (0, 1, 127, 128, 700, 767, 768, 769, 800, 7000, 8000, 8100, 8200, 16_000, 16_384, 20_000, 100_000)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def build(script):
    script.use("rt_lobs")
    # Every value is a piece of one long string without repetition, so that a page put in the wrong place shows.
    rng = random.Random(8)
    largest = script.traits.largest_lob
    script.add(f"SET @stuff = '{''.join(rng.choices(ALPHABET, k=largest))}'")
    for row_format in ROW_FORMATS:
        lobs(script, row_format, largest)
        churned(script, row_format)
    script.use("rt_trees")
    for row_format in ROW_FORMATS:
        tree(script, row_format)


def piece(start, size):
    return f"SUBSTRING(@stuff, {1 + start}, {size})"


def lobs(script, row_format, largest):
    for kind in ("LONGTEXT", "LONGBLOB"):
        rows = [[str(n + 1), piece(n * 11, size), str(size)] for n, size in enumerate(SIZES)]
        rows += [["100", piece(0, largest), str(largest)], ["101", "NULL", "-1"]]
        script.table(f"{kind.lower()}_{row_format}", ["id INT PRIMARY KEY", f"b {kind}", "size INT"], rows, row_format,
                     "DEFAULT CHARSET=latin1")
    script.table(f"several_{row_format}", ["id INT PRIMARY KEY", "a TEXT", "b BLOB", "n INT", "c MEDIUMTEXT", "d LONGBLOB",
                                           "e VARCHAR(9000) CHARACTER SET latin1", "z INT NOT NULL"],
                 [[str(n), piece(n, s), piece(n * 2, SIZES[(n + 3) % 17]), str(n), piece(n * 3, SIZES[(n * 5) % 17]),
                   "NULL" if n % 3 else piece(n * 5, 50_000), piece(n * 7, min(9000, SIZES[n % 17])), str(-n)]
                  for n, s in enumerate(size for size in SIZES if size < 65_000)], row_format)
    # Multi-byte text cut anywhere: a character's bytes may lie on two pages.
    script.table(f"multibyte_{row_format}", ["id INT PRIMARY KEY", "t LONGTEXT CHARACTER SET utf8mb4",
                                             "u TEXT CHARACTER SET utf16", "v VARCHAR(6000) CHARACTER SET utf8mb3"],
                 [[str(n), f"CONCAT(REPEAT('x', {n}), REPEAT('日本😀é', {400 * (n + 1)}))", f"REPEAT('語', {n * 500})",
                   f"CONCAT(REPEAT('y', {n}), REPEAT('ü日', {n * 300}))"] for n in range(10)], row_format)
    # CHAR columns can leave the page as well.
    count = 12 if row_format == "dynamic" else 9  # the older formats keep 768 bytes of each on the page
    script.table(f"wide_chars_{row_format}",
                 ["id INT PRIMARY KEY"] + [f"c{n} CHAR(255) CHARACTER SET utf8mb4" for n in range(count)],
                 [[str(r)] + [f"REPEAT('{'日é😀x'[r % 4]}', {(r * 20 + n * 3) % 256})" for n in range(count)]
                  for r in range(14)], row_format)


def numbers_table(script):
    script.add("CREATE TEMPORARY TABLE IF NOT EXISTS digits (d INT PRIMARY KEY)",
               "REPLACE INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)",
               *(f"CREATE TEMPORARY TABLE IF NOT EXISTS d{n} AS SELECT d FROM digits" for n in range(5)))


def number_source(limit):
    """FROM clause that yields n = 0 ... limit - 1 (a temporary table can be named only once in a query)."""
    return ("(SELECT d0.d + 10 * d1.d + 100 * d2.d + 1000 * d3.d + 10000 * d4.d AS n FROM d0, d1, d2, d3, d4) x "
            f"WHERE n < {limit} ORDER BY n")


def churned(script, row_format):
    """A table with a past: deleted rows, moved rows, freed pages, replaced off-page values, rolled back changes."""
    table = f"churned_{row_format}"
    numbers_table(script)
    script.add(f"CREATE TABLE {table} (id INT PRIMARY KEY, k INT NOT NULL, v VARCHAR(300) CHARACTER SET latin1, b MEDIUMBLOB, "
               f"KEY (k), KEY (v(20))) ROW_FORMAT={row_format.upper()}",
               f"INSERT INTO {table} SELECT n * 2, n * 7919 % 5003, REPEAT(LEFT(SHA2(n, 256), 32), 1 + n % 4), "
               f"IF(n % 25 = 0, SUBSTRING(@stuff, 1 + n, 9000 + n), NULL) FROM {number_source(4000)}",
               f"DELETE FROM {table} WHERE id % 4 = 0", f"DELETE FROM {table} WHERE id BETWEEN 2000 AND 3500",
               f"UPDATE {table} SET v = REPEAT(LEFT(SHA2(id, 256), 32), 9) WHERE id % 3 = 0",
               f"UPDATE {table} SET v = 'short' WHERE id % 7 = 0",
               f"UPDATE {table} SET b = SUBSTRING(@stuff, 1 + id, 20000) WHERE id % 150 = 50",
               f"UPDATE {table} SET b = NULL WHERE id % 350 = 50",
               f"UPDATE {table} SET id = id + 100001 WHERE id % 90 = 2",
               f"INSERT INTO {table} SELECT 2001 + n * 2, n, CONCAT('new ', n), NULL FROM {number_source(300)}",
               "START TRANSACTION", f"INSERT INTO {table} SELECT 500001 + n, n, REPEAT('rolled back', 20), NULL "
               f"FROM {number_source(500)}", f"UPDATE {table} SET v = 'never' WHERE id < 900", "ROLLBACK")


def tree(script, row_format):
    rows = 20_000 if row_format == "dynamic" else 8_000
    numbers_table(script)
    # Keys of some 200 bytes leave room for few node pointers on a page: three levels.
    script.add(f"CREATE TABLE wide_key_{row_format} (k VARCHAR(200) CHARACTER SET latin1 NOT NULL, n INT NOT NULL, "
               "d DATE, amount DECIMAL(10,2), note VARCHAR(100), PRIMARY KEY (k), UNIQUE KEY (n), KEY (d, amount)) "
               f"ROW_FORMAT={row_format.upper()}",
               f"INSERT INTO wide_key_{row_format} SELECT CONCAT(LEFT(SHA2(n, 256), 32), REPEAT(LEFT(SHA2(n + 1, 256), 32), 5)), n, "
               f"DATE_ADD('2020-01-01', INTERVAL n % 1500 DAY), (n * 31 % 100000) / 100, CONCAT('note ', n) "
               f"FROM {number_source(rows)}",
               f"CREATE TABLE no_key_tree_{row_format} (a INT, b VARCHAR(100)) ROW_FORMAT={row_format.upper()}",
               f"INSERT INTO no_key_tree_{row_format} SELECT n, REPEAT(LEFT(SHA2(n, 256), 32), 2) FROM {number_source(2000)}")
