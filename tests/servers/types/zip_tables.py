"""Tables in ROW_FORMAT=COMPRESSED of every KEY_BLOCK_SIZE: with a past, off-page values of many sizes, without a key, all types."""

import random

import fixtures
from lobs_and_trees import piece
from sql_script import text

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
KEY_BLOCK_SIZES = (1, 2, 4, 8, 16)
WORDS = "amber birch cedar delta ember flint grove haven inlet jasper kelp larch maple néctar öl pine 日本 quartz".split()


def build(script):
    """The group `zip` of generate.py."""
    for seed in (5, 6):
        build_tables(script, f"rt_zip{seed}", script.traits.page_kib, rows=600, largest=script.traits.largest_lob, seed=seed)


def build_tables(script, database, page_kib=16, rows=400, largest=200_000, seed=5):
    """`page_kib`: the server's page size, above which there is no KEY_BLOCK_SIZE. `largest`: bytes of an off-page value."""
    script.use(database)
    rng = random.Random(seed)
    script.add(f"SET @stuff = '{''.join(rng.choices(ALPHABET, k=max(largest, 60_000)))}'")
    for kib in KEY_BLOCK_SIZES:
        if kib > page_kib:
            continue
        row_format = f"compressed KEY_BLOCK_SIZE={kib}"
        churned(script, f"churned_kb{kib}", row_format, rng, rows)
        off_page(script, f"off_page_kb{kib}", row_format, rng, largest)
        no_key(script, f"no_key_kb{kib}", row_format, rng, rows)
        text_key(script, f"text_key_kb{kib}", row_format, rng, rows)
    # Too wide for the smaller ones.
    fixtures.types_table(script, f"compressed KEY_BLOCK_SIZE={min(8, page_kib)}", "types_compressed")


def phrase(rng, words):
    return " ".join(rng.choices(WORDS, k=words))


def churned(script, table, row_format, rng, rows):
    """Inserted in no order, changed in place, grown, shrunk, deleted, put back: the modification log has entries of each kind."""
    script.add(f"CREATE TABLE {table} (id INT NOT NULL, a VARCHAR(60), b CHAR(10) NOT NULL, c INT, d VARCHAR(120), e BIGINT NOT "
               f"NULL, f DOUBLE, PRIMARY KEY (id), KEY a (a), KEY ce (c, e)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 "
               f"ROW_FORMAT={row_format.upper()}")

    def row(n):
        return [str(n), "NULL" if n % 9 == 0 else text(phrase(rng, rng.randrange(0, 6))), text(f"b{n % 97}"),
                "NULL" if n % 11 == 0 else str(rng.randrange(-10**6, 10**6)), text(phrase(rng, rng.randrange(0, 10))),
                str(rng.randrange(-2**62, 2**62)), f"{rng.random()!r}"]
    ids = list(range(1, rows + 1))
    rng.shuffle(ids)
    while ids:
        size = rng.choice((1, 3, 20, 60))
        part, ids = ids[:size], ids[size:]
        script.add(f"REPLACE INTO {table} VALUES " + ",".join("(" + ",".join(row(n)) + ")" for n in part))
        for _ in range(rng.randrange(3)):
            n = rng.randrange(5, 40)
            script.add(rng.choice((f"UPDATE {table} SET c = c + 1 WHERE id % {n} = 2",
                                   f"UPDATE {table} SET d = {text(phrase(rng, rng.randrange(0, 12)))} WHERE id % {n} = 3",
                                   f"UPDATE {table} SET a = NULL, f = -f WHERE id % {n} = 4",
                                   f"DELETE FROM {table} WHERE id % {n * 3} = 1")))
    script.add("BEGIN", f"UPDATE {table} SET d = 'never', e = 0 WHERE id % 3 = 0", f"DELETE FROM {table} WHERE id % 5 = 0", "ROLLBACK")


def off_page(script, table, row_format, rng, largest):
    """Some values deflate well, some do not; some are replaced, some removed."""
    sizes = [s for s in (0, 1, 20, 39, 40, 41, 300, 500, 767, 768, 1000, 2000, 4000, 8100, 16_400, 60_000) if s <= largest]
    script.add(f"CREATE TABLE {table} (id INT NOT NULL, t LONGTEXT CHARACTER SET latin1, b LONGBLOB, n INT, u TEXT CHARACTER SET "
               f"utf8mb4, PRIMARY KEY (id), KEY n (n)) ENGINE=InnoDB ROW_FORMAT={row_format.upper()}")

    def blob(n, size):
        return piece(n, size) if n % 2 else f"REPEAT('{ALPHABET[n % 64]}{n % 10}.', {size // 3})"
    rows = [[str(n), piece(n, size), blob(n, size), str(size), f"REPEAT('日é', {size % 900})"] for n, size in enumerate(sizes)]
    rows += [["97", f"REPEAT('long and dull ', {largest // 14})", piece(7, largest), "1", "NULL"], ["99", "NULL", "NULL", "NULL", "NULL"]]
    rng.shuffle(rows)
    for r in rows:
        script.add(f"INSERT INTO {table} VALUES ({','.join(r)})")
    script.add(f"UPDATE {table} SET t = {piece(100, 3000)} WHERE id % 5 = 2", f"UPDATE {table} SET b = 'short' WHERE id % 6 = 3",
               f"UPDATE {table} SET n = n + 1 WHERE id % 2", f"DELETE FROM {table} WHERE id = 8",
               f"INSERT INTO {table} VALUES (8, {piece(3, 30_000 if largest > 30_000 else largest)}, NULL, 8, 'again')")


def no_key(script, table, row_format, rng, rows):
    script.add(f"CREATE TABLE {table} (a VARCHAR(40), b VARBINARY(80), c DATETIME(3), d DECIMAL(12,4), KEY c (c)) ENGINE=InnoDB "
               f"DEFAULT CHARSET=utf8mb4 ROW_FORMAT={row_format.upper()}")
    for first in range(0, rows // 2, 25):
        script.insert(table, [["NULL" if n % 8 == 0 else text(phrase(rng, rng.randrange(0, 4))), f"0x{rng.randbytes(n % 40 + 1).hex()}",
                               "NULL" if n % 7 == 0 else f"'2024-03-{n % 28 + 1:02} 10:11:{n % 60:02}.{n % 1000:03}'",
                               f"'{rng.randrange(-10**9, 10**9) / 1000}'"] for n in range(first, first + 25)])
        script.add(f"UPDATE {table} SET a = CONCAT('moved ', LENGTH(b)) WHERE LENGTH(b) % 9 = 4", f"DELETE FROM {table} WHERE LENGTH(b) = {first % 41}")


def text_key(script, table, row_format, rng, rows):
    """The key is text, so node pointers are long; a NULL bitmap of more than a byte."""
    script.add(f"CREATE TABLE {table} (k VARCHAR(30) NOT NULL, n INT NOT NULL, " +
               ", ".join(f"x{i} TINYINT" for i in range(9)) + ", v VARCHAR(70) NOT NULL, PRIMARY KEY (k, n), UNIQUE KEY n (n), KEY v (v(8)))"
               f" ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT={row_format.upper()}")
    for first in range(0, rows // 2, 20):
        script.insert(table, [[text(phrase(rng, rng.randrange(1, 4))[:25]), str(n)] +
                              ["NULL" if rng.random() < .5 else str(rng.randrange(-128, 128)) for _ in range(9)] +
                              [text(phrase(rng, rng.randrange(0, 5)))] for n in range(first, first + 20)])
        script.add(f"UPDATE {table} SET v = CONCAT(v, '!') WHERE n % 13 = 5", f"DELETE FROM {table} WHERE n % 31 = {first % 31}",
                   f"UPDATE {table} SET x1 = 1, x8 = NULL WHERE n % 6 = 2")
