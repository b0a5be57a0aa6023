#!/usr/bin/env python3
"""--deleted on whole tables of real servers: what comes out are versions that rows once had, none that they have.

Each version of a row is made by tests/campaign/tables.py from its key and generation, so that every deleted row can be
told from something that never was. The free lists are read here by a reader that shares nothing with the program.
"""

import lzma
import pathlib
import sys
import unittest

from tool_run import TESTDATA, ToolTest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "campaign"))

from extents import PAGE, File, u16  # noqa: E402
from tables import TABLES, churned_row, ledger_row, redundant_row  # noqa: E402

VERSIONS = {"churned": churned_row, "ledger": ledger_row, "redundant": redundant_row}


def as_line(row):
    return "\t".join("\\N" if value is None else str(value) for value in row)


class DeletedRows(ToolTest):
    def salvage(self, label, name, *options):
        folder = TESTDATA / "campaign" / label
        self.data = lzma.open(folder / f"{name}.ibd.xz").read()
        self.truth = set(lzma.open(folder / f"{name}.tsv.xz").read().decode("utf-8").splitlines()[1:])
        path = self.scratch / "db" / f"{name}.ibd"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(self.data)
        out = self.scratch / f"out-{label}-{name}-{len(options)}"
        self.expect(0, "salvage", path, "-o", out, "--schema", folder / f"{name}.sql", "--format", "tsv", *options)
        return {section: [line for p in (out / section).glob("*.tsv")
                          for line in p.read_text(encoding="utf-8").splitlines()[1:]]
                for section in ("tables", "suspect", "deleted")}

    def on_free_lists(self, name):
        """Keys of the records on the free lists of the clustered index's leaves, but for those that a server wiped."""
        file = File(self.data, TABLES[name])
        keys = set()
        for page in file.leaves:
            origin = u16(self.data, page * PAGE + 44)
            for _ in range(2000):
                if origin == 0:
                    break
                fields = file.split(page, origin, file.table.columns)
                at, length = page * PAGE + fields[0][0], fields[0][1]
                if any(self.data[at:at + length + 13]):
                    keys.add(file.key_of(self.data[at:at + length]))
                step = u16(self.data, page * PAGE + origin - 2)
                origin = step if file.table.redundant or step == 0 else (origin + step) & 0xFFFF
        return keys

    def test_deleted_rows_are_versions_that_rows_had(self):
        for label in ("mysql-9", "mariadb-10.11", "mariadb-10.11-crc32"):
            for name, version in VERSIONS.items():
                with self.subTest(f"{label} {name}"):
                    lines = self.salvage(label, name, "--deleted")
                    self.assertEqual(set(lines["tables"]), self.truth)
                    self.assertEqual(lines["suspect"], [])
                    rows = [line.rpartition("\t")[0] for line in lines["deleted"]]
                    self.assertEqual(len(rows), len(set(rows)), "a deleted row came twice")
                    self.assertEqual(set(rows) & self.truth, set(), "a deleted row is a live one")
                    for row in rows:
                        key = int(row.split("\t")[0])
                        self.assertIn(row, [as_line(version(key, generation)) for generation in range(5)])
                    if label == "mysql-9":  # MariaDB wipes what it frees
                        live = {int(line.split("\t")[0]) for line in self.truth}
                        found = {int(row.split("\t")[0]) for row in rows}
                        self.assertGreater(len(found), 10)
                        self.assertEqual(self.on_free_lists(name) - found - live, set())

    def test_each_says_where_it_was_found(self):
        lines = self.salvage("mysql-9", "churned", "--deleted")
        evidence = [line.rpartition("\t")[2] for line in lines["deleted"]]
        for text in evidence:
            self.assertRegex(text, r"^page \d+ heap \d+ \+0x[0-9a-f]+ found \w+: ")
        for reason in ("on_free_list", "page_freed"):
            self.assertTrue(any(reason in text for text in evidence), reason)

    def test_without_the_option_none_is_written(self):
        self.assertEqual(self.salvage("mysql-9", "churned")["deleted"], [])


if __name__ == "__main__":
    unittest.main()
