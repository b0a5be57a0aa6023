"""Tables that were rebuilt: a drive without its file system, old tablespaces of a table beside the present one."""

import json
import lzma
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from tool_run import TESTDATA, ToolTest  # noqa: E402

REBUILT = TESTDATA / "rebuilt"
OLDER = ["ledger.1.ibd", "ledger.2.ibd", "ledger.3.ibd"]


def unpack(kind, name):
    return lzma.decompress((REBUILT / kind / (name + ".xz")).read_bytes())


class RebuiltTest(ToolTest):
    def drive(self, pieces):
        """An image of noise with the files at places of their own, in the order given."""
        at, disk = 1 << 20, bytearray(random.Random(5).randbytes(1 << 20))
        for data in pieces:
            disk += data + random.Random(at).randbytes(37 * 4096)
            at += len(data)
        image = self.scratch / "drive.img"
        image.write_bytes(disk)
        return image

    def rows(self, out, section, table):
        path = self.scratch / out / section / f"rebuilt.{table}.jsonl"
        found = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return sorted(f"{row['id']}\t{row['marker']}\t{row['amount']}" for row in found)

    def check(self, kind, image, *arguments):
        outcome = self.run_tool("salvage", image, "-o", "out", "--format", "jsonl", *arguments)
        self.assertIn(outcome.code, (0, 1), str(outcome))
        self.assertNotIn("internal error", outcome.err)
        for table in ("ledger", "twin"):
            truth = sorted((REBUILT / kind / (table + ".tsv")).read_text().splitlines())
            self.assertEqual(self.rows("out", "tables", table), truth, str(outcome))
            self.assertEqual(self.rows("out", "suspect", table), [], str(outcome))
        others = {path.name for path in (self.scratch / "out" / "tables").iterdir()}
        self.assertEqual(others, {"rebuilt.ledger.jsonl", "rebuilt.twin.jsonl"}, str(outcome))
        return outcome

    def test_mysql_by_its_own_dictionary(self):
        for order in (OLDER + ["ledger.ibd", "twin.ibd"], ["ledger.ibd", *reversed(OLDER), "twin.ibd"]):
            with self.subTest(order=order):
                image = self.drive([unpack("mysql-9", name) for name in order])
                self.check("mysql-9", image)
                self.clear()

    def test_mariadb_by_the_dictionary_in_ibdata1(self):
        for order in (["ibdata1", *OLDER, "ledger.ibd", "twin.ibd"], ["twin.ibd", "ledger.ibd", *OLDER, "ibdata1"]):
            with self.subTest(order=order):
                image = self.drive([unpack("mariadb-10.11", name) for name in order])
                outcome = self.check("mariadb-10.11", image, "--schema", REBUILT / "mariadb-10.11" / "tables.sql")
                self.assertIn("older", outcome.err)
                self.clear()

    def test_older_tablespaces_give_no_trusted_row_where_the_present_one_is_gone(self):
        image = self.drive([unpack("mariadb-10.11", name) for name in ["ibdata1", *OLDER, "twin.ibd"]])
        outcome = self.run_tool("salvage", image, "-o", "out", "--format", "jsonl", "--schema",
                                REBUILT / "mariadb-10.11" / "tables.sql")
        self.assertEqual(self.rows("out", "tables", "ledger"), [], str(outcome))
        truth = sorted((REBUILT / "mariadb-10.11" / "twin.tsv").read_text().splitlines())
        self.assertEqual(self.rows("out", "tables", "twin"), truth, str(outcome))

    def clear(self):
        import shutil
        shutil.rmtree(self.scratch / "out")


if __name__ == "__main__":
    unittest.main()
