#!/usr/bin/env python3
"""System-versioned tables: current rows and their history. What the server said is in the tests."""

import unittest

from tool_run import TESTDATA, ToolTest

SOURCE = TESTDATA / "system_versioned" / "mariadb-10.11"


class SystemVersioned(ToolTest):
    def test_current_rows_are_told_from_history(self):
        folder = self.unpack_tables(SOURCE, "odd", "v1", "v2", "v3")
        out = self.scratch / "out"
        self.expect(0, "salvage", folder, "--schema", SOURCE / "schema.sql", "-o", out, "--format", "tsv", "--deleted")
        for table in ("v1", "v2", "v3"):
            current = (out / "tables" / f"odd.{table}.tsv").read_text().splitlines()[1:]
            self.assertEqual([row.split("\t")[:2] for row in current], [["1", "a"], ["2", "bb"]], table)
            history = (out / "deleted" / f"odd.{table}.tsv").read_text().splitlines()[1:]
            self.assertEqual(sorted(row.split("\t")[:2] for row in history), [["2", "b"], ["3", "c"]], table)


if __name__ == "__main__":
    unittest.main()
