#!/usr/bin/env python3
"""Small tablespaces of real servers, damaged by a seed, salvaged: whatever the bytes, the promises hold.

usage: torture.py --tool PROGRAM --testdata DIR [--count 10000] [--first 0] [--jobs 2] [--keep DIR]

Case N is made from the number N alone: a table, one to four ways of damage, the options of the run, rows as SQL or as
TSV. Of each is asked

  an exit code of the contract (0, 1, 3), within 20 s of CPU time and 1 GB of memory; no signal, no internal error
  a report.json whose sums hold, and rows in the files that are as many as it says
  no row in tables/ that the server did not have, unless checksums were forged in this case, or the server wrote none

Prints the cases that fail, with the command that repeats each, then totals. Of 100 cases and more some must have had rows
to be judged, in each format. Exit: 0 none failed, 1 some, 77 no testdata.
"""

import argparse
import collections
import concurrent.futures
import functools
import json
import lzma
import pathlib
import random
import re
import resource
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "corpus"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "campaign"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))

import check_corpus  # noqa: E402
import sql_rows  # noqa: E402
from damage import crc32c  # noqa: E402
from report_sums import broken_output_sums, broken_sums  # noqa: E402

CPU_SECONDS = 20
MEMORY = 1 << 30
FORMATS = {"sql": sql_rows.parse_rows, "tsv": check_corpus.parse_tsv}
MANY = 100  # cases, of which some have rows to be judged
BUF_NO_CHECKSUM_MAGIC = b"\xde\xad\xbe\xef"
LARGEST = 300 << 10  # bytes of a packed table taken: what is shown does not depend on size


class Seed:
    """A table of testdata/ with its truth."""

    def __init__(self, path, root):
        self.table = check_corpus.Table(path, root)
        self.label = self.table.label
        self.path = path

    @functools.cached_property
    def data(self):
        return self.path.read_bytes() if self.path.suffix == ".ibd" else lzma.open(self.path).read()

    def load(self):
        flags = struct.unpack_from(">I", self.data, 54)[0]
        self.full_crc32 = bool(flags & 0x10)
        # Source: storage/innobase/include/fsp0types.h, fil0fil.h (MariaDB 10.5: bit 4 marks full_crc32).
        size = flags & 15 if self.full_crc32 else flags >> 6 & 15
        packed = 0 if self.full_crc32 else flags >> 1 & 15
        self.zip = packed != 0
        self.page = 512 << packed if packed else (16384 if size == 0 else 512 << size)
        # innodb_checksum_algorithm=none: nothing tells a changed byte of a row from the server's.
        self.provable = self.data[:4] != BUF_NO_CHECKSUM_MAGIC
        columns, rows = check_corpus.parse_tsv(check_corpus.read_bytes(self.table.truth))
        self.columns = columns
        self.kinds = self.table.kinds()
        self.rows = self.counted(columns, rows)
        return self

    def counted(self, columns, rows):
        places = [columns.index(c) for c in self.columns if c in columns]
        kinds = [self.kinds.get(columns[p], ("", False))[0] for p in places]
        return collections.Counter(
            tuple(check_corpus.normal(row[p], kind) for p, kind in zip(places, kinds)) for row in rows)


class Hurt:
    """The bytes of one case."""

    def __init__(self, seed, chance, seeds):
        self.seed = seed
        self.chance = chance
        self.seeds = seeds
        self.data = bytearray(seed.data)
        self.forged = False
        self.done = []

    def a_page(self):
        # Page 0 and the first index pages matter most; any page does.
        pages = max(1, len(self.data) // self.seed.page)
        return self.chance.randrange(min(pages, 8)) if self.chance.random() < 0.4 else self.chance.randrange(pages)

    def somewhere(self):
        size = self.seed.page
        at = self.a_page() * size
        # Headers, the end, the directory and any byte.
        kind = self.chance.random()
        at += (self.chance.randrange(128) if kind < 0.4 else size - 1 - self.chance.randrange(64) if kind < 0.55
               else self.chance.randrange(size))
        return min(at, max(0, len(self.data) - 1))

    def damage(self):
        ways = [flips, zeroes, garbage, cut, swap, splice, copy_over, headers, lose_middle, forged_header]
        weights = [4, 3, 3, 1, 2, 2, 2, 3, 1, 5]
        for _ in range(self.chance.choice((1, 1, 2, 3, 4))):
            if not self.data:
                break
            way = self.chance.choices(ways, weights)[0]
            way(self)
            self.done.append(way.__name__)

    def fix_checksum(self, page):
        size = self.seed.page
        base = page * size
        content = bytes(self.data[base:base + size])
        if len(content) < size or self.seed.zip:
            return
        self.forged = True
        if self.seed.full_crc32:
            struct.pack_into(">I", self.data, base + size - 4, crc32c(content[:-4]))
            return
        crc = crc32c(content[4:26]) ^ crc32c(content[38:-8])
        struct.pack_into(">I", self.data, base, crc)
        struct.pack_into(">I", self.data, base + size - 8, crc)


def flips(hurt):
    for _ in range(hurt.chance.choice((1, 1, 1, 2, 8, 64))):
        hurt.data[hurt.somewhere()] ^= 1 << hurt.chance.randrange(8)


def zeroes(hurt):
    at = hurt.somewhere() // 512 * 512
    size = hurt.chance.choice((1, 4, 8, 32)) * 512
    hurt.data[at:at + size] = bytes(len(hurt.data[at:at + size]))


def garbage(hurt):
    at = hurt.somewhere()
    size = hurt.chance.choice((1, 2, 4, 16, 512, 4096))
    hurt.data[at:at + size] = hurt.chance.randbytes(len(hurt.data[at:at + size]))


def cut(hurt):
    del hurt.data[hurt.somewhere():]


def swap(hurt):
    size = hurt.seed.page
    a, b = hurt.a_page() * size, hurt.a_page() * size
    first, second = bytes(hurt.data[a:a + size]), bytes(hurt.data[b:b + size])
    if len(first) == len(second) == size:
        hurt.data[a:a + size], hurt.data[b:b + size] = second, first


def splice(hurt):
    """Pages of another table: another tablespace, but perhaps one of the same number."""
    other = hurt.chance.choice(hurt.seeds)
    size = hurt.seed.page
    at = hurt.a_page() * size
    taken = hurt.chance.randrange(max(1, len(other.data) // size)) * size
    bytes_of_it = other.data[taken:taken + size * hurt.chance.choice((1, 1, 3))]
    hurt.data[at:at + len(bytes_of_it)] = bytes_of_it
    hurt.forged = True


def copy_over(hurt):
    size = hurt.seed.page
    a, b = hurt.a_page() * size, hurt.a_page() * size
    page = bytes(hurt.data[a:a + size])
    if len(page) == size and b + size <= len(hurt.data):
        hurt.data[b:b + size] = page


def headers(hurt):
    base = hurt.a_page() * hurt.seed.page
    for _ in range(hurt.chance.choice((1, 2, 4))):
        at = base + hurt.chance.choice((4, 8, 12, 16, 24, 34, 38, 40, 42, 44, 48, 54, 56, 64, 66, 74))
        if at + 4 <= len(hurt.data):
            struct.pack_into(">H", hurt.data, at, hurt.chance.choice((0, 1, 0x7fff, 0x8000, 0xffff,
                                                                      hurt.chance.randrange(65536))))


def lose_middle(hurt):
    at = hurt.somewhere() // 512 * 512
    del hurt.data[at:at + 512 * hurt.chance.choice((1, 3, 8, 33))]


def forged_header(hurt):
    """What no drive does, and a hostile file may: wrong fields under a right checksum."""
    page = hurt.a_page()
    base = page * hurt.seed.page
    if base + hurt.seed.page > len(hurt.data):
        return
    for _ in range(hurt.chance.choice((1, 2, 6, 20))):
        at = base + hurt.chance.choice((hurt.chance.randrange(4, 150), hurt.chance.randrange(4, hurt.seed.page - 8)))
        hurt.data[at] = hurt.chance.choice((0, 1, 0x7f, 0x80, 0xff, hurt.chance.randrange(256)))
    hurt.fix_checksum(page)


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_case(number, seeds, options):
    """(texts of what is wrong, rows in tables/, {format: rows compared with the truth}, what was done)"""
    chance = random.Random(number)
    seed = chance.choice(seeds)
    seed.load()
    hurt = Hurt(seed, chance, seeds)
    hurt.damage()
    with tempfile.TemporaryDirectory(prefix="innosalvage-torture-") as scratch:
        scratch = pathlib.Path(scratch)
        ibd = scratch / "db" / (seed.table.stem + ".ibd")
        ibd.parent.mkdir()
        ibd.write_bytes(hurt.data)
        out = scratch / "OUT"
        form = chance.choice(tuple(FORMATS))
        command = ["/usr/bin/env", "time", "-f", "%M", "-o", str(scratch / "peak"), options.tool, "salvage", str(ibd),
                   "-o", str(out), "--format", form, "--threads", str(chance.choice((1, 2)))]
        if chance.random() < 0.7 and not check_corpus.has_sdi(seed.data):
            command += ["--schema", str(seed.table.sql)]
        if chance.random() < 0.3:
            command += ["--deleted"]
        wrong = []
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                                  preexec_fn=limits, timeout=options.timeout)
        except subprocess.TimeoutExpired:
            keep(number, seed, hurt, options)
            return [f"no end within {options.timeout} s"], 0, {}, hurt
        said = done.stdout.decode("utf-8", "replace")
        if done.returncode not in (0, 1, 3):
            wrong.append(f"exit code {done.returncode}: {said.strip()[-600:]}")
        if "internal error" in said:
            wrong.append(said[said.index("internal error"):][:300])
        peak = int((scratch / "peak").read_text().split()[-1]) * 1024 if (scratch / "peak").exists() else 0
        if peak > options.memory:
            wrong.append(f"{peak >> 20} MB of memory")
        rows = judged = 0
        if not wrong:
            report = json.loads((out / "report.json").read_text("utf-8"))
            wrong += broken_sums(report) + broken_output_sums(report)
            rows, judged = judge_rows(seed, hurt, out, form, wrong)
            said = sum(output["rows"] for output in report["outputs"] if output["class"] == "table")
            if rows != said:
                wrong.append(f"{rows} rows in tables/, and report.json says {said}")
        if wrong:
            keep(number, seed, hurt, options)
        return wrong, rows, {form: judged}, hurt


def keep(number, seed, hurt, options):
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        (options.keep / f"{number}-{seed.table.stem}.ibd").write_bytes(hurt.data)


def judge_rows(seed, hurt, out, form, wrong):
    """(rows in tables/, those of them that were compared with the truth)"""
    count = judged = 0
    for path in sorted((out / "tables").glob(f"*.{form}")):
        try:
            columns, rows = FORMATS[form](path.read_bytes())
        except ValueError as error:
            wrong.append(f"{path.name}: {error}")
            continue
        count += len(rows)
        if form == "sql" and not columns:
            continue  # no row, and the names stand in the INSERT
        if hurt.forged or not seed.provable:
            continue
        if [c for c in seed.columns if c in columns] != [c for c in columns if c in seed.columns]:
            wrong.append(f"{path.name}: columns {columns}")
            continue
        known = [c for c in seed.columns if c in columns]
        if len(known) < len(seed.columns):
            continue  # generated columns, which are not written: other tests compare them
        rows = [row for row in rows if not any(isinstance(value, sql_rows.Expression) for value in row)]
        judged += len(rows)
        extra = seed.counted(columns, rows) - seed.rows
        if extra:
            wrong.append(f"{path.name}: {sum(extra.values())} rows are not true: {sorted(extra)[0]!r}"[:400])
    return count, judged


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--testdata", required=True, type=pathlib.Path)
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=int, default=300, help="seconds of wall time, for what waits instead of working")
    parser.add_argument("--memory", type=int, default=MEMORY, help="bytes; sanitizers need more")
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the files of cases that fail")
    options = parser.parse_args()
    paths = [p for p in sorted(options.testdata.rglob("*.ibd*")) if re.search(r"\.ibd(\.xz)?$", p.name)]
    paths = [p for p in paths if "#" not in p.name and p.stat().st_size <= LARGEST]
    seeds = [seed for seed in (Seed(path, options.testdata) for path in paths)
             if check_corpus.exists(seed.table.truth) and check_corpus.exists(seed.table.cols)]
    if not seeds:
        print(f"torture.py: no tables with a truth in {options.testdata}; skipped")
        return 77
    failed = rows = forged = 0
    ways, judged = collections.Counter(), collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        numbers = range(options.first, options.first + options.count)
        for number, (wrong, found, compared, hurt) in zip(numbers, pool.map(lambda n: run_case(n, seeds, options), numbers)):
            rows += found
            judged.update(compared)
            forged += hurt.forged
            ways.update(hurt.done)
            if not wrong:
                continue
            failed += 1
            print(f"FAIL  case {number}  {hurt.seed.label}  {'+'.join(hurt.done)}  (--first {number} --count 1)", flush=True)
            for text in wrong:
                print("        " + text, flush=True)
    print(f"{options.count} cases from {len(seeds)} tables, {forged} with forged checksums, {rows} rows in tables/, "
          f"{judged['sql']} of them judged as SQL and {judged['tsv']} as TSV: {failed} failed")
    print(", ".join(f"{way} {count}" for way, count in sorted(ways.items())))
    if options.count >= MANY and not all(judged[form] > options.count for form in FORMATS):
        print("torture.py: hardly a row was judged")
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
