#!/usr/bin/env python3
"""Any bytes end in a report: no crash, no hang, no internal error, and an exit code that says the truth."""

import json
import lzma
import random
import struct
import unittest

from made_pages import FIL_NULL, MadeFile
from tool_run import PAGE, SAMPLE, TESTDATA, ToolTest

COMMANDS = ("triage", "salvage", "schema", "inspect")


class NoTablespace(ToolTest):
    """Files without one InnoDB page: exit code 3, the file named, no rows written."""

    def refuse(self, path, says=""):
        for command in COMMANDS:
            out = self.scratch / f"out-{path.name}-{command}"
            extra = ["-o", out] if command == "salvage" else []
            with self.subTest(command=command, file=path.name):
                self.expect(3, command, path, *extra, says=[path.name, says])
                self.assertFalse(list(out.rglob("tables/*")))

    def test_empty_file(self):
        self.refuse(self.write("empty.ibd", b""))

    def test_one_byte(self):
        self.refuse(self.write("byte.ibd", b"\0"))

    def test_text(self):
        self.refuse(self.write("text.ibd", b"This is no tablespace.\n" * 5000))

    def test_zeros(self):
        self.refuse(self.write("zeros.ibd", bytes(8 * PAGE)), "holds zeros alone")

    def test_all_ones(self):
        self.refuse(self.write("ones.ibd", b"\xff" * (8 * PAGE)))

    def test_random_bytes(self):
        for seed in range(5):
            self.refuse(self.write(f"random-{seed}.ibd", random.Random(seed).randbytes(8 * PAGE + seed * 77)))


class CutAndHurt(ToolTest):
    """Files that were a tablespace once: some exit code of the contract, the report there, its sums right."""

    def salvage(self, path, number, schema=None):
        out = self.scratch / f"out-{number}"
        extra = ["--schema", schema] if schema else []
        outcome = self.run_tool("salvage", path, "-o", out, "--deleted", *extra)
        self.assertIn(outcome.code, (0, 1, 3), str(outcome))
        self.assertNotIn("internal error", outcome.err, str(outcome))
        report = json.loads((out / "report.json").read_text("utf-8"))
        self.assert_adds_up(report)
        return outcome, report

    def test_cut_at_many_positions(self):
        path, sql = self.fixture("mariadb-10.11/types_dynamic")
        whole = path.read_bytes()
        positions = [1, 37, 38, 63, 64, 150, 1023, 4095, 8192, PAGE - 8, PAGE - 1, PAGE, PAGE + 1]
        positions += [n * PAGE + d for n in range(2, len(whole) // PAGE) for d in (-1, 0, 94, 9000)]
        positions = [p for p in positions if p < len(whole)]
        positions += random.Random(1).sample(range(len(whole)), max(0, 40 - len(positions)))
        for number, position in enumerate(positions):
            with self.subTest(position=position):
                path.write_bytes(whole[:position])
                outcome, _ = self.salvage(path, number, sql)
                self.assertNotEqual(outcome.code, 0, f"cut at {position} of {len(whole)}, and nothing said\n{outcome}")

    def test_cut_sample(self):
        whole = SAMPLE.read_bytes()
        for number, position in enumerate(range(5000, len(whole), len(whole) // 12)):
            with self.subTest(position=position):
                outcome, _ = self.salvage(self.write("orders.ibd", whole[:position]), number)
                self.assertNotEqual(outcome.code, 0, str(outcome))

    def test_bytes_changed_at_random(self):
        for name in ("mysql-9/types_compact", "mariadb-10.5/instant_dynamic", "mysql-9/instant_redundant"):
            path, sql = self.fixture(name)
            whole = path.read_bytes()
            used = len(whole.rstrip(b"\0"))
            for seed in range(6):
                chance = random.Random(seed)
                hurt = bytearray(whole)
                for _ in range(3 ** (seed + 1)):
                    hurt[chance.randrange(used)] = chance.randrange(256)
                with self.subTest(name=name, seed=seed):
                    path.write_bytes(hurt)
                    self.salvage(path, f"{path.stem}-{seed}", sql)

    def test_pages_in_random_order(self):
        whole = SAMPLE.read_bytes()
        pages = [whole[n:n + PAGE] for n in range(0, len(whole), PAGE)]
        random.Random(7).shuffle(pages)
        self.salvage(self.write("orders.ibd", b"".join(pages)), 0)


class Multiplied(ToolTest):
    """Pages that verify and are made so that a look at each pair of something takes minutes."""

    def make(self, name, size, root, full_crc32=False):
        return MadeFile(lzma.open(TESTDATA / f"{name}.ibd.xz").read(), size, root, full_crc32)

    def save(self, table, file):
        path = self.scratch / "d" / f"{table}.ibd"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.data)
        return path

    def test_many_holes(self):
        # Node pointers to 600,000 leaf pages that are not in the file; a secondary index is asked for the rows.
        file = self.make("campaign/mysql-9/churned", PAGE, 4)
        nodes, each = 600, 1000
        first = file.end
        for i in range(nodes):
            pointers = [(b"\0", struct.pack(">II", 0x80000000 + i * each + j, 1_000_000 + i * each + j))
                        for j in range(each)]
            file.append(file.index(first + i, 1, pointers, FIL_NULL if i == 0 else first + i - 1,
                                   FIL_NULL if i == nodes - 1 else first + i + 1))
        file.set_root(2, [(b"\0", struct.pack(">II", 0x80000000 + i * each, first + i)) for i in range(nodes)])
        self.expect(1, "salvage", self.save("churned", file), "-o", "out")
        report = self.report()
        self.assert_adds_up(report)
        table, = report["tablespaces"][0]["tables"]
        self.assertEqual(table["lost_ranges_total"], nodes * each)
        self.assertEqual(len(table["lost_ranges"]), 10_000)

    def test_free_space_full_of_candidates(self):
        # Half of all places behind the heap may be the origin of a record.
        size, pages, rows = 65536, 32, 8
        file = self.make("page_sizes/mariadb-11.8-64k/rows_compact", size, 3, full_crc32=True)
        first, versions = file.end, bytes.fromhex("000000000d83020000014901a0")
        for i in range(pages):
            records = [(b"", struct.pack(">I", 0x80000000 + i * rows + j) + versions + struct.pack(">I", 0x80000000 + j))
                       for j in range(rows)]
            page = file.index(first + i, 0, records, FIL_NULL if i == 0 else first + i - 1,
                              FIL_NULL if i == pages - 1 else first + i + 1)
            at = 500
            while at + 8400 < size:
                page[at:at + 2000], page[at + 2000:at + 4112] = b"\x08" * 2000, b"\xff" * 2112
                at += 4112
            page[at + 100:at + 3100] = b"\x08" * 3000  # so long that some have a witness
            file.append(page)
        file.set_root(1, [(b"", struct.pack(">II", 0x80000000 + i * rows, first + i)) for i in range(pages)])
        # Nothing else of the table is left.
        for page_no in range(file.root + 1, first):
            file.data[page_no * size:(page_no + 1) * size] = bytes(size)
        schema = self.write("g.sql", b"CREATE TABLE g (id INT NOT NULL, v INT NOT NULL, PRIMARY KEY (id)) "
                                     b"ENGINE=InnoDB ROW_FORMAT=COMPACT;\n")
        self.expect(1, "salvage", self.save("g", file), "--schema", schema, "--trust-schema", "--deleted", "-o", "out")
        rows_of = self.report()["tablespaces"][0]["tables"][0]["rows"]
        self.assertGreater(rows_of["deleted"], 0)
        self.assertEqual(rows_of["intact"], pages * rows)


if __name__ == "__main__":
    unittest.main()
