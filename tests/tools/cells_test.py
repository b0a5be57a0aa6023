#!/usr/bin/env python3
"""The cells of docs/formats.md: small data directories of real servers, whole, and with a leaf of each table hurt.

testdata/cells/KIND/CELL holds the files, the rows that the server printed, and how many of them it counted on which leaf:
tests/servers/make_cells.py says in which form. A run on whole files has to give exactly these rows; one on hurt files no
row that is not among them, and all rows of the leaves that were not hurt.
"""

import collections
import lzma
import random
import re
import unittest

from tool_run import TESTDATA, ToolTest

CELLS = sorted(path for path in TESTDATA.glob("cells/*/*") if path.is_dir())


def text_of(path):
    """The file, or its .xz."""
    return path.read_text("utf-8") if path.exists() else lzma.open(f"{path}.xz").read().decode("utf-8")


def lines_of(path):
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()]


def safe(name):
    """A name as the output spells it in file names (exporters/file_name.h)."""
    return re.sub(r"[^\w-]", lambda found: "".join(f"%{byte:02X}" for byte in found.group(0).encode()), name)


class Cell:
    def __init__(self, source):
        self.source = source
        self.label = str(source.relative_to(TESTDATA / "cells"))
        self.truth, self.columns, self.outputs = {}, {}, {}
        for database, table, stem in lines_of(source / "tables.tsv"):
            self.columns[stem], *rows = text_of(source / f"{stem}.tsv").splitlines()
            self.truth[stem] = collections.Counter(rows)
            self.outputs[stem] = f"{safe(database)}.{safe(table)}.tsv"
        keyring = source / "keyring"
        self.options = ["--keyring", keyring] if keyring.exists() else []

    def files(self):
        """{path below the data directory: bytes}"""
        data = self.source / "data"
        return {str(path.relative_to(data)).removesuffix(".xz"): lzma.open(path).read() for path in sorted(data.rglob("*.xz"))}

    def hurt(self, files, how):
        """Hurts the middle one of the leaves of each table. {stem: rows that were on it}"""
        leaves = collections.defaultdict(list)
        for stem, file, size, page, rows in lines_of(self.source / "leaves.tsv"):
            leaves[stem].append((file, int(size), int(page), int(rows)))
        lost = {}
        for stem, found in leaves.items():
            file, size, page, lost[stem] = found[len(found) // 2]
            data = bytearray(files[file])
            page_bytes = data[page * size:(page + 1) * size]
            assert any(page_bytes), f"{self.label}: page {page} of {file} is empty"
            data[page * size:(page + 1) * size] = how(page_bytes)
            files[file] = bytes(data)
        return lost


def zeroed(page):
    return bytes(len(page))


def scribbled(page):
    """64 bytes in what any page has, compressed or not: its first records, or the begin of its stream."""
    return page[:130] + random.Random(len(page)).randbytes(64) + page[194:]


class Cells(ToolTest):
    def salvage(self, cell, code, files, run, *options):
        """{stem: rows in tables/}, by a run of that name."""
        folder = self.scratch / cell.label.replace("/", "-") / run
        for file, data in files.items():
            path = folder / "data" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.expect(code, "salvage", folder / "data", "--format", "tsv", "-o", folder / "out", *options)
        found = {}
        for path in sorted((folder / "out" / "tables").iterdir()):
            stems = [stem for stem, output in cell.outputs.items() if output == path.name]
            self.assertEqual(len(stems), 1, f"{path.name} is no table of the server's")
            columns, *rows = path.read_text("utf-8").splitlines()
            self.assertEqual(columns, cell.columns[stems[0]])
            found[stems[0]] = collections.Counter(rows)
        self.out = folder / "out"
        return found

    def assert_all(self, cell, found):
        for stem, truth in cell.truth.items():
            self.assertEqual(found.get(stem), truth, stem)

    def test_every_feature_has_its_cells(self):
        kinds = {path.parent.name for path in CELLS}
        self.assertEqual(len(kinds), 4, kinds)
        for cell in ("exported", "odd", "partitions", "names"):
            self.assertEqual({path.parent.name for path in CELLS if path.name == cell}, kinds, cell)
        self.assertIn("mysql-9/general", [str(path.relative_to(TESTDATA / "cells")) for path in CELLS])

    def test_whole(self):
        for source in CELLS:
            with self.subTest(source.relative_to(TESTDATA)):
                cell = Cell(source)
                self.assert_all(cell, self.salvage(cell, 0, cell.files(), "whole", *cell.options))
                self.assertFalse((self.out / "suspect").exists() or (self.out / "lost_and_found").exists())

    def test_a_leaf_of_each_table_hurt(self):
        for source in CELLS:
            for how in (zeroed, scribbled):
                with self.subTest(source.relative_to(TESTDATA), how=how.__name__):
                    cell = Cell(source)
                    files = cell.files()
                    lost = cell.hurt(files, how)
                    found = self.salvage(cell, 1, files, how.__name__, *cell.options)
                    for stem, truth in cell.truth.items():
                        rows = found.get(stem, collections.Counter())
                        self.assertEqual(rows - truth, collections.Counter(), f"{stem}: false rows are trusted")
                        self.assertGreaterEqual(rows.total(), truth.total() - lost[stem], f"{stem}: rows of other leaves are lost")

    def test_a_cfg_file_is_the_definition_of_an_exported_table_alone(self):
        for source in (path for path in CELLS if path.name == "exported" and path.parent.name.startswith("mariadb")):
            with self.subTest(source.relative_to(TESTDATA)):
                cell = Cell(source)
                files = {file: data for file, data in cell.files().items() if not file.endswith(".frm")}
                found = self.salvage(cell, 0, files, "cfg")
                # It tells the bytes of a fraction, not its digits: DATETIME(3) is printed as DATETIME(4).
                of_three = {stem: collections.Counter({re.sub(r"(:\d\d\.\d{3})0\t", r"\1\t", row): count for row, count in rows.items()})
                            for stem, rows in found.items()}
                self.assert_all(cell, of_three)

    def test_without_its_cfp_file_an_encrypted_table_is_closed(self):
        cell = Cell(TESTDATA / "cells" / "mysql-9" / "exported")
        files = {file: data for file, data in cell.files().items() if not file.endswith(".cfp")}
        found = self.salvage(cell, 1, files, "closed")
        self.assertNotIn("t_encrypted", found)
        self.assertEqual(found["t_plain"], cell.truth["t_plain"])


if __name__ == "__main__":
    unittest.main()
