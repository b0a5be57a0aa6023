"""Tables that were rebuilt: a drive without its file system, old tablespaces of a table beside the present one."""

import json
import lzma
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from tool_run import PAGE, TESTDATA, ToolTest  # noqa: E402

REBUILT = TESTDATA / "rebuilt"
FIL_PAGE_SDI = 17853
OLDER = ["ledger.1.ibd", "ledger.2.ibd", "ledger.3.ibd"]


def unpack(kind, name):
    return lzma.decompress((REBUILT / kind / (name + ".xz")).read_bytes())


def without_sdi(data):
    """The file after the sectors of its SDI pages were lost."""
    pages = [data[at:at + PAGE] for at in range(0, len(data), PAGE)]
    return b"".join(bytes(PAGE) if int.from_bytes(page[24:26], "big") == FIL_PAGE_SDI else page for page in pages)


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

    def rows(self, out, section, table, db="rebuilt"):
        path = self.scratch / out / section / f"{db}.{table}.jsonl"
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

    def test_older_tablespace_is_doubted_where_nothing_names_the_present_one(self):
        present = without_sdi(unpack("mysql-9", "ledger.ibd"))
        others = [unpack("mysql-9", name) for name in [*OLDER, "twin.ibd"]]
        space_id = int.from_bytes(present[34:38], "big")
        truth = {table: (REBUILT / "mysql-9" / (table + ".tsv")).read_text().splitlines() for table in ("ledger", "twin")}
        for pieces in ([present, *others], [*others, present]):
            outcome = self.run_tool("salvage", self.drive(pieces), "-o", "out", "--format", "jsonl")
            self.assertEqual(outcome.code, 1, str(outcome))
            self.assertIn("may hold an older image of rebuilt.ledger", outcome.err)
            self.assertEqual(self.rows("out", "tables", "ledger"), [], str(outcome))
            suspect = self.rows("out", "suspect", "ledger")
            self.assertGreater(len(suspect), 300, str(outcome))
            self.assertFalse(set(suspect) & {row for row in truth["ledger"] if " version 5" in row})
            # It has the columns of ledger: which of the two was rebuilt, nothing tells.
            self.assertEqual(sorted(self.rows("out", "tables", "twin") + self.rows("out", "suspect", "twin")),
                             sorted(truth["twin"]), str(outcome))
            # The present rows come under the names of their columns.
            self.assertEqual(self.rows("out", "suspect", f"space_{space_id}", "carved"), sorted(truth["ledger"]), str(outcome))
            reasons = {reason for row in self.lines("out/suspect/rebuilt.ledger.jsonl")
                       for reason in row["_evidence"]["reasons"]}
            self.assertEqual(reasons, {"maybe_older"})
            self.clear()

    def test_older_tablespace_is_doubted_where_the_present_one_may_be_empty(self):
        pieces = [*[unpack("mysql-9", name) for name in OLDER], without_sdi(unpack("mysql-9", "ledger.4.ibd"))]
        outcome = self.run_tool("salvage", self.drive(pieces), "-o", "out", "--format", "jsonl")
        self.assertEqual(self.rows("out", "tables", "ledger"), [], str(outcome))
        self.assertGreater(len(self.rows("out", "suspect", "ledger")), 300, str(outcome))

    def test_older_tablespace_is_trusted_where_nothing_younger_is_there(self):
        self.check_older([unpack("mysql-9", name) for name in OLDER])
        # One that has other columns is none that replaced it.
        other = lzma.decompress((TESTDATA / "mysql-9" / "two_levels_compact.ibd.xz").read_bytes())
        self.check_older([*[unpack("mysql-9", name) for name in OLDER], without_sdi(other)])

    def check_older(self, pieces):
        outcome = self.run_tool("salvage", self.drive(pieces), "-o", "out", "--format", "jsonl")
        self.assertEqual(self.rows("out", "suspect", "ledger"), [], str(outcome))
        self.assertGreater(len(self.rows("out", "tables", "ledger")), 300, str(outcome))
        self.clear()

    def lines(self, name):
        return [json.loads(line) for line in (self.scratch / name).read_text().splitlines()]

    def clear(self):
        import shutil
        shutil.rmtree(self.scratch / "out")


if __name__ == "__main__":
    unittest.main()
