#!/usr/bin/env python3
"""Where definitions come from when the usual place is lost: .cfg files, off-page SDI without its record, mysql.ibd."""

import csv
import lzma
import re
import unittest

from tool_run import PAGE, TESTDATA, ToolTest

SOURCES = TESTDATA / "sources"
SDI, SDI_BLOB, SDI_ZBLOB = 17853, 18, 19


def page_type(data, at):
    return int.from_bytes(data[at + 24:at + 26], "big")


class Sources(ToolTest):
    def put(self, packed, to):
        path = self.scratch / to
        path.parent.mkdir(parents=True, exist_ok=True)
        data = packed.read_bytes()
        path.write_bytes(lzma.decompress(data) if packed.suffix == ".xz" else data)
        return path

    @staticmethod
    def zero(path, wanted, size=PAGE):
        """Zeroes the pages for which wanted(page no, type) holds."""
        data = bytearray(path.read_bytes())
        for at in range(0, len(data), size):
            if wanted(at // size, page_type(data, at)):
                data[at:at + size] = bytes(size)
        path.write_bytes(data)

    def salvage(self, codes, *arguments):
        outcome = self.run_tool("salvage", *arguments, "--format", "tsv", "-o", "out")
        self.assertIn(outcome.code, codes, str(outcome))
        self.assertNotIn("internal error", outcome.err, str(outcome))
        return outcome

    def assert_rows(self, kind, table):
        truth = lzma.decompress((SOURCES / kind / "shop" / f"{table}.rows.xz").read_bytes()).decode().splitlines()
        out = (self.scratch / "out" / "tables" / f"shop.{table}.tsv").read_text(encoding="utf-8").splitlines()
        self.assertEqual(out, truth, f"{kind} {table}")

    def exported(self, kind, table, folder):
        """An exported table's files in a folder of any name, without SDI."""
        for packed in (SOURCES / kind / "shop").iterdir():
            name = packed.name.removesuffix(".xz")
            if name.split(".")[0].split("#")[0] == table and name.endswith((".ibd", ".cfg")):
                path = self.put(packed, f"{folder}/{name}")
                if name.endswith(".ibd") and kind.startswith("mysql"):
                    self.zero(path, lambda page, kind: kind in (SDI, SDI_BLOB))
        return self.scratch / folder

    @staticmethod
    def code(kind):
        """The zeroed pages of the SDI are hurt."""
        return 1 if kind.startswith("mysql") else 0

    def test_a_cfg_file_is_a_definition(self):
        for kind in ("mysql-9", "mariadb-10.11"):
            for table in ("orders", "red"):
                with self.subTest(kind=kind, table=table):
                    folder = self.exported(kind, table, f"{kind}-{table}/shop")
                    # DOUBLE, CHAR and all others are in a .cfg; not one row is less than trusted.
                    outcome = self.run_tool("salvage", folder, "--format", "tsv", "-o", f"out-{kind}-{table}")
                    self.assertEqual(outcome.code, self.code(kind), str(outcome))
                    truth = lzma.decompress((SOURCES / kind / "shop" / f"{table}.rows.xz").read_bytes()).decode()
                    out = self.scratch / f"out-{kind}-{table}" / "tables" / f"shop.{table}.tsv"
                    self.assertEqual(out.read_text(encoding="utf-8"), truth)

    def test_a_cfg_file_knows_the_columns_that_came_and_went(self):
        self.salvage((1,), self.exported("mysql-9", "altered", "shop"))
        self.assert_rows("mysql-9", "altered")

    def test_partitions_have_a_cfg_file_each(self):
        for kind in ("mysql-9", "mariadb-10.11"):
            with self.subTest(kind):
                folder = self.exported(kind, "parts", f"{kind}/shop")
                outcome = self.run_tool("salvage", folder, "--format", "tsv", "-o", "out-" + kind)
                self.assertEqual(outcome.code, self.code(kind), str(outcome))
                truth = lzma.decompress((SOURCES / kind / "shop" / "parts.rows.xz").read_bytes()).decode()
                out = self.scratch / ("out-" + kind) / "tables" / "shop.parts.tsv"
                self.assertEqual(out.read_text(encoding="utf-8"), truth)

    def test_the_cfg_file_of_a_renamed_table_tells_its_name(self):
        folder = self.exported("mysql-9", "red", "somewhere")
        (folder / "red.ibd").rename(folder / "x.ibd")
        (folder / "red.cfg").rename(folder / "x.cfg")
        self.salvage((1,), folder)
        self.assert_rows("mysql-9", "red")

    def test_ids_of_a_cfg_file_serve_a_full_definition_of_another_place(self):
        folder = self.exported("mysql-9", "orders", "x")
        out = self.expect(0, "schema", folder, "--schema", SOURCES / "mysql-9" / "shop" / "orders.sql").out
        self.assertIn("ids from orders.cfg", out)
        # The counter stands in the .cfg, the column's attribute in the SQL.
        truth = (SOURCES / "mysql-9" / "shop" / "orders.sql").read_text(encoding="utf-8")
        counter = re.search(r"AUTO_INCREMENT=\d+", truth).group(0)
        self.assertIn(counter, out)

    def test_a_cfg_file_cut_anywhere_ends_in_a_report(self):
        folder = self.exported("mysql-9", "orders", "shop")
        whole = (folder / "orders.cfg").read_bytes()
        for size in range(0, len(whole), 61):
            (folder / "orders.cfg").write_bytes(whole[:size])
            outcome = self.run_tool("schema", folder)
            self.assertIn(outcome.code, (0, 1, 3), f"{size} bytes: {outcome}")

    def test_sdi_without_pages_0_to_2(self):
        path = self.put(SOURCES / "mysql-9" / "wide.ibd.xz", "shop/wide.ibd")
        whole = self.expect(0, "schema", path).out
        self.zero(path, lambda page, kind: page < 3)
        outcome = self.run_tool("schema", path)
        self.assertEqual(self.create_tables(outcome.out), self.create_tables(whole), str(outcome))

    @staticmethod
    def create_tables(text):
        return re.findall(r"^CREATE TABLE .*?;$", text, re.M | re.S)

    def test_long_sdi_is_found_without_its_record(self):
        for name, size in (("wide", PAGE), ("zipped", PAGE // 2)):
            with self.subTest(name):
                path = self.put(SOURCES / "mysql-9" / f"{name}.ibd.xz", f"shop/{name}.ibd")
                whole = self.create_tables(self.expect(0, "schema", path).out)
                self.assertEqual(len(whole), 1)
                self.zero(path, lambda page, kind: page < 3 or kind == SDI, size)
                outcome = self.run_tool("schema", path)
                self.assertEqual(self.create_tables(outcome.out), whole, str(outcome))
                self.assertIn("its record lost", outcome.out)

    def test_sdi_of_several_pages_without_its_root(self):
        path = self.put(SOURCES / "mysql-9" / "many.ibd.xz", "many.ibd")
        whole = self.create_tables(self.expect(0, "schema", path).out)
        self.assertEqual(len(whole), 8)
        self.zero(path, lambda page, kind: page <= 3)
        outcome = self.run_tool("schema", path)
        self.assertEqual(sorted(self.create_tables(outcome.out)), sorted(whole), str(outcome))

    def test_a_table_without_sdi_takes_its_definition_from_the_dictionary_or_a_dump(self):
        dictionary = self.put(SOURCES / "mysql-9" / "mysql.ibd.xz", "mysql.ibd")
        path = self.put(SOURCES / "mysql-9" / "wide.ibd.xz", "shop/wide.ibd")
        whole = self.create_tables(self.expect(0, "schema", path).out)
        self.zero(path, lambda page, kind: kind in (SDI, SDI_BLOB))
        outcome = self.run_tool("schema", dictionary, path, "--tables", "shop.wide")
        self.assertEqual(self.create_tables(outcome.out), whole, str(outcome))
        dump = self.write("dump.sql", ("USE shop;\n" + whole[0]).encode())
        outcome = self.run_tool("schema", path, "--schema", dump)
        self.assertEqual(self.create_tables(outcome.out), whole, str(outcome))

    def test_frm_files_without_tablespaces_are_printed(self):
        for kind in ("mariadb-10.5", "mariadb-10.11", "mariadb-11.8"):
            with self.subTest(kind=kind):
                folder = TESTDATA / "frm" / kind
                truth = folder.joinpath("tables.sql").read_text("utf-8")
                wanted = {statement.split("`")[1]: statement for statement in truth.split(";\nCREATE ")}
                outcome = self.expect(0, "schema", folder)
                printed = {text.split("`")[1]: text for text in self.create_tables(outcome.out)}
                self.assertEqual(sorted(set(wanted) - set(printed)), [], outcome.err)
                # Servers spell defaults and collations in their own way; names and types stand as they are.
                columns = re.compile(r"^  (`[^`]+` \w+)", re.MULTILINE)
                for table in wanted:
                    self.assertEqual(columns.findall(printed[table]), columns.findall(wanted[table]), table)
        one = TESTDATA / "frm" / "mariadb-11.8" / "bare_key.frm"
        outcome = self.expect(0, "schema", one)
        self.assertIn("CREATE TABLE `bare_key`", outcome.out)
        self.assertIn("not tried", outcome.out)

    def test_a_frm_file_tells_the_table_of_a_tablespace_that_cannot_be_read(self):
        self.put(TESTDATA / "frm" / "mariadb-11.8" / "bare_key.frm", "shop/bare_key.frm")
        self.write("shop/bare_key.ibd", b"no page of it is left")
        outcome = self.run_tool("schema", self.scratch / "shop")
        self.assertEqual(outcome.code, 1, str(outcome))
        self.assertIn("CREATE TABLE `bare_key`", outcome.out)
        self.assertIn("bare_key.ibd: ", outcome.err)
        # Nor does a path that is not there hide it.
        outcome = self.run_tool("schema", self.scratch / "shop" / "bare_key.frm", self.scratch / "nowhere")
        self.assertEqual(outcome.code, 1, str(outcome))
        self.assertIn("CREATE TABLE `bare_key`", outcome.out)
        self.assertIn("nowhere", outcome.err)
        self.write("view.frm", b"TYPE=VIEW\nquery=select 1 AS `a`\n")
        outcome = self.run_tool("schema", self.scratch / "view.frm")
        self.assertEqual(outcome.code, 3, str(outcome))
        self.assertIn("view.frm: defines no table", outcome.err)
        outcome = self.run_tool("schema", self.scratch / "nothing.frm")
        self.assertEqual(outcome.code, 3, str(outcome))
        self.assertIn("nothing.frm", outcome.err)

    def test_counters_of_the_dictionary(self):
        dictionary = self.put(SOURCES / "mysql-9" / "mysql.ibd.xz", "mysql.ibd")
        out = self.expect(0, "schema", dictionary, "--tables", "shop.orders").out
        # 300 rows from 5000 on. SHOW CREATE TABLE said 5511, which is what the INSERT had set aside; after a restart the
        # server has forgotten that as well.
        self.assertIn("AUTO_INCREMENT=5300", out)

    def test_views_triggers_routines_and_events(self):
        dictionary = self.put(SOURCES / "mysql-9" / "mysql.ibd.xz", "mysql.ibd")
        path = self.put(SOURCES / "mysql-9" / "wide.ibd.xz", "shop/wide.ibd")
        self.salvage((0, 1), dictionary, path)
        files = {"VIEW": "views", "TRIGGER": "triggers", "FUNCTION": "routines", "PROCEDURE": "routines", "EVENT": "events"}
        with (SOURCES / "mysql-9" / "side.tsv").open(encoding="utf-8", newline="") as rows:
            for kind, name, statement in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
                statement = re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found.group(1), found.group(1)), statement)
                text = (self.scratch / "out" / "schema" / f"shop.{files[kind]}.sql").read_text(encoding="utf-8")
                # SHOW CREATE leaves out the name of the database that is in use.
                self.assertIn(statement, text.replace("`shop`.", ""), f"{kind} {name}")
        views = (self.scratch / "out" / "schema" / "shop.views.sql").read_text(encoding="utf-8")
        self.assertLess(views.index("VIEW `b_first`"), views.index("VIEW `a_later`"))
        triggers = (self.scratch / "out" / "schema" / "shop.triggers.sql").read_text(encoding="utf-8")
        self.assertLess(triggers.index("`first`"), triggers.index("`second`"))


if __name__ == "__main__":
    unittest.main()
