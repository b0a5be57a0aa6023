#!/usr/bin/env python3
"""A server that was killed while a transaction was under way: what that wrote is not trusted, what it deleted is not lost."""

import lzma
import unittest

from tool_run import TESTDATA, ToolTest

KINDS = ("mysql-9", "mariadb-10.11", "mariadb-11.8")


class OpenTransactions(ToolTest):
    def unpack(self, kind):
        folder = self.scratch / kind
        (folder / "open_transaction").mkdir(parents=True)
        for packed in sorted((TESTDATA / "open_transaction" / kind).glob("*.xz")):
            name = packed.name.removesuffix(".xz")
            (folder / ("open_transaction" if name == "t.ibd" else "") / name).write_bytes(lzma.open(packed).read())
        return folder

    def lines(self, *path):
        return self.scratch.joinpath(*path).read_text(encoding="utf-8").splitlines()

    def told(self, kind, name):
        """Rows that a session saw, by their keys."""
        text = (TESTDATA / "open_transaction" / kind / name).read_text(encoding="utf-8").splitlines()[1:]
        return {int(line.split("\t")[0]): line for line in text}

    def schema(self, kind):
        return ["--schema", TESTDATA / "open_transaction" / kind / "t.sql"]

    def test_what_was_not_committed_is_suspect(self):
        for kind in KINDS:
            with self.subTest(kind):
                committed, seen = self.told(kind, "t.tsv"), self.told(kind, "open.tsv")
                touched = {key for key in {*committed, *seen} if committed.get(key) != seen.get(key)}
                touched -= set(range(2001, 2011))  # committed later than the open session looked
                self.assertEqual(len(touched), 80)
                self.expect(1, "salvage", self.unpack(kind), *self.schema(kind), "--format", "tsv", "-o", kind + "-out",
                            says="transaction was not committed")
                tables = self.lines(kind + "-out", "tables", "open_transaction.t.tsv")[1:]
                self.assertEqual(tables, [line for key, line in sorted(committed.items()) if key not in touched])
                suspects = [line.split("\t") for line in self.lines(kind + "-out", "suspect", "open_transaction.t.tsv")[1:]]
                self.assertEqual({int(row[0]) for row in suspects}, touched)
                for *row, evidence in suspects:
                    self.assertIn("not_committed", evidence)
                    # Deleted rows are as they were; new and changed ones as the transaction left them.
                    was = "delete_marked" in evidence
                    self.assertEqual("\t".join(row), (committed if was else seen)[int(row[0])])
                self.assertEqual(sum("delete_marked" in row[-1] for row in suspects), 20)
                report = self.report(kind + "-out")
                self.assertEqual(len(report["server"]["open_transactions"]), 1)

    def test_threads_and_the_order_of_inputs_change_nothing(self):
        folder = self.unpack("mysql-9")
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for name, order, threads in (("one", files, 1), ("two", files[::-1], 2)):
            self.expect(1, "salvage", *order, *self.schema("mysql-9"), "--threads", str(threads), "-o", name)
        for section in ("tables", "suspect"):
            self.assertEqual(self.lines("one", section, "open_transaction.t.sql"), self.lines("two", section, "open_transaction.t.sql"))

    def test_without_its_undo_log_a_file_tells_nothing_of_transactions(self):
        folder = self.unpack("mysql-9")
        self.expect(0, "salvage", folder / "open_transaction" / "t.ibd", "--format", "tsv", "-o", "out")
        self.assertEqual(self.lines("out", "tables", "open_transaction.t.tsv")[1:],
                         [line for key, line in sorted({**self.told("mysql-9", "t.tsv"), **self.told("mysql-9", "open.tsv")}.items())
                          if not 200 <= key < 220])
        self.assertNotIn("server", self.report("out"))


if __name__ == "__main__":
    unittest.main()
