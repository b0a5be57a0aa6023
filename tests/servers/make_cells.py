#!/usr/bin/env python3
"""Writes testdata/cells/: the cells of docs/formats.md that are in no other folder, each as a small data directory.

usage: make_cells.py KIND TESTDATA --client CMD --datadir DIR --stop CMD --start CMD [--keys FILE] [--only CELL]

Builds each cell's database on the server, as matrix.sh does in a larger size, and writes to TESTDATA/cells/KIND/CELL/:

    data/...            files of the data directory, each as .xz (.ibd, .frm, .par; of exported tables .cfg and .cfp)
    tables.tsv          a table a line: database, name, and STEM, under which its truth stands
    STEM.sql, STEM.tsv  SHOW CREATE TABLE; all rows (.tsv.xz when long)
    leaves.tsv          the leaves of each clustered index: STEM, file, page size in it, page no, rows, as the server
                        counts them (information_schema.INNODB_BUFFER_PAGE)
    keyring             what opens encrypted tables: FILE, which must hold test keys (where there are such tables)

THE DATABASES AND THE GENERAL TABLESPACES rt_... ARE DROPPED FIRST.
"""

import argparse
import contextlib
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

import matrix_round_trip as matrix  # noqa: E402
from make_format_testdata import inserts  # noqa: E402
from make_source_testdata import without_host  # noqa: E402
from make_testdata import compress, refresh_readme, unescape, write  # noqa: E402
from server import Column, Server, ServerError, name, quote, truth_rows  # noqa: E402


def crc32_family(server):
    return ["SET GLOBAL innodb_checksum_algorithm = crc32", *matrix.row_formats(server, 240),
            *matrix.table("t_zip", "ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8", 240),
            "SET GLOBAL innodb_checksum_algorithm = full_crc32"]


def exported(server):
    return matrix.exported(server, 90) + matrix.table("t_redundant", "ROW_FORMAT=REDUNDANT", 90)


def filled(table, columns, values, count=300):
    """A table (id, pad, columns...) of so many rows, some of them changed, some deleted."""
    rows = [f"({i},REPEAT(CHAR({97 + i % 26}),{i * 37 % 160}),{values(i)})" for i in range(1, count + 1)]
    return [f"CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, pad VARCHAR(200), {columns}) ENGINE=InnoDB", *inserts(table, rows),
            f"UPDATE {table} SET pad = CONCAT('changed ', id) WHERE id % 7 = 0", f"DELETE FROM {table} WHERE id % 10 = 1"]


def odd(server):
    """Indexes that are no B-trees over columns, columns of such, and sequences."""
    out = filled("ft", "t TEXT, FULLTEXT KEY (t), FULLTEXT KEY (pad, t)", lambda i: f"'fox {i} jumps over dog {i * 7 % 50}'")
    out += filled("sp", "g POINT NOT NULL, area POLYGON, SPATIAL KEY (g)",
                  lambda i: f"ST_GeomFromText('POINT({i} {i % 17}.5)'),"
                  + ("NULL" if i % 4 == 0 else f"ST_GeomFromText('POLYGON((0 0,{i} 0,{i} {i},0 0))')"))
    if not server.is_mariadb:
        return out + filled("ve", "v VECTOR(8)", lambda i: f"STRING_TO_VECTOR('[{vector(i)}]')")
    out += filled("lu", "t TEXT, b BLOB, UNIQUE KEY (t), UNIQUE KEY (b)",
                  lambda i: f"CONCAT('text {i} ',REPEAT('.',{5000 if i == 140 else i % 60})),"
                  + ("NULL" if i % 5 == 0 else f"CONCAT('blob {i}',REPEAT(CHAR(0),{i % 30}))"))
    out += filled("cc", "t TEXT COMPRESSED, b BLOB COMPRESSED, v VARCHAR(500) COMPRESSED",
                  lambda i: f"REPEAT('text {i} ',{i % 90}),{'NULL' if i % 5 == 0 else f'REPEAT(CHAR({i % 256}),{i * 3})'},"
                  f"REPEAT('v{i}',{i % 70})")
    out += ["CREATE SEQUENCE s1 START WITH 100 INCREMENT BY 10 ENGINE=InnoDB", "SELECT NEXTVAL(s1), NEXTVAL(s1)",
            "CREATE SEQUENCE s2 START WITH -5 MINVALUE -99 MAXVALUE 99 INCREMENT BY -1 CYCLE NOCACHE ENGINE=InnoDB",
            "SELECT NEXTVAL(s2), NEXTVAL(s2)"]
    if server.version >= (11, 7):
        out += filled("ve", "v VECTOR(8) NOT NULL, VECTOR INDEX (v)", lambda i: f"VEC_FromText('[{vector(i)}]')")
    return out


def vector(i):
    return ",".join(str((i * 31 + k * 7) % 64 / 4) for k in range(8))


def instant(server):
    """Columns that came, moved and went without a rebuild, and rows from before and after. MariaDB's way of it."""
    out = []
    for row_format in ("redundant", "dynamic"):
        table = f"t_{row_format}"
        out += matrix.table(table, f"ROW_FORMAT={row_format.upper()}", 150)
        out += [f"ALTER TABLE {table} ADD COLUMN w VARCHAR(30) NOT NULL DEFAULT 'instead of it' AFTER id, ALGORITHM=INSTANT",
                f"ALTER TABLE {table} DROP COLUMN d, MODIFY c CHAR(20) CHARACTER SET utf8mb4 FIRST, ALGORITHM=INSTANT"]
        out += inserts(f"{table} (id, w, v)", [f"({i},'own {i}',REPEAT('v',{i % 90}))" for i in range(1000, 1120)])
        out.append(f"UPDATE {table} SET w = CONCAT('now ', id) WHERE id % 6 = 0")
    return out


# Cell: the database, what is done in it, and the servers for which there is no other file.
CELLS = {
    "crc32_family": ("crc32_family", crc32_family, "mariadb"),
    "page_compressed": ("page_compressed", lambda server: matrix.page_compressed(server, 150), "mariadb-10.11"),
    "general": ("general", lambda server: matrix.general(server, 2, 60), "mysql"),
    "exported": ("exported", exported, ""),
    "instant": ("instant", instant, "mariadb-10.11"),
    "odd": ("odd", odd, ""),
    "partitions": ("partitions", lambda server: matrix.partitions(server, 400), ""),
    "names": ("na-me d'été", lambda server: matrix.names(server), ""),
}


class Cell:
    def __init__(self, server, datadir, cell, folder):
        self.server, self.datadir, self.cell, self.folder = server, datadir, cell, folder
        self.database, self.build_with, _ = CELLS[cell]
        self.page_size = int(server.query("SELECT @@innodb_page_size")[0][0])

    def build(self):
        self.server.run(f"DROP DATABASE IF EXISTS {name(self.database)};")
        before = set(self.datadir.iterdir())
        self.server.run(f"SET NAMES utf8mb4; CREATE DATABASE {name(self.database)} CHARACTER SET utf8mb4;")
        self.own, = set(self.datadir.iterdir()) - before
        statements = self.build_with(self.server)
        for statement in (s for s in statements if s.startswith("DROP TABLESPACE")):
            with contextlib.suppress(ServerError):  # it is there only if it was left by an earlier run
                self.server.run(statement)
        statements = [s for s in statements if not s.startswith("DROP TABLESPACE")]
        self.server.run(";\n".join(["SET NAMES utf8mb4", "SET sql_mode = ''", f"USE {name(self.database)}", *statements]) + ";\n")

    def files(self):
        spaces = self.datadir.glob("rt_*.ibd") if self.cell == "general" else ()
        return sorted([*(p for p in self.own.iterdir() if p.suffix in (".ibd", ".frm", ".par", ".cfg", ".cfp")), *spaces])

    def copy(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in self.files():
            to = self.folder / "data" / (str(path.relative_to(self.datadir)) + ".xz")
            to.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            to.write_bytes(compress(without_host(data) if path.suffix == ".cfg" else data))

    def tables(self):
        """{table: its columns}, sequences with them."""
        found = {table: columns for (_, table), columns in self.server.tables([self.database]).items()}
        for (sequence,) in self.server.query("SELECT table_name FROM information_schema.tables WHERE table_type = 'SEQUENCE' "
                                             f"AND table_schema = {quote(self.database)}"):
            shown = self.server.query(f"SHOW COLUMNS FROM {name(self.database)}.{name(sequence)}")
            found[sequence] = [Column(row[0], row[1].partition("(")[0], row[1], "") for row in shown]
        return found

    def describe(self):
        tables = {table: (columns, truth_rows(self.server, self.qualified(table), columns)) for table, columns in self.tables().items()}
        stems, leaves, counted = {}, [], dict.fromkeys(tables, 0)
        for (table, path), pages in sorted(self.clustered_pages().items()):
            stems[table] = table if path.parent == self.datadir else path.stem.partition("#")[0]
            # The root was there first. Trees of three levels are not for here: the sum would tell.
            pages = sorted(pages)[1:] or pages
            size = self.page_size_of(table, path)
            leaves += [f"{stems[table]}\t{path.relative_to(self.datadir)}\t{size}\t{page}\t{count}\n" for page, count in pages]
            counted[table] += sum(count for _, count in pages)
        told = self.cell == "instant"  # the server counts the record that tells of the past
        if counted != {table: len(rows) + told for table, (_, rows) in tables.items()}:
            sys.exit(f"make_cells.py: {self.cell}: not the rows that the server prints are on the leaves: {counted}")
        for table, (columns, rows) in tables.items():
            write(self.folder / f"{stems[table]}.sql", self.definition(table).encode())
            text = "".join("\t".join(line) + "\n" for line in [[c.name for c in columns], *rows])
            write(self.folder / f"{stems[table]}.tsv", text.encode())
        (self.folder / "leaves.tsv").write_text("".join(leaves))
        (self.folder / "tables.tsv").write_text("".join(f"{self.database}\t{table}\t{stems[table]}\n" for table in sorted(tables)),
                                                encoding="utf-8")

    def qualified(self, table):
        return f"{name(self.database)}.{name(table)}"

    def definition(self, table):
        created = self.server.run(f"SHOW CREATE TABLE {self.qualified(table)};", ["--skip-column-names"]).decode().rstrip("\n")
        return unescape(created.split("\t", 1)[1]) + ";\n"

    def page_size_of(self, table, path):
        zip_page = re.search(r"KEY_BLOCK_SIZE=(\d+)", self.definition(table))
        if zip_page:
            return int(zip_page.group(1)) * 1024
        return 8192 if path.name == "rt_zip.ibd" else self.page_size

    def clustered_pages(self):
        """{(table, file): [(page no, records), ...]}. The server has just read all rows: each page is in its memory."""
        files = {int.from_bytes(path.read_bytes()[34:38], "big"): path for path in self.files() if path.suffix == ".ibd"}
        found = {}
        for space, page, count, table in self.server.query(
                "SELECT space, page_number, number_records, HEX(table_name) FROM information_schema.INNODB_BUFFER_PAGE "
                "WHERE page_type = 'INDEX' AND index_name IN ('PRIMARY', 'GEN_CLUST_INDEX')"):
            path = files.get(int(space))
            if path and "#i#" not in path.name and not path.name.lower().startswith("fts_"):
                # `database`.`table` /* Partition ... */
                table = re.match(r"`.*?`\.`(.*?)`", bytes.fromhex(table).decode()).group(1)
                found.setdefault((table, path), []).append((int(page), int(count)))
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop", "start"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--keys", type=pathlib.Path)
    parser.add_argument("--only", action="append", choices=CELLS)
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    datadir = pathlib.Path(options.datadir)
    cells = [Cell(server, datadir, cell, options.testdata / "cells" / options.kind / cell)
             for cell, (_, _, kinds) in CELLS.items()
             if options.kind.startswith(kinds) and (not options.only or cell in options.only)]
    for cell in cells:
        cell.build()
    # A clean end purges what was deleted, and writes all pages. None but those that are read shall be in memory afterwards.
    server.run("SET GLOBAL innodb_buffer_pool_dump_at_shutdown = OFF;")
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for cell in cells:
        if cell.cell != "exported":
            cell.copy()
    subprocess.run(shlex.split(options.start), check=True, stdout=subprocess.DEVNULL)
    for cell in cells:
        if cell.cell == "exported":
            with matrix.round_trip.held_for_export(server, server.tables([cell.database])):
                cell.copy()
        cell.describe()
        if cell.cell == "general":
            shutil.copyfile(options.keys, cell.folder / "keyring")
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
