#!/usr/bin/env python3
"""Writes testdata/page_sizes/, testdata/instant/: tables in dialects of the format that take a server of their own.

usage: make_format_testdata.py GROUP FOLDER TESTDATA --client CMD --datadir DIR --stop CMD [--only GLOB]...

GROUP is `page_sizes` or `instant`. Builds the database `formats` on the server, ends it cleanly, and writes to
TESTDATA/GROUP/FOLDER/ one TABLE.ibd.xz, TABLE.sql, TABLE.tsv and TABLE.cols.tsv a table, as make_testdata.py does. FOLDER
names the server, and what was special with it: `mysql-9-4k` for one that was started with --innodb-page-size=4k,
`mariadb-10.5-8k-innodb` for one with --innodb-checksum-algorithm=innodb as well. --only keeps the tables that match. Then
refreshes the list of files in TESTDATA/README.md. THE DATABASE IS DROPPED FIRST.
"""

import argparse
import fnmatch
import pathlib
import random
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

from instant_round_trip import Past  # noqa: E402
from make_testdata import compress, describe, refresh_readme  # noqa: E402
from server import Server  # noqa: E402

DATABASE = "formats"


def inserts(table, rows):
    return [f"INSERT INTO {table} VALUES {','.join(rows[at:at + 500])}" for at in range(0, len(rows), 500)]


def page_sizes(server, folder):
    """Trees of several levels, records near the limit, off-page values; with 4 KiB, extent descriptors on a second page."""
    page = int(server.query("SELECT @@innodb_page_size")[0][0])
    out = []
    for row_format in ("redundant", "compact", "dynamic"):
        out.append(f"CREATE TABLE rows_{row_format} (id INT NOT NULL PRIMARY KEY, v VARCHAR(90), n INT, d DOUBLE, KEY (n)) "
                   f"ROW_FORMAT={row_format.upper()}")
        out += inserts(f"rows_{row_format}", [f"({i * 3},CONCAT('row {i} ',REPEAT('.',{i * 7 % 60})),{i % 97},{i}.25)"
                                              for i in range(1500)])
        out.append(f"DELETE FROM rows_{row_format} WHERE id % 5 = 1")
        out.append(f"CREATE TABLE off_page_{row_format} (id INT NOT NULL PRIMARY KEY, t LONGTEXT, b LONGBLOB) "
                   f"ROW_FORMAT={row_format.upper()}")
        out += [f"INSERT INTO off_page_{row_format} VALUES ({i},REPEAT('t{i % 10}',{size // 2}),REPEAT(CHAR({i}),{size}))"
                for i, size in enumerate((0, 1, 40, 767, 768, 1900, 4000, 7000, 9000, 15000, 20000, 40000, 70000, 150001))]
    # Columns that stay in the record: half a page, and with pages of 64 KiB no more than 16 KiB.
    most = min(page // 2, 16384) - 300
    count = most // 240
    out.append("CREATE TABLE wide (id INT NOT NULL PRIMARY KEY, " + ", ".join(f"c{i} CHAR(235) NOT NULL" for i in range(count)) +
               ") CHARACTER SET latin1 ROW_FORMAT=DYNAMIC")
    out += [f"INSERT INTO wide VALUES ({i}," + ",".join(f"REPEAT('{(i + c) % 10}',{235 - (i + c) % 3})" for c in range(count)) + ")"
            for i in range(40)]
    if page == 4096 and "mysql" in folder:
        out.append("CREATE TABLE many_pages (id INT NOT NULL PRIMARY KEY, filler CHAR(250) NOT NULL) CHARACTER SET latin1 "
                   "ROW_FORMAT=DYNAMIC")
        out += inserts("many_pages", [f"({i},'filler')" for i in range(64000)])
    return out


def instant(server, folder):
    """Pasts of random instant DDL and DML (instant_round_trip.py), and the corners by name."""
    out = []
    for number in range(12):
        rng = random.Random(f"testdata.{number}")
        past = Past(rng, f"past_{number}", server.is_mariadb, False, partitions=False)
        for _ in range(12):
            past.step()
        out += past.out
    long_text = "'" + "long " * 1800 + "'"
    for row_format in ("redundant", "dynamic"):
        table = f"defaults_{row_format}"
        out.append(f"CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, a INT) ROW_FORMAT={row_format.upper()}")
        out += inserts(table, [f"({i},{i})" for i in range(2000)])
        if server.is_mariadb:
            out += [f"ALTER TABLE {table} ADD COLUMN t TEXT NOT NULL DEFAULT {long_text}, ALGORITHM=INSTANT",
                    f"ALTER TABLE {table} ADD COLUMN b BLOB DEFAULT {long_text} FIRST, ALGORITHM=INSTANT"]
        out += [f"ALTER TABLE {table} ADD COLUMN d DATETIME(6) NOT NULL DEFAULT '2024-02-29 23:59:59.123456', ALGORITHM=INSTANT",
                f"ALTER TABLE {table} ADD COLUMN e ENUM('x','y') NOT NULL DEFAULT 'y', ALGORITHM=INSTANT",
                f"ALTER TABLE {table} ADD COLUMN n INT, ALGORITHM=INSTANT",
                f"UPDATE {table} SET n = id WHERE id % 3 = 0"]
        table = f"added_{row_format}"
        out.append(f"CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, a INT) ROW_FORMAT={row_format.upper()}")
        out += inserts(table, [f"({i},{i})" for i in range(1500)])
        out.append(f"ALTER TABLE {table} ADD COLUMN v VARCHAR(30) NOT NULL DEFAULT 'instead of it', ADD COLUMN n INT, ALGORITHM=INSTANT")
        out += inserts(table, [f"({i},{i},'own {i}',{i})" for i in range(1500, 2500)])
        if server.is_mariadb:
            table = f"moved_{row_format}"
            out.append(f"CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, a INT, v VARCHAR(30), b INT NOT NULL) "
                       f"ROW_FORMAT={row_format.upper()}")
            out += inserts(table, [f"({i},{i + 7},'v {i}',{i * 3})" for i in range(1500)])
            out.append(f"ALTER TABLE {table} MODIFY v VARCHAR(30) FIRST, DROP COLUMN b, ALGORITHM=INSTANT")
            out += inserts(table, [f"('w {i}',{i},{i})" for i in range(1500, 2000)])
        table = f"versions_{row_format}"
        out.append(f"CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, keep VARCHAR(20)) ROW_FORMAT={row_format.upper()}")
        for version in range(25):
            out += inserts(table, ["(" + str(version * 20 + i) + f",'v{version}'" + (f",{i}" if version else "") + ")" for i in range(20)])
            if version:
                out.append(f"ALTER TABLE {table} DROP COLUMN c{version}, ALGORITHM=INSTANT")
            out.append(f"ALTER TABLE {table} ADD COLUMN c{version + 1} INT DEFAULT {version}, ALGORITHM=INSTANT")
    return out


GROUPS = {"page_sizes": page_sizes, "instant": instant}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("folder")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--only", action="append", default=[])
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    statements = ["SET NAMES utf8mb4", "SET sql_mode = ''", f"DROP DATABASE IF EXISTS {DATABASE}",
                  f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4", f"USE {DATABASE}"]
    sql = ";\n".join(statements + GROUPS[options.group](server, options.folder)) + ";\n"
    if options.group == "instant":
        # --force: a random past may ask for what a server refuses (a row that gets too long); it does without, then.
        subprocess.run(server.client + ["--batch", "--force"], input=sql.encode(), stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
    else:
        server.run(sql)
    dropped = sorted(table for _, table in server.tables([DATABASE])
                     if options.only and not any(fnmatch.fnmatch(table, only) for only in options.only))
    if dropped:
        server.run(f"USE {DATABASE}; DROP TABLE {', '.join(dropped)};")
    folder = options.testdata / options.group / options.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    describe(server, DATABASE, folder)
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for path in sorted((pathlib.Path(options.datadir) / DATABASE).glob("*.ibd")):
        (folder / (path.name + ".xz")).write_bytes(compress(path.read_bytes()))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
