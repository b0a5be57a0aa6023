"""carve, of files in pieces of three pages and fewer all over a drive: what each piece belongs to."""

import json
import lzma
import pathlib
import random
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from tool_run import PAGE, TESTDATA, ToolTest  # noqa: E402

BLOCK = 4096
ENCODED = "encoded/mariadb-11.8"


def unpack(name):
    return lzma.decompress((TESTDATA / (name + ".ibd.xz")).read_bytes())


def pages_of(data):
    """{page number: its bytes, without the blocks of zeros behind them}; pages of zeros are left out."""
    pages = {}
    for number in range(len(data) // PAGE):
        page = data[number * PAGE:(number + 1) * PAGE]
        used = len(page.rstrip(b"\0"))
        if used:
            pages[number] = page[:-(-used // BLOCK) * BLOCK]
    return pages


def space_id(data):
    return int.from_bytes(data[34:38], "big")


class CarvePiecesTest(ToolTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(6)

    def pieces(self, pages):
        numbers, out = sorted(pages), []
        while numbers:
            size = self.random.randrange(1, 4)
            out.append(b"".join(pages[number] for number in numbers[:size]))
            numbers = numbers[size:]
        return out

    def drive(self, stretches):
        """An image with these stretches of bytes, noise between them."""
        disk = bytearray(self.random.randbytes(1 << 20))
        for stretch in stretches:
            disk += stretch + self.random.randbytes(BLOCK * self.random.randrange(1, 6))
        image = self.scratch / "drive.img"
        image.write_bytes(disk)
        return image

    def carve(self, image, *arguments):
        """{space id: {page number: bytes}} of what came out, versions left aside; and carve.json."""
        out = self.scratch / "found"
        outcome = self.run_tool("carve", image, "-o", out, *arguments)
        self.assertIn(outcome.code, (0, 1), str(outcome))
        report = json.loads((out / "carve.json").read_text())
        found = {}
        for space in report["tablespaces"]:
            if space["older"]:
                continue
            self.assertFalse(space["space_id"] in found, f"space {space['space_id']} became two")
            found[space["space_id"]] = pages_of((out / space["file"]).read_bytes())
        return found, report

    def expect_pages(self, found, pages):
        self.assertEqual(sorted(found), sorted(pages))
        for number, page in pages.items():
            self.assertTrue(found[number] == page, f"page {number} is another")

    def test_pages_that_hide_their_space_go_to_the_file_whose_key_opens_them(self):
        files = {space_id(data): pages_of(data)
                 for data in (unpack(f"{ENCODED}/{name}") for name in ("encrypted", "encrypted_zlib", "zlib", "lz4"))}
        stretches = [piece for pages in files.values() for piece in self.pieces(pages)]
        self.random.shuffle(stretches)
        image = self.drive(stretches)
        found, report = self.carve(image, "--keyring", TESTDATA / ENCODED / "keyring")
        self.assertEqual(set(found), set(files))
        for space, pages in files.items():
            with self.subTest(space=space):
                self.expect_pages(found[space], pages)
        self.assertEqual(report["finds_dropped"], 0)

    def test_without_the_key_no_page_goes_to_another_file(self):
        files = {space_id(data): pages_of(data)
                 for data in (unpack(f"{ENCODED}/{name}") for name in ("encrypted", "zlib"))}
        stretches = [piece for pages in files.values() for piece in self.pieces(pages)]
        self.random.shuffle(stretches)
        found, report = self.carve(self.drive(stretches))
        self.assertGreater(report["finds_dropped"], 0)
        for space, pages in found.items():
            for number, page in pages.items():
                self.assertTrue(files[space].get(number) == page, f"space {space} page {number} is another")

    def doublewrite_of(self, names):
        """Pages of the tables as they were before, side by side in the order of writing, some of them twice."""
        stretch = b""
        for again in (False, True):
            for name in names:
                older, now = pages_of(unpack(name + ".older")), pages_of(unpack(name))
                numbers = [n for n in sorted(older) if n in now and older[n] != now[n]]
                for number in numbers[:8] if again else numbers:
                    stretch += older[number].ljust(PAGE, b"\0")
        return stretch

    def test_pieces_of_a_file_come_back_beside_a_doublewrite_file(self):
        for kind in ("mysql-9", "mariadb-10.11-crc32"):
            with self.subTest(kind=kind):
                names = [f"campaign/{kind}/{name}" for name in ("churned", "articles", "redundant")]
                files = {space_id(unpack(name)): pages_of(unpack(name)) for name in names}
                copies = self.doublewrite_of(names)
                self.assertGreater(len(copies), 40 * PAGE)
                stretches = [piece for pages in files.values() for piece in self.pieces(pages)]
                self.random.shuffle(stretches)
                # Far from the pieces: what stands near a doublewrite file may be of it.
                image = self.drive([copies, self.random.randbytes(17 << 20), *stretches])
                found, _ = self.carve(image)
                for space, pages in files.items():
                    self.expect_pages(found[space], pages)
            self.clear()

    def test_no_older_copy_stands_for_a_page_that_was_lost(self):
        names = [f"campaign/mysql-9/{name}" for name in ("churned", "articles", "redundant")]
        files = {space_id(unpack(name)): pages_of(unpack(name)) for name in names}
        copies = self.doublewrite_of(names)
        for pages in files.values():
            for number in list(pages):
                if number > 4 and self.random.random() < 0.3:
                    del pages[number]
        stretches = [piece for pages in files.values() for piece in self.pieces(pages)]
        self.random.shuffle(stretches)
        found, _ = self.carve(self.drive([copies, self.random.randbytes(17 << 20), *stretches]))
        for space, pages in files.items():
            self.expect_pages(found[space], pages)

    def test_a_copy_whose_neighbours_are_older_may_be_older_too(self):
        names = [f"campaign/mysql-9/{name}" for name in ("churned", "articles", "redundant")]
        files = {space_id(unpack(name)): pages_of(unpack(name)) for name in names}
        copies = self.doublewrite_of(names)
        # Of one table all pages are lost of which there are copies: nothing of its own tells that they are older.
        lost = files[space_id(unpack(names[1]))]
        older = pages_of(unpack(names[1] + ".older"))
        for number in list(lost):
            if older.get(number) != lost[number]:
                del lost[number]
        self.assertGreater(len(lost), 3)
        stretches = [piece for pages in files.values() for piece in self.pieces(pages)]
        found, _ = self.carve(self.drive([copies, self.random.randbytes(17 << 20), *stretches]))
        for space, pages in files.items():
            # Where nothing of a file stands before a page, its copy is better than nothing.
            numbers = {number: page for number, page in found[space].items() if number >= min(pages)}
            self.expect_pages(numbers, pages)

    def clear(self):
        shutil.rmtree(self.scratch / "found", ignore_errors=True)


if __name__ == "__main__":
    unittest.main()
