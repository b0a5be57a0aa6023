#!/usr/bin/env python3
"""Page sizes of each server and checksum, told from the pages alone: page 0 is lost."""

import json
import lzma
import re
import unittest

from tool_run import TESTDATA, ToolTest


class PageSizes(ToolTest):
    def lose_page_0(self, folder, table, garbage):
        size = int(re.search(r"-(\d+)k", folder.name).group(1)) * 1024
        work = self.scratch / f"{folder.name}-{len(garbage)}" / "formats"
        work.mkdir(parents=True)
        data = bytearray(lzma.open(folder / f"{table}.ibd.xz").read())
        data[:size] = garbage * (size // len(garbage))
        (work / f"{table}.ibd").write_bytes(data)
        out = work / "out"
        outcome = self.expect(1, "salvage", work, "--schema", folder / f"{table}.sql", "-o", out, "--format", "tsv")
        format_ = json.loads((out / "report.json").read_text(encoding="utf-8"))["tablespaces"][0]["format"]
        self.assertEqual(format_["page_size"], size, str(outcome))
        plain = folder / f"{table}.tsv"
        truth = plain.read_text("utf-8") if plain.exists() else lzma.open(f"{plain}.xz").read().decode("utf-8")
        found = "".join(path.read_text("utf-8").partition("\n")[2] for path in (out / "tables").glob("*.tsv"))
        self.assertEqual(sorted(found.split("\n")), sorted(truth.partition("\n")[2].split("\n")), folder.name)

    def test_of_every_server(self):
        folders = sorted(path for path in (TESTDATA / "page_sizes").iterdir() if path.is_dir())
        self.assertGreater(len(folders), 10)
        for folder in folders:
            with self.subTest(folder.name):
                self.lose_page_0(folder, "rows_compact", b"\0")
                self.lose_page_0(folder, "rows_compact", b"lost")


if __name__ == "__main__":
    unittest.main()
