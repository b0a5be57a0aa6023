#!/usr/bin/env python3
"""One cell of the matrix of docs/formats.md: tables in one dialect of the format, on one server, there and back.

usage: matrix_round_trip.py ROW --client 'CLIENT...' --datadir DIR [option of round_trip.py...]

ROW is one of those below. The tables are built in the database rt_matrix and go through all of round_trip.py: files taken,
salvaged, loaded, compared. Ends as round_trip.py does; with 77 where the server has no such dialect. DATABASES WHOSE NAMES
BEGIN WITH rt_ ARE DROPPED.
"""

import json
import pathlib
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

import round_trip  # noqa: E402

NOT_THERE = 77
COLUMNS = ("id INT NOT NULL PRIMARY KEY, v VARCHAR(90), c CHAR(20) CHARACTER SET utf8mb4, n INT, d DATETIME(3), t LONGTEXT, "
           "b LONGBLOB, KEY (n)")


def rows(count):
    return [f"({i * 3},CONCAT('row {i} ',REPEAT('.',{i * 7 % 60})),'é{i}',{i % 97},'2024-02-0{i % 9 + 1} 10:00:00.{i % 1000:03}',"
            f"REPEAT('t{i % 10}',{i * 31 % 900 if i % 50 else i * 20}),REPEAT(CHAR({i % 250 + 1}),{i % 40 if i % 60 else i * 15}))"
            for i in range(count)]


def table(name, options, count=1500, columns=COLUMNS):
    """A table with rows inserted, updated and deleted."""
    lines = rows(count)
    return ([f"CREATE TABLE {name} ({columns}) ENGINE=InnoDB {options}"] +
            [f"INSERT INTO {name} VALUES {','.join(lines[at:at + 250])}" for at in range(0, count, 250)] +
            [f"UPDATE {name} SET v = REPEAT('longer ', 12), t = NULL WHERE id % 7 = 0", f"DELETE FROM {name} WHERE id % 10 = 1"])


def row_formats(server):
    return sum((table(f"t_{f}", f"ROW_FORMAT={f.upper()}") for f in ("redundant", "compact", "dynamic")), [])


def compressed(server):
    page = int(server.query("SELECT @@innodb_page_size")[0][0]) // 1024
    return sum((table(f"t_{k}", f"ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE={k}",
                      columns=COLUMNS if k > 2 else "id INT NOT NULL PRIMARY KEY, v VARCHAR(90), c CHAR(20), n INT, d DATETIME(3), "
                      "t LONGTEXT, b LONGBLOB") for k in (1, 2, 4, 8, 16) if k <= page), [])


def page_compressed(server):
    if not server.is_mariadb:
        return table("t_zlib", "COMPRESSION='zlib'") + table("t_lz4", "COMPRESSION='lz4'")
    out = []
    for method in ("zlib", "lz4", "lzo", "lzma", "bzip2", "snappy"):
        out += [f"SET GLOBAL innodb_compression_algorithm = {method}"] + table(f"t_{method}", "PAGE_COMPRESSED=1")
    return out + ["SET GLOBAL innodb_compression_algorithm = zlib"]


def encrypted(server):
    return table("t_encrypted", "ENCRYPTED=YES ENCRYPTION_KEY_ID=2" if server.is_mariadb else "ENCRYPTION='Y'")


def partitions(server):
    return (table("by_hash", "PARTITION BY HASH (id) PARTITIONS 5") +
            table("by_range", "PARTITION BY RANGE (id) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 "
                  "(PARTITION p0 VALUES LESS THAN (900), PARTITION p1 VALUES LESS THAN MAXVALUE)"))


def names(server):
    return table("`we#ird näme`", "", 50) + table("`a-b.c d`", "", 50) + table("`Ünder@x`", "", 50)


ROWS = {f.__name__: f for f in (row_formats, compressed, page_compressed, encrypted, partitions, names)}


class MatrixRoundTrip(round_trip.RoundTrip):
    def build(self):
        self.drop_databases()
        statements = ["SET NAMES utf8mb4", "SET sql_mode = ''", "CREATE DATABASE rt_matrix CHARACTER SET utf8mb4", "USE rt_matrix"]
        # --force: a method that this server was built without is left out.
        subprocess.run(self.server.client + ["--batch", "--force"],
                       input=(";\n".join(statements + ROWS[self.options.row](self.server)) + ";\n").encode(),
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        truth = round_trip.read_tables(self.server)
        (self.work / "truth.json").write_text(json.dumps(truth))
        self.say(f"truth: {len(truth)} tables, {sum(len(t['rows']) for t in truth.values())} rows")
        if not truth:
            sys.exit(NOT_THERE)
        if self.options.schema_from == "dump":
            with open(self.schema, "wb") as schema:
                subprocess.run(shlex.split(self.options.dump) + ["--no-data", "--skip-triggers", "--databases", "rt_matrix"],
                               stdout=schema, check=True)
        self.copy_files()


def main():
    if len(sys.argv) < 2 or sys.argv[1] not in ROWS:
        sys.exit(f"usage: matrix_round_trip.py ROW ...; ROW: {', '.join(ROWS)}")
    row = sys.argv.pop(1)
    options = round_trip.parse_arguments()
    options.row = row
    if not options.work:
        options.work = round_trip.tempfile.mkdtemp(prefix="innosalvage-matrix-")
    return MatrixRoundTrip(options).run()


if __name__ == "__main__":
    sys.exit(main())
