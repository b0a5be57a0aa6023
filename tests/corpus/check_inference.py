#!/usr/bin/env python3
"""Salvages tables of a corpus without any schema, and compares the definition that comes out with the true one.

usage: check_inference.py --tool PROGRAM --corpus DIR [--only GLOB] [--min-columns F] [--min-classes F] [-v]

The .ibd alone is given: no SQL, no .frm, and pages of SDI zeroed. For each table with rows the tool must write
lost_and_found/, and no file into tables/. From the CREATE TABLE in lost_and_found/ the number of columns is compared
with NAME.cols.tsv (columns that are not stored count for nothing; a FULLTEXT key may bring FTS_DOC_ID), then the
class of each column's type, in the order of the record: key first.

Classes: integer (YEAR, BIT, ENUM, SET too: their bytes are integers), temporal, decimal, real, text, binary (JSON of
MySQL and spatial types too).
Exit: 0 at least --min-columns of the tables have the right number and --min-classes of the columns of these the right
class, 1 less, or a row in tables/, 2 usage, 77 no corpus there.
"""

import argparse
import fnmatch
import lzma
import pathlib
import re
import subprocess
import sys
import tempfile

CLASSES = {
    "integer": ("tinyint", "smallint", "mediumint", "int", "integer", "bigint", "year", "bit", "enum", "set", "bool"),
    "temporal": ("date", "time", "datetime", "timestamp"),
    "decimal": ("decimal", "numeric"),
    "real": ("float", "double", "real"),
    "text": ("char", "varchar", "tinytext", "text", "mediumtext", "longtext"),
}
SDI_PAGES = (17853, 18, 19)  # FIL_PAGE_SDI, FIL_PAGE_SDI_BLOB, FIL_PAGE_SDI_ZBLOB


def read(path):
    if path.exists():
        return path.read_bytes()
    return lzma.open(str(path) + ".xz").read()


def class_of(kind):
    word = re.match(r"[a-z0-9]*", kind.lower()).group(0)
    for name, kinds in CLASSES.items():
        if word in kinds:
            return name
    return "binary"


def without_sdi(ibd):
    size = 16384
    pages = [ibd[at:at + size] for at in range(0, len(ibd), size)]
    return b"".join(b"\0" * len(page) if int.from_bytes(page[24:26], "big") in SDI_PAGES else page for page in pages)


def key_columns(sql):
    """The columns of the clustered key, as far as the text tells."""
    found = re.search(r"PRIMARY\s+KEY\s*(?:USING\s+\w+\s*)?\(((?:[^()]|\([^()]*\))*)\)", sql, re.I)
    if not found:
        return []
    return [re.match(r"\s*`?([^`(\s]+)", part).group(1) for part in re.sub(r"\(\d+\)", "", found.group(1)).split(",")]


def truth(path):
    columns = []
    for line in read(path.with_suffix(".cols.tsv")).decode("utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) >= 2 and "virtual" not in "".join(fields[2:]).lower():
            columns.append((fields[0], class_of(fields[1])))
    sql = read(path.with_suffix(".sql")).decode("utf-8")
    keys = [key.lower() for key in key_columns(sql)]
    in_key = [column for key in keys for column in columns if column[0].lower() == key]
    ordered = in_key + [column for column in columns if column not in in_key]
    return [kind for _, kind in ordered], "fulltext" in sql.lower()


def inferred(sql):
    return [class_of(found.group(1)) for found in re.finditer(r"^  `[^`]+` (\w+)", sql, re.M)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--corpus", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="*")
    parser.add_argument("--skip", action="append", default=[], help="GLOB of tables the tool does not read; repeatable")
    parser.add_argument("--min-columns", type=float, default=0.9)
    parser.add_argument("--min-classes", type=float, default=0.8)
    parser.add_argument("-v", action="store_true")
    options = parser.parse_args()
    if not options.corpus.is_dir():
        print("no corpus there")
        return 77
    tables = right = columns = classes = 0
    broken = []
    for ibd in sorted(list(options.corpus.rglob("*.ibd")) + list(options.corpus.rglob("*.ibd.xz"))):
        base = ibd.parent / re.sub(r"\.ibd(\.xz)?$", "", ibd.name)
        label = str(base.relative_to(options.corpus))
        if not fnmatch.fnmatch(label, options.only) or any(fnmatch.fnmatch(label, skip) for skip in options.skip):
            continue
        rows = [suffix for suffix in (".tsv", ".tsv.xz") if base.with_suffix(suffix).exists()]
        if not rows or read(base.with_suffix(".tsv")).count(b"\n") < 2:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            (scratch / "db").mkdir()
            (scratch / "db" / "t.ibd").write_bytes(without_sdi(lzma.open(ibd).read() if ibd.suffix == ".xz" else ibd.read_bytes()))
            done = subprocess.run([options.tool, "salvage", "db/t.ibd", "-o", "out", "--progress", "never"], cwd=scratch,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            if (scratch / "out" / "tables").exists():
                broken.append(f"{label}: rows in tables/")
            if done.returncode not in (0, 1):
                broken.append(f"{label}: exit code {done.returncode}")
            sql = scratch / "out" / "lost_and_found" / "db.t.sql"
            mine = inferred(sql.read_text("utf-8")) if sql.exists() else []
        true, fulltext = truth(base)
        tables += 1
        counts = (len(true), len(true) + 1) if fulltext else (len(true),)
        same = len(mine) in counts
        right += same
        if same:
            columns += len(true)
            classes += sum(a == b for a, b in zip(true, mine))
        if options.v or not same:
            print(f"{'right' if same else 'WRONG'} {label}: {len(mine)} columns, truly {len(true)}")
    for line in broken:
        print("BROKEN", line)
    if tables == 0:
        print("no table with rows")
        return 77
    share, legal = right / tables, classes / max(columns, 1)
    print(f"{right} of {tables} tables with the right number of columns ({share:.1%}); "
          f"{classes} of {columns} columns of these of the right class ({legal:.1%}); {len(broken)} broken")
    return 1 if broken or share < options.min_columns or legal < options.min_classes else 0


if __name__ == "__main__":
    sys.exit(main())
