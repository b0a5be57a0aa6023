#!/usr/bin/env python3
"""The damage campaign: tables of a real server, hurt in every way of damage.py, salvaged, and judged by the truth.

usage: campaign.py --tool PROGRAM --client 'CLIENT...' --datadir DIR [--stop CMD --start CMD] [option...]
       campaign.py --tool PROGRAM --cases DIR [option...]

  --tool PROGRAM  innosalvage; default: the environment variable INNOSALVAGE
  --client CMD    the server's client and its options; --datadir, --stop, --start: as in servers/round_trip.py.
                  Each can come from the environment as ROUND_TRIP_CLIENT, ROUND_TRIP_DATADIR, ...
  --label NAME    what to call the server in the table (default: its version)
  --cases DIR     files that --build-only or make_fixtures.py wrote before: LABEL/TABLE.{ibd,older.ibd,tsv,cols.tsv,sql}
  --work DIR      scratch folder; default: a temporary one, removed at the end
  --build-only    make the cases in WORK/cases, and end
  --scale X       rows, as a share of the full size (ledger: 120,000)
  --tables LIST, --modes LIST, --seeds LIST, --labels LIST     only these; separated by commas; seeds: 1 or 1,2,3.
                  A mode can be two at once: first_pages+torn; pairs: any two modes
  --jobs N        runs at a time (default 1: times and memory are those of a run alone)
  --tool-option O passed on to innosalvage (repeatable)
  --keep DIR      keep the damaged copy and the output of each run that fails there
  --json F        all numbers, one object a run
  --markdown      the table in Markdown
  --promises      fail only where a promise is broken: a false row in tables/, a row of a whole file that is not there, exit
                  0 after a loss, a wrong repair, a crash, a sum that does not hold, or a run that takes too long; how many
                  runs miss a bar is still told
  --known FILE    runs that are known to miss a bar, one `LABEL TABLE MODE` a line, # and what follows left out: of these
                  promises alone are asked for. One that misses none is named, so that it can be taken off the list

THE DATABASE campaign OF THE SERVER IS DROPPED.
Exit: 0 all bars met, 1 some missed, 2 usage, 3 the server failed.

A row survives when all bytes of its record survive (next-record pointer left out), and all bytes of its off-page values
with the links between their pages; extents.py finds them in the whole file. A row is lost when nothing of its record
came out, be it named by a secondary index or not.

Bars: no false row in tables/, ever. From a whole file all rows in tables/, none in suspect/, exit 0. Of the surviving
rows all come back (modes ALL_COME_BACK of damage.py), or 99.9 %. At most 0.1 % of suspect/ is false. Of allocated pages
with one flipped bit 99 % are repaired, and no others. Where the pages above the leaves survive: every lost key lies in
a lost range of the report or is named by a secondary index, and the estimate of lost rows is within 10 % or one leaf. No crash; no exit 0 after a loss;
10 s for 40 MB.
In the table, numbers in parentheses are of files whose upper pages do not survive: no bar.
"""

import argparse
import collections
import concurrent.futures
import itertools
import json
import lzma
import os
import pathlib
import queue
import random
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "servers")]

from damage import MODES, Image, two  # noqa: E402
from extents import File  # noqa: E402
from judge import Runner, Truth, judge, percent  # noqa: E402
from server import Server, ServerError, truth_rows  # noqa: E402
from tables import TABLES, create_statement  # noqa: E402

DATABASE = "campaign"
TWO = ("two_1", "two_2", "two_3")  # three draws of a pair
WITHOUT_CHANCE = ("none", "upper_levels", "first_pages", "fil_headers_zero")


def build_cases(options, folder):
    """Makes the tables on the server and writes their files and truth to `folder`/LABEL."""
    server = Server(shlex.split(options.client))
    source = pathlib.Path(options.datadir) / DATABASE
    tables = [TABLES[name] for name in options.tables]
    server.run(f"DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE};")
    session = f"USE {DATABASE}; SET NAMES utf8mb4; SET autocommit = 0;\n"
    for table in tables:
        server.run(session + create_statement(table) + "".join(table.build(options.scale)) + "COMMIT;\n")
    folder = folder / (options.label or server.version_text)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    copy_under_export(server, [(source / f"{t.name}.ibd", folder / f"{t.name}.older.ibd") for t in tables])
    for table in tables:
        server.run(session + "".join(table.change(options.scale)) + "COMMIT;\n")
    described = server.tables([DATABASE])
    for table in tables:
        columns = described[(DATABASE, table.name)]
        rows = [[c.name for c in columns]] + truth_rows(server, f"{DATABASE}.{table.name}", columns)
        (folder / f"{table.name}.tsv").write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
        (folder / f"{table.name}.sql").write_text(create_statement(table))
        (folder / f"{table.name}.cols.tsv").write_text("".join(f"{c.name}\t{c.column_type}\t\n" for c in columns))
    if options.stop:
        subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
        for table in tables:
            shutil.copyfile(source / f"{table.name}.ibd", folder / f"{table.name}.ibd")
        subprocess.run(shlex.split(options.start), check=True, stdout=subprocess.DEVNULL)
    else:
        copy_under_export(server, [(source / f"{t.name}.ibd", folder / f"{t.name}.ibd") for t in tables])
    server.run(f"DROP DATABASE {DATABASE};")
    print(f"cases of {folder.name} written", file=sys.stderr)


def copy_under_export(server, copies):
    """Copies files while FLUSH TABLES ... FOR EXPORT keeps them still."""
    listed = ", ".join(f"{DATABASE}.{source.stem}" for source, _ in copies)
    client = subprocess.Popen(server.client + ["--batch", "--skip-column-names", "--unbuffered"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    client.stdin.write(f"FLUSH TABLES {listed} FOR EXPORT;\nSELECT 'locked';\n".encode("utf-8"))
    client.stdin.flush()
    if client.stdout.readline().strip() != b"locked":
        raise ServerError("FLUSH TABLES ... FOR EXPORT failed")
    for source, target in copies:
        shutil.copyfile(source, target)
    client.stdin.write(b"UNLOCK TABLES;\n")
    client.communicate()


def read_bytes(path):
    """The file, or its .xz."""
    return path.read_bytes() if path.exists() else lzma.open(f"{path}.xz").read()


class Campaign:
    def __init__(self, options, cases, work):
        self.options, self.cases, self.work = options, cases, work
        self.results = []
        self.known = {tuple(line.split("#")[0].split()) for line in (options.known.read_text() if options.known else "").split("\n")}
        self.mended = []  # known, and meet all bars
        self.workers = queue.SimpleQueue()
        for number in range(options.jobs):
            self.workers.put((Runner(), work / f"run.{number}"))

    def run(self):
        labels = self.options.labels or sorted(p.name for p in self.cases.iterdir() if p.is_dir())
        for label in labels:
            for name in self.options.tables:
                if any((self.cases / label).glob(f"{name}.ibd*")):
                    self.run_table(label, TABLES[name])
        return 1 if any(r["failures"] for r in self.results) else 0

    def run_table(self, label, table):
        folder = self.cases / label
        truth = Truth(read_bytes(folder / f"{table.name}.tsv").decode("utf-8"), table)
        whole = File(read_bytes(folder / f"{table.name}.ibd"), table)
        older = read_bytes(folder / f"{table.name}.older.ibd")
        if {r.key for r in whole.records} != truth.by_key.keys():
            raise SystemExit(f"{folder / table.name}: {len(whole.records)} records, {len(truth.by_key)} rows")
        runs = [(mode, seed) for mode in self.options.modes
                for seed in (["0"] if mode in WITHOUT_CHANCE else self.options.seeds)]
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            for result in pool.map(lambda run: self.run_one(label, table, truth, Image(whole, older), *run), runs):
                self.results.append(result)
                state = "FAIL" if result["failures"] else "miss" if result["missed"] else "pass"
                which = f" ({result['which']})" if result["which"] != result["mode"] else ""
                print(f"{state}  {label} {table.name} {result['mode']} {result['seed']}{which}" +
                      "".join(f"\n        {text}" for text in result["failures"] or result["missed"]), flush=True)

    def run_one(self, label, table, truth, image, mode, seed):
        rng = random.Random(f"{table.name} {mode} {seed}")
        which = two(image, rng) if mode in TWO else mode
        if mode not in TWO:
            for part in mode.split("+"):
                MODES[part](image, rng)
            if "+" in mode:
                image.flips = {}
        schema = self.cases / label / f"{table.name}.sql"
        worker = runner, scratch = self.workers.get()
        try:
            known = (label, table.name, mode) in self.known
            verdict = judge(runner, self.options.tool, table, truth, image, mode, schema, scratch,
                            self.options.tool_option, self.options.promises or known)
            if known and not verdict.missed:
                self.mended.append(f"{label} {table.name} {mode}")
            if verdict.failures and self.options.keep:
                kept = self.options.keep / f"{label}.{table.name}.{mode}.{seed}"
                shutil.rmtree(kept, ignore_errors=True)
                shutil.copytree(scratch, kept)
                (kept / "examples.txt").write_text("\n".join(verdict.failures + verdict.examples) + "\n")
        finally:
            self.workers.put(worker)
        return {"label": label, "table": table.name, "mode": mode, "which": which, "seed": seed,
                "megabytes": round(len(image.data) / 1e6, 1), **verdict.numbers, "failures": verdict.failures,
                "missed": verdict.missed,
                "examples": verdict.examples}

    def table(self):
        """One line a label, table and mode, seeds summed up."""
        head = ["server", "table", "damage", "surviving", "tables/", "suspect/", "partial", "recall %", "false tables/",
                "false suspect/ %", "lost", "said lost", "outside ranges", "repaired", "exit", "s", "MB", ""]
        groups = collections.defaultdict(list)
        for result in self.results:
            groups[result["label"], result["table"], result["mode"]].append(result)
        rows = []
        for (label, table, mode), runs in groups.items():
            def total(name, runs=runs):
                return sum(r.get(name) or 0 for r in runs)
            recall = sum(r["recall"] * r["surviving"] for r in runs) / total("surviving") if total("surviving") else 1.0
            recall = recall if min(r["recall"] for r in runs) < 1 else 1.0
            lines = total("suspect_lines")
            known = [r["upper_pages_survive"] for r in runs]
            rows.append([label, table, " ".join(r["which"] for r in runs) if mode in TWO else mode, total("surviving"),
                         total("tables"), total("suspect"), total("partial"), percent(recall), total("false_tables"),
                         f"{100 * total('false_suspect') / lines:.2f}" if lines else "-",
                         total("lost"), total("lost_estimated") if all(known) else f"({total('lost_estimated')})",
                         total("lost_outside_ranges") if all(known) else f"({total('lost_outside_ranges')})",
                         f"{total('repaired')}/{total('flipped')}" if mode == "bit_flips" else "",
                         ",".join(sorted({str(r["exit"]) for r in runs})), max(r["seconds"] for r in runs),
                         round(max(r["memory_mb"] for r in runs)), "FAIL" if any(r["failures"] for r in runs) else ""])
        if self.options.markdown:
            return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head)] +
                             ["| " + " | ".join(str(v) for v in row) + " |" for row in rows])
        rows = [[str(v) for v in row] for row in [head] + rows]
        widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
        return "\n".join("  ".join(v.ljust(w) for v, w in zip(row, widths)).rstrip() for row in rows)


def parse_arguments():
    env = os.environ.get
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("client", "datadir", "stop", "start"):
        parser.add_argument("--" + option, default=env("ROUND_TRIP_" + option.upper()))
    parser.add_argument("--tool", default=env("INNOSALVAGE"))
    for option in ("cases", "work", "keep", "json", "known"):
        parser.add_argument("--" + option, type=pathlib.Path)
    parser.add_argument("--label")
    parser.add_argument("--scale", type=float, default=1.0)
    for option in ("tables", "modes", "seeds", "labels"):
        parser.add_argument("--" + option, type=lambda text: text.split(","))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tool-option", action="append", default=[])
    parser.add_argument("--build-only", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--promises", action="store_true")
    options = parser.parse_args()
    options.tables = options.tables or list(TABLES)
    options.modes = options.modes or [*MODES, *TWO]
    if options.modes == ["pairs"]:
        options.modes = ["+".join(pair) for pair in itertools.combinations([m for m in MODES if m != "none"], 2)]
    options.seeds = options.seeds or ["1"]
    unknown = {mode for mode in options.modes if mode not in TWO and set(mode.split("+")) - MODES.keys()}
    if set(options.tables) - TABLES.keys() or unknown:
        parser.error(f"tables are {', '.join(TABLES)}; modes {', '.join([*MODES, *TWO])}")
    if not options.cases and not (options.client and options.datadir):
        parser.error("--cases, or --client and --datadir are needed")
    if not options.tool and not options.build_only:
        parser.error("--tool (or INNOSALVAGE) is needed")
    if options.build_only and not options.work:
        parser.error("--build-only needs --work")
    return options


def main():
    options = parse_arguments()
    temporary = None if options.work else tempfile.mkdtemp(prefix="innosalvage-campaign-")
    work = options.work or pathlib.Path(temporary)
    try:
        cases = options.cases or work / "cases"
        if not options.cases:
            build_cases(options, cases)
            if options.build_only:
                return 0
        campaign = Campaign(options, cases, work)
        status = campaign.run()
        print("\n" + campaign.table())
        if campaign.mended:
            print("\nknown to miss a bar, and meet all: " + ", ".join(campaign.mended))
        if options.json:
            options.json.write_text(json.dumps(campaign.results, indent=1) + "\n")
        return status
    except (ServerError, subprocess.CalledProcessError) as error:
        print(f"campaign.py: {error}", file=sys.stderr)
        return 3
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
