#!/usr/bin/env python3
"""Writes testdata/encoded/KIND: tables whose pages a server compressed, encrypted, or both.

usage: make_encoded_testdata.py KIND TESTDATA --client CMD --datadir DIR --stop CMD [--keys FILE] [--rows N] [--seed N]

Builds the database `encoded` on the server, ends it cleanly, and writes the tablespaces with their truth as
testdata/README.md describes. FILE is where the server keeps its keys: it is copied to `keyring` beside the tables, so it
must hold test keys. MariaDB needs file_key_management with a key of id 2 for the encrypted tables; algorithms that the
server does not have are left out. THE DATABASE IS DROPPED FIRST.
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
from server import Server, ServerError  # noqa: E402

DATABASE = "encoded"
COLUMNS = ("(id INT NOT NULL PRIMARY KEY, name VARCHAR(120) CHARACTER SET utf8mb4 NOT NULL, amount DECIMAL(12,3), "
           "made DATETIME(3), note TEXT, KEY by_amount (amount))")
ALGORITHMS = ("zlib", "lz4", "lzo", "lzma", "bzip2", "snappy")


def rows(count, rng, long_note):
    """VALUES of a table: in order of the key, with NULLs, repetition to compress, and a note off-page now and then."""
    words = ("lamp", "größer", "cable", "東京", "hinge", "paint", "drawer", "кофе")
    lines = []
    for i in range(1, count + 1):
        text = " ".join(rng.choice(words) for _ in range(rng.randrange(1, 8)))
        amount = "NULL" if i % 13 == 0 else f"{rng.randrange(-10**9, 10**9) / 1000:.3f}"
        made = f"'20{i % 80 + 10:02d}-0{i % 9 + 1}-1{i % 10} 0{i % 10}:1{i % 10}:00.{i % 1000:03d}'"
        note = "NULL" if i % 7 == 0 else f"'{rng.randbytes(6).hex() * (long_note // 12 if i % 200 == 50 else 1)}'"
        lines.append(f"({i},'{text}',{amount},{made},{note})")
    return lines


def fill(server, table, options, settings, count, rng):
    """Makes one table; False where the server does not have what it takes."""
    try:
        server.run(f"USE {DATABASE}; {settings} CREATE TABLE {table} {COLUMNS} {options};")
    except ServerError as error:
        print(f"left out: {table}: {str(error).strip().splitlines()[-1]}", file=sys.stderr)
        return False
    lines = rows(count, rng, 18_000)
    for at in range(0, len(lines), 500):
        server.run(f"SET NAMES utf8mb4; SET sql_mode=''; INSERT INTO {DATABASE}.{table} VALUES {','.join(lines[at:at + 500])};")
    server.run(f"DELETE FROM {DATABASE}.{table} WHERE id % 29 = 0; UPDATE {DATABASE}.{table} SET name = CONCAT(name, '!') "
               "WHERE id % 31 = 0;")
    return True


def of_mariadb():
    """(table, options, what is set before it is made)"""
    for family, prefix in (("full_crc32", ""), ("crc32", "old_")):
        before = f"SET GLOBAL innodb_checksum_algorithm={family};"
        for algorithm in ALGORITHMS:
            yield f"{prefix}{algorithm}", "PAGE_COMPRESSED=1", f"{before} SET GLOBAL innodb_compression_algorithm={algorithm};"
        before += " SET GLOBAL innodb_compression_algorithm=zlib;"
        yield f"{prefix}encrypted", "ENCRYPTED=YES ENCRYPTION_KEY_ID=2", before
        yield f"{prefix}encrypted_zlib", "ENCRYPTED=YES ENCRYPTION_KEY_ID=2 PAGE_COMPRESSED=1", before
    yield "encrypted_zip", "ENCRYPTED=YES ENCRYPTION_KEY_ID=1 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4", before


def of_mysql():
    yield "zlib", "COMPRESSION='zlib'", ""
    yield "lz4", "COMPRESSION='lz4'", ""
    yield "encrypted", "ENCRYPTION='Y'", ""
    # A key of a later master key than the tables before.
    yield "encrypted_zlib", "ENCRYPTION='Y' COMPRESSION='zlib'", "ALTER INSTANCE ROTATE INNODB MASTER KEY;"
    yield "encrypted_lz4", "ENCRYPTION='Y' COMPRESSION='lz4'", ""
    yield "encrypted_zip", "ENCRYPTION='Y' ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8", ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--keys", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=420)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--only", help="tables, separated by commas")
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    server.run(f"DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4;")
    rng = random.Random(options.seed)
    wanted = options.only.split(",") if options.only else None
    for table, table_options, settings in of_mysql() if options.kind.startswith("mysql") else of_mariadb():
        if wanted is None or table in wanted:
            fill(server, table, table_options, settings, options.rows, rng)
    folder = options.testdata / "encoded" / options.kind
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    describe(server, DATABASE, folder)
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for path in sorted((pathlib.Path(options.datadir) / DATABASE).glob("*.ibd")):
        (folder / (path.name + ".xz")).write_bytes(compress(path.read_bytes()))
    if options.keys:
        shutil.copy(options.keys, folder / "keyring")
    if (options.testdata / "README.md").exists():
        refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
