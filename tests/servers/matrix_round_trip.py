#!/usr/bin/env python3
"""One cell of the matrix of docs/formats.md: tables in one dialect of the format, on one server, there and back.

usage: matrix_round_trip.py ROW --client 'CLIENT...' --datadir DIR [option of round_trip.py...]

ROW is one of those below. The tables are built in the database rt_matrix and go through all of round_trip.py: files taken,
salvaged, loaded, compared. Ends as round_trip.py does; with 77 where the server has no such dialect. DATABASES WHOSE NAMES
BEGIN WITH rt_ ARE DROPPED.
"""

import json
import pathlib
import re
import shlex
import shutil
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


def row_formats(server, count=1500):
    return sum((table(f"t_{f}", f"ROW_FORMAT={f.upper()}", count) for f in ("redundant", "compact", "dynamic")), [])


def compressed(server):
    page = int(server.query("SELECT @@innodb_page_size")[0][0]) // 1024
    return sum((table(f"t_{k}", f"ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE={k}",
                      columns=COLUMNS if k > 2 else "id INT NOT NULL PRIMARY KEY, v VARCHAR(90), c CHAR(20), n INT, d DATETIME(3), "
                      "t LONGTEXT, b LONGBLOB") for k in (1, 2, 4, 8, 16) if k <= page), [])


def page_compressed(server, count=1500):
    if not server.is_mariadb:
        return table("t_zlib", "COMPRESSION='zlib'", count) + table("t_lz4", "COMPRESSION='lz4'", count)
    out = []
    for method in ("zlib", "lz4", "lzo", "lzma", "bzip2", "snappy"):
        out += [f"SET GLOBAL innodb_compression_algorithm = {method}"] + table(f"t_{method}", "PAGE_COMPRESSED=1", count)
    return out + ["SET GLOBAL innodb_compression_algorithm = zlib"]


def encrypted(server):
    """Keys of several ids and, in MySQL, of several master keys; with page compression and ROW_FORMAT=COMPRESSED."""
    if not server.is_mariadb:
        out = table("t_encrypted", "ENCRYPTION='Y'") + ["ALTER INSTANCE ROTATE INNODB MASTER KEY"]
        out += table("t_rotated", "ENCRYPTION='Y'") + table("t_zlib", "ENCRYPTION='Y' COMPRESSION='zlib'")
        out += table("t_lz4", "ENCRYPTION='Y' COMPRESSION='lz4'")
        return out + table("t_zip", "ENCRYPTION='Y' ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8")
    out = []
    for family in ("full_crc32", "crc32"):
        out.append(f"SET GLOBAL innodb_checksum_algorithm = {family}")
        for key in (1, 2, 3):
            out += table(f"t_{family}_{key}", f"ENCRYPTED=YES ENCRYPTION_KEY_ID={key}", 400)
        out += table(f"t_{family}_zlib", "ENCRYPTED=YES PAGE_COMPRESSED=1", 400)
    return (out + table("t_zip", "ENCRYPTED=YES ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8", 400) +
            ["SET GLOBAL innodb_checksum_algorithm = full_crc32"])


def exported(server, count=1500):
    """FLUSH TABLES ... FOR EXPORT: with .cfg files, and .cfp files in place of a keyring."""
    if server.is_mariadb:
        return table("t_plain", "", count)
    return table("t_plain", "", count) + table("t_encrypted", "ENCRYPTION='Y'", count)


def general(server, tables=4, count=300):
    """Many tables in one tablespace, plain and encrypted."""
    if server.is_mariadb:
        return []
    out = []
    for space, options in (("rt_general", ""), ("rt_closed", " ENCRYPTION='Y'"), ("rt_zip", " FILE_BLOCK_SIZE=8192")):
        out += [f"DROP TABLESPACE {space}", f"CREATE TABLESPACE {space} ADD DATAFILE '{space}.ibd'{options}"]
    for n in range(tables):
        out += table(f"general_{n}", "TABLESPACE rt_general", count)
        out += table(f"closed_{n}", "TABLESPACE rt_closed ENCRYPTION='Y'", count)
        out += table(f"zip_{n}", "TABLESPACE rt_zip ROW_FORMAT=COMPRESSED", count)
    return out


def odd(server):
    """Indexes that are no B-trees, and what is kept beside them."""
    out = ["CREATE TABLE ft (id INT PRIMARY KEY, t TEXT, FULLTEXT KEY (t)) ENGINE=InnoDB", "INSERT INTO ft VALUES (1,'quick fox'),(2,'lazy dog')",
           "CREATE TABLE sp (id INT PRIMARY KEY, g POINT NOT NULL, SPATIAL KEY (g)) ENGINE=InnoDB",
           "INSERT INTO sp VALUES (1,ST_GeomFromText('POINT(1 2)')),(2,ST_GeomFromText('POINT(3 4)'))"]
    if server.is_mariadb:
        out += ["CREATE TABLE lu (id INT PRIMARY KEY, t TEXT, b BLOB, UNIQUE KEY (t), UNIQUE KEY (b)) ENGINE=InnoDB",
                "INSERT INTO lu VALUES (1,REPEAT('a',5000),'x'),(2,'b',NULL),(3,NULL,'y')",
                "CREATE TABLE cc (id INT PRIMARY KEY, t TEXT COMPRESSED, b BLOB COMPRESSED) ENGINE=InnoDB",
                "INSERT INTO cc VALUES (1,REPEAT('a',5000),REPEAT('b',300)),(2,'b',NULL)",
                "CREATE TABLE ve (id INT PRIMARY KEY, v VECTOR(3) NOT NULL, VECTOR INDEX (v)) ENGINE=InnoDB",
                "INSERT INTO ve VALUES (1,VEC_FromText('[1,2,3]')),(2,VEC_FromText('[4,5,6]'))"]
    else:
        out += ["CREATE TABLE ve (id INT PRIMARY KEY, v VECTOR(3) NOT NULL) ENGINE=InnoDB",
                "INSERT INTO ve VALUES (1,STRING_TO_VECTOR('[1,2,3]')),(2,STRING_TO_VECTOR('[4,5,6]'))"]
    return out


def partitions(server, count=1500):
    return (table("by_hash", "PARTITION BY HASH (id) PARTITIONS 5", count) +
            table("by_range", "PARTITION BY RANGE (id) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 "
                  "(PARTITION p0 VALUES LESS THAN (900), PARTITION p1 VALUES LESS THAN MAXVALUE)", count))


# Letters and signs that a file's name spells as @..., and a name of Windows' own, which it spells with @@@ behind.
NAMES = ("we#ird näme", "a-b.c d", "Ünder@x", "日本語", "con", "x@0023y")


def names(server, count=50):
    return sum((table(f"`{name}`", "", count) for name in NAMES), [])


ROWS = {f.__name__: f for f in (row_formats, compressed, page_compressed, encrypted, exported, general, odd, partitions, names)}


# What a table's place asks of a server is not written: it would not load on another machine.
OF_PLACE = re.compile(r" /\*!50100 TABLESPACE `[^`]+` \*/| /\*!80016 ENCRYPTION='Y' \*/| ENCRYPTION='Y'| `?ENCRYPTED`?='?YES'?"
                      r"| `?ENCRYPTION_KEY_ID`?='?\d+'?")
plain_ddl = round_trip.normal_ddl
round_trip.normal_ddl = lambda ddl: OF_PLACE.sub("", plain_ddl(ddl))


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
        if self.options.row == "exported":
            self.options.stop = None
        self.copy_files()

    def copy_folders(self):
        super().copy_folders()
        datadir = pathlib.Path(self.options.datadir)
        spaces = datadir.glob("rt_*.ibd") if self.options.row == "general" else ()
        for path in [*spaces, *datadir.glob("rt_*/*.cf[gp]")]:
            shutil.copyfile(path, self.copy / path.relative_to(datadir))


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
