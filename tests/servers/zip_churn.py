#!/usr/bin/env python3
"""Random compressed tables on a real server, salvaged whole: each must come out without a doubt.

usage: zip_churn.py TOOL WORK --client CMD --datadir DIR --stop CMD --start CMD [--tables N] [--rows N] [--seed N]
                    [--encrypted] [--keyring FILE] [--again]

Tables of all KEY_BLOCK_SIZEs, of random columns and indexes, with rows put in, changed, grown, shrunk, removed and brought back
in random order, in small and large transactions. Of each: exit code 0, every row of the server's in tables/, suspect/
empty. A table that fails stays in WORK. Ends with 1 if one failed. THE DATABASE rt_zip_churn IS DROPPED.
"""

import argparse
import collections
import json
import lzma
import pathlib
import random
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

from make_testdata import describe  # noqa: E402
from server import Server, ServerError  # noqa: E402

DATABASE = "rt_zip_churn"
KEY_BLOCK_SIZES = (1, 2, 4, 8, 16)
COLUMNS = (
    ("VARCHAR(20)", 20), ("VARCHAR(90)", 90), ("VARCHAR(300)", 250), ("CHAR(10)", 10), ("CHAR(12) CHARACTER SET utf8mb4", 12),
    ("VARBINARY(60)", 60), ("INT", 0), ("BIGINT NOT NULL DEFAULT 0", 0), ("SMALLINT", 0), ("DATETIME", -1),
    ("BLOB", 9000), ("LONGTEXT", 30000), ("TEXT", 400), ("DECIMAL(12,4)", 0), ("BINARY(7)", 7),
)


class Table:
    def __init__(self, rng, name, kib, options):
        self.rng, self.name = rng, name
        self.columns = [rng.choice(COLUMNS) for _ in range(rng.randrange(1, 9))]
        key = rng.choice(("PRIMARY KEY (id)", "PRIMARY KEY (id)", "PRIMARY KEY (id)", "KEY (id)", "PRIMARY KEY (id, k)"))
        listed = ["id INT NOT NULL", "k INT NOT NULL DEFAULT 0"] + [f"c{i} {c[0]}" for i, c in enumerate(self.columns)]
        indexed = [i for i, (t, _) in enumerate(self.columns) if t not in ("BLOB", "LONGTEXT", "TEXT")]
        rng.shuffle(indexed)
        keys = [f"KEY k{i} (c{i}{rng.choice(('', ', k'))})" if self.columns[i][1] < 200 else f"KEY k{i} (c{i}(30))"
                for i in indexed[:rng.randrange(0, 4)]]
        if kib == 1:
            keys = keys[:1]
        self.create = (f"CREATE TABLE {name} ({', '.join(listed + [key] + keys)}) ENGINE=InnoDB DEFAULT CHARSET=latin1 "
                       f"ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE={kib} {options}")
        self.dull = rng.random()  # of the values, how many deflate well
        self.largest = rng.choice((50, 300, 3000, 30000))

    def value(self, column):
        kind, size = column
        rng = self.rng
        if rng.random() < .15 and "NOT NULL" not in kind:
            return "NULL"
        if size == 0:
            return str(rng.choice((0, 1, rng.randrange(-30000, 30000))))
        if size < 0:
            return f"'20{rng.randrange(10, 30)}-0{rng.randrange(1, 10)}-{rng.randrange(10, 28)} 10:20:{rng.randrange(10, 60)}'"
        length = rng.randrange(0, min(size, self.largest) + 1) if rng.random() < .8 else rng.randrange(0, min(size, 20) + 1)
        if rng.random() < self.dull:
            return f"REPEAT('{rng.choice('abcdefg')}', {length})"
        if length > 250:
            return (f"CONCAT({','.join(f'SHA2({rng.randrange(10**9)}, 512)' for _ in range(min(length, 4000) // 128))},"
                    f"REPEAT('x', {max(0, length - 4000)}))")
        text = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789 ", k=length))
        return f"'{text}x'" if length < size else f"'{text[:-1]}x'" if length else "''"

    def row(self, n):
        return f"({n},{self.rng.randrange(5)},{','.join(self.value(c) for c in self.columns)})"

    def change(self, where):
        some = self.rng.sample(range(len(self.columns)), self.rng.randrange(1, len(self.columns) + 1))
        return f"UPDATE {self.name} SET {', '.join(f'c{i} = {self.value(self.columns[i])}' for i in some)} WHERE {where}"

    def statements(self, rows):
        rng = self.rng
        yield self.create
        ids = list(range(rows))
        if rng.random() < .6:
            rng.shuffle(ids)
        verb = rng.choice(("INSERT IGNORE", "REPLACE"))
        at = 0
        while at < len(ids):
            size = rng.choice((1, 2, 10, 50, 200))
            yield f"{verb} INTO {self.name} VALUES {','.join(self.row(n) for n in ids[at:at + size])}"
            at += size
            for _ in range(rng.randrange(4)):
                modulus, low = rng.randrange(2, 60), rng.randrange(rows)
                where = rng.choice((f"id % {modulus} = 1", f"id BETWEEN {low} AND {low + rng.randrange(1, rows)}",
                                    f"id = {low}", f"k = {rng.randrange(5)}"))
                change = rng.choice((self.change(where), self.change(where), f"DELETE FROM {self.name} WHERE {where}" if
                                     modulus > 20 else f"DELETE FROM {self.name} WHERE id = {low}",
                                     f"UPDATE {self.name} SET id = id + {rows} WHERE id = {low}",
                                     f"REPLACE INTO {self.name} VALUES {self.row(low)}"))
                if rng.random() < .1:
                    yield from ("BEGIN", change, "ROLLBACK")
                else:
                    yield change
        end = rng.random()
        if end < .1:
            yield f"DELETE FROM {self.name}"
        elif end < .3:
            yield f"DELETE FROM {self.name} WHERE id % 10 <> 3"
            yield from (f"INSERT IGNORE INTO {self.name} VALUES {self.row(n)}" for n in range(0, rows, 7))
        elif end < .35:
            yield f"OPTIMIZE TABLE {self.name}"
        elif end < .4:
            yield from ("BEGIN", self.change("id % 2 = 0"), f"DELETE FROM {self.name} WHERE id % 3 = 1", "ROLLBACK")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool")
    parser.add_argument("work", type=pathlib.Path)
    for option in ("client", "datadir", "stop", "start"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--tables", type=int, default=40)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--encrypted", action="store_true")
    parser.add_argument("--keyring")
    parser.add_argument("--again", action="store_true", help="salvage what is in WORK already")
    options = parser.parse_args()
    if options.again:
        return compare(options, options.work / "truth")
    rng = random.Random(options.seed)
    server = Server(shlex.split(options.client))
    page_kib = int(server.query("SELECT @@innodb_page_size")[0][0]) // 1024
    server.run(f"DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE};")
    for n in range(options.tables):
        kib = rng.choice([k for k in KEY_BLOCK_SIZES if k <= page_kib])
        more = ("ENCRYPTED=YES" if server.is_mariadb else "ENCRYPTION='Y'") if options.encrypted else ""
        table = Table(rng, f"s{options.seed}t{n}_kb{kib}", kib, more)
        script = ";\n".join([f"USE {DATABASE}", "SET sql_mode = ''"] + list(table.statements(rng.randrange(20, options.rows)))) + ";\n"
        try:  # --force: a row too long for its page is refused
            server.run(script, ["--force"])
        except ServerError:
            pass
    options.work.mkdir(parents=True, exist_ok=True)
    truth = options.work / "truth"
    shutil.rmtree(truth, ignore_errors=True)
    truth.mkdir()
    describe(server, DATABASE, truth)
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for path in sorted((pathlib.Path(options.datadir) / DATABASE).glob("*.ibd")):
        shutil.copy(path, truth / path.name)
    subprocess.run(shlex.split(options.start), check=True, stdout=subprocess.DEVNULL)
    return compare(options, truth)


def compare(options, truth):
    failed = 0
    files = sorted(truth.glob("*.ibd"))
    for path in files:
        out = options.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        command = [options.tool, "salvage", str(path), "-o", str(out), "--progress", "never", "--format", "tsv",
                   "--schema", str(path.with_suffix(".sql"))]
        if options.keyring:
            command += ["--keyring", options.keyring]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        tsv = path.with_suffix(".tsv")
        said = tsv.read_text("utf-8") if tsv.exists() else lzma.open(str(tsv) + ".xz").read().decode()
        expected = collections.Counter(said.split("\n")[1:])
        found = collections.Counter()
        for file in (out / "tables").glob("*.tsv"):
            found += collections.Counter(file.read_text("utf-8").split("\n")[1:])
        report = json.loads((out / "report.json").read_text()) if (out / "report.json").exists() else {}
        pages = {k: v for k, v in report.get("tablespaces", [{}])[0].get("pages", {}).items() if v}
        suspect = list((out / "suspect").glob("*"))
        if done.returncode != 0 or found != expected or suspect:
            failed += 1
            print(f"FAIL {path.stem}: exit code {done.returncode}, {sum((expected - found).values())} rows missing, "
                  f"{sum((found - expected).values())} too many, suspect: {[p.name for p in suspect]}, {pages}")
            print("     " + done.stderr.strip().split("\n")[-1][:200])
    print(f"{len(files)} tables, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
