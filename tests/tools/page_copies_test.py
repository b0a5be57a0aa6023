#!/usr/bin/env python3
"""Hurt pages are taken from copies: a second image, doublewrite files. Tables of real servers, compared with their truth."""

import json
import lzma
import random
import struct
import unittest

from tool_run import PAGE, TESTDATA, ToolTest

INDEX = 17855


class PageCopies(ToolTest):
    def load(self, label, table):
        self.folder = TESTDATA / "campaign" / label
        self.whole = bytearray(lzma.open(self.folder / f"{table}.ibd.xz").read())
        self.older = bytearray(lzma.open(self.folder / f"{table}.older.ibd.xz").read())
        self.truth = sorted(lzma.open(self.folder / f"{table}.tsv.xz").read().decode("utf-8").splitlines())
        self.table = table
        self.leaves = [p for p in range(len(self.whole) // PAGE) if self.u16(p, 24) == INDEX and self.u16(p, 64) == 0]

    def u16(self, page, at):
        return struct.unpack_from(">H", self.whole, page * PAGE + at)[0]

    def put(self, where, data):
        path = self.scratch / where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def salvage(self, data, *options, inputs=None):
        """Returns the lines of tables/, and the report's tablespace."""
        damaged = self.put(f"in/db/{self.table}.ibd", data)
        out = self.scratch / f"out{len(list(self.scratch.iterdir()))}"
        self.expect(1, "salvage", inputs or damaged, "-o", out, "--format", "tsv", "--schema",
                    self.folder / f"{self.table}.sql", *options)
        lines = []
        for path in (out / "tables").glob("*.tsv"):
            lines += path.read_text(encoding="utf-8").splitlines()
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        self.assert_adds_up(report)
        return sorted(lines), report["tablespaces"][0]

    def zero(self, data, pages, first=0, last=PAGE):
        data = bytearray(data)
        for page in pages:
            data[page * PAGE + first:page * PAGE + last] = bytes(last - first)
        return data

    def test_pages_are_taken_from_a_second_image(self):
        for label in ("mysql-9", "mariadb-10.11", "mariadb-10.11-crc32"):
            with self.subTest(label):
                self.load(label, "churned")
                image = self.put("second/other_name.ibd", self.whole)
                damaged = self.zero(self.whole, self.leaves[::3])  # whole pages, header and all
                damaged = self.zero(damaged, self.leaves[1::3], 6000, 6512)
                lines, file = self.salvage(damaged, "--also", image)
                self.assertEqual(lines, self.truth)
                self.assertEqual(file["repairs_by_kind"]["second_image"], len(self.leaves[::3]) + len(self.leaves[1::3]))
                self.assertIn("other_name.ibd", file["repairs"][0]["how"])

    def test_a_file_cut_off_is_completed(self):
        self.load("mysql-9", "ledger")
        image = self.put("second/ledger.ibd", self.whole)
        lines, file = self.salvage(self.whole[:40 * PAGE + 777], "--also", image.parent)
        self.assertEqual(lines, self.truth)
        self.assertTrue(any(page["added"] for page in file["repairs"]))

    def test_two_images_hurt_in_different_places_make_one(self):
        for label in ("mysql-9", "mariadb-10.11"):
            with self.subTest(label):
                self.load(label, "ledger")
                rng = random.Random(1)
                pages = rng.sample(range(len(self.whole) // PAGE), 40)
                first, second = bytearray(self.whole), bytearray(self.whole)
                for page in pages[:20]:
                    first[page * PAGE:(page + 1) * PAGE] = rng.randbytes(PAGE)
                for page in pages[20:]:
                    second[page * PAGE:(page + 1) * PAGE] = rng.randbytes(PAGE)
                lines, _ = self.salvage(first, "--also", self.put("second/ledger.ibd", second))
                self.assertEqual(lines, self.truth)

    def test_an_older_image_gives_no_old_rows(self):
        for label in ("mysql-9", "mariadb-10.11"):
            with self.subTest(label):
                self.load(label, "churned")
                image = self.put("second/churned.ibd", self.older)
                for damaged in (self.zero(self.whole, self.leaves), self.zero(self.whole, self.leaves[::2], 9000, 9512)):
                    lines, _ = self.salvage(damaged, "--also", image)
                    self.assertEqual(set(lines) - set(self.truth), set())

    def test_torn_pages_are_taken_from_doublewrite_files_of_the_data_directory(self):
        self.load("mysql-9", "ledger")
        hurt = self.leaves[3:30:4]
        pages = b"".join(bytes(self.whole[p * PAGE:(p + 1) * PAGE]) for p in hurt)
        self.put("in/#ib_16384_0.dblwr", bytes(3 * PAGE) + pages)
        self.put("in/#ib_16384_1.dblwr", b"")
        torn = bytearray(self.whole)
        for page in hurt:
            torn[page * PAGE + 4096:page * PAGE + 8192] = bytes(range(256)) * 16
        lines, file = self.salvage(torn, inputs=self.scratch / "in")
        self.assertEqual(lines, self.truth)
        self.assertEqual(file["repairs_by_kind"], {"doublewrite": len(hurt)})

    def test_an_image_that_is_none_is_told(self):
        self.load("mysql-9", "ledger")
        noise = self.put("noise.ibd", b"nothing" * 5000)
        damaged = self.put("in/db/ledger.ibd", self.zero(self.whole, self.leaves[:1]))
        self.expect(1, "triage", damaged, "--also", noise, says="noise.ibd")


if __name__ == "__main__":
    unittest.main()
