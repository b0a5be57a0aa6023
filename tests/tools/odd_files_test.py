#!/usr/bin/env python3
"""Sequences, long unique keys, and files that are no table of a user's. What the server said is in the tests."""

import lzma
import unittest

from tool_run import TESTDATA, ToolTest

SOURCE = TESTDATA / "odd" / "mariadb-11.8"
FULLTEXT = "FTS_0000000000000012_CONFIG"


class OddFiles(ToolTest):
    def salvage(self, code, folder, *options, says=()):
        out = self.scratch / "out"
        return out, self.expect(code, "salvage", folder, "--schema", SOURCE / "schema.sql", "-o", out, *options, says=says)

    def notes(self):
        return {file["path"].rsplit("/", 1)[-1]: file["notes"] for file in self.report()["tablespaces"]}

    def rows(self, table):
        return (self.scratch / "out" / "tables" / f"odd.{table}.tsv").read_text().splitlines()[1:]

    def tables(self):
        return sorted(path.name for path in (self.scratch / "out" / "tables").iterdir())

    def test_a_sequence_is_a_table_of_one_row(self):
        out, _ = self.salvage(0, self.unpack_tables(SOURCE, "odd", "s1", "s2"))
        first = (out / "tables" / "odd.s1.sql").read_text()
        self.assertIn("SEQUENCE=1", first)
        self.assertIn("(10100,1,9223372036854775806,100,10,1000,0,0)", first)
        self.assertIn("(5,1,99,5,1,0,1,0)", (out / "tables" / "odd.s2.sql").read_text())

    def test_schema_of_a_sequence_says_how_it_counts(self):
        folder = self.unpack_tables(SOURCE, "odd", "s1", "s2")
        printed = self.expect(0, "schema", folder, "--schema", SOURCE / "schema.sql").out
        self.assertIn("CREATE SEQUENCE `s1` START WITH 100 MINVALUE 1 MAXVALUE 9223372036854775806 INCREMENT BY 10 CACHE 1000 "
                      "NOCYCLE ENGINE=InnoDB;\nINSERT INTO `s1` VALUES (10100,1,9223372036854775806,100,10,1000,0,0);\n", printed)
        # It has given no number yet.
        self.assertIn("CREATE SEQUENCE `s2` START WITH 5 MINVALUE 1 MAXVALUE 99 INCREMENT BY 1 NOCACHE CYCLE ENGINE=InnoDB;\n\n",
                      printed)
        self.assertNotIn("INSERT INTO `s2`", printed)
        for_mysql = self.expect(0, "schema", folder, "--schema", SOURCE / "schema.sql", "--target", "mysql-9").out
        self.assertNotIn("CREATE SEQUENCE", for_mysql)

    def test_indexes_of_other_kinds_leave_the_rows_alone(self):
        self.salvage(0, self.unpack_tables(SOURCE, "odd", "lu", "sp", "ft", "vec", "a@002db@0020c@0040x"), "--format", "tsv")
        self.assertEqual(self.rows("lu"), ["1\t" + "a" * 5000 + "\t0x78", "2\tb\t\\N", "3\t\\N\t0x79"])
        self.assertEqual(self.rows("ft"), ["1\tquick brown fox", "2\tlazy dog sleeps"])
        self.assertEqual(self.rows("sp")[0], "1\t0x000000000101000000000000000000F03F0000000000000040")
        self.assertEqual(self.rows("vec"), ["1\t0x0000803F0000004000004040", "2\t0x000080400000A0400000C040"])
        self.assertEqual(self.rows("a-b%20c%40x"), ["1\tx"])

    def test_files_of_indexes_are_no_tables(self):
        self.salvage(0, self.unpack_tables(SOURCE, "odd", "vec", "vec#i#01", "ft", FULLTEXT), "--format", "tsv")
        self.assertEqual(self.tables(), ["odd.ft.tsv", "odd.vec.tsv"])
        self.assertEqual(self.notes()["vec#i#01.ibd"], ["is a vector index's own file: left alone"])
        self.assertEqual(self.notes()[f"{FULLTEXT}.ibd"], ["is a full-text index's own file: left alone"])

    def test_all_looks_into_them(self):
        self.salvage(1, self.unpack_tables(SOURCE, "odd", "vec", "vec#i#01"), "--format", "tsv", "--all")
        self.assertEqual(self.tables(), ["odd.vec.tsv"])
        self.assertTrue(any(name.startswith("odd.vec%23i%2301") for name in
                            [path.name for path in (self.scratch / "out" / "suspect").iterdir()]))

    def test_what_an_alter_left_behind_is_not_mixed_with_its_table(self):
        folder = self.unpack_tables(SOURCE, "odd", "ft")
        for name in ("#sql-ib77", "#sql-alter-b96-6", "ft#P#p0#TMP#", "ft#p#p0#ren#"):
            (folder / f"{name}.ibd").write_bytes((folder / "ft.ibd").read_bytes())
        self.salvage(0, folder, "--format", "tsv")
        self.assertEqual(self.tables(), ["odd.ft.tsv"])
        self.assertEqual(self.rows("ft"), ["1\tquick brown fox", "2\tlazy dog sleeps"])
        left = [name for name, notes in self.notes().items()
                if notes == ["is left over from an ALTER TABLE that did not end: left alone"]]
        self.assertEqual(len(left), 4, self.notes())

    def test_a_temporary_tablespace_of_a_session(self):
        file = self.scratch / "temp_1.ibt"
        file.write_bytes(lzma.open(TESTDATA / "odd" / "mysql-9" / "temp_1.ibt.xz").read())
        self.expect(3, "salvage", file, "-o", self.scratch / "out")  # nothing usable in it
        self.assertEqual(self.report()["tablespaces"][0]["kind"], "temporary")

    def test_a_tablespace_that_is_elsewhere_is_told(self):
        folder = self.unpack_tables(SOURCE, "odd", "ft")
        (folder / "gone.isl").write_text("/elsewhere/odd/gone.ibd")
        (folder / "ft.isl").write_text("/elsewhere/odd/ft.ibd")
        _, outcome = self.salvage(1, folder, "--format", "tsv", says="/elsewhere/odd/gone.ibd")
        self.assertNotIn("/elsewhere/odd/ft.ibd", outcome.err)


if __name__ == "__main__":
    unittest.main()
