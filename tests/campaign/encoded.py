#!/usr/bin/env python3
"""The damage campaign on pages that are compressed or encrypted, hurt as they stand on disk: testdata/encoded, testdata/zip.

usage: encoded.py --tool PROGRAM --corpus DIR [--keyring FILE]... [--only GLOB] [--seeds 1,2,3] [--keep DIR] [--verbose] [--examples]

Each table is salvaged whole first: its rows must be the server's, and their evidence tells the page of each row. Then it
is hurt, and judged by the server's rows:

  tables/    holds no row that the server did not have, ever
  recall     rows of leaf pages of which no written byte was touched come back, in tables/ or suspect/
  repair     one flipped bit of a page whose CRC-32C goes over its bytes on disk (full_crc32; encrypted before it) costs
             nothing: all rows in tables/
  exit code  0 only where nothing was lost

Rows with an off-page value survive only where all pages without rows do. Rows of pages that were touched may come back,
in suspect/; how many of these are not the server's, nor a part of one of them that says what it lost, is told (the bar of
the campaign is 0.1 % of suspect/).
Exit: 0 all bars met, 1 some missed, 2 usage.
"""

import argparse
import collections
import fnmatch
import json
import lzma
import pathlib
import random
import re
import subprocess
import sys
import tempfile

LONG = 8000


def written(page):
    """Bytes of a physical page that were written: what stands before the hole or the zeros behind it."""
    return len(page.rstrip(b"\0"))


class Table:
    def __init__(self, path):
        self.path = path
        self.stem = path.name.removesuffix(".xz").removesuffix(".ibd")
        self.name = f"{path.parent.name}/{self.stem}"
        self.bytes = lzma.open(path).read() if path.suffix == ".xz" else path.read_bytes()
        tsv = path.parent / f"{self.stem}.tsv"
        text = tsv.read_bytes() if tsv.exists() else lzma.open(f"{tsv}.xz").read()
        head, *lines = text.decode("utf-8").split("\n")
        self.names = head.split("\t")
        self.lines = [line for line in lines if line]
        self.tell = False
        self.truth = collections.Counter(self.lines)
        self.columns = len(self.lines[0].split("\t"))
        self.by_key = {line.split("\t", 1)[0]: line for line in self.lines}
        self.sql = path.parent / f"{self.stem}.sql"
        self.mysql = path.parent.name.startswith("mysql")
        flags = int.from_bytes(self.bytes[54:58], "big")
        zip_ssize = 0 if flags & 0x10 else flags >> 1 & 0xF  # 0x10: full_crc32, which has no compressed tablespaces
        self.zip = zip_ssize != 0
        self.page = 512 << zip_ssize if self.zip else 16384
        self.pages = len(self.bytes) // self.page
        # In a compressed tablespace values leave their page early.
        columns = (path.parent / f"{self.stem}.cols.tsv").read_text(encoding="utf-8").lower()
        self.keyed = columns.startswith("id\t")
        self.long = 20 if self.zip and any(t in columns for t in ("text", "blob", "json")) else LONG
        self.page_of = {}  # of the rows, once the whole file was read

    @property
    def located(self):
        """A flipped bit can be located: a CRC-32C goes over the bytes on disk."""
        if self.zip:
            return not self.path.parent.name.endswith(("-innodb", "-none"))
        if self.mysql:
            return False
        return not self.stem.startswith("old_") or self.stem == "old_encrypted"


def run(tool, table, data, keyrings, folder, extra=()):
    ibd = folder / "db" / f"{table.stem}.ibd"
    ibd.parent.mkdir(parents=True)
    ibd.write_bytes(data)
    command = [tool, "salvage", str(ibd), "-o", str(folder / "OUT"), "--progress", "never", *extra]
    for keyring in keyrings:
        command += ["--keyring", keyring]
    command += ["--schema", str(table.sql)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def rows_of(folder, columns):
    """(row, its evidence): of untrusted rows it stands behind the last column."""
    rows = []
    for path in sorted(folder.glob("*.tsv")):
        # Values hold carriage returns: lines end as the file says, not as Python would have it.
        for line in path.read_bytes().decode("utf-8", "surrogateescape").split("\n")[1:]:
            fields = line.split("\t")
            if line:
                rows.append(("\t".join(fields[:columns]), "\t".join(fields[columns:])))
    return rows


def is_part_of_a_true_row(table, row, evidence):
    """Whether the row says what it lost, and is the server's where it did not."""
    if "; lost: " not in evidence:
        return False
    lost = set(re.findall(r"(\w+)(?: \([^)]*\))?", evidence.split("; lost: ", 1)[1]))
    fields = row.split("\t")
    candidates = [table.by_key[fields[0]]] if fields[0] in table.by_key else table.lines if "id" in lost else []
    return any(all(a == b or (b == "\\N" and name in lost) for name, a, b in zip(table.names, line.split("\t"), fields))
               for line in candidates)


def find_pages(tool, table, keyrings):
    with tempfile.TemporaryDirectory() as scratch:
        code, said = run(tool, table, table.bytes, keyrings, pathlib.Path(scratch), ("--format", "jsonl", "--with-evidence"))
        if code != 0:
            return f"whole file: exit code {code}: {said.strip()[-300:]}"
        for path in (pathlib.Path(scratch) / "OUT" / "tables").glob("*.jsonl"):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                evidence = next(v for v in row.values() if isinstance(v, dict) and "heap" in v)
                table.page_of[str(row["id"])] = evidence["page"]
    if set(table.page_of) != set(table.by_key):
        return f"whole file: {len(table.page_of)} keys, the server has {len(table.by_key)}"
    return None


class Hurt:
    """A hurt copy of the file. `touched`: pages of which written bytes changed or went away."""

    def __init__(self, table, rng):
        self.table, self.rng = table, rng
        self.data = bytearray(table.bytes)
        self.touched = set()
        self.note = ""

    def page(self, leaf_only=False):
        pages = sorted(set(self.table.page_of.values())) if leaf_only else \
            [p for p in range(3, self.table.pages) if written(self.table.bytes[p * self.table.page:(p + 1) * self.table.page])]
        return self.rng.choice(pages)

    def place(self, page):
        """A byte behind the header that was written."""
        size = written(self.table.bytes[page * self.table.page:(page + 1) * self.table.page])
        return page * self.table.page + self.rng.randrange(64, max(size - 16, 65))

    def overwrite(self, at, data):
        before = bytes(self.data)
        self.data[at:at + len(data)] = data
        size = self.table.page
        for page in range(at // size, min((at + len(data) - 1) // size, self.table.pages - 1) + 1):
            if self.data[page * size:(page + 1) * size] != before[page * size:(page + 1) * size]:
                self.touched.add(page)


def flip(hurt):
    at = hurt.place(hurt.page())
    hurt.overwrite(at, bytes([hurt.data[at] ^ 1 << hurt.rng.randrange(8)]))
    hurt.note = f"bit at {at}"


def flips(hurt):
    for _ in range(12):
        flip(hurt)


def zero_sector(hurt):
    at = hurt.place(hurt.page(True)) // 512 * 512
    hurt.overwrite(at, bytes(512))
    hurt.note = f"sector at {at}"


def garbage_sector(hurt):
    at = hurt.place(hurt.page(True)) // 512 * 512
    hurt.overwrite(at, hurt.rng.randbytes(512))
    hurt.note = f"sector at {at}"


def half_page(hurt):
    page, size = hurt.page(True), hurt.table.page
    hurt.overwrite(page * size + size // 4, hurt.rng.randbytes(size - size // 4))
    hurt.note = f"page {page} from {size // 4} on"


def zero_page(hurt):
    page = hurt.page(True)
    hurt.overwrite(page * hurt.table.page, bytes(hurt.table.page))
    hurt.note = f"page {page}"


def garbage_page(hurt):
    page = hurt.page()
    hurt.overwrite(page * hurt.table.page, hurt.rng.randbytes(hurt.table.page))
    hurt.note = f"page {page}"


def lost_header(hurt):
    page = hurt.page(True)
    hurt.overwrite(page * hurt.table.page, hurt.rng.randbytes(38))
    hurt.note = f"page {page}"


def page0_sector(hurt):
    """Page 0 does not verify, and what its key is made of is still there."""
    hurt.overwrite(hurt.table.page // 16, hurt.rng.randbytes(hurt.table.page // 32))


def swapped(hurt):
    a, b, size = hurt.page(), hurt.page(), hurt.table.page
    first, second = hurt.table.bytes[a * size:(a + 1) * size], hurt.table.bytes[b * size:(b + 1) * size]
    hurt.data[a * size:(a + 1) * size], hurt.data[b * size:(b + 1) * size] = second, first
    hurt.note = f"pages {a} and {b}"


def cut(hurt):
    page = hurt.page(True)
    at = page * hurt.table.page + hurt.table.page * 5 // 16
    hurt.data = hurt.data[:at]
    hurt.touched |= set(range(page, hurt.table.pages))
    hurt.note = f"at {at}"


def lost_middle(hurt):
    page = hurt.page(True)
    at, size = page * hurt.table.page + hurt.table.page // 16, min(1536, hurt.table.page // 2)
    del hurt.data[at:at + size]
    hurt.touched |= {page, hurt.table.pages - 1}
    hurt.note = f"{size} bytes at {at}"


MODES = {f.__name__: f for f in (flip, flips, zero_sector, garbage_sector, half_page, zero_page, garbage_page, lost_header,
                                 page0_sector, swapped, cut, lost_middle)}


def judge(table, mode, hurt, code, said, out):
    """(bars missed, numbers)"""
    missed = []
    trusted = [row for row, _ in rows_of(out / "tables", table.columns)]
    judged = rows_of(out / "suspect", table.columns)
    suspect = [row for row, _ in judged]
    false = [row for row in trusted if table.truth[row] == 0]
    if false:
        missed.append(f"{len(false)} false rows in tables/, the first: {false[0][:200]}")
    if len(trusted) != len(set(trusted)):
        missed.append("a row twice in tables/")
    if not 0 <= code <= 3:
        missed.append(f"ended with {code}: {said.strip()[-200:]}")
    came = set(trusted) | {row for row in suspect if table.truth[row]}
    lost = [line for line in table.lines if line not in came]
    leaves = set(table.page_of.values())
    other_hurt = bool(hurt.touched - leaves)
    surviving = [line for key, line in table.by_key.items()
                 if table.page_of[key] not in hurt.touched and not (other_hurt and len(line) > table.long)]
    gone = [line for line in surviving if line not in came]
    if gone:
        missed.append(f"{len(gone)} of {len(surviving)} surviving rows did not come back, the first: {gone[0][:80]}")
    if code == 0 and lost:
        missed.append(f"exit 0, and {len(lost)} rows lost")
    if mode == "flip" and table.located and len(trusted) != len(table.lines):
        missed.append(f"a flipped bit cost {len(table.lines) - len(trusted)} rows of tables/")
    untrue = [(row, evidence) for row, evidence in judged
              if table.truth[row] == 0 and not is_part_of_a_true_row(table, row, evidence)]
    for row, evidence in untrue[:3] if table.tell else []:
        print(f"false suspect: {table.name} {mode}: {row[:200]} [{evidence[:200]}]\n     the server's: "
              f"{table.by_key.get(row.split(chr(9))[0], 'no such key')[:200]}")
    return missed, {"rows": len(table.lines), "surviving": len(surviving), "trusted": len(trusted), "suspect": len(suspect),
                    "false_suspect": len(untrue), "lost": len(lost)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--keyring", action="append", default=[])
    parser.add_argument("--only", default="*")
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--examples", action="store_true", help="print some of the false rows in suspect/")
    options = parser.parse_args()
    tables = [Table(p) for p in sorted(options.corpus.rglob("*.ibd*"))]
    # Rows are told apart by their first column, which must be the key `id`.
    tables = [t for t in tables if fnmatch.fnmatch(t.name, options.only) and t.keyed]
    if not tables:
        sys.exit(f"encoded.py: no table in {options.corpus}")
    totals, failed, runs = collections.Counter(), 0, 0
    for table in tables:
        table.tell = options.examples
        problem = find_pages(options.tool, table, options.keyring)
        if problem:
            print(f"FAIL  {table.name}  {problem}")
            failed += 1
            continue
        for mode in options.modes.split(","):
            for seed in options.seeds.split(","):
                hurt = Hurt(table, random.Random(f"{table.name} {mode} {seed}"))
                MODES[mode](hurt)
                with tempfile.TemporaryDirectory() as scratch:
                    folder = pathlib.Path(scratch)
                    code, said = run(options.tool, table, bytes(hurt.data), options.keyring, folder, ("--format", "tsv"))
                    missed, numbers = judge(table, mode, hurt, code, said, folder / "OUT")
                runs += 1
                totals.update(numbers)
                if missed:
                    failed += 1
                    print(f"FAIL  {table.name}  {mode} seed {seed} ({hurt.note}): " + "; ".join(missed))
                    if options.keep:
                        options.keep.mkdir(parents=True, exist_ok=True)
                        (options.keep / f"{table.name.replace('/', '.')}.{mode}.{seed}.ibd").write_bytes(hurt.data)
                elif options.verbose:
                    print(f"ok    {table.name}  {mode} seed {seed} ({hurt.note}): {numbers}")
    print(f"{len(tables)} tables, {runs} runs, {failed} below a bar; of {totals['rows']} rows {totals['surviving']} survive, "
          f"{totals['trusted']} came in tables/, {totals['suspect']} in suspect/ ({totals['false_suspect']} of these false), "
          f"{totals['lost']} lost")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
