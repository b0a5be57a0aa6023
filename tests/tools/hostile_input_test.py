#!/usr/bin/env python3
"""Any bytes end in a report: no crash, no hang, no internal error, and an exit code that says the truth."""

import json
import random
import unittest

from tool_run import PAGE, SAMPLE, ToolTest

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


if __name__ == "__main__":
    unittest.main()
