#!/usr/bin/env python3
"""report.html in a real browser: no console error, its numbers are report.json's, it fits a phone, hostile names stay text.

With INNOSALVAGE_SCREENSHOTS=FOLDER the screenshots are kept there, to be looked at. Exit 77: no Chromium here.
"""

import json
import lzma
import os
import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from tool_run import SAMPLE, TESTDATA, ToolTest  # noqa: E402
import webdriver  # noqa: E402

WIDTHS = (400, 900, 1600)
# A name as an attacker would write it: it must be seen, and do nothing.
HOSTILE = "<img src=x onerror=document.title='hurt'>&lt;b&gt;"


def number(text):
    return int(text.replace(",", ""))


class ReportPage(ToolTest):
    """What the tests of all sections share."""

    @classmethod
    def setUpClass(cls):
        cls.browser = webdriver.Browser()
        cls.addClassCleanup(cls.browser.close)

    def open(self, page):
        self.browser.open(page)
        self.assertEqual(self.browser.run("return document.documentElement.dataset.ready"), "yes")
        self.assertEqual(self.browser.console_errors(), [])

    def keep(self, name):
        picture = self.browser.screenshot()
        self.assertTrue(picture.startswith(b"\x89PNG"))
        folder = os.environ.get("INNOSALVAGE_SCREENSHOTS")
        if folder:
            pathlib.Path(folder, name).write_bytes(picture)


class ReportHtml(ReportPage):
    def salvage(self, *paths):
        out = self.scratch / "out"
        self.run_tool("salvage", *paths, "-o", out)
        return out / "report.html", json.loads((out / "report.json").read_text("utf-8"))

    def test_its_numbers_are_those_of_report_json(self):
        page, report = self.salvage(SAMPLE)
        self.browser.resize(1600, 1200)
        self.open(page)
        self.assertEqual(self.browser.run("return document.querySelector('h1').textContent"), report["verdict"])
        tiles = self.browser.run("return Object.fromEntries([...document.querySelectorAll('[data-tile]')]"
                                 ".map(tile => [tile.dataset.tile, tile.textContent]))")
        totals = report["totals"]
        self.assertEqual(number(tiles["trusted rows"]), totals["rows"]["intact"] + totals["rows"]["repaired"])
        self.assertEqual(number(tiles["suspect rows"]), totals["rows"]["suspect"] + totals["rows"]["partial"])
        self.assertEqual(number(tiles["rows lost, about"]), totals["rows_lost_estimated"])
        self.assertEqual(tiles["pages hurt"], f"{totals['pages']['hurt']} of {totals['pages']['total']}")
        # The worst table is open; its ranges are the report's.
        table = report["tablespaces"][0]["tables"][0]
        shown = self.browser.run("return [...document.querySelectorAll('tr.detail tbody tr')].map(row => "
                                 "[...row.cells].map(cell => cell.textContent))")
        for range_ in table["lost_ranges"]:
            keys = f"from {range_['from']} up to, not including, {range_['to']}"
            lines = [row for row in shown if row[0] == keys]
            self.assertEqual(len(lines), 1, shown)
            self.assertEqual(number(lines[0][1]), range_["rows_estimated"])
            for dates in range_["dates"]:
                self.assertIn(f"{dates['column']} between {dates['from']} and {dates['to']}", lines[0][3])
        for reason, count in table["rows"]["untrusted_by"].items():
            self.assertIn(f"{count:,} row{'s' if count != 1 else ''}: {reason.replace('_', ' ')}",
                          self.browser.run("return document.querySelector('tr.detail').textContent"))

    def test_the_page_map_tells_each_page_by_keyboard(self):
        page, report = self.salvage(SAMPLE)
        self.open(page)
        hurt = report["tablespaces"][0]["hurt_pages"][0]
        said = self.browser.run(
            "const map = document.querySelector('.map canvas'); map.focus();"
            "map.dispatchEvent(new KeyboardEvent('keydown', {key: 'Home'}));"
            "map.dispatchEvent(new KeyboardEvent('keydown', {key: 'n'}));"
            "return document.querySelector('.map output').textContent")
        self.assertIn(f"Page {hurt['first']}: {hurt['verdict'].replace('_', ' ')}", said)

    def test_a_triage_is_a_page_as_well(self):
        page = self.scratch / "triage.html"
        self.run_tool("triage", SAMPLE, "--html", page, "--json", self.scratch / "triage.json")
        report = json.loads((self.scratch / "triage.json").read_text("utf-8"))
        self.open(page)
        self.assertEqual(self.browser.run("return document.querySelector('h1').textContent"), report["verdict"])
        self.assertEqual(self.browser.run("return document.querySelector('[data-tile=\"files hurt\"]').textContent"),
                         str(report["totals"]["tablespaces"]["by_state"]["hurt"]))
        self.assertGreater(self.browser.run("return document.querySelectorAll('.map canvas').length"), 0)

    def test_tables_without_a_file_are_shown(self):
        folder = self.scratch / "data"
        (folder / "d").mkdir(parents=True)
        for name, place in (("ibdata1", folder), ("back.ibd", folder / "d")):
            packed = TESTDATA / "discarded" / "mariadb-10.11" / f"{name}.xz"
            (place / name).write_bytes(lzma.open(packed).read())
        page, report = self.salvage(folder)
        self.open(page)
        shown = self.browser.run("return [...document.querySelectorAll('#missing tbody tr')].map(row => "
                                 "[...row.cells].map(cell => cell.textContent))")
        self.assertEqual(sorted(row[:2] for row in shown), [["d.gone", "DISCARD TABLESPACE took it away"], ["d.stays", "its file is lost"]])
        self.assertEqual(report["totals"]["tables"]["missing"], 1)
        tile = "return document.querySelector('[data-tile=\"%s\"]').textContent"
        self.assertEqual(self.browser.run(tile % "table without a file"), "1")
        self.assertEqual(self.browser.run(tile % "tables whole"), "1 of 2")

    def test_every_page_is_one_cell(self):
        page, report = self.salvage(SAMPLE)
        self.open(page)
        for file in report["tablespaces"]:
            cells = {}
            for token in file["page_map"]["verdicts"].split():
                letter, _, count = token.partition("*")
                cells[letter] = cells.get(letter, 0) + int(count or 1)
            self.assertEqual(sum(cells.values()), file["pages"]["total"])
            self.assertEqual(cells["i"], file["pages"]["by_verdict"]["intact"])
            self.assertEqual(len(file["page_map"]["lsns"].split()), file["pages"]["total"])

    def test_fits_each_width_in_light_and_dark(self):
        page, _ = self.salvage(SAMPLE)
        for width in WIDTHS:
            self.browser.resize(width, 1000)
            for dark in (False, True):
                self.browser.dark(dark)
                self.open(page)
                overflow = self.browser.run("return document.documentElement.scrollWidth - window.innerWidth")
                self.assertLessEqual(overflow, 0, f"{width} pixels")
                self.keep(f"report-{width}{'-dark' if dark else ''}.png")
        self.browser.dark(False)

    def test_a_hostile_name_is_shown_and_runs_nothing(self):
        folder = self.scratch / HOSTILE.replace("/", "_")
        folder.mkdir()
        shutil.copy(SAMPLE, folder / f"{HOSTILE.replace('/', '_')}.ibd")
        page, _ = self.salvage(folder)
        self.open(page)
        self.assertEqual(self.browser.run("return document.title"), "Damage report")
        self.assertEqual(self.browser.run("return document.querySelectorAll('img').length"), 0)
        self.assertIn("onerror=document.title", self.browser.run("return document.body.textContent"))

    def test_five_hundred_tables_can_be_searched(self):
        path, schema = self.fixture("mariadb-10.11/no_key")
        folder = self.scratch / "many"
        for i in range(500):
            (folder / f"db{i:03}").mkdir(parents=True)
            os.link(path, folder / f"db{i:03}" / path.name)
        page, report = self.salvage(folder, "--schema", schema)
        self.assertEqual(report["totals"]["tables"]["total"], 500)
        self.open(page)
        took = self.browser.run("return performance.getEntriesByType('navigation')[0].domComplete")
        print(f"a report of 500 tables opened in {took:.0f} ms", file=sys.stderr)
        self.keep("report-500.png")
        rows = "document.querySelectorAll('#tables > table > tbody > tr:not(.detail)').length"
        self.assertEqual(self.browser.run(f"return {rows}"), 500)
        self.assertEqual(self.browser.run(
            "const box = document.getElementById('filter'); box.value = 'db123.';"
            f"box.dispatchEvent(new Event('input')); return {rows}"), 1)


if __name__ == "__main__":
    if not webdriver.available():
        print("no chromium and chromedriver here: skipped", file=sys.stderr)
        sys.exit(77)
    unittest.main()
