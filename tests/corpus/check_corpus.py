#!/usr/bin/env python3
"""Salvages every table of a corpus of real tablespaces and compares the rows with the truth stored beside each.

usage: check_corpus.py --tool PROGRAM --corpus DIR [--client 'CLIENT...'] [--schema auto|always|never|beside] [--only GLOB]

A corpus folder holds, at any depth, NAME.ibd (or NAME.ibd.xz) with NAME.tsv (the truth, or NAME.tsv.xz), NAME.cols.tsv
(column, type, flags) and NAME.sql (CREATE TABLE); testdata/README.md describes the formats. Tables without a truth are
named and left out.

  --schema auto   give NAME.sql to the tool unless the file carries its definition inside (SDI); the default
  --schema beside give nothing: NAME.frm is laid beside the file; only the tables that have one
  --client CMD    load the SQL output into this server and read it back there; without it, --format tsv is compared
  --refused GLOB  tables that the tool does not read yet: it must say so (exit code 3) and write no row; repeatable
  --jobs N        tables at a time (default: number of processors; 1 with --client)

Rows are compared as a multiset: FLOAT as float32, DOUBLE as doubles, CHAR without trailing spaces, hex without regard to
case, numbers by value; everything else as it stands. One line a table, then totals.
Exit: 0 all equal, 1 a difference, 2 usage, 77 no corpus there (CTest: skipped).
"""

import argparse
import collections
import concurrent.futures
import decimal
import fnmatch
import lzma
import os
import pathlib
import re
import shlex
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "servers"))

from server import Server, ServerError, name, truth_rows  # noqa: E402

NULL = "\\N"
INTEGERS = ("tinyint", "smallint", "mediumint", "int", "integer", "bigint", "year", "bool", "boolean")
BINARIES = ("bit", "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector", "geometry", "point",
            "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection", "geomcollection")


def read_bytes(path):
    """The file, or its .xz."""
    if path.exists():
        return path.read_bytes()
    return lzma.open(str(path) + ".xz").read()


def exists(path):
    return path.exists() or pathlib.Path(str(path) + ".xz").exists()


def has_sdi(ibd):
    """FSP_SPACE_FLAGS of page 0, bit 14: the tablespace carries its definition. Source: fsp0types.h (8.0)."""
    flags = struct.unpack_from(">I", ibd, 38 + 16)[0]
    # MariaDB's full_crc32 files use bit 4 and other meanings; theirs never reach bit 14.
    return bool(flags & (1 << 14))


def parse_tsv(data):
    """(column names, rows of raw fields). Fields stay escaped: they are compared in that form."""
    lines = data.decode("utf-8").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    if not lines:
        return [], []
    return lines[0].split("\t"), [line.split("\t") for line in lines[1:]]


def normal(value, kind):
    """The value in a form that is equal where the values are."""
    if value == NULL:
        return NULL
    try:
        if kind in INTEGERS:
            return str(int(value))
        if kind in ("decimal", "numeric"):
            return str(decimal.Decimal(value))
        if kind == "float":
            return repr(struct.unpack("<f", struct.pack("<f", float(value)))[0])
        if kind in ("double", "real"):
            return repr(float(value))
    except (ValueError, OverflowError, decimal.InvalidOperation):
        return f"not a {kind}: {value}"
    if kind in BINARIES:
        return value.upper() or "0X"  # SQL has no hexadecimal literal of no bytes: '' stands there
    if kind in ("char", "nchar"):
        return value.rstrip(" ")
    return value


class Table:
    def __init__(self, ibd_path, root):
        self.path = ibd_path
        self.stem = re.sub(r"\.ibd(\.xz)?$", "", ibd_path.name)
        self.label = str(ibd_path.parent.relative_to(root) / self.stem)
        folder = ibd_path.parent
        self.truth, self.cols, self.sql, self.frm = (
            folder / (self.stem + end) for end in (".tsv", ".cols.tsv", ".sql", ".frm"))

    def kinds(self):
        """{column: (type, is generated)}"""
        found = {}
        for line in read_bytes(self.cols).decode("utf-8").split("\n"):
            fields = line.split("\t")
            if len(fields) >= 2:
                kind = re.match(r"[a-z0-9]*", fields[1].lower()).group(0)
                flags = fields[2].lower() if len(fields) > 2 else ""
                found[fields[0]] = (kind, "virtual" in flags or "stored" in flags)
        return found


def salvage(table, options, scratch):
    """Runs the tool. Returns (folder of the output, text of what went wrong or None)."""
    ibd = scratch / "db" / (table.stem + ".ibd")
    ibd.parent.mkdir()
    data = lzma.open(table.path).read() if table.path.suffix == ".xz" else table.path.read_bytes()
    ibd.write_bytes(data)
    if options.schema == "beside":
        (ibd.parent / (table.stem + ".frm")).write_bytes(read_bytes(table.frm))
    out = scratch / "OUT"
    command = [options.tool, "salvage", str(ibd), "-o", str(out), "--format", "sql" if options.client else "tsv"]
    if options.schema == "always" or (options.schema == "auto" and not has_sdi(data)):
        command += ["--schema", str(table.sql)]
    done = subprocess.run(command + options.tool_option, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        said = done.stdout.decode("utf-8", "replace").strip().split("\n")[-1]
        return out, f"exit code {done.returncode}: {said[:300]}"
    return out, None


def tool_rows(out, options, number):
    """(column names, rows) of the one table in OUT/tables."""
    files = sorted((out / "tables").glob("*.sql" if options.client else "*.tsv"))
    if len(files) != 1:
        raise ServerError(f"{len(files)} files in tables/, expected one")
    if not options.client:
        return parse_tsv(files[0].read_bytes())
    server = options.server
    database = f"check_corpus_{number}"
    server.run(f"DROP DATABASE IF EXISTS {name(database)}; CREATE DATABASE {name(database)};")
    try:
        server.run(f"USE {name(database)};\nSET foreign_key_checks = 0;\n".encode() + files[0].read_bytes())
        ((_, loaded), columns), = server.tables([database]).items()
        return [c.name for c in columns], truth_rows(server, f"{name(database)}.{name(loaded)}", columns)
    finally:
        server.run(f"DROP DATABASE {name(database)};")


def compare(table, columns, rows):
    """Texts of the differences, and the number of rows expected."""
    true_columns, true_rows = parse_tsv(read_bytes(table.truth))
    kinds = table.kinds()
    compared = [c for c in true_columns if c in columns]
    missing = [c for c in true_columns if c not in columns and not kinds.get(c, ("", False))[1]]
    if missing:
        return [f"columns missing: {missing}"], len(true_rows)

    def multiset(names, all_rows):
        places = [names.index(c) for c in compared]
        row_kinds = [kinds.get(c, ("", False))[0] for c in compared]
        return collections.Counter(tuple(normal(row[p], kind) for p, kind in zip(places, row_kinds)) for row in all_rows)
    bad = next((row for row in rows if len(row) != len(columns)), None)
    if bad is not None:
        return [f"a row of {len(bad)} fields under {len(columns)} columns: {bad!r}"[:300]], len(true_rows)
    expected, found = multiset(true_columns, true_rows), multiset(columns, rows)
    lost, extra = expected - found, found - expected
    if not lost and not extra:
        return [], len(true_rows)
    texts = [f"{sum(lost.values())} rows missing, {sum(extra.values())} rows not in the truth"]
    for row, other in list(zip(sorted(lost), sorted(extra)))[:2]:
        for column, a, b in zip(compared, row, other):
            if a != b:
                at = max(0, len(os.path.commonprefix([a, b])) - 10)
                texts.append(f"{column}: expected {a[at:at + 100]!r}, found {b[at:at + 100]!r}")
    if not extra:
        texts.append(f"missing: {sorted(lost)[0]!r}"[:300])
    if not lost:
        texts.append(f"extra: {sorted(extra)[0]!r}"[:300])
    return texts[:8], len(true_rows)


def check(table, options, number):
    """(expected rows, found rows, differences)"""
    with tempfile.TemporaryDirectory(prefix="innosalvage-corpus-") as scratch:
        out, trouble = salvage(table, options, pathlib.Path(scratch))
        if any(fnmatch.fnmatch(table.label, glob) for glob in options.refused):
            refused = (trouble or "").startswith("exit code 3") and not list(out.glob("tables/*"))
            return 0, 0, [] if refused else [f"expected to be refused: {trouble or 'exit code 0'}"]
        texts = [trouble] if trouble else []
        try:
            columns, rows = tool_rows(out, options, number)
            differences, expected = compare(table, columns, rows)
            return expected, len(rows), texts + differences
        except (ServerError, OSError, UnicodeDecodeError) as error:
            return len(parse_tsv(read_bytes(table.truth))[1]), 0, texts + [str(error)[:300]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--corpus", required=True, type=pathlib.Path)
    parser.add_argument("--client")
    parser.add_argument("--schema", choices=("auto", "always", "never", "beside"), default="auto")
    parser.add_argument("--only", action="append", default=[], help="a glob for SOURCE/VERSION/TABLE")
    parser.add_argument("--refused", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--tool-option", action="append", default=[])
    parser.add_argument("--quiet", action="store_true", help="show only the tables that differ")
    options = parser.parse_args()
    if not options.corpus.is_dir():
        print(f"check_corpus.py: no corpus at {options.corpus}; skipped")
        return 77
    options.server = Server(shlex.split(options.client)) if options.client else None
    tables = [Table(path, options.corpus) for path in sorted(options.corpus.rglob("*.ibd*"))
              if re.search(r"\.ibd(\.xz)?$", path.name)]
    tables = [t for t in tables if not options.only or any(fnmatch.fnmatch(t.label, glob) for glob in options.only)]
    if options.schema == "beside":
        tables = [t for t in tables if exists(t.frm)]
    without = [t.label for t in tables if not exists(t.truth)]
    tables = [t for t in tables if exists(t.truth)]
    if not tables:
        print(f"check_corpus.py: no tables with a truth in {options.corpus}; skipped")
        return 77
    bad = rows = 0
    with concurrent.futures.ThreadPoolExecutor(1 if options.client else options.jobs) as pool:
        results = pool.map(lambda pair: check(pair[1], options, pair[0]), enumerate(tables))
        for table, (expected, found, differences) in zip(tables, results):
            rows += expected
            bad += bool(differences)
            if differences or not options.quiet:
                print(f"{'FAIL' if differences else 'PASS'}  {table.label}  {found} of {expected} rows", flush=True)
            for text in differences:
                print("        " + text)
    if without:
        print(f"without truth: {', '.join(without)}")
    print(f"{len(tables)} tables, {rows} rows: {len(tables) - bad} tables equal, {bad} differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
