#!/usr/bin/env python3
"""What a run leaves behind: the same bytes for any number of threads, the same rows in each format, inputs untouched."""

import csv
import gzip
import hashlib
import io
import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import unittest

from report_sums import broken_sums
from tool_run import SAMPLE, SOURCE, TESTDATA, ToolTest

FIXTURES = ("mysql-9/types_dynamic", "mariadb-11.8/three_levels", "mysql-9/churned_dynamic", "mariadb-10.5/two_levels_redundant")


class Inputs(ToolTest):
    def state(self, path):
        found = path.stat()
        return hashlib.sha256(path.read_bytes()).hexdigest(), found.st_mtime_ns, found.st_size, found.st_mode, found.st_ino

    def test_inputs_are_untouched(self):
        path, sql = self.fixture("mariadb-10.11/types_redundant")
        damaged = self.write("orders.ibd", SAMPLE.read_bytes())
        for file in (path, damaged):
            os.utime(file, (1_000_000_000, 1_000_000_000))
        before = [self.state(file) for file in (path, damaged)]
        names = sorted(os.listdir(path.parent))
        for code, command in ((1, ["triage"]), (0, ["schema"]), (1, ["salvage", "-o", "out"])):
            self.expect(code, *command, path, damaged, "--schema", sql)
        self.run_tool("inspect", damaged, "--page", 3)
        self.assertEqual([self.state(file) for file in (path, damaged)], before)
        self.assertEqual(sorted(os.listdir(path.parent)), names)

    def test_read_only_inputs_will_do(self):
        path, sql = self.fixture("mariadb-10.11/types_redundant")
        path.chmod(0o400)
        self.expect(0, "salvage", path, "--schema", sql, "-o", "out")


class Reports(ToolTest):
    def test_reports_follow_their_schema_and_add_up(self):
        reports = []
        for number, name in enumerate(FIXTURES):
            path, sql = self.fixture(name)
            self.expect(0, "salvage", path, "--schema", sql, "-o", f"out{number}")
            reports.append(self.scratch / f"out{number}" / "report.json")
        self.expect(1, "salvage", SAMPLE, "-o", "sample")
        self.expect(1, "triage", SAMPLE, "--json", "triage.json")
        reports += [self.scratch / "sample" / "report.json", self.scratch / "triage.json"]
        done = subprocess.run([sys.executable, SOURCE / "tests" / "tools" / "validate_report.py", *reports],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode == 77:
            self.skipTest("python3-jsonschema is not installed")
        self.assertEqual(done.returncode, 0, done.stdout.decode())

    def test_triage_json_on_standard_output(self):
        report = json.loads(self.expect(1, "triage", SAMPLE, "--json", "-").out)
        self.assertEqual(broken_sums(report), [])

    def test_manifest_lists_what_was_written(self):
        self.expect(1, "salvage", SAMPLE, "-o", "out")
        out = self.scratch / "out"
        manifest = json.loads((out / "manifest.json").read_text("utf-8"))
        files = self.tree(out)
        del files["manifest.json"]
        listed = {item["path"]: item["sha256"] for item in manifest["outputs"]}
        self.assertEqual(listed, {path: hashlib.sha256(data).hexdigest() for path, data in files.items()})

    def test_inputs_have_their_hash_whoever_made_it(self):
        # With one thread it is pass one; with two it is beside the rows, and where no definition is known, before they are read.
        for with_definition in (True, False):
            path, sql = self.fixture("mariadb-10.11/types_redundant")
            wanted = hashlib.sha256(path.read_bytes()).hexdigest()
            for threads in (1, 2):
                out = f"out{int(with_definition)}{threads}"
                self.run_tool("salvage", path, *(["--schema", sql] if with_definition else []), "-o", out, "--threads", threads)
                manifest = json.loads((self.scratch / out / "manifest.json").read_text("utf-8"))
                self.assertEqual([item["sha256"] for item in manifest["inputs"]], [wanted], out)

    def test_two_files_of_one_table_are_both_written_and_one_is_loaded(self):
        for folder in ("a", "b"):
            (self.scratch / folder / "shop").mkdir(parents=True)
            shutil.copy(SAMPLE, self.scratch / folder / "shop")
        self.expect(1, "salvage", "a", "b", "-o", "out")
        out = self.scratch / "out"
        self.assertEqual(len(list((out / "tables").iterdir())), 2)
        self.assertEqual((out / "load.sql").read_text("utf-8").count("CREATE TABLE"), 1)

    def test_sample_says_what_was_done_to_it(self):
        self.expect(1, "salvage", SAMPLE, "-o", "out")
        report = json.loads((self.scratch / "out" / "report.json").read_text("utf-8"))
        rows = report["totals"]["rows"]
        # testdata/sample/edits.md: one flipped bit (253 rows), one page zeroed (252 rows), one sector lost (of 252 rows).
        self.assertEqual(rows["repaired"], 253)
        self.assertEqual(rows["intact"] + rows["repaired"], 2000 - 252 - 252)
        self.assertLessEqual(rows["suspect"], 252)


class Rows(ToolTest):
    """Trusted rows are rows of the truth; all formats hold the same ones."""

    def salvage(self, name, *options):
        out = self.scratch / name
        self.expect(1, "salvage", SAMPLE, "-o", out, *options)
        return out

    def tsv(self, out, section):
        return (out / section / "shop.orders.tsv").read_bytes()

    def test_every_format_holds_the_same_rows(self):
        tsv = self.tsv(self.salvage("tsv", "--format", "tsv"), "tables").decode("utf-8").split("\n")[1:-1]
        ids = [line.split("\t")[0] for line in tsv]
        self.assertEqual(len(ids), 1496)
        text = (self.salvage("csv", "--format", "csv") / "tables" / "shop.orders.csv").read_bytes().decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline="")))
        self.assertEqual([row[0] for row in table[1:]], ids)
        customers = [row[1] for row in table[1:]]
        self.assertEqual(customers, [line.split("\t")[1] for line in tsv])
        lines = (self.salvage("jsonl", "--format", "jsonl") / "tables" / "shop.orders.jsonl").read_text("utf-8")
        objects = [json.loads(line) for line in lines.splitlines()]
        self.assertEqual([str(row["id"]) for row in objects if "id" in row], ids)
        self.assertEqual([row["customer"] for row in objects if "id" in row], customers)
        sql = (self.salvage("sql") / "tables" / "shop.orders.sql").read_text("utf-8")
        self.assertEqual(re.findall(r"^\((\d+),'", sql, re.MULTILINE), ids)

    def test_compressed_files_hold_the_same_bytes(self):
        for form in ("sql", "tsv"):
            plain = self.tree(self.salvage(f"plain-{form}", "--format", form))
            packed = self.tree(self.salvage(f"gz-{form}", "--format", form, "--compress", "gz"))
            for path in (f"tables/shop.orders.{form}", f"suspect/shop.orders.{form}"):
                self.assertEqual(gzip.decompress(packed[path + ".gz"]), plain[path])
            if shutil.which("zstd") is None:
                continue
            out = self.salvage(f"zst-{form}", "--format", form, "--compress", "zst")
            for path in (f"tables/shop.orders.{form}", f"suspect/shop.orders.{form}"):
                unpacked = subprocess.run(["zstd", "-dcq", out / (path + ".zst")], stdout=subprocess.PIPE, check=True)
                self.assertEqual(unpacked.stdout, plain[path])

    def test_split_files_hold_the_same_rows(self):
        whole = self.tree(self.salvage("whole"))
        split = self.tree(self.salvage("split", "--split-size", "64K"))
        rows = [line.rstrip(b",;") for line in whole["tables/shop.orders.sql"].splitlines() if line.startswith(b"(")]
        parts = sorted(path for path in split if path.startswith("tables/"))
        self.assertGreater(len(parts), 2)
        found = []
        for number, path in enumerate(parts, 1):
            self.assertEqual(path, "tables/shop.orders.sql" if number == 1 else f"tables/shop.orders~{number:04}.sql")
            self.assertEqual(b"CREATE TABLE" in split[path], number == 1)
            found += [line.rstrip(b",;") for line in split[path].splitlines() if line.startswith(b"(")]
        self.assertEqual(found, rows)
        loaded = [line.rstrip(b",;") for line in split["load.sql"].splitlines() if line.startswith(b"(")]
        self.assertEqual(loaded, rows)
        self.expect(2, "salvage", SAMPLE, "-o", "x", "--split-size", "64K", "--format", "sqlite")
        self.expect(2, "salvage", SAMPLE, "-o", "x", "--split-size", "1K")

    def test_trusted_rows_are_those_of_the_whole_file(self):
        packed = TESTDATA / "sample" / "orders.whole.ibd.xz"
        (self.scratch / "shop").mkdir()
        path = self.scratch / "shop" / "orders.ibd"
        path.write_bytes(lzma.open(packed).read())
        self.expect(0, "salvage", path, "-o", "whole", "--format", "tsv")
        whole = set(self.tsv(self.scratch / "whole", "tables").split(b"\n"))
        self.assertEqual(len(whole), 2000 + 2)
        hurt = self.salvage("hurt", "--format", "tsv")
        self.assertLessEqual(set(self.tsv(hurt, "tables").split(b"\n")), whole)


class Threads(ToolTest):
    def everything(self, threads, *arguments):
        out = self.scratch / "out"  # the same name, for the reports tell it
        outcome = self.run_tool("salvage", *arguments, "-o", out, "--deleted", "--threads", threads)
        self.assertIn(outcome.code, (0, 1), str(outcome))
        files = self.tree(out)
        shutil.rmtree(out)
        return {path: self.without_times(path, data) for path, data in files.items()}

    @staticmethod
    def without_times(path, data):
        if path.endswith(".json") and "jsonl" not in path:
            return re.sub(rb'"(started|finished|written|time|made_at)[a-z_]*": *"[^"]*"', b"", data)
        return data

    def test_same_bytes_for_any_number_of_threads(self):
        for name in FIXTURES + ("sample",):
            path, arguments = SAMPLE, []
            if name != "sample":
                path, sql = self.fixture(name)
                arguments = ["--schema", sql]
            with self.subTest(name=name):
                once = self.everything(1, path, *arguments)
                for threads in (2, 4):
                    self.assertEqual(sorted(once), sorted(self.everything(threads, path, *arguments)))
                    for file, data in self.everything(threads, path, *arguments).items():
                        self.assertEqual(once[file], data, file)


if __name__ == "__main__":
    unittest.main()
