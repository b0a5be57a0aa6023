#!/usr/bin/env python3
"""Lost key ranges below lost pages above the leaves: each key that is gone lies in one that the report names."""

import json
import lzma
import struct
import unittest

from tool_run import TESTDATA, ToolTest

PAGE = 4096
INFIMUM, SUPREMUM = 99, 112


class LostRanges(ToolTest):
    def setUp(self):
        super().setUp()
        source = TESTDATA / "page_sizes" / "mysql-9-4k"
        self.data = bytearray(lzma.open(source / "many_pages.ibd.xz").read())
        self.ids = {int(line.split("\t")[0])
                    for line in lzma.open(source / "many_pages.tsv.xz", "rt").read().splitlines()[1:]}

    def u16(self, page, at):
        return struct.unpack_from(">H", self.data, page * PAGE + at)[0]

    def node_pointers(self, page):
        """(key, child) of a page above the leaves, in key order; the table's key is one INT."""
        found, at = [], INFIMUM
        while True:
            at = (at + self.u16(page, at - 2)) & 0xFFFF
            if at == SUPREMUM:
                return found
            key, child = struct.unpack_from(">II", self.data, page * PAGE + at)
            found.append((key ^ 0x80000000, child))

    def root(self):
        levels = {}
        for page in range(len(self.data) // PAGE):
            if self.u16(page, 24) == 17855:
                levels.setdefault(self.u16(page, 64), []).append(page)
        self.assertEqual(max(levels), 2)
        return levels[2][0]

    def zero(self, page):
        self.data[page * PAGE:(page + 1) * PAGE] = bytes(PAGE)

    def test_a_gap_wider_than_the_leaf_that_a_node_pointer_tells_of(self):
        # The last leaf below one page, the page beside it, and the first leaf below that one: the node pointer tells of
        # the first leaf only, and the leaves on both sides name different neighbours.
        nodes = [child for _, child in self.node_pointers(self.root())]
        left, lost = nodes[4], nodes[5]
        told, untold = self.node_pointers(left)[-1][1], self.node_pointers(lost)[0][1]
        for page in (lost, told, untold):
            self.zero(page)
        (self.scratch / "shop").mkdir()
        (self.scratch / "shop" / "many_pages.ibd").write_bytes(self.data)
        self.expect(1, "salvage", "shop/many_pages.ibd", "--format", "tsv", "-o", "out")
        rows = (self.scratch / "out" / "tables" / "formats.many_pages.tsv").read_text(encoding="utf-8").splitlines()[1:]
        gone = self.ids - {int(row.split("\t")[0]) for row in rows}
        self.assertGreater(len(gone), 20)
        report = json.loads((self.scratch / "out" / "report.json").read_text(encoding="utf-8"))
        ranges = report["tablespaces"][0]["tables"][0]["lost_ranges"]
        bounds = [(int(r["from"] or -1), int(r["to"] or 2**31)) for r in ranges]
        self.assertEqual([key for key in sorted(gone) if not any(low <= key < high for low, high in bounds)], [], bounds)
        self.assertLess(sum(high - low for low, high in bounds), 10000, "the ranges name more than what is below the pages lost")


if __name__ == "__main__":
    unittest.main()
