#!/usr/bin/env python3
"""Tar archives: one that is hurt costs no more than the members that are, and tells of them; sizes, names and holes are read
as each kind of tar writes them."""

import io
import lzma
import random
import shutil
import subprocess
import tarfile
import unittest

from tool_run import PAGE, TESTDATA, ToolTest

BLOCK = 512
NAMES = ("two_levels_compact", "types_compact", "deep_values")
# Where the fields of a header begin.
NAME, MODE, SIZE, SUM, TYPE, MAGIC, END = 0, 100, 124, 148, 156, 257, 500


def summed(header):
    header = bytearray(header)
    header[SUM:SUM + 8] = b" " * 8
    header[SUM:SUM + 8] = b"%06o\0 " % sum(header)
    return header


class Archive(ToolTest):
    def setUp(self):
        super().setUp()
        self.data = {name: lzma.open(TESTDATA / "mysql-9" / f"{name}.ibd.xz").read() for name in NAMES}

    def archive(self, members, **options):
        """Of (name, bytes, pax records); its bytes, and where each member's header begins."""
        out, places = io.BytesIO(), []
        with tarfile.open(fileobj=out, mode="w", **{"format": tarfile.USTAR_FORMAT, **options}) as tar:
            for name, data, records in members:
                info = tarfile.TarInfo(name)
                info.size, info.pax_headers = len(data), records
                tar.addfile(info, io.BytesIO(data))
                places.append(tar.offset - (len(data) + BLOCK - 1) // BLOCK * BLOCK - BLOCK)
        return bytearray(out.getvalue()), places

    def three(self, **options):
        return self.archive([(f"shop/{name}.ibd", data, {}) for name, data in self.data.items()], **options)

    def salvage(self, tar, code, says=(), name="backup.tar"):
        shutil.rmtree(self.scratch / "out", ignore_errors=True)
        return self.expect(code, "salvage", self.write(name, tar), "-o", "out", "--format", "tsv", says=says)

    def tables(self):
        return sorted(path.stem.split(".")[-1] for path in (self.scratch / "out" / "tables").glob("*.tsv"))

    def test_a_whole_one(self):
        for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
            outcome = self.salvage(self.three(format=form)[0], 0)
            self.assertEqual(self.tables(), sorted(NAMES))
            self.assertEqual(outcome.err.count("backup.tar: "), 1, str(outcome))  # how many tablespaces are in it

    def test_one_flipped_bit_of_a_header_costs_no_table(self):
        whole, places = self.three()
        for field in (NAME + 6, MODE, SIZE + 8, SUM + 3, TYPE, MAGIC, END):
            with self.subTest(field):
                tar = bytearray(whole)
                tar[places[1] + field] ^= 1
                self.salvage(tar, 1, f"the header at byte {places[1]} is hurt")
                self.assertEqual(len(self.tables()), len(NAMES))

    def test_a_header_that_is_gone_costs_its_own_member_and_is_told(self):
        whole, places = self.three()
        for number in range(len(places)):
            for kind, block in (("zeros", bytes(BLOCK)), ("noise", random.Random(1).randbytes(BLOCK))):
                with self.subTest(number=number, kind=kind):
                    tar = bytearray(whole)
                    tar[places[number]:places[number] + BLOCK] = block
                    self.salvage(tar, 1, (f"at byte {places[number]}", "lost"))
                    self.assertEqual(self.tables(), sorted(NAMES[:number] + NAMES[number + 1:]))

    def test_one_that_is_cut_off_is_told(self):
        whole, places = self.three()
        for cut, says in ((places[2] + BLOCK + 4 * PAGE, "shorter than its header says"),
                          (places[2], "may have been cut off"), (places[2] + 100, "may have been cut off")):
            with self.subTest(cut):
                self.salvage(whole[:cut], 1, says)
                self.assertLessEqual(set(NAMES[:2]), set(self.tables()))

    def test_a_size_that_only_pax_gives(self):
        tar, places = self.archive([(f"shop/{name}.ibd", data, {"size": str(len(data))}) for name, data in self.data.items()],
                                   format=tarfile.PAX_FORMAT)
        for place in places:
            tar[place + SIZE:place + SIZE + 12] = b"00000000000\0"
            tar[place:place + BLOCK] = summed(tar[place:place + BLOCK])
        self.salvage(tar, 0)
        self.assertEqual(self.tables(), sorted(NAMES))
        # No sum guards it: where it is wrong, the next header is found all the same.
        size = str(len(self.data[NAMES[0]])).encode()
        self.salvage(tar.replace(b"size=" + size, b"size=9" + size[1:], 1), 1, "shorter than its header says")
        self.assertEqual(self.tables(), sorted(NAMES))

    def test_names_of_pax(self):
        data = self.data[NAMES[0]]
        tar, _ = self.archive([("wrong", data, {"path": f"shop/{'x' * 120}/{NAMES[0]}.ibd"})], format=tarfile.PAX_FORMAT,
                              pax_headers={"comment": "18 path=shop/a.ibd"})
        self.salvage(tar, 0)
        self.assertIn(f"{'x' * 120}/{NAMES[0]}.ibd", self.report()["tablespaces"][0]["path"])

    def test_kinds(self):
        whole, places = self.three()
        for kind, code in ((b"7", 0), (b"M", 1)):
            tar = bytearray(whole)
            tar[places[1] + TYPE:places[1] + TYPE + 1] = kind
            tar[places[1]:places[1] + BLOCK] = summed(tar[places[1]:places[1] + BLOCK])
            self.salvage(tar, code, () if code == 0 else "of a kind that is not read (M)")
            self.assertEqual(self.tables(), sorted(NAMES if code == 0 else NAMES[::2]))

    def test_of_two_members_of_a_name_the_last_is_read(self):
        older = bytearray(self.data[NAMES[0]])
        older[4 * PAGE:5 * PAGE] = bytes(PAGE)
        tar, _ = self.archive([(f"shop/{NAMES[0]}.ibd", bytes(older), {}), (f"./shop/{NAMES[1]}.ibd", self.data[NAMES[1]], {}),
                               (f"./shop/{NAMES[0]}.ibd", self.data[NAMES[0]], {})])
        self.salvage(tar, 0, f"/shop/{NAMES[0]}.ibd is in it 2 times: the last is read")
        self.assertEqual(self.tables(), sorted(NAMES[:2]))

    def sparse(self, *options):
        name = "backup.sparse.tar"
        subprocess.run(["tar", "-S", *options, "-cf", self.scratch / name, "-C", self.scratch, "shop"],
                       check=True)
        return bytearray((self.scratch / name).read_bytes())

    def test_sparse_files(self):
        if b"GNU tar" not in subprocess.run(["tar", "--version"], stdout=subprocess.PIPE, check=False).stdout:
            self.skipTest("needs GNU tar")
        # With more holes than a header names, and the last of them at the end.
        data = bytearray(lzma.open(TESTDATA / "campaign" / "mysql-9" / "churned.ibd.xz").read())
        (self.scratch / "shop").mkdir()
        with open(self.scratch / "shop" / "churned.ibd", "wb") as file:
            for at in range(0, len(data), 4096):
                if any(data[at:at + 4096]):
                    file.seek(at)
                    file.write(data[at:at + 4096])
            file.truncate(len(data))
        self.expect(0, "salvage", "shop/churned.ibd", "-o", "plain", "--format", "tsv")
        expected = self.tree(self.scratch / "plain" / "tables")
        for form in (["--format=gnu"], *(["--format=posix", f"--sparse-version={v}"] for v in ("0.0", "0.1", "1.0"))):
            with self.subTest(form):
                tar = self.sparse(*form)
                self.assertLess(len(tar), len(data) / 2)
                self.salvage(tar, 0, "1 tablespaces in the archive")
                self.assertEqual(list(self.tree(self.scratch / "out" / "tables").values()), list(expected.values()))
        tar = self.sparse("--format=gnu")
        header = tar.index(b"shop/churned.ibd\0")
        tar[header + 386:header + 398] = b"77777777777\0"  # a first piece behind the others
        tar[header:header + BLOCK] = summed(tar[header:header + BLOCK])
        self.salvage(tar, 3, "its map is hurt")


if __name__ == "__main__":
    unittest.main()
