"""carve: images built by mkfs.ext4 from files that real servers wrote; what is rebuilt must equal those files."""

import hashlib
import json
import lzma
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from tool_run import PAGE, TESTDATA, TOOL, ToolTest  # noqa: E402

FILES = {
    "mysql-9": ["types_dynamic", "two_levels_compact", "off_page_dynamic", "key_last"],
    "mariadb-10.11": ["types_dynamic", "two_levels_redundant", "off_page_compact", "no_key"],
}
# Of several servers, with space ids that do not meet.
ENCODED = [
    "zip/mysql-9/churned_kb8", "zip/mysql-9/off_page_kb4", "zip/mysql-9/no_key_kb1", "zip/mysql-9/text_key_kb2",
    "zip/mysql-9/churned_kb16", "zip/mysql-9-innodb/churned_kb2", "zip/mysql-9-none/churned_kb8",
    "zip/mariadb-10.5-innodb/churned_kb1", "encoded/mysql-9/encrypted_zip", "encoded/mysql-9/zlib", "encoded/mysql-9/lz4", "encoded/mysql-9/encrypted",
    "encoded/mysql-9/encrypted_zlib", "encoded/mariadb-11.8/zlib", "encoded/mariadb-11.8/lz4",
    "encoded/mariadb-11.8/encrypted", "encoded/mariadb-11.8/encrypted_zlib", "encoded/mariadb-11.8/old_zlib",
    "encoded/mariadb-11.8/old_encrypted", "encoded/mariadb-11.8/old_encrypted_zlib", "encoded/mariadb-11.8/encrypted_zip",
]
MKFS = shutil.which("mkfs.ext4") or shutil.which("mkfs.ext4", path="/sbin:/usr/sbin")


def space_id(page0):
    return int.from_bytes(page0[34:38], "big")


def is_full_crc32(page0):
    return bool(int.from_bytes(page0[54:58], "big") & 16)


def family(page0):
    """As carve.json calls it."""
    flags = int.from_bytes(page0[54:58], "big")
    return "full_crc32" if flags & 16 else "zip" if flags >> 1 & 15 else "classic"


def physical_size(page0):
    flags = int.from_bytes(page0[54:58], "big")
    if flags & 16:
        return 512 << (flags & 15)
    zip_size = flags >> 1 & 15
    return 512 << zip_size if zip_size else PAGE


def used_pages(data):
    """Numbers of the pages that are not all zero: a drive does not tell the others from what never was."""
    return [n for n in range(len(data) // PAGE) if data[n * PAGE:(n + 1) * PAGE].strip(b"\0")]


def tree_hashes(folder, without=()):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in without}


class CarveTest(ToolTest):
    def originals(self):
        """{(full_crc32, space id): bytes}, and a folder of them as a data directory has it."""
        folder = self.scratch / "datadir"
        files = {}
        for server, names in FILES.items():
            (folder / server / "db").mkdir(parents=True)
            for name in names:
                data = lzma.decompress((TESTDATA / server / (name + ".ibd.xz")).read_bytes())
                (folder / server / "db" / (name + ".ibd")).write_bytes(data)
                files[is_full_crc32(data), space_id(data)] = data
        return folder, files

    def ext4(self, folder, block_size):
        if MKFS is None:
            self.skipTest("no mkfs.ext4 here")
        image = self.scratch / f"disk{block_size}.img"
        with open(image, "wb") as file:
            file.truncate(24 << 20)
        subprocess.run([MKFS, "-q", "-F", "-b", str(block_size), "-d", str(folder), str(image)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return image

    def carved(self, out):
        report = json.loads((out / "carve.json").read_text())
        found = {}
        for space in report["tablespaces"]:
            key = space["checksums"] == "full_crc32", space["space_id"]
            self.assertNotIn(key, found, "one tablespace became two")
            found[key] = out / space["file"], space
        return found, report

    def expect_same(self, out, files, without=()):
        found, _ = self.carved(out)
        self.assertEqual(set(found), set(files))
        for key, data in files.items():
            path, _ = found[key]
            rebuilt = path.read_bytes()
            for page in used_pages(data):
                if (key, page) in without:
                    continue
                self.assertEqual(rebuilt[page * PAGE:(page + 1) * PAGE], data[page * PAGE:(page + 1) * PAGE],
                                 f"{path.name} page {page}")
        return found

    def test_all_pages_come_back_without_a_file_system(self):
        folder, files = self.originals()
        for block_size in (4096, 1024):
            with self.subTest(block_size=block_size):
                image = self.ext4(folder, block_size)
                # Superblock, group descriptors, inode tables: mkfs put them in front of the files.
                with open(image, "r+b") as file:
                    file.write(bytes(64 << 10))
                before = hashlib.sha256(image.read_bytes()).hexdigest()
                out = self.scratch / f"out{block_size}"
                self.run_tool("carve", image, "-o", out)
                found = self.expect_same(out, files)
                report = self.carved(out)[1]
                self.assertEqual(report["image"]["sha256"], before)
                self.assertEqual(hashlib.sha256(image.read_bytes()).hexdigest(), before)
                # MySQL's pages say what the file was called.
                names = {str(path.relative_to(out)) for (full, _), (path, _) in found.items() if not full}
                self.assertEqual({pathlib.Path(name).name for name in names},
                                 {name + ".ibd" for name in FILES["mysql-9"]})

    def test_compressed_and_encoded_pages(self):
        sizes = {}
        pieces, at, files = [], 1 << 20, {}
        for name in ENCODED:
            data = lzma.decompress((TESTDATA / (name + ".ibd.xz")).read_bytes())
            key = family(data), space_id(data)
            self.assertNotIn(key, files, name)
            files[key], sizes[key] = data, physical_size(data)
            pieces.append((at, data))
            at += (len(data) + (1 << 16)) // 4096 * 4096
        image = self.place(at + (1 << 20), pieces)
        self.run_tool("carve", image, "-o", self.scratch / "out")
        report = json.loads((self.scratch / "out" / "carve.json").read_text())
        found = {(space["checksums"], space["space_id"]): space for space in report["tablespaces"]}
        self.assertEqual(set(found), set(files))
        for key, data in files.items():
            size = sizes[key]
            rebuilt = (self.scratch / "out" / found[key]["file"]).read_bytes()
            self.assertEqual(found[key]["page_size"], size)
            for page in range(len(data) // size):
                piece = data[page * size:(page + 1) * size]
                if piece.strip(b"\0"):
                    self.assertEqual(rebuilt[page * size:(page + 1) * size], piece, f"{key} page {page}")
            self.assertEqual(found[key]["hurt"], 0, key)

    def test_compressed_pages_stored_without_their_zeros(self):
        data = lzma.decompress((TESTDATA / "zip/mysql-9/churned_kb8.ibd.xz").read_bytes())
        size, pieces = 8192, []
        for page in range(len(data) // size):
            blocks = [data[page * size + at:page * size + at + 1024] for at in range(0, size, 1024)]
            pieces.append(((1 << 20) + page * 65536, b"".join(block for block in blocks if block.strip(b"\0"))))
        self.assertTrue(any(0 < len(piece) < size for _, piece in pieces))
        image = self.place(8 << 20, pieces)
        self.run_tool("carve", image, "-o", self.scratch / "out")
        space = json.loads((self.scratch / "out" / "carve.json").read_text())["tablespaces"][0]
        rebuilt = (self.scratch / "out" / space["file"]).read_bytes()
        for page, (_, stored) in enumerate(pieces):
            if stored:
                self.assertEqual(rebuilt[page * size:(page + 1) * size], data[page * size:(page + 1) * size], page)

    def test_a_copy_that_may_be_older_does_not_stand_for_a_page_that_is_hurt(self):
        data, _ = self.one("mysql-9", "two_levels_compact")
        start, page = 2 << 20, 5
        older = bytearray(data[page * PAGE:(page + 1) * PAGE])
        lsn = int.from_bytes(older[16:24], "big") - 1
        older[16:24] = lsn.to_bytes(8, "big")
        older[-4:] = (lsn & 0xffffffff).to_bytes(4, "big")
        older[0:4] = older[-8:-4] = bytes.fromhex("deadbeef")
        # The file's own page lost its trailer: the header's LSN is newer than the copy's.
        hurt = bytearray(data)
        hurt[(page + 1) * PAGE - 4096:(page + 1) * PAGE] = bytes(4096)
        image = self.place(8 << 20, [(1 << 20, bytes(older)), (start, bytes(hurt))])
        self.run_tool("carve", image, "-o", self.scratch / "out")
        lines = [json.loads(line) for line in (self.scratch / "out" / "inventory.jsonl").read_text().splitlines()]
        told = {line["how"]: line for line in lines if line["page"] == page}
        self.assertEqual(set(told), {"left_out", "hurt"})
        self.assertEqual(told["hurt"]["offset"], start + page * PAGE)
        kept = list((self.scratch / "out" / "versions").rglob("*.pages"))
        self.assertEqual([path.read_bytes() for path in kept], [bytes(older)])

    def test_inventory_says_where_each_page_came_from(self):
        folder, files = self.originals()
        image = self.ext4(folder, 4096)
        self.run_tool("carve", image, "-o", self.scratch / "out")
        disk = image.read_bytes()
        pages = {}
        for line in (self.scratch / "out" / "inventory.jsonl").read_text().splitlines():
            page = json.loads(line)
            pages.setdefault(page["file"], []).append(page["page"])
            if page["how"] != "verified":
                continue
            piece = disk[page["offset"]:page["offset"] + page["length"]]
            rebuilt = (self.scratch / "out" / page["file"]).read_bytes()[page["page"] * PAGE:][:PAGE]
            for at, size in page.get("holes", []):
                self.assertFalse(rebuilt[at:at + size].strip(b"\0"))
            self.assertEqual(piece[:512], rebuilt[:512])
            self.assertEqual(piece[-512:], rebuilt[-512:])
        for numbers in pages.values():
            self.assertEqual(numbers, sorted(set(numbers)), "each page once, in order")

    def one(self, server, name):
        data = lzma.decompress((TESTDATA / server / (name + ".ibd.xz")).read_bytes())
        return data, (is_full_crc32(data), space_id(data))

    def test_pages_at_any_sector(self):
        mysql, mysql_key = self.one("mysql-9", "two_levels_compact")
        maria, maria_key = self.one("mariadb-10.11", "two_levels_redundant")
        image = self.place(8 << 20, [(512 * 7, mysql), (512 * 8001, maria)])
        self.run_tool("carve", image, "-o", self.scratch / "out")
        self.expect_same(self.scratch / "out", {mysql_key: mysql, maria_key: maria})

    def test_a_page_cut_over_two_places_is_joined(self):
        data, key = self.one("mysql-9", "two_levels_compact")
        cut = 5 * PAGE + 4096
        image = self.place(8 << 20, [(1 << 20, data[:cut]), (4 << 20, data[cut:])])
        self.run_tool("carve", image, "-o", self.scratch / "out")
        found = self.expect_same(self.scratch / "out", {key: data})
        self.assertEqual(found[key][1]["joined"], 1)

    def test_the_newest_image_that_verifies_wins(self):
        data, key = self.one("mysql-9", "two_levels_compact")
        older = bytearray(data[4 * PAGE:5 * PAGE])
        # An older image of page 4 somewhere: LSN one less in header and trailer, magic of "none" for a checksum.
        lsn = int.from_bytes(older[16:24], "big") - 1
        older[16:24] = lsn.to_bytes(8, "big")
        older[-4:] = (lsn & 0xffffffff).to_bytes(4, "big")
        older[0:4] = older[-8:-4] = bytes.fromhex("deadbeef")
        image = self.place(8 << 20, [(1 << 20, bytes(older)), (2 << 20, data)])
        self.run_tool("carve", image, "-o", self.scratch / "out")
        found = self.expect_same(self.scratch / "out", {key: data})
        self.assertEqual(found[key][1]["other_images"], 1)
        kept = list((self.scratch / "out" / "versions").rglob("*.pages"))
        self.assertEqual([path.read_bytes() for path in kept], [bytes(older)])

    def test_noise_gives_nothing(self):
        image = self.place(4 << 20, [])
        self.expect(3, "carve", image, "-o", self.scratch / "out")

    def test_unreadable_sectors_by_a_map(self):
        data, key = self.one("mysql-9", "two_levels_compact")
        start = 1 << 20
        image = self.place(8 << 20, [(start, data)])
        page = 8
        hurt = start + page * PAGE + 4096
        rescue = self.scratch / "rescue.map"
        rescue.write_text(f"# Mapfile\n0x0 + 1\n0x0 {hurt:#x} +\n{hurt:#x} 0x200 -\n{hurt + 512:#x} 0x7000000 +\n")
        self.expect(1, "carve", image, "-o", self.scratch / "out", "--ddrescue-map", rescue)
        found = self.expect_same(self.scratch / "out", {key: data}, without={(key, page)})
        self.assertEqual(self.carved(self.scratch / "out")[1]["image"]["bytes_unreadable"], 512)
        # The sector's place in the rebuilt file is no zero that was read.
        blocks = [line.split() for line in (found[key][0].parent / (found[key][0].name + ".map")).read_text().splitlines()
                  if line.startswith("0x") and len(line.split()) == 3]
        bad = [(int(at, 16), int(size, 16)) for at, size, status in blocks if status == "-"]
        self.assertEqual(bad, [(page * PAGE + 4096, 512)])

    def test_ranges_join_to_what_one_run_gives(self):
        folder, _ = self.originals()
        image = self.ext4(folder, 4096)
        whole = self.scratch / "whole"
        self.run_tool("carve", image, "-o", whole)
        # Cut in the midst of segments, and out of order.
        for name, limits in (("b", "17000000-"), ("a", "0-17000000")):
            self.expect(0, "carve", image, "-o", self.scratch / name, "--range", limits)
        self.run_tool("carve", image, "-o", self.scratch / "joined", "--join", self.scratch / "a", self.scratch / "b")
        names = ("carve.finds", "carve.json")
        self.assertEqual(tree_hashes(whole, names), tree_hashes(self.scratch / "joined", names))
        self.expect(4, "carve", image, "-o", self.scratch / "part", "--join", self.scratch / "b", says="not scanned")

    def test_resume_after_a_kill_gives_the_same_bytes(self):
        folder, _ = self.originals()
        image = self.ext4(folder, 1024)
        whole = self.scratch / "whole"
        started = time.monotonic()
        self.run_tool("carve", image, "-o", whole)
        needed = time.monotonic() - started
        expected = tree_hashes(whole)
        pick = random.Random(20)
        for attempt in range(int(os.environ.get("CARVE_KILLS", "6"))):
            out = self.scratch / f"killed{attempt}"
            process = subprocess.Popen([TOOL, "carve", str(image), "-o", str(out)], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(pick.uniform(0, needed))
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.run_tool("carve", image, "-o", out, "--resume")
            self.assertEqual(tree_hashes(out), expected)

    def test_usage(self):
        image = self.place(1 << 20, [])
        for arguments in (("--range", "5-2"), ("--range", "a-b"), ("--range", "0-1M", "--join", "x"),
                          ("--ddrescue-map", image)):
            self.expect(2, "carve", image, "-o", self.scratch / "out", *arguments)
        self.assertFalse((self.scratch / "out").exists())
        (self.scratch / "full").mkdir()
        (self.scratch / "full" / "x").write_text("x")
        self.expect(4, "carve", image, "-o", self.scratch / "full", says="not empty")


if __name__ == "__main__":
    unittest.main()
