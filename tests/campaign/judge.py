"""One run of the tool on one damaged file, and what its output is worth."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))

from damage import ALL_COME_BACK, is_covered  # noqa: E402
from extents import PAGE  # noqa: E402
from report_sums import broken_output_sums, broken_sums  # noqa: E402

EXAMPLES = 5
SLOWEST = 10.0  # seconds for 40 MB


class Truth:
    """The server's rows, as lines in the format of testdata/README.md."""

    def __init__(self, text, table):
        lines = text.split("\n")
        self.columns = lines[0].split("\t")
        at = self.columns.index(table.key)
        self.key_of_line = (lambda f: f[at]) if table.key_kind == "text" else (lambda f: int(f[at]))
        self.by_key = {self.key_of_line(line.split("\t")): line for line in lines[1:] if line}
        self.lines = set(self.by_key.values())
        # A row known from a secondary index has the clustered key, and perhaps not the column that tells rows apart.
        parts = [self.columns.index(name) for name in table.clustered if name in self.columns]
        self.parts_of = lambda fields: tuple(fields[i] for i in parts)
        self.by_parts = {self.parts_of(line.split("\t")): key for key, line in self.by_key.items()} if parts else {}

    def key(self, line):
        """None where the field is no such key, and no other tells which row it is."""
        fields = line.split("\t")
        try:
            return self.key_of_line(fields)
        except (ValueError, IndexError):
            return self.by_parts.get(self.parts_of(fields)) if len(fields) == len(self.columns) else None


class Runner:
    """Runs programs from a small process of its own: the peak memory of a child counts from its parent's."""

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, "-S", "-E", "-c", RUNNER], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def run(self, command):
        """Exit code (negative: signal), seconds, peak memory in MB, what it said."""
        self.process.stdin.write((json.dumps(command) + "\n").encode())
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


RUNNER = """
import json, os, subprocess, sys, time
for line in sys.stdin:
    began = time.monotonic()
    process = subprocess.Popen(json.loads(line), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    said = process.stdout.read().decode("utf-8", "replace")[-4000:]
    _, status, usage = os.wait4(process.pid, 0)
    code = process.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps([code, time.monotonic() - began, usage.ru_maxrss / 1024, said]), flush=True)
"""


def lines_of(folder):
    """Lines behind the header of all files in it."""
    lines = []
    for path in sorted(folder.glob("*.tsv")):
        lines += path.read_bytes().decode("utf-8", "surrogateescape").split("\n")[1:]
    return [line for line in lines if line]


class Verdict:
    """What a run gave. `failures`: the bars it missed, as text; `examples`: what to look at."""

    def __init__(self, table, truth, image, mode, promises_only=False):
        self.table, self.truth, self.image, self.mode = table, truth, image, mode
        self.failures, self.missed, self.examples = [], [], []
        self.promises_only = promises_only
        self.numbers = {}
        untouched = {}

        def survives(record):
            for page, first, last in record.ranges:
                if page not in untouched:
                    untouched[page] = image.survives(page, 0, PAGE)
                if not untouched[page] and not image.survives(page, first, last):
                    return False
            return True
        self.records = {r.key: r for r in image.whole.records}
        self.surviving = {key for key, record in self.records.items() if survives(record)}
        self.upper_pages_survive = all(image.page_untouched(p) for p in image.whole.node_pages) and \
            image.page_untouched(image.whole.root)

    def fail(self, text):
        """A promise was broken."""
        self.failures.append(text)

    def miss(self, text):
        """A bar of the campaign was missed: no promise, where only these are asked for."""
        self.missed.append(text)
        if not self.promises_only:
            self.failures.append(text)

    def example(self, text):
        if sum(1 for e in self.examples if e[:12] == text[:12]) < EXAMPLES:
            self.examples.append(text[:600])

    def place(self, key):
        record = self.records[key]
        span = self.image.span(record.page, record.ranges[0][1], record.ranges[1][2])
        where = "gone" if span is None else f"file offset {span[0]}"
        lob = sorted({p for p, _, _ in record.ranges[2:]})
        lobs = f", LOB pages {lob[:8]}" if lob else ""
        return f"key {key}: page {record.page} origin {record.origin:#x}, {where}{lobs}"

    def read(self, out, code, seconds, memory, said):
        self.numbers.update(rows=len(self.truth.by_key), surviving=len(self.surviving), exit=code,
                            seconds=round(seconds, 2), memory_mb=round(memory, 1))
        if code < 0 or code > 4:
            self.fail(f"ended with {code}: {said.strip()[-300:]}")
        try:
            report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            report = {}
            self.fail(f"no report: {error}; {said.strip()[-200:]}")
        in_tables = self.read_tables(lines_of(out / "tables"))
        in_suspect, hurt = self.read_suspect(lines_of(out / "suspect"), in_tables)
        self.read_losses(report, in_tables | in_suspect, hurt)
        self.read_pages(report)
        self.check(report, in_tables, in_suspect, hurt)

    def read_tables(self, lines):
        found, false = set(), 0
        for line in lines:
            key = self.truth.key(line)
            if line not in self.truth.lines:
                false += 1
                self.example(f"false row in tables/: {self.difference(key, line)}")
            elif key in found:
                false += 1
                self.example(f"row twice in tables/: {line[:100]}")
            else:
                found.add(key)
        self.numbers.update(tables=len(found), false_tables=false)
        return found

    def difference(self, key, line):
        true = self.truth.by_key.get(key)
        if true is None:
            return f"no such row: {line[:120]} ... {line[-160:]}"
        for name, a, b in zip(self.truth.columns, true.split("\t"), line.split("\t")):
            if a != b:
                at = max(0, len(os.path.commonprefix([a, b])) - 8)
                return (f"{self.place(key)}, column {name} at {at}: true {a[at:at + 60]!r}, found {b[at:at + 60]!r} "
                        f"({len(a)}, {len(b)} long) ... {line[-160:]}")
        return f"{self.place(key)}: {line[-160:]}"

    def read_suspect(self, lines, in_tables):
        """Keys of whole true rows; keys of rows of which only a part, or a false version, came. Sets `named`: of the
        latter those that secondary indexes name only; such a row is lost."""
        found, hurt, partial, false, repeated = set(), set(), 0, 0, 0
        self.named = set()
        for line in lines:
            line, _, evidence = line.rpartition("\t")
            key = self.truth.key(line)
            if line in self.truth.lines:
                repeated += key in found or key in in_tables
                found.add(key)
            elif "; lost: " in evidence and self.agrees(key, line, evidence):
                partial += 1
                hurt.add(key)
                if "secondary_only" in evidence:
                    self.named.add(key)
            else:
                false += 1
                hurt.add(key)
                self.example(f"false row in suspect/: {self.difference(key, line)} [{evidence[:120]}]")
        self.numbers.update(suspect=len(found), partial=partial, named=len(self.named), false_suspect=false, repeated=repeated,
                            suspect_lines=len(lines))
        return found - in_tables, hurt - found - in_tables

    def agrees(self, key, line, evidence):
        """Is a row true where it is not lost?"""
        true = self.truth.by_key.get(key)
        lost = re.findall(r"(\w+)(?: \([^)]*\))?", evidence.split("; lost: ", 1)[1])
        return true is not None and all(a == b or (b == "\\N" and name in lost) for name, a, b in
                                        zip(self.truth.columns, true.split("\t"), line.split("\t")))

    def read_losses(self, report, found, hurt):
        missed = sorted(self.surviving - found)
        for key in missed:
            self.example(f"missed row: {self.place(key)}" + (" (came hurt)" if key in hurt else ""))
        self.numbers["recall"] = 1.0 if not self.surviving else 1 - len(missed) / len(self.surviving)
        tables = [t for space in report.get("tablespaces", []) for t in space.get("tables") or []]
        lost = sorted(self.truth.by_key.keys() - found - hurt)
        estimate = sum(t.get("rows_lost_estimated") or 0 for t in tables)
        ranges = [r for t in tables for r in t.get("lost_ranges") or []]
        outside = self.outside(lost, ranges)
        self.numbers.update(lost=len(lost) + len(self.named & hurt), lost_estimated=estimate, lost_outside_ranges=len(outside),
                            ranges=len(ranges), upper_pages_survive=self.upper_pages_survive)
        for key in outside[:EXAMPLES]:
            self.example(f"lost row in no lost range: {self.place(key)}")

    def outside(self, lost, ranges):
        if self.table.key_kind == "none":
            return []

        def bound(text):
            if text is None or text == "":
                return None
            return text.strip("'") if self.table.key_kind == "text" else int(text)
        bounds = [(bound(r["from"]), bound(r["to"])) for r in ranges]
        return [key for key in lost
                if not any((a is None or key >= a) and (b is None or key < b) for a, b in bounds)]

    def read_pages(self, report):
        """Pages repaired, of those with exactly one flipped bit; and others."""
        if self.mode != "bit_flips":
            return
        repaired = set()
        for space in report.get("tablespaces", []):
            for run in space.get("hurt_pages") or []:
                if run["verdict"] == "repaired":
                    repaired.update(range(run["first"], run["last"] + 1))
        whole = self.image.whole
        asked = {p for p, at in self.image.flips.items() if whole.is_used(p) and is_covered(whole, at)}
        for page in sorted(asked - repaired):
            self.example(f"flip not repaired: page {page} byte {self.image.flips[page]:#x}")
        wrong = repaired - set(self.image.flips)
        self.numbers.update(flipped=len(asked), repaired=len(asked & repaired), repaired_wrongly=len(wrong))

    def check(self, report, in_tables, in_suspect, hurt):
        n, mode = self.numbers, self.mode
        one_leaf = n["rows"] / len(self.image.whole.leaves)  # no estimate is better than that
        if n["false_tables"]:
            self.fail(f"{n['false_tables']} false rows in tables/")
        if n["false_suspect"] > 0.001 * n["suspect_lines"]:
            self.miss(f"{n['false_suspect']} false of {n['suspect_lines']} rows in suspect/")
        if mode == "none" and (len(in_tables) != n["rows"] or n["suspect_lines"]):
            self.fail(f"whole file: {len(in_tables)} of {n['rows']} rows in tables/, {n['suspect_lines']} in suspect/")
        if n["recall"] < (1.0 if mode in ALL_COME_BACK else 0.999):
            missed = len(self.surviving - in_tables - in_suspect)
            self.miss(f"recall {percent(n['recall'])} %, {missed} missed")
        if n["exit"] == 0 and (n["lost"] or hurt):
            self.fail(f"exit 0 after a loss of {n['lost'] + len(hurt)} rows")
        if mode == "none" and n["exit"] != 0:
            self.fail(f"exit {n['exit']} from a whole file")
        if self.upper_pages_survive and self.table.key_kind != "none" and n["lost_outside_ranges"]:
            self.miss(f"{n['lost_outside_ranges']} of {n['lost']} lost rows in no lost range")
        if self.upper_pages_survive and abs(n["lost_estimated"] - n["lost"]) > max(one_leaf, n["lost"] / 10):
            self.miss(f"{n['lost_estimated']} rows said to be lost, {n['lost']} are")
        if n.get("flipped") and n["repaired"] < 0.99 * n["flipped"]:
            self.miss(f"{n['repaired']} of {n['flipped']} flipped pages repaired")
        if n.get("repaired_wrongly"):
            self.fail(f"{n['repaired_wrongly']} pages repaired that were not hurt")
        if n["seconds"] > SLOWEST * max(1.0, len(self.image.data) / 40e6):
            self.fail(f"{n['seconds']} seconds")
        for text in (broken_sums(report) + broken_output_sums(report)) if report else []:
            self.fail(f"sum does not hold: {text}")


def percent(share):
    """Rounded down: 100 only where it is."""
    return f"{int(share * 100_000) / 1000:.3f}".rstrip("0").rstrip(".")


def judge(runner, tool, table, truth, image, mode, schema, work, extra=(), promises_only=False):
    """Runs the tool on the damaged file in `work`; returns the Verdict."""
    shutil.rmtree(work, ignore_errors=True)
    damaged = work / "campaign" / f"{table.name}.ibd"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(image.bytes())
    verdict = Verdict(table, truth, image, mode, promises_only)
    out = work / "OUT"
    verdict.read(out, *runner.run([str(tool), "salvage", str(damaged), "-o", str(out), "--format", "tsv", "--schema",
                                   str(schema), "--progress", "never", *extra]))
    return verdict
