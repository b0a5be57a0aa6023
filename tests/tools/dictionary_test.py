#!/usr/bin/env python3
"""Tablespaces of many tables, and what the dictionaries of the servers tell about other files."""

import lzma
import re
import unittest

from tool_run import PAGE, TESTDATA, ToolTest

MARIADB = ("mariadb-10.5", "mariadb-10.11")
# SYS_* stores no DECIMAL precision and no ENUM members: the one table whose rows need more than it tells.
EXACT = ("orders", "plain", "part", "own")


class Dictionary(ToolTest):
    def unpack(self, kind):
        folder = self.scratch / kind
        (folder / "shop").mkdir(parents=True)
        source = TESTDATA / "dictionary" / kind
        for packed in [*source.glob("*.xz"), *source.glob("shop/*.xz")]:
            if ".tsv" not in packed.name:
                (folder / packed.relative_to(source)).with_suffix("").write_bytes(lzma.open(packed).read())
        self.kind = kind
        return folder

    def truth(self, table):
        return lzma.open(TESTDATA / "dictionary" / self.kind / f"{table}.tsv.xz").read().decode().splitlines()

    def schema(self, table):
        return ["--schema", TESTDATA / "dictionary" / self.kind / f"{table}.sql"]

    def rows(self, table, section="tables", out="out"):
        path = self.scratch / out / section / f"shop.{table}.tsv"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def salvage(self, codes, *arguments, out="out"):
        outcome = self.run_tool("salvage", *arguments, "--format", "tsv", "-o", out)
        self.assertIn(outcome.code, codes, str(outcome))
        self.assertNotIn("internal error", outcome.err, str(outcome))

    def assert_whole(self, tables, out="out"):
        for table in tables:
            self.assertEqual(self.rows(table, out=out), self.truth(table), f"{self.kind} {table}")

    def test_tables_of_a_system_tablespace_under_its_own_dictionary(self):
        for kind in MARIADB:
            with self.subTest(kind):
                folder = self.unpack(kind)
                # Data files in any order, each with its place in its pages.
                files = [folder / name for name in ("ibdata3", "ibdata1", "ibdata2")]
                self.salvage((0, 1), *files, folder / "shop", out="out-" + kind)
                self.assert_whole(EXACT, out="out-" + kind)
                # Not one value of it is told as if it were known.
                self.assertEqual(self.rows("items", out="out-" + kind)[1:], [])
                self.assertEqual(len(self.rows("items", "suspect", out="out-" + kind)), len(self.truth("items")))
                [system] = [file for file in self.report("out-" + kind)["tablespaces"] if file["kind"] == "system"]
                self.assertEqual([part["path"].split("/")[-1] for part in system["parts"]], ["ibdata1", "ibdata2", "ibdata3"])
                [items] = [table for table in system["tables"] if table["name"] == "items"]
                self.assertIn("`price`", items["schema_gaps"])
                self.assertIn("`state`", items["schema_gaps"])

    def test_a_full_definition_is_joined_with_the_ids_of_the_dictionary(self):
        for kind in MARIADB:
            with self.subTest(kind):
                folder = self.unpack(kind)
                self.salvage((0, 1), folder, *self.schema("items"), out="out-" + kind)
                self.assert_whole((*EXACT, "items"), out="out-" + kind)

    def test_a_definition_that_the_dictionary_contradicts_is_not_used(self):
        folder = self.unpack("mariadb-10.11")
        wrong = (TESTDATA / "dictionary" / self.kind / "orders.sql").read_text().replace("unsigned", "")
        path = self.write("wrong.sql", wrong.encode())
        self.salvage((0, 1), folder, "--schema", path)
        self.assert_whole(["orders"])
        notes = [note for file in self.report()["tablespaces"] for note in file["notes"]]
        self.assertTrue(any("`id` is UNSIGNED there" in note for note in notes), notes)

    def missing(self, out="out"):
        report = self.report(out)
        self.assertEqual(report["missing_tables_total"], len(report["missing_tables"]))
        return sorted((table["name"], table["discarded"]) for table in report["missing_tables"])

    def test_a_table_without_a_file_is_told_as_lost(self):
        for kind, gone in (("mysql-9", ["own", "part"]), ("mariadb-10.11", ["own"])):
            with self.subTest(kind):
                folder = self.unpack(kind)
                for file in (folder / "shop").iterdir():
                    if file.name.split("#")[0].removesuffix(".ibd") in gone:
                        file.unlink()
                out = "out-" + kind
                self.salvage((1,), folder, *self.schema("items"), out=out)
                self.assertEqual(self.missing(out), [(table, False) for table in gone])
                report = self.report(out)
                self.assertIs(report["clean"], False)
                self.assertIn(f"{len(gone)} table{'s are' if len(gone) > 1 else ' is'} missing", report["verdict"])
                text = (self.scratch / out / "report.txt").read_text()
                for table in gone:
                    self.assertRegex(text, rf"(?m)^shop\.{table} +NO FILE$")
                self.expect(1, "triage", folder, *self.schema("items"), says=[f"shop.{table}" for table in gone])

    def test_what_was_not_asked_for_is_not_missing(self):
        folder = self.unpack("mysql-9")
        (folder / "shop" / "own.ibd").unlink()
        self.salvage((0, 1), folder, "--tables", "shop.part", out="some")
        self.assertEqual(self.missing("some"), [])
        self.salvage((0, 1), folder / "mysql.ibd", folder / "many.ibd", out="files")
        self.assertEqual(self.missing("files"), [])

    def test_where_no_dictionary_is_left_definitions_tell_which_files_are_missing(self):
        folder = self.scratch / "shop"
        folder.mkdir()
        frm = TESTDATA / "frm" / "mariadb-10.11"
        for name in ("s_keys", "reals", "s_view"):
            (folder / f"{name}.frm").write_bytes((frm / f"{name}.frm").read_bytes())
        (folder / "own.ibd").write_bytes(lzma.open(TESTDATA / "dictionary" / "mariadb-10.11" / "shop" / "own.ibd.xz").read())
        self.kind = "mariadb-10.11"
        self.salvage((1,), folder, *self.schema("own"))
        self.assert_whole(["own"])
        self.assertEqual(self.missing(), [("reals", False), ("s_keys", False)])

    def test_tables_of_other_engines_are_named(self):
        folder = self.unpack("mysql-9")
        for name in ("log.MYD", "log.MYI", "old.MAD", "plain.ibd.txt"):
            (folder / "shop" / name).write_bytes(b"x")
        self.salvage((1,), folder, *self.schema("items"))  # of mysql.ibd the pages that tell nothing here are zeroed
        self.assertEqual(self.report()["server"]["other_engines"], ["shop.log (MyISAM)", "shop.old (Aria)"])
        self.expect(1, "triage", folder, *self.schema("items"), says="2 tables are not InnoDB's, and not read")

    # Of three tables one was discarded, of one the tablespace was discarded and its file put back, one has lost its file.
    def unpack_discarded(self):
        folder = self.scratch / "data"
        (folder / "d").mkdir(parents=True)
        for packed in sorted((TESTDATA / "discarded" / "mariadb-10.11").iterdir()):
            name = packed.name.removesuffix(".xz")
            (folder / ("" if name == "ibdata1" else "d") / name).write_bytes(lzma.open(packed).read())
        return folder

    def test_a_discarded_tablespace_is_no_loss(self):
        folder = self.unpack_discarded()
        self.salvage((0,), folder)
        self.assertEqual(self.missing(), [("gone", True)])
        self.assertIn("All 2 tables are whole", self.report()["verdict"])
        (folder / "d" / "stays.ibd").unlink()
        self.salvage((1,), folder, out="hurt")
        self.assertEqual(self.missing("hurt"), [("gone", True), ("stays", False)])

    # What a backup has of a table that lost its file is told as that table's loss; of a discarded one nothing was lost.
    def test_a_backup_gives_a_table_without_a_file_back(self):
        folder = self.unpack_discarded()
        (folder / "d" / "stays.ibd").unlink()
        rows = "CREATE TABLE {0} (id INT PRIMARY KEY, t VARCHAR(20));\nINSERT INTO {0} VALUES (1,'a'),(2,'b');\n"
        backup = self.write("backup.sql", ("USE d;\n" + rows.format("gone") + rows.format("stays")).encode())
        self.expect(1, "salvage", folder, "-o", "out")
        self.run_tool("merge", "out", "--backup", backup)
        told = {table["name"]: table["known_lost"] for table in self.report()["merge"]["tables"]}
        self.assertEqual((told["gone"], told["stays"]), (False, True))

    def test_a_lost_data_file_costs_its_pages_only(self):
        folder = self.unpack("mariadb-10.11")
        (folder / "ibdata2").unlink()
        self.salvage((0, 1), folder, *self.schema("items"))
        for table in (*EXACT, "items"):
            self.assertLessEqual(set(self.rows(table)), set(self.truth(table)), table)
        notes = [note for file in self.report()["tablespaces"] for note in file["notes"]]
        self.assertTrue(any("no data file given holds pages 320 to 639" in note for note in notes), notes)
        self.assert_adds_up(self.report())

    def test_a_renamed_file_gets_its_name_back(self):
        for kind in (*MARIADB, "mysql-9"):
            with self.subTest(kind):
                folder = self.unpack(kind)
                lost = folder / "lost+found"
                lost.mkdir()
                (folder / "shop" / "own.ibd").rename(lost / "#1234")
                if kind == "mysql-9":
                    self.blank_sdi(lost / "#1234")
                dictionary = [folder / "mysql.ibd"] if kind == "mysql-9" else sorted(folder.glob("ibdata*"))
                self.salvage((0, 1), *dictionary, lost / "#1234", "--tables", "shop.own", out="out-" + kind)
                self.assert_whole(["own"], out="out-" + kind)
                [own] = [table for file in self.report("out-" + kind)["tablespaces"] for table in file["tables"]]
                self.assertRegex(own["identified_by"], r"tablespace id \d+, index id \d+")

    @staticmethod
    def blank_sdi(path):
        """Zeroes page 0 and all pages of the SDI."""
        data = bytearray(path.read_bytes())
        for at in range(0, len(data), PAGE):
            if at == 0 or int.from_bytes(data[at + 24:at + 26], "big") in (17853, 18, 19):
                data[at:at + PAGE] = bytes(PAGE)
        path.write_bytes(data)

    def test_definitions_from_a_dictionary_alone(self):
        def create(text, table):
            return re.search(rf"^CREATE TABLE `(?:shop`\.`)?{table}` .*?;$", text, re.M | re.S)[0]
        folder = self.unpack("mysql-9")
        out = self.expect(0, "schema", folder / "mysql.ibd").out
        for table in ("orders", "items", "plain", "own", "part"):
            own = self.expect(0, "schema", folder / "many.ibd", folder / "ibdata1", folder / "shop").out
            self.assertEqual(create(out, table), create(own, table))
        folder = self.unpack("mariadb-10.11")
        out = self.expect(0, "schema", folder / "ibdata1", folder / "ibdata2", "--tables", "shop.own").out
        self.assertIn("`t` varchar(30)", out)
        self.assertIn("left out, since not stored: DEFAULT", out)

    def test_tables_of_a_general_tablespace_and_in_innodb_system(self):
        folder = self.unpack("mysql-9")
        self.salvage((0,), folder / "many.ibd", folder / "ibdata1", folder / "shop")
        self.assert_whole(("orders", "items", "plain", "own", "part"))
        kinds = {file["path"].split("/")[-1]: file["kind"] for file in self.report()["tablespaces"]}
        self.assertEqual(kinds["many.ibd"], "general")
        self.assertEqual(kinds["ibdata1"], "system")

    def test_a_general_tablespace_that_lost_its_sdi(self):
        folder = self.unpack("mysql-9")
        self.blank_sdi(folder / "many.ibd")
        self.salvage((0, 1), folder / "mysql.ibd", folder / "many.ibd", "--tables", "shop.*")
        self.assert_whole(("orders", "items"))

    def test_hurt_pages_of_the_dictionary_cost_their_entries_only(self):
        folder = self.unpack("mariadb-10.11")
        data = (folder / "ibdata1").read_bytes()
        for page in (7, 8, 9, 10, 11, 12):
            with self.subTest(page=page):
                hurt = bytearray(data)
                hurt[page * PAGE + 3000:page * PAGE + 9000] = bytes(6000)
                (folder / "ibdata1").write_bytes(hurt)
                out = f"hurt{page}"
                self.salvage((0, 1), folder, *[option for table in (*EXACT, "items") for option in self.schema(table)], out=out)
                for table in (*EXACT, "items"):
                    self.assertLessEqual(set(self.rows(table, out=out)), set(self.truth(table)), table)
                self.assert_whole(["own"], out=out)

    def test_the_sdi_is_found_without_the_first_pages(self):
        folder = self.unpack("mysql-9")
        path = folder / "shop" / "own.ibd"
        data = bytearray(path.read_bytes())
        data[:3 * PAGE] = bytes(3 * PAGE)
        path.write_bytes(data)
        self.salvage((0, 1), path)
        self.assert_whole(["own"])


if __name__ == "__main__":
    unittest.main()
