#!/usr/bin/env python3
"""Partitioned tables: their files make one table, in the order of its definition, and a missing one is named."""

import json
import lzma
import unittest

from tool_run import TESTDATA, ToolTest

TABLES = ("by_range", "by_hash", "sub", "na me")


class Partitions(ToolTest):
    def unpack(self, kind):
        """The data directory, and the options that tell its tables' definitions."""
        folder = self.scratch / kind / "shop"
        folder.mkdir(parents=True)
        source = TESTDATA / "partitions" / kind
        for packed in sorted((source / "shop").iterdir()):
            (folder / packed.name.removesuffix(".xz")).write_bytes(lzma.open(packed).read())
        if not kind.startswith("mariadb"):
            return folder, []
        return folder, [option for table in TABLES for option in ("--schema", source / f"{table}.sql")]

    def truth(self, kind, table):
        return (TESTDATA / "partitions" / kind / f"{table}.tsv").read_text(encoding="utf-8")

    def rows(self, table):
        return (self.scratch / "out" / "tables" / f"shop.{table.replace(' ', '%20')}.tsv").read_text(encoding="utf-8")

    def tables(self):
        report = json.loads((self.scratch / "out" / "report.json").read_text(encoding="utf-8"))
        return report, [table for file in report["tablespaces"] for table in file["tables"]]

    def test_files_of_a_table_make_one_in_the_order_of_its_definition(self):
        for kind in ("mysql-9", "mariadb-10.11"):
            with self.subTest(kind):
                folder, schema = self.unpack(kind)
                self.expect(0, "salvage", folder, *schema, "--format", "tsv", "-o", "out", says="All 4 tables are whole")
                self.assertEqual(len(list((self.scratch / "out" / "tables").iterdir())), len(TABLES))
                for table in TABLES:
                    self.assertEqual(self.rows(table), self.truth(kind, table), table)
                report, tables = self.tables()
                self.assertEqual(report["totals"]["tables"]["total"], len(TABLES))
                self.assertIn("p0/p0sp1", [table["partition"] for table in tables])
                (self.scratch / "out").rename(self.scratch / f"out-{kind}")

    def test_a_missing_partition_is_named_and_the_others_are_read(self):
        folder, schema = self.unpack("mariadb-10.11")
        (folder / "by_hash#P#p10.ibd").unlink()
        (folder / "sub#P#p1#SP#p1sp0.ibd").unlink()
        self.expect(1, "salvage", folder, *schema, "--format", "tsv", "-o", "out", says=["p10", "p1/p1sp0"])
        left = [row for row in self.truth("mariadb-10.11", "by_hash").splitlines()[1:] if int(row.split("\t")[0]) % 11 != 10]
        self.assertEqual(self.rows("by_hash").splitlines()[1:], left)
        self.assertEqual(self.rows("by_range"), self.truth("mariadb-10.11", "by_range"))
        missing = [name for table in self.tables()[1] for name in table["missing_partitions"]]
        self.assertEqual(sorted(missing), ["p1/p1sp0", "p10"])
        self.expect(1, "triage", folder, *schema)

    def test_a_copy_of_a_partition_is_a_table_of_its_own(self):
        folder, schema = self.unpack("mariadb-10.11")
        copy = self.scratch / "copy" / "shop" / "by_hash#P#p3.ibd"
        copy.parent.mkdir(parents=True)
        copy.write_bytes((folder / "by_hash#P#p3.ibd").read_bytes())
        self.expect(0, "salvage", folder, copy, *schema, "--format", "tsv", "-o", "out")
        self.assertEqual(self.rows("by_hash"), self.truth("mariadb-10.11", "by_hash"))
        again = (self.scratch / "out" / "tables" / "shop.by_hash%232.tsv").read_text(encoding="utf-8").splitlines()
        self.assertTrue(all(int(row.split("\t")[0]) % 11 == 3 for row in again[1:]))

    def test_each_partition_is_read_in_the_encoding_it_was_written_in(self):
        folder, _ = self.unpack("converted")
        schema = ["--schema", TESTDATA / "partitions" / "converted" / "clock.sql"]
        self.expect(0, "salvage", folder, *schema, "--format", "tsv", "-o", "out", says="The table is whole")
        self.assertEqual(self.rows("clock"), self.truth("converted", "clock"))
        self.expect(0, "salvage", folder, *schema, "-o", "sql")
        loaded = [line.strip("(),;").replace("'", "") for line in
                  (self.scratch / "sql" / "tables" / "shop.clock.sql").read_text(encoding="utf-8").splitlines()
                  if line.startswith("(")]
        truth = [row.replace("\t", ",") for row in self.truth("converted", "clock").splitlines()[1:]]
        self.assertEqual(loaded, truth)


if __name__ == "__main__":
    unittest.main()
