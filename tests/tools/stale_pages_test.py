#!/usr/bin/env python3
"""Pages of another time that verify: a write that was lost, a file copied while its server ran, an older image elsewhere in the
file. Whatever links and LSNs tell of must not bring rows of then into tables/."""

import lzma
import struct
import unittest

from tool_run import PAGE, TESTDATA, ToolTest

FIL_PAGE_PREV, FIL_PAGE_NEXT, FIL_PAGE_LSN, FIL_PAGE_TYPE = 8, 12, 16, 24
PAGE_LEVEL, PAGE_INDEX_ID = 64, 66
FIL_PAGE_INDEX = 17855
SERVERS = ("mysql-9", "mariadb-10.11")


def links(page):
    return struct.unpack_from(">II", page, FIL_PAGE_PREV)


class StalePages(ToolTest):
    def images(self, server):
        """The file, and what it was before, page by page; page numbers of the table itself: of the lower index id."""
        new, old = (lzma.open(TESTDATA / "campaign" / server / f"churned{age}.ibd.xz").read() for age in ("", ".older"))
        pages = [[data[at:at + PAGE] for at in range(0, len(data), PAGE)] for data in (new, old)]
        of_index = {}
        for number, page in enumerate(pages[0]):
            if struct.unpack_from(">H", page, FIL_PAGE_TYPE)[0] == FIL_PAGE_INDEX:
                of_index.setdefault(struct.unpack_from(">Q", page, PAGE_INDEX_ID)[0], []).append(number)
        return *pages, of_index[min(of_index)]

    def salvage(self, server, pages):
        path = self.scratch / "campaign" / "churned.ibd"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join(pages))
        out = self.scratch / f"out{len(list(self.scratch.iterdir()))}"
        outcome = self.run_tool("salvage", path, "--schema", TESTDATA / "campaign" / server / "churned.sql", "-o", out,
                                "--format", "tsv")
        rows = {folder: [line for file in (out / folder).glob("*.tsv")
                         for line in file.read_text("utf-8").split("\n")[1:-1]] for folder in ("tables", "suspect")}
        return outcome, rows

    def truth(self, server):
        return set(lzma.open(TESTDATA / "campaign" / server / "churned.tsv.xz", "rt", encoding="utf-8").read().split("\n")[1:-1])

    def test_a_page_in_its_place_that_its_siblings_contradict(self):
        tried = 0
        for server in SERVERS:
            new, old, table = self.images(server)
            truth = self.truth(server)
            for number in table:
                stale = old[number] if number < len(old) else bytes(PAGE)
                level = struct.unpack_from(">H", new[number], PAGE_LEVEL)[0]
                same_index = stale[PAGE_INDEX_ID:PAGE_INDEX_ID + 8] == new[number][PAGE_INDEX_ID:PAGE_INDEX_ID + 8]
                if not same_index or stale == new[number] or (level == 0 and links(stale) == links(new[number])):
                    continue
                tried += 1
                with self.subTest(server=server, page=number):
                    outcome, rows = self.salvage(server, [*new[:number], stale, *new[number + 1:]])
                    self.assertEqual(set(rows["tables"]) - truth, set())
                    self.assertEqual(len(rows["tables"]), len(set(rows["tables"])))
                    # A page that was free, then and now, hurts nothing.
                    self.assertEqual(outcome.code, 0 if set(rows["tables"]) == truth and level == 0 else 1, str(outcome))
                    if level > 0:  # nothing is lost: the leaves are those of today
                        self.assertEqual(truth - set(rows["tables"]) - set(rows["suspect"]), set())
        self.assertGreater(tried, 20)

    def test_an_older_image_elsewhere_does_not_stand_for_a_page_that_is_hurt(self):
        tried = 0
        for server in SERVERS:
            new, old, table = self.images(server)
            truth = self.truth(server)
            for number in table:
                if number >= len(old) or old[number] == new[number] or not any(old[number]):
                    continue
                lsns = [struct.unpack_from(">Q", page, FIL_PAGE_LSN)[0] for page in (old[number], new[number])]
                level = struct.unpack_from(">H", new[number], PAGE_LEVEL)[0]
                if lsns[0] >= lsns[1] or level > 0:
                    continue
                tried += 1
                with self.subTest(server=server, page=number):
                    hurt = bytearray(new[number])
                    hurt[5000:5004] = bytes(byte ^ 0x5a for byte in hurt[5000:5004])
                    outcome, rows = self.salvage(server, [*new[:number], bytes(hurt), *new[number + 1:], old[number]])
                    self.assertEqual(outcome.code, 1, str(outcome))
                    self.assertEqual(set(rows["tables"]) - truth, set())
        self.assertGreater(tried, 20)


if __name__ == "__main__":
    unittest.main()
