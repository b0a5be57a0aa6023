#!/usr/bin/env python3
"""System-versioned tables: current rows and their history. What the server said is in the tests."""

import lzma
import unittest

from tool_run import TESTDATA, ToolTest

SOURCE = TESTDATA / "system_versioned" / "mariadb-10.11"


class SystemVersioned(ToolTest):
    def unpack(self, *tables):
        folder = self.scratch / "odd"
        folder.mkdir()
        for table in tables:
            (folder / f"{table}.ibd").write_bytes(lzma.open(SOURCE / f"{table}.ibd.xz").read())
        return folder

    def salvage(self, code, folder, *options, says=()):
        out = self.scratch / "out"
        self.expect(code, "salvage", folder, "--schema", SOURCE / "schema.sql", "-o", out, *options, says=says)
        return out

    def test_current_rows_are_told_from_history(self):
        out = self.salvage(0, self.unpack("v1", "v2", "v3"), "--format", "tsv", "--deleted")
        for table in ("v1", "v2", "v3"):
            current = (out / "tables" / f"odd.{table}.tsv").read_text().splitlines()[1:]
            self.assertEqual([row.split("\t")[:2] for row in current], [["1", "a"], ["2", "bb"]], table)
            history = (out / "deleted" / f"odd.{table}.tsv").read_text().splitlines()[1:]
            self.assertEqual(sorted(row.split("\t")[:2] for row in history), [["2", "b"], ["3", "c"]], table)


if __name__ == "__main__":
    unittest.main()
