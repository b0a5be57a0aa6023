#!/usr/bin/env python3
"""Tables with a past of instant DDL, hurt where that past is told: no false row, and what can be known is known."""

import collections
import decimal
import json
import lzma
import random
import re
import struct
import unittest

from tool_run import PAGE, TESTDATA, ToolTest

TABLES = ("defaults_dynamic", "versions_redundant", "past_0")
MARIADB = ("mariadb-10.5", "mariadb-11.8")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")
INDEX, INSTANT, BLOB, SDI = 17855, 18, 10, 17853


def by_value(line):
    """Numbers by value: a DOUBLE may be 75000000 or 7.5e+07."""
    return "\t".join(format(decimal.Decimal(field).normalize(), "f") if NUMBER.fullmatch(field) else field
                     for field in line.split("\t"))


class InstantDamage(ToolTest):
    def load(self, kind, table):
        source = TESTDATA / "instant" / kind
        self.table = table
        self.data = bytearray(lzma.open(source / f"{table}.ibd.xz").read())
        truth = source / f"{table}.tsv"
        text = truth.read_bytes() if truth.exists() else lzma.open(str(truth) + ".xz").read()
        self.truth = collections.Counter(map(by_value, text.decode().splitlines()[1:]))
        self.schema = [] if kind.startswith("mysql") else ["--schema", source / f"{table}.sql"]

    def page(self, number):
        return self.data[number * PAGE:(number + 1) * PAGE]

    def pages(self, wanted):
        return [n for n in range(len(self.data) // PAGE) if wanted(self.page(n))]

    def clustered(self, page):
        kind, = struct.unpack_from(">H", page, 24)
        index, = struct.unpack_from(">Q", page, 66)
        return kind in (INDEX, INSTANT) and index == self.index

    def find(self):
        """Pages of the clustered index: its root, its leaves, the first of them."""
        ids = [struct.unpack_from(">Q", self.page(n), 66)[0] for n in self.pages(lambda p: p[24:26] in (b"\x45\xbf", b"\0\x12"))]
        self.index = min(ids)
        mine = self.pages(self.clustered)
        self.root = mine[0]
        self.leaves = [n for n in mine if self.page(n)[64:66] == b"\0\0"]
        self.first = [n for n in self.leaves if self.page(n)[8:12] == b"\xff\xff\xff\xff"][0]
        self.blobs = self.pages(lambda p: p[24:26] == struct.pack(">H", BLOB))

    def zero(self, number):
        self.data[number * PAGE:(number + 1) * PAGE] = bytes(PAGE)

    def scribble(self, number, at, size=64):
        self.data[number * PAGE + at:number * PAGE + at + size] = random.Random(number).randbytes(size)

    def salvage(self):
        """(trusted rows, suspect rows, the table's part of the report); trusted ones must be true."""
        folder = self.scratch / f"run{len(list(self.scratch.iterdir()))}"
        (folder / "db").mkdir(parents=True)
        (folder / "db" / f"{self.table}.ibd").write_bytes(self.data)
        outcome = self.run_tool("salvage", folder / "db", *self.schema, "--format", "tsv", "-o", folder / "out")
        self.assertIn(outcome.code, (0, 1, 3), str(outcome))
        self.assertNotIn("internal error", outcome.err, str(outcome))
        rows = {}
        for section in ("tables", "suspect"):
            files = list((folder / "out" / section).glob("*.tsv"))
            self.assertLessEqual(len(files), 1, f"{self.table}: {sorted(path.name for path in files)}")
            lines = files[0].read_text(encoding="utf-8").splitlines()[1:] if files else []
            # The last column of suspect rows is their evidence.
            rows[section] = collections.Counter(
                by_value(line.rsplit("\t", 1)[0] if section == "suspect" else line) for line in lines)
        self.assertEqual(rows["tables"] - self.truth, collections.Counter(), f"{self.table}: false rows are trusted")
        report = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
        self.notes = report["tablespaces"][0]["notes"]
        tables = report["tablespaces"][0]["tables"]
        return rows["tables"], rows["suspect"], tables[0] if tables else None

    def test_any_page_lost_or_scribbled_on(self):
        for kind in ("mysql-9", "mariadb-10.5"):
            for table in TABLES:
                self.load(kind, table)
                whole = bytes(self.data)
                self.find()
                for number in sorted({self.root, self.first, self.leaves[-1], *self.blobs[:2], 0}):
                    for hurt in (self.zero, lambda n: self.scribble(n, 130)):
                        with self.subTest(kind=kind, table=table, page=number):
                            self.data = bytearray(whole)
                            hurt(number)
                            self.salvage()

    def test_definitions_from_before_an_alter_are_not_mixed_with_the_one_that_holds(self):
        """On a page of SDI that does not verify, older ones are found by their bytes: each ALTER left one."""
        def unverified(number):
            self.data[number * PAGE + 16:number * PAGE + 24] = bytes(8)  # FIL_PAGE_LSN

        def no_chain(number):
            unverified(number)
            struct.pack_into(">H", self.data, number * PAGE + 97, 0x3fff)  # the next record behind infimum
        noted = 0
        for path in sorted((TESTDATA / "instant" / "mysql-9").glob("*.ibd.xz")):
            for hurt in (unverified, no_chain):
                with self.subTest(table=path.name, hurt=hurt.__name__):
                    self.load("mysql-9", path.name.removesuffix(".ibd.xz"))
                    for number in self.pages(lambda page: page[24:26] == struct.pack(">H", SDI)):
                        hurt(number)
                    trusted, _, table = self.salvage()
                    self.assertEqual(trusted, self.truth)
                    noted += any("from before an ALTER TABLE" in note for note in self.notes)
        self.assertGreater(noted, 5, "no page has an older definition: the test shows nothing")

    def test_without_the_root_the_metadata_record_tells_all(self):
        for kind in MARIADB:
            for table in ("defaults_dynamic", "versions_dynamic"):
                with self.subTest(kind=kind, table=table):
                    self.load(kind, table)
                    self.find()
                    if self.root == self.first:
                        continue
                    self.zero(self.root)
                    trusted, suspect, _ = self.salvage()
                    self.assertEqual(trusted + suspect, self.truth)

    def test_rows_that_lack_a_lost_default_are_partial(self):
        """Columns only added at the end: the root says how many fields a plain record has."""
        for kind in MARIADB:
            with self.subTest(kind=kind):
                self.load(kind, "added_dynamic")
                self.find()
                self.assertNotEqual(self.root, self.first)
                on_first, = struct.unpack_from(">H", self.page(self.first), 54)
                self.zero(self.first)
                trusted, suspect, table = self.salvage()
                self.assertGreater(len(trusted), 0)
                self.assertGreater(table["rows"]["partial"], 0)
                self.assertEqual(sum(trusted.values()) + table["rows"]["partial"], sum(self.truth.values()) - on_first + 1)

    def test_moved_columns_are_told_by_the_blob_alone(self):
        for kind in MARIADB:
            with self.subTest(kind=kind):
                self.load(kind, "moved_dynamic")
                self.find()
                on_first, = struct.unpack_from(">H", self.page(self.first), 54)
                self.zero(self.first)
                trusted, suspect, _ = self.salvage()
                self.assertEqual(sum(trusted.values()), 0)
                self.assertEqual(suspect - self.truth, collections.Counter())
                self.assertEqual(sum(suspect.values()), sum(self.truth.values()) - on_first + 1)


if __name__ == "__main__":
    unittest.main()
