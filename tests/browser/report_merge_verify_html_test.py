#!/usr/bin/env python3
"""The sections of report.html that merge and verify add, in a real browser: numbers equal merge.json and verify.json, no
console error, each width holds them, and a name that wants to be markup stays text.

Run beside a server: tests/servers/local_mariadb.sh report_merge_verify_html_test.py. INNOSALVAGE_SCREENSHOTS as in
report_html_test.py. Exit 77: no Chromium here.
"""

import json
import os
import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from merge_test import dump, truth  # noqa: E402
from report_html_test import HOSTILE, WIDTHS, ReportPage, number  # noqa: E402
from tool_run import SAMPLE  # noqa: E402
import webdriver  # noqa: E402

# What each line of the section counts: the keys of merge.json that are added up.
LINES = {
    "In the salvage, new since the backup": ["trusted_new"],
    "In both, and equal": ["trusted_equal"],
    "In both, changed since the backup": ["trusted_changed"],
    "In both, not compared": ["trusted_not_compared"],
    "Suspect, equal to the backup": ["suspect_promoted"],
    "Suspect, other or none in the backup": ["suspect_differs", "suspect_new", "suspect_superseded"],
    "Filled in from the backup, stale": ["backup_filled", "backup_completed"],
    "Deleted since the backup": ["backup_deleted"],
    "Undecided": ["backup_undecided"],
    "Not used": ["backup_repeated", "backup_unread"],
}


class MergeAndVerify(ReportPage):
    def salvaged(self):
        out = self.scratch / "out"
        self.expect(1, "salvage", SAMPLE, "-o", out)
        return out

    def merged(self):
        """Of the sample, with a backup in which rows are changed, deleted since, new since, repeated, and unreadable."""
        out = self.salvaged()
        rows = truth()
        older = {key: list(row) for key, row in rows.items()}
        keys = sorted(older)
        for key in keys[:3]:
            older[key][2] = "Elsewhere"
        for key in keys[3:8]:
            del older[key]
        for key in (7, 8):
            older[key] = [str(key)] + rows[keys[0]][1:]
        self.write("backup.sql", dump([*older.values(), older[keys[9]]]) +
                   b"INSERT INTO `orders` VALUES (NOW(),'x','y','2024-01-01','1','new',NULL),(1,2;\n")
        self.run_tool("merge", out, "--backup", "backup.sql")
        return out

    def verify(self, out, code, *options):
        self.expect(code, "verify", out, "--socket", os.environ["SOCKET"], *options)
        return json.loads((out / "verify.json").read_text("utf-8"))

    def cells(self, selector):
        return self.browser.run(f"return [...document.querySelectorAll({json.dumps(selector)})]"
                                ".map(row => [...row.cells].map(cell => cell.textContent))")

    def section(self, name):
        return self.browser.run(f"return document.getElementById('{name}').textContent")

    def test_the_numbers_of_merge_are_those_of_merge_json(self):
        out = self.merged()
        self.open(out / "report.html")
        merge = json.loads((out / "merge.json").read_text("utf-8"))
        totals = merge["totals"]
        for key in ("trusted_new", "trusted_changed", "backup_deleted", "backup_completed", "backup_repeated"):
            self.assertGreater(totals[key], 0, f"{key}: the test shows nothing")
        shown = {row[0]: number(row[1]) for row in self.cells("#merge > .wide tbody tr")}
        for line, keys in LINES.items():
            expected = sum(totals[key] for key in keys)
            self.assertEqual(shown.get(line, 0), expected, line)
        self.assertLessEqual(set(shown), set(LINES))
        (table,) = merge["tables"]
        (row,) = self.cells("#merge details tbody tr")
        self.assertEqual(row[0], "shop.orders")
        rows = table["rows"]
        self.assertEqual([number(cell) for cell in row[1:]],
                         [rows["trusted_new"], rows["trusted_equal"], rows["trusted_changed"],
                          rows["backup_filled"] + rows["backup_completed"], rows["backup_deleted"], rows["backup_undecided"]])
        text = self.section("merge")
        self.assertIn(f"{totals['merged_rows']:,} rows stand in merged/: {totals['trusted_rows']:,} salvaged", text)
        for script in merge["scripts"]:
            self.assertIn(f"mysql < {script['path']}", text)
        for why, count in table["undecided_by"].items():
            self.assertIn(f"{count:,} row{'s' if count != 1 else ''}: {why}", text)
        for problem in merge["problems"]:
            self.assertIn(problem, text)
        self.assertGreater(merge["problems_total"], 0, "the cut INSERT was not told")
        self.assertIn(f"{merge['problems_total']} problem", text)

    def test_a_server_that_agrees_is_told(self):
        out = self.salvaged()
        found = self.verify(out, 0)
        self.open(out / "report.html")
        text = self.section("verify")
        self.assertTrue(found["as_reported"])
        self.assertIn("as reported", text)
        self.assertIn(found["verdict"], text)
        self.assertIn(found["server"], text)
        self.assertEqual(self.cells("#verify tbody tr"), [])

    def disturbed(self):
        """A row taken away, a statement that is none of ours, and a foreign key whose parents are not there."""
        out = self.salvaged()
        path = out / "tables" / "shop.orders.sql"
        lines = path.read_text("utf-8").split("\n")
        at = next(number for number, line in enumerate(lines) if line.startswith("(") and line.endswith(","))
        path.write_text("\n".join(lines[:at] + lines[at + 1:]) + f"\nDROP TABLE `{HOSTILE}`;\n", "utf-8")
        with open(out / "load.sql", "a", encoding="utf-8") as script:
            script.write("USE `shop`;\nALTER TABLE `orders` ADD CONSTRAINT `<b>fk</b>` FOREIGN KEY (`customer`) REFERENCES "
                         "`orders` (`city`);\n")
        return out

    def test_what_a_server_says_otherwise_is_told(self):
        out = self.disturbed()
        found = self.verify(out, 1)
        self.open(out / "report.html")
        (table,) = [table for table in found["tables"] if not table["as_reported"]]
        (row,) = self.cells("#verify tbody tr")
        self.assertEqual(row[0], "shop.orders")
        self.assertEqual((number(row[1]), number(row[2])), (table["rows_loaded"], table["rows_reported"]))
        self.assertEqual(table["rows_loaded"] + 1, table["rows_reported"])
        self.assertEqual(row[3], "; ".join(table["differences"]))
        text = self.section("verify")
        self.assertIn("differs", text)
        self.assertIn(f"{found['refused_total']} statement refused", text)
        (refused,) = found["refused"]
        self.assertIn(f"{refused['file']} line {refused['line']}: {refused['why']}", text)
        (orphan,) = found["orphans"]
        self.assertIn(f"{orphan['rows']:,} rows without a row in {orphan['referenced']} (<b>fk</b>)", text)
        self.assertEqual(self.browser.run("return document.querySelectorAll('img, #verify b').length"), 0)

    def test_each_width_holds_both_sections(self):
        out = self.merged()
        self.verify(out, 0, "--merged")
        for width in WIDTHS:
            self.browser.resize(width, 1000)
            self.open(out / "report.html")
            overflow = self.browser.run("return document.documentElement.scrollWidth - window.innerWidth")
            self.assertLessEqual(overflow, 0, f"{width} pixels")
            for name in ("merge", "verify"):
                self.browser.run(f"document.getElementById('{name}').scrollIntoView()")
                self.keep(f"{name}-{width}.png")
        out = self.disturbed_again(out)
        self.open(out / "report.html")
        self.browser.run("document.querySelectorAll('#verify details').forEach(d => d.open = true);"
                         "document.getElementById('verify').scrollIntoView()")
        self.keep("verify-differs-1600.png")

    def disturbed_again(self, out):
        shutil.rmtree(out)
        out = self.disturbed()
        self.verify(out, 1)
        return out


if __name__ == "__main__":
    if not webdriver.available():
        print("no chromium and chromedriver here: skipped", file=sys.stderr)
        sys.exit(77)
    unittest.main()
