"""Read errors for real: pread fails in given ranges (pread_shim), as on a drive with bad sectors."""

import json
import lzma
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from tool_run import PAGE, TESTDATA, TIME_LIMIT, TOOL, Outcome, ToolTest  # noqa: E402

SHIM = os.environ.get("PREAD_SHIM")


def rows(folder, kind):
    """The rows of a run, without the evidence of each."""
    found = []
    for path in sorted((folder / kind).glob("*.jsonl")) if (folder / kind).is_dir() else []:
        for line in path.read_text().splitlines():
            row = json.loads(line)
            found.append(row)
    return found


@unittest.skipUnless(SHIM, "PREAD_SHIM is not set")
class ReadErrorsTest(ToolTest):
    def whole(self):
        folder = self.scratch / "shop"
        folder.mkdir()
        path = folder / "orders.ibd"
        path.write_bytes(lzma.decompress((TESTDATA / "sample" / "orders.whole.ibd.xz").read_bytes()))
        return path

    def failing(self, ranges, file, *arguments):
        environment = dict(os.environ, LD_PRELOAD=SHIM, FAIL_FILE=file,
                           FAIL_RANGES=",".join(f"{at}:{size}" for at, size in ranges))
        command = [TOOL, *map(str, arguments)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=TIME_LIMIT, check=False, cwd=self.scratch, env=environment)
        outcome = Outcome(command, done)
        self.assertNotIn("internal error", outcome.err, str(outcome))
        return outcome

    def bare(self, row):
        return json.dumps({name: value for name, value in row.items() if name != "_evidence"}, sort_keys=True)

    def salvage(self, out, ranges, file, path, *more):
        return self.failing(ranges, file, "salvage", path, "-o", out, "--format", "jsonl", "--with-evidence", *more)

    def check(self, out, truth, hurt_pages, report_path):
        """Trusted rows are true, and complete but for those of the pages hurt; suspect ones are true as well."""
        true_rows = {self.bare(row) for row in truth}
        trusted = {self.bare(row) for row in rows(out, "tables")}
        self.assertLessEqual(trusted, true_rows)
        elsewhere = {self.bare(row) for row in truth if self.page_of(row) not in hurt_pages}
        self.assertLessEqual(elsewhere, trusted)
        for row in rows(out, "suspect"):
            # Rows known in part only have nothing, or say "lost", where they know nothing.
            if not any(value is None or isinstance(value, dict) for value in json.loads(self.bare(row)).values()):
                self.assertIn(self.bare(row), true_rows, "zeros that stand for unreadable bytes became a value")
        report = json.loads((out / report_path).read_text())
        return report

    def page_of(self, row):
        return row["_evidence"]["page"]

    def test_bad_sectors_cost_their_rows_only(self):
        path = self.whole()
        self.expect(0, "salvage", path, "-o", "whole", "--format", "jsonl", "--with-evidence")
        truth = rows(self.scratch / "whole", "tables")
        leaves = sorted({self.page_of(row) for row in truth})
        first, second = leaves[2], leaves[5]
        ranges = [(first * PAGE + 2048, 512), (second * PAGE + 4096, 1024)]
        outcome = self.salvage("out", ranges, "orders.ibd", path)
        self.assertEqual(outcome.code, 1, str(outcome))
        report = self.check(self.scratch / "out", truth, {first, second}, "manifest.json")
        self.assertEqual(report["inputs"][0]["bytes_unreadable"], 1536)
        # Rows of the same pages that no bad sector touches come out as suspect.
        suspect = {self.bare(row) for row in rows(self.scratch / "out", "suspect")}
        near = {self.bare(row) for row in truth if self.page_of(row) in (first, second)}
        self.assertGreater(len(suspect & near), len(near) // 2)

    def test_a_whole_page_and_the_root_cannot_be_read(self):
        path = self.whole()
        self.expect(0, "salvage", path, "-o", "whole", "--format", "jsonl", "--with-evidence")
        truth = rows(self.scratch / "whole", "tables")
        leaf = sorted({self.page_of(row) for row in truth})[3]
        outcome = self.salvage("out", [(leaf * PAGE, PAGE), (0, 512)], "orders.ibd", path)
        self.assertEqual(outcome.code, 1, str(outcome))
        self.check(self.scratch / "out", truth, {leaf}, "manifest.json")

    def test_a_map_and_a_failing_drive_give_the_same_rows(self):
        path = self.whole()
        bad = (7 * PAGE + 1024, 2048)
        self.salvage("failing", [bad], "orders.ibd", path)
        rescue = self.scratch / "rescue.map"
        rescue.write_text(f"0 + 1\n0 {bad[0]} +\n{bad[0]} {bad[1]} /\n{bad[0] + bad[1]} 100000000 +\n")
        self.salvage("mapped", [], "orders.ibd", path, "--ddrescue-map", rescue)
        for kind in ("tables", "suspect"):
            self.assertEqual(rows(self.scratch / "failing", kind), rows(self.scratch / "mapped", kind))

    def test_carve_reads_on_behind_bad_sectors(self):
        path = self.whole()
        data = path.read_bytes()
        image = self.scratch / "drive.img"
        start = 1 << 20
        image.write_bytes(bytes(start) + data + bytes(1 << 20))
        outcome = self.failing([(start + 6 * PAGE + 512, 512), (512, 3072)], "drive.img", "carve", image, "-o", "found")
        self.assertEqual(outcome.code, 1, str(outcome))
        report = json.loads((self.scratch / "found" / "carve.json").read_text())
        self.assertEqual(report["image"]["bytes_unreadable"], 512 + 3072)
        rebuilt = (self.scratch / "found" / report["tablespaces"][0]["file"]).read_bytes()
        for page in range(len(data) // PAGE):
            if page != 6:
                self.assertEqual(rebuilt[page * PAGE:(page + 1) * PAGE], data[page * PAGE:(page + 1) * PAGE], page)


if __name__ == "__main__":
    unittest.main()
