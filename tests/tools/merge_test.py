#!/usr/bin/env python3
"""`merge` on the sample: a table hurt in three pages, and backups made of the rows that its server printed."""

import gzip
import json
import lzma
import re
import shutil
import sqlite3
import unittest

from tool_run import PAGE, SAMPLE, TESTDATA, ToolTest

FOLDER = TESTDATA / "sample"
COLUMNS = ["id", "customer", "city", "ordered_at", "amount", "status", "notes"]


def unescaped(field):
    if field == "\\N":
        return None
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "0": "\0"}.get(m.group(1), m.group(1)), field)


def truth():
    lines = lzma.open(FOLDER / "orders.tsv.xz", "rt", encoding="utf-8").read().split("\n")[:-1]
    rows = [[unescaped(field) for field in line.split("\t")] for line in lines]
    return {int(row[0]): row for row in rows if row[0].isdigit()}


def literal(value):
    return "NULL" if value is None else "'" + value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n") + "'"


def dump(rows):
    create = (FOLDER / "orders.sql").read_text(encoding="utf-8").rstrip().rstrip(";")
    values = ",".join("(" + ",".join(literal(field) for field in row) + ")" for row in rows)
    return (f"-- MySQL dump 10.13\n/*!50503 SET NAMES utf8mb4 */;\n/*!40103 SET TIME_ZONE='+00:00' */;\nUSE `shop`;\n{create};\n"
            f"INSERT INTO `orders` VALUES {values};\n").encode("utf-8")


class MergeTest(ToolTest):
    def salvaged(self, *options):
        out = self.scratch / "out"
        self.expect(1, "salvage", SAMPLE, "-o", out, *options)
        return out

    def merged(self, rows, code, *options):
        out = self.salvaged(*options)
        (self.scratch / "backup.sql.gz").write_bytes(gzip.compress(dump(rows)))
        self.expect(code, "merge", out, "--backup", self.scratch / "backup.sql.gz")
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        (table,) = report["merge"]["tables"]
        return out, table["rows"], report

    def keys(self, path):
        return [int(key) for key in re.findall(r"^\('?(\d+)'?,", path.read_text(encoding="utf-8"), re.M)]

    def test_a_backup_of_the_same_rows_gives_all_of_them_back(self):
        rows = truth()
        self.assertEqual(len(rows), 2000)
        out, counts, _ = self.merged(rows.values(), 0)
        self.assertEqual(counts["backup_rows"], 2000)
        self.assertEqual(counts["trusted_equal"], counts["trusted_rows"])
        self.assertEqual(counts["backup_deleted"], 0)
        self.assertEqual(counts["merged_rows"] + counts["backup_undecided"], 2000)
        keys = self.keys(out / "merged" / "shop.orders.sql")
        self.assertEqual(len(keys), len(set(keys)))
        self.assertEqual(len(keys), counts["merged_rows"])
        self.assertIn("STALE", (out / "merged" / "shop.orders.sql").read_text(encoding="utf-8"))
        for face in ("report.txt", "report.html"):
            self.assertIn("Merged with a backup" if face == "report.txt" else '"merge"', (out / face).read_text(encoding="utf-8"))

    def test_changed_and_deleted_rows_of_an_older_backup_do_not_come_back(self):
        rows = truth()
        first = min(rows)
        older = {key: list(row) for key, row in rows.items()}
        older[first][2] = "Elsewhere"  # changed since
        del older[first + 1]           # new since
        older[7] = ["7"] + rows[first][1:]  # deleted since
        out, counts, _ = self.merged(older.values(), 0)
        self.assertEqual((counts["trusted_changed"], counts["trusted_new"], counts["backup_deleted"]), (1, 1, 1))
        keys = self.keys(out / "merged" / "shop.orders.sql")
        self.assertIn(first, keys)
        self.assertIn(first + 1, keys)
        self.assertNotIn(7, keys)
        self.assertNotIn("Elsewhere", (out / "merged" / "shop.orders.sql").read_text(encoding="utf-8"))

    def test_a_table_in_several_files_is_merged_as_one(self):
        rows = {key: row for key, row in truth().items() if key % 3}  # the others are new since
        out, whole, _ = self.merged(rows.values(), 1)
        expected = self.keys(out / "merged" / "shop.orders.sql")
        shutil.rmtree(out)
        out, split, report = self.merged(rows.values(), 1, "--split-size", "64K")
        for folder in ("tables", "suspect"):
            self.assertGreater(len(list((out / folder).iterdir())), 1)
        self.assertEqual(split, whole)
        merged = out / "merged" / "shop.orders.sql"
        self.assertEqual(self.keys(merged), expected)
        text = merged.read_text(encoding="utf-8")
        self.assertEqual(text.count("CREATE TABLE"), 1)
        # Each part sets the session up and restores it; the last one's end stands behind what was added.
        self.assertEqual(text.count("SET @OLD_SQL_MODE="), text.count("SET SQL_MODE=@OLD_SQL_MODE"))
        self.assertGreater(text.index("STALE"), text.rindex("SET @OLD_SQL_MODE="))
        self.assertGreater(text.rindex("SET SQL_MODE=@OLD_SQL_MODE"), text.rindex("STALE"))
        self.assertEqual([table["rows"]["merged_rows"] for table in report["merge"]["tables"]], [len(expected)])

    def test_a_part_that_was_taken_away_is_missed(self):
        out = self.salvaged("--split-size", "64K")
        (self.scratch / "b.sql").write_bytes(dump(truth().values()))
        (out / "tables" / "shop.orders~0002.sql").unlink()
        self.expect(4, "merge", out, "--backup", self.scratch / "b.sql", says="shop.orders~0002.sql")

    def test_a_report_that_names_files_outside_of_the_folder_is_refused(self):
        out = self.salvaged()
        (self.scratch / "b.sql").write_bytes(dump(truth().values()))
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        listed = next(output for output in report["outputs"] if output["class"] == "table")
        whole = listed["path"]
        for path in (str(out / whole), f"../out/{whole}"):
            listed["path"] = path
            (out / "report.json").write_text(json.dumps(report), encoding="utf-8")
            for command in (("merge", out, "--backup", "b.sql"), ("verify", out, "--socket", "none")):
                self.expect(2, *command, says=("report.json", path, "not below the folder", "salvage again"))
        listed["path"] = whole
        report["merge"] = {"tables": [{"db": "shop", "name": "orders", "outputs": [{"class": "merged", "path": str(out / whole)}]}]}
        (out / "report.json").write_text(json.dumps(report), encoding="utf-8")
        self.expect(2, "verify", out, "--socket", "none", "--merged", says="not below the folder")

    def test_outputs_in_the_manifest_have_their_hashes(self):
        import hashlib
        out, _, _ = self.merged(truth().values(), 0)
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        listed = {output["path"]: output["sha256"] for output in manifest["outputs"]}
        self.assertIn("merged/shop.orders.sql", listed)
        for path, sha256 in listed.items():
            self.assertEqual(hashlib.sha256((out / path).read_bytes()).hexdigest(), sha256, path)

    def test_a_folder_that_is_no_salvage_is_refused(self):
        (self.scratch / "b.sql").write_text("SELECT 1;")
        self.expect(2, "merge", self.scratch, "--backup", self.scratch / "b.sql", says="report.json")

    def test_a_backup_without_the_tables_gives_nothing(self):
        out = self.salvaged()
        (self.scratch / "b.sql").write_text("USE `other`; CREATE TABLE t (a int); INSERT INTO t VALUES (1);")
        self.expect(3, "merge", out, "--backup", self.scratch / "b.sql")

    def test_sqlite_holds_the_rows_and_the_ledger(self):
        out = self.salvaged("--format", "sqlite")
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        table = report["tablespaces"][0]["tables"][0]
        db = sqlite3.connect(f"file:{out / 'salvage.sqlite'}?mode=ro", uri=True)
        self.addCleanup(db.close)
        rows = {row[0]: row for row in db.execute('SELECT * FROM "shop.orders"')}
        self.assertEqual(len(rows), table["rows"]["intact"] + table["rows"]["repaired"])
        expected = truth()
        for key, row in rows.items():
            self.assertEqual([None if v is None else str(v) for v in row], expected[key])
        suspects = db.execute('SELECT COUNT(*) FROM "suspect.shop.orders" WHERE _evidence LIKE \'page %\'').fetchone()
        self.assertEqual(suspects[0], table["rows"]["suspect"] + table["rows"]["partial"])
        ranges = db.execute("SELECT \"from\", page FROM _lost_ranges ORDER BY page").fetchall()
        self.assertEqual(ranges, [(r["from"], r["page"]) for r in sorted(table["lost_ranges"], key=lambda r: r["page"])])
        self.assertEqual(db.execute("SELECT name, rows_lost_estimated FROM _tables").fetchall(), [("orders", table["rows_lost_estimated"])])


# A folder that mydumper wrote, and the tablespaces after some changes (tests/servers/make_mydumper_testdata.sh says which).
class MydumperTest(ToolTest):
    SOURCE = TESTDATA / "mydumper" / "mariadb-10.11"
    DELETED, CHANGED, NEW = range(10, 20), range(30, 40), range(401, 421)

    def merged(self, hurt=None):
        folder = self.scratch / "my@0020d"
        folder.mkdir()
        for packed in self.SOURCE.glob("*.xz"):
            (folder / packed.name.removesuffix(".xz")).write_bytes(lzma.open(packed).read())
        if hurt is not None:
            data = bytearray((folder / "orders.ibd").read_bytes())
            data[hurt * PAGE + 2048:hurt * PAGE + 12288] = bytes(10240)
            (folder / "orders.ibd").write_bytes(data)
        out = self.scratch / "out"
        self.expect(1 if hurt else 0, "salvage", folder, "--schema", self.SOURCE / "orders.sql", "--schema",
                    self.SOURCE / "odd.name.sql", "-o", out)
        self.expect(0, "merge", out, "--backup", self.SOURCE / "backup")
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        counts = {table["name"]: table["rows"] for table in report["merge"]["tables"]}
        text = (out / "merged" / "my%20d.orders.sql").read_text(encoding="utf-8")
        return counts, [int(key) for key in re.findall(r"^\((\d+),", text, re.M)]

    def test_a_whole_table_takes_nothing_of_an_older_backup(self):
        counts, keys = self.merged()
        self.assertEqual(keys, [key for key in range(1, 421) if key not in self.DELETED])
        orders = counts["orders"]
        self.assertEqual((orders["backup_rows"], orders["trusted_equal"], orders["trusted_changed"], orders["trusted_new"],
                          orders["backup_deleted"], orders["backup_filled"]), (400, 380, 10, 20, 10, 0))
        self.assertEqual(counts["odd.name"]["trusted_equal"], 30)

    def test_the_rows_of_a_lost_page_are_filled_in(self):
        leaf = 6  # in the middle of the keys
        counts, keys = self.merged(hurt=leaf)
        self.assertEqual(len(keys), len(set(keys)))
        filled = counts["orders"]["backup_filled"] + counts["orders"]["suspect_promoted"] + counts["orders"]["backup_completed"]
        self.assertGreater(filled, 50)
        # Every row that was there is there, but for new ones of the lost page.
        self.assertEqual([key for key in range(1, 401) if key not in self.DELETED and key not in keys], [])


if __name__ == "__main__":
    unittest.main()
