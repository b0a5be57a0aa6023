#!/usr/bin/env python3
"""Writes the fixtures of testdata/ with a real server.

usage: make_testdata.py KIND TESTDATA [--sample] --client CMD --datadir DIR --stop CMD --start CMD

Builds the databases of types/fixtures.py on the server, ends it cleanly, and writes to TESTDATA/KIND/ one TABLE.ibd.xz,
TABLE.sql (SHOW CREATE TABLE), TABLE.tsv (the rows as the server prints them; .tsv.xz when long) and TABLE.cols.tsv a table.
--sample writes TESTDATA/sample/ as well: shop.orders, whole and damaged, and the list of edits. Then refreshes the list of
files in TESTDATA/README.md. The commands are those of round_trip.py. THE SERVER'S DATABASES fixtures AND shop ARE DROPPED.
"""

import argparse
import hashlib
import lzma
import pathlib
import random
import shlex
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

import fixtures  # noqa: E402
import generate  # noqa: E402
from server import Server, name, truth_rows  # noqa: E402
from sql_script import SqlScript  # noqa: E402

PAGE = 16384
LONG = 20_000  # texts above this many bytes are kept compressed


def unescape(text):
    return text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t").replace("\0", "\\")


def write(path, data):
    """The file, or its .xz where it is long."""
    if len(data) > LONG:
        path = pathlib.Path(str(path) + ".xz")
        data = compress(data)
    path.write_bytes(data)


def compress(data):
    return lzma.compress(data, preset=9 | lzma.PRESET_EXTREME, check=lzma.CHECK_CRC32)


def describe(server, database, folder):
    """Writes .sql, .tsv and .cols.tsv of each table of the database."""
    for (_, table), columns in server.tables([database]).items():
        qualified = f"{name(database)}.{name(table)}"
        created = server.run(f"SHOW CREATE TABLE {qualified};", ["--skip-column-names"]).decode().rstrip("\n")
        write(folder / f"{table}.sql", (unescape(created.split("\t", 1)[1]) + ";\n").encode())
        lines = [[c.name for c in columns]] + truth_rows(server, qualified, columns)
        write(folder / f"{table}.tsv", "".join("\t".join(line) + "\n" for line in lines).encode())
        flags = [("virtual" if "VIRTUAL" in c.extra else "stored") if c.generated else "" for c in columns]
        (folder / f"{table}.cols.tsv").write_text("".join(f"{c.name}\t{c.column_type}\t{f}\n" for c, f in zip(columns, flags)))


def leaf_pages(ibd):
    """Clustered index leaves of a compact format table in key order: [(page no, [id, ...])], the key an INT UNSIGNED."""
    found = {}
    for page_no in range(len(ibd) // PAGE):
        page = ibd[page_no * PAGE:(page_no + 1) * PAGE]
        kind, = struct.unpack_from(">H", page, 24)
        level, index_id = struct.unpack_from(">HQ", page, 64)
        if kind == 17855 and level == 0:
            found.setdefault(index_id, {})[page_no] = page
    leaves = found[min(found)]  # the clustered index was created first
    page_no = next(n for n, p in leaves.items() if struct.unpack_from(">I", p, 8)[0] == 0xFFFFFFFF)
    ordered = []
    while page_no != 0xFFFFFFFF:
        page, origin, ids = leaves[page_no], 99, []
        while True:
            origin = (origin + struct.unpack_from(">h", page, origin - 2)[0]) & 0xFFFF
            if origin == 112:  # supremum
                break
            ids.append(struct.unpack_from(">I", page, origin)[0])
        ordered.append((page_no, ids))
        page_no = struct.unpack_from(">I", page, 12)[0]
    return ordered


def damage(whole):
    """Three hurts on three leaves. Returns (damaged file, lines that describe the edits)."""
    data, lines = bytearray(whole), []
    leaves = leaf_pages(whole)

    def note(leaf, text):
        page_no, ids = leaves[leaf]
        lines.append(f"| {page_no} | {leaf + 1} of {len(leaves)} | {text} | {ids[0]} .. {ids[-1]} | {len(ids)} |")
    place = leaves[2][0] * PAGE + 0x0A3C
    data[place] ^= 0x08
    note(2, f"file offset {place} (0x{place:x}): bit 0x08 flipped, 0x{whole[place]:02x} became 0x{data[place]:02x}")
    place = leaves[4][0] * PAGE
    data[place:place + PAGE] = bytes(PAGE)
    note(4, f"file offset {place} (0x{place:x}): 16,384 bytes set to zero")
    place = leaves[7][0] * PAGE + 0x1400
    data[place:place + 512] = random.Random(11).randbytes(512)
    note(7, f"file offset {place} (0x{place:x}): 512 bytes (one sector) overwritten with Python's "
         "`random.Random(11).randbytes(512)`")
    return bytes(data), lines


def make_sample(folder, whole):
    damaged, lines = damage(whole)
    (folder / "shop").mkdir()
    (folder / "shop" / "orders.ibd").write_bytes(damaged)
    (folder / "orders.whole.ibd.xz").write_bytes(compress(whole))
    (folder / "edits.md").write_text(
        "# What was done to shop/orders.ibd\n\n"
        "`orders.whole.ibd.xz` is the file as the server left it; `shop/orders.ibd` is the same with these edits, and no "
        "other byte changed:\n\n| page | leaf of the clustered index | edit | ids on the page | rows |\n|---|---|---|---|---|\n" +
        "\n".join(lines) + "\n")


def refresh_readme(testdata):
    """Rewrites the list of files behind the marker line."""
    readme = testdata / "README.md"
    head = readme.read_text().split("<!-- files -->")[0]
    lines = ["<!-- files -->", "", "| file | bytes | SHA-256 |", "|---|---|---|"]
    for path in sorted(p for p in testdata.rglob("*") if p.is_file() and p != readme and
                       (".ibd" in p.name or p.name.startswith("ibdata"))):
        content = path.read_bytes()
        lines.append(f"| {path.relative_to(testdata)} | {len(content)} | {hashlib.sha256(content).hexdigest()} |")
    readme.write_text(head + "\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    parser.add_argument("--sample", action="store_true")
    for option in ("client", "datadir", "stop", "start"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    jobs = [("fixtures", fixtures.build, options.testdata / options.kind)]
    if options.sample:
        jobs.append(("shop", fixtures.build_sample, options.testdata / "sample"))
    for database, build, folder in jobs:
        script = SqlScript(generate.Traits(server, small=True))
        script.add(*generate.SESSION)
        build(script)
        server.run(script.sql())
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        describe(server, database, folder)
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for database, _, folder in jobs:
        for path in sorted((pathlib.Path(options.datadir) / database).glob("*.ibd")):
            if path.name.lower().startswith("fts_"):
                continue
            if database == "shop":
                make_sample(folder, path.read_bytes())
            else:
                (folder / (path.name + ".xz")).write_bytes(compress(path.read_bytes()))
    subprocess.run(shlex.split(options.start), check=True, stdout=subprocess.DEVNULL)
    server.run("".join(f"DROP DATABASE {name(database)};" for database, _, _ in jobs))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
