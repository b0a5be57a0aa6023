#!/usr/bin/env python3
"""Writes testdata/secondary/: tables whose secondary indexes know lost rows.

usage: make_secondary_testdata.py KIND TESTDATA --client CMD --datadir DIR --stop CMD

Builds the database `secondary_fixtures` on the server, ends it cleanly (so that purge is done and no change is left in the
change buffer), and writes the files of make_testdata.py to TESTDATA/secondary/KIND/. THE DATABASE IS DROPPED FIRST.
"""

import argparse
import pathlib
import random
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

from make_testdata import compress, describe, refresh_readme  # noqa: E402
from server import Server  # noqa: E402

DATABASE = "secondary_fixtures"


def quoted(text):
    return "NULL" if text is None else f"'{text}'"


def insert(table, rows):
    return "".join(f"INSERT INTO {table} VALUES {','.join('(' + ','.join(row) + ')' for row in rows[i:i + 500])};\n"
                   for i in range(0, len(rows), 500))


def twins(table, row_format, rand):
    """Two indexes over INT NOT NULL that only their entries tell apart; rows moved, changed and deleted."""
    rows = [[str(i * 3 + 1), str(rand.randrange(-500, 500)), str(rand.randrange(-500, 500)),
             quoted(None if i % 11 == 0 else f"t{rand.randrange(9999):04}"), quoted(None if i % 13 == 0 else f"ü{i % 97}"),
             quoted(f"note {i} " + "x" * rand.randrange(20, 70))] for i in range(2000)]
    rand.shuffle(rows)
    return (f"CREATE TABLE {table} (id int unsigned NOT NULL, a int NOT NULL, b int NOT NULL, t varchar(20) DEFAULT NULL, "
            "c char(8) DEFAULT NULL, note varchar(100) NOT NULL, PRIMARY KEY (id), KEY a (a), KEY b (b), UNIQUE KEY t (t,id), "
            f"KEY note (note(5)), KEY c (c,a)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT={row_format};\n" +
            insert(table, rows) + f"UPDATE {table} SET a = a + 1000 WHERE id % 7 = 0; DELETE FROM {table} WHERE id % 31 = 0;\n"
            f"UPDATE {table} SET t = 'zz' WHERE id % 50 = 0;\n")


def text_key(rand):
    """A key that its collation orders, not its bytes."""
    codes = set()
    while len(codes) < 1500:
        codes.add("".join(rand.choice("abcdefgéß ") for _ in range(rand.randrange(8, 20))).strip() + str(len(codes)))
    rows = [[quoted(c if i % 2 else c.upper()), str(rand.randrange(9999)) if i % 9 else "NULL",
             f"{rand.randrange(-99, 99)}.{rand.randrange(999):03}", quoted("d" * rand.randrange(30, 110))]
            for i, c in enumerate(sorted(codes))]
    return ("CREATE TABLE text_key (code varchar(30) NOT NULL, n int DEFAULT NULL, d decimal(9,3) NOT NULL, descr varchar(120) "
            "DEFAULT NULL, PRIMARY KEY (code), KEY n (n,d)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 "
            "COLLATE=utf8mb4_unicode_ci ROW_FORMAT=DYNAMIC;\n" + insert("text_key", rows) +
            "DELETE FROM text_key WHERE n % 29 = 0;\n")


def row_id(rand):
    """No key: entries end with the hidden row id."""
    rows = [[str(rand.randrange(-10**9, 10**9)) if i % 7 else "NULL", "0x" + rand.randbytes(rand.randrange(1, 12)).hex(),
             quoted(f"{i:05}" + "f" * rand.randrange(50, 150))] for i in range(1200)]
    return ("CREATE TABLE row_id (a bigint DEFAULT NULL, b varbinary(12) DEFAULT NULL, filler varchar(200) NOT NULL, KEY a (a), "
            "KEY b (b)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=COMPACT;\n" + insert("row_id", rows))


def downward(rand):
    """A key that falls and then rises, with zero bytes in it."""
    rows = [[str(i // 5 - 120), "0x" + "00" * (i % 5) + f"{i % 256:02x}", str(i / 7), quoted("ab"[i % 2]),
             quoted("f" * rand.randrange(50, 150))] for i in range(1200)]
    return ("CREATE TABLE downward (y smallint NOT NULL, x varbinary(10) NOT NULL, v double DEFAULT NULL, e enum('a','b') DEFAULT "
            "NULL, filler varchar(200) NOT NULL, PRIMARY KEY (y DESC, x), KEY v (v), KEY e (e)) ENGINE=InnoDB "
            "DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;\n" + insert("downward", rows))


def one_indexed(rand):
    """Pairs of columns of one type, of which one is indexed: only its entries tell which is which."""
    rows = [[str(i), str(rand.randrange(1000)), str(rand.randrange(1000)), quoted(f"f{rand.randrange(99)}"),
             quoted(f"l{rand.randrange(99)}" + "-" * (i % 12)), quoted(None if i % 6 == 0 else f"{rand.randrange(99)}"),
             quoted(f"{rand.randrange(99)}")] for i in range(400)]
    return ("CREATE TABLE one_indexed (id int NOT NULL, debit int NOT NULL, credit int NOT NULL, first varchar(30) NOT NULL, last "
            "varchar(30) NOT NULL, x varchar(9) DEFAULT NULL, y varchar(9) DEFAULT NULL, PRIMARY KEY (id), KEY credit (credit), "
            "KEY last (last(10))) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;\n" + insert("one_indexed", rows) +
            "UPDATE one_indexed SET credit = credit + 5 WHERE id % 9 = 0; DELETE FROM one_indexed WHERE id % 31 = 0;\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    rand = random.Random(7)
    server = Server(shlex.split(options.client))
    server.run(f"DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4; USE {DATABASE};\n"
               "SET NAMES utf8mb4;\n" + twins("twins_dynamic", "DYNAMIC", rand) + twins("twins_redundant", "REDUNDANT", rand) +
               text_key(rand) + row_id(rand) + downward(rand) + one_indexed(rand))
    folder = options.testdata / "secondary" / options.kind
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    describe(server, DATABASE, folder)
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for path in sorted((pathlib.Path(options.datadir) / DATABASE).glob("*.ibd")):
        (folder / (path.name + ".xz")).write_bytes(compress(path.read_bytes()))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
