#!/usr/bin/env python3
"""Rows of whole leaves go from the page to SQL the short way (exporters/sql_plain_row.h), all others through values.

`--with-evidence` leaves the short way: with its comments taken away, the SQL of every fixture must be the same, whole and,
of every third folder, with sectors zeroed and bits flipped by a seed.
"""

import lzma
import pathlib
import random
import re
import shutil
import unittest
import zlib

from tool_run import PAGE, TESTDATA, ToolTest

KEYRINGS = sorted([*TESTDATA.glob("encoded/*/keyring"), *TESTDATA.glob("cells/*/*/keyring")])


def folders():
    """Folders with tablespaces, each one run: tables of one server."""
    found = {path.parent for path in TESTDATA.rglob("*.ibd*") if re.search(r"\.ibd(\.xz)?$", path.name)}
    return sorted(found - {TESTDATA / "campaign" / "mariadb-10.11-crc32"})  # the rows of mariadb-10.11, and as many


def hurt(data, seed):
    """About every sixth page loses a sector, and one byte in every sixth flips a bit; what the file tells of itself stays."""
    chance = random.Random(zlib.crc32(seed.encode()))
    data = bytearray(data)
    for at in range(4 * PAGE, len(data), PAGE):
        size = min(PAGE, len(data) - at)
        if chance.random() < 1 / 6:
            sector = at + chance.randrange((size + 511) // 512) * 512
            data[sector:sector + 512] = bytes(len(data[sector:sector + 512]))
        if chance.random() < 1 / 6:
            data[at + chance.randrange(size)] ^= 1 << chance.randrange(8)
    return bytes(data)


def without_evidence(path):
    """Header and rows of a file of trusted rows. Where statements end depends on the bytes of the comments: not compared."""
    lines = [line.rstrip(b",;") for line in path.read_bytes().split(b"\n") if not line.startswith(b"-- ")]
    inserts = {line for line in lines if line.startswith(b"INSERT INTO ")}
    return [line for line in lines if not line.startswith(b"INSERT INTO ") and line != b""], inserts


class SqlWays(ToolTest):
    def lay_out(self, source, database, change):
        """The folder's files, unpacked, with `change` made to each tablespace."""
        database.mkdir(parents=True)
        for path in sorted(source.iterdir()):
            if not re.search(r"(?<!\.older)\.(ibd|frm|cfg|cfp|par)(\.xz)?$", path.name):
                continue
            data = lzma.open(path).read() if path.suffix == ".xz" else path.read_bytes()
            name = path.name.removesuffix(".xz")
            if name.endswith(".ibd"):
                data = change(data, f"{source.relative_to(TESTDATA)}/{name}")
            (database / name).write_bytes(data)

    def compare(self, change, sources):
        """Rows compared."""
        rows = 0
        for source in sources:
            database = self.scratch / "in" / "db"
            self.lay_out(source, database, change)
            definitions = next((path for path in (source, *source.parents[:2]) if any(path.glob("*.sql"))), source.parent)
            arguments = ["salvage", database, "--threads", 1, "--schema-dir", definitions, *(f"--keyring={path}" for path in KEYRINGS)]
            outs = self.scratch / "short", self.scratch / "long"
            codes = [self.run_tool(*arguments, "-o", out, *more).code for out, more in zip(outs, ([], ["--with-evidence"]))]
            label = str(source.relative_to(TESTDATA))
            self.assertIn(codes[0], (0, 1, 3), label)
            self.assertEqual(codes[0], codes[1], label)
            short, long = (sorted(p.name for p in (out / "tables").glob("*")) for out in outs)
            self.assertEqual(short, long, label)
            for name in short:
                with self.subTest(table=f"{label}: {name}"):
                    plain, inserts = without_evidence(outs[0] / "tables" / name)
                    through_values, same_inserts = without_evidence(outs[1] / "tables" / name)
                    self.assertEqual(inserts, same_inserts)
                    different = [(a, b) for a, b in zip(plain, through_values) if a != b]
                    self.assertEqual(different[:3], [])
                    self.assertEqual(len(plain), len(through_values))
                    rows += sum(line.startswith(b"(") for line in plain)
            for folder in (self.scratch / "in", *outs):
                shutil.rmtree(folder)
        return rows

    def test_whole(self):
        rows = self.compare(lambda data, _: data, folders())
        print(f"{rows} rows compared")
        self.assertGreater(rows, 50_000, "hardly any row was compared")

    def test_hurt(self):
        rows = self.compare(hurt, folders()[::3])
        print(f"{rows} rows compared")
        self.assertGreater(rows, 10_000, "hardly any row was compared")


if __name__ == "__main__":
    unittest.main()
