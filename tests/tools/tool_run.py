"""What the command line tests share: the program, fixtures, and a scratch folder for each test.

The environment names them: INNOSALVAGE (the program), INNOSALVAGE_SOURCE_DIR (the source tree; default: two folders up).
"""

import json
import lzma
import os
import pathlib
import random
import subprocess
import tempfile
import unittest

from report_sums import broken_output_sums, broken_sums

TOOL = os.environ.get("INNOSALVAGE", "innosalvage")
SOURCE = pathlib.Path(os.environ.get("INNOSALVAGE_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
TESTDATA = SOURCE / "testdata"
SAMPLE = TESTDATA / "sample" / "shop" / "orders.ibd"
# Every run ends by itself; this is for the one that does not.
TIME_LIMIT = 60
PAGE = 16384


class Outcome:
    def __init__(self, command, done):
        self.command = command
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    def __str__(self):
        return f"{' '.join(self.command)}\nexit {self.code}\nstdout: {self.out[-2000:]}\nstderr: {self.err[-2000:]}"


class ToolTest(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="innosalvage-cli-")
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def run_tool(self, *arguments, **options):
        command = [TOOL, *map(str, arguments)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=options.get("stdout", subprocess.PIPE),
                              stderr=subprocess.PIPE, timeout=TIME_LIMIT, check=False, cwd=self.scratch)
        if done.stdout is None:
            done.stdout = b""
        return Outcome(command, done)

    def expect(self, code, *arguments, says=(), **options):
        """Runs the tool; it must end with this exit code and say each of these texts."""
        outcome = self.run_tool(*arguments, **options)
        self.assertEqual(outcome.code, code, str(outcome))
        for text in [says] if isinstance(says, str) else says:
            self.assertIn(text, outcome.out + outcome.err, str(outcome))
        self.assertNotIn("internal error", outcome.err, str(outcome))
        return outcome

    def assert_adds_up(self, report):
        """Of a report beside its files."""
        self.assertEqual(broken_sums(report) + broken_output_sums(report), [])

    def fixture(self, name):
        """testdata/NAME.ibd.xz unpacked to scratch/DB/NAME.ibd, and its CREATE TABLE."""
        packed = TESTDATA / (name + ".ibd.xz")
        path = self.scratch / "db" / (packed.name.removesuffix(".xz"))
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(lzma.open(packed).read())
        return path, TESTDATA / (name + ".sql")

    def unpack_tables(self, source, database, *tables):
        """SOURCE/TABLE.ibd.xz of each table unpacked to scratch/DATABASE/TABLE.ibd; that folder."""
        folder = self.scratch / database
        folder.mkdir()
        for table in tables:
            (folder / f"{table}.ibd").write_bytes(lzma.open(source / f"{table}.ibd.xz").read())
        return folder

    def place(self, size, pieces):
        """An image of SIZE bytes of noise, with each (offset, bytes) of PIECES in it."""
        disk = bytearray(random.Random(7).randbytes(size))
        for offset, data in pieces:
            disk[offset:offset + len(data)] = data
        image = self.scratch / "raw.img"
        image.write_bytes(disk)
        return image

    def report(self, out="out"):
        return json.loads((self.scratch / out / "report.json").read_text("utf-8"))

    def write(self, name, data):
        path = self.scratch / name
        path.write_bytes(data)
        return path

    @staticmethod
    def tree(folder):
        """{relative path: bytes} of all files below a folder."""
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
