"""salvage of images: file systems made by mkfs.ext4, destroyed in parts; rows must be those of the files put in."""

import bz2
import gzip
import lzma
import pathlib
import shutil
import subprocess
import sys
import tarfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from tool_run import PAGE, TESTDATA, ToolTest  # noqa: E402

NAMES = ["types_dynamic", "two_levels_compact", "off_page_dynamic"]
SBIN = "/usr/sbin:/sbin"


def tool(name):
    found = shutil.which(name) or shutil.which(name, path=SBIN)
    if found is None:
        raise unittest.SkipTest(f"no {name} here")
    return found


class ImageTest(ToolTest):
    def datadir(self):
        folder = self.scratch / "datadir"
        (folder / "fixtures").mkdir(parents=True)
        for name in NAMES:
            (folder / "fixtures" / (name + ".ibd")).write_bytes(
                lzma.decompress((TESTDATA / "mysql-9" / (name + ".ibd.xz")).read_bytes()))
        return folder

    def rows(self, out):
        """Rows of tables/, by table; and that there are none elsewhere."""
        return {path.name.split(".", 1)[1]: sorted(path.read_text().splitlines())
                for path in sorted((self.scratch / out / "tables").glob("*"))}

    def salvage(self, out, *arguments):
        return self.run_tool("salvage", *arguments, "-o", out, "--format", "jsonl")

    def expect_rows(self, out, code, *arguments):
        """`code`: 1 where files are carved, since pages that were free are not found."""
        outcome = self.salvage(out, *arguments)
        self.assertEqual(outcome.code, code, str(outcome))
        self.assertNotIn("internal error", outcome.err)
        self.assertEqual(self.rows(out), self.truth, str(outcome))
        return outcome

    def setUp(self):
        super().setUp()
        self.folder = self.datadir()
        self.salvage("truth", self.folder)
        self.truth = self.rows("truth")
        self.assertEqual(len(self.truth), len(NAMES))
        self.assertTrue(all(self.truth.values()))

    def ext4(self, name="disk.img"):
        image = self.scratch / name
        with open(image, "wb") as file:
            file.truncate(24 << 20)
        subprocess.run([tool("mkfs.ext4"), "-q", "-F", "-d", str(self.folder), str(image)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return image

    def test_files_are_read_in_their_file_system(self):
        image = self.ext4()
        outcome = self.expect_rows("out", 0, image)
        self.assertIn("file system ext4", outcome.err)
        self.expect(0, "triage", image, says="types_dynamic.ibd")

    def test_behind_a_partition_table(self):
        inner = self.ext4().read_bytes()
        disk = bytearray(1 << 20) + inner
        # One DOS partition of Linux' type, from sector 2048 on.
        disk[446:462] = bytes([0, 0, 2, 0, 0x83, 0, 0, 0]) + (2048).to_bytes(4, "little") + \
            (len(inner) // 512).to_bytes(4, "little")
        disk[510:512] = b"\x55\xaa"
        image = self.scratch / "partitioned.img"
        image.write_bytes(disk)
        self.expect_rows("out", 0, image)

    def test_deleted_files_are_carved(self):
        image = self.ext4()
        for name in NAMES:
            subprocess.run([tool("debugfs"), "-w", "-R", f"rm /fixtures/{name}.ibd", str(image)], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        outcome = self.expect_rows("out", 1, image)
        self.assertIn("carved", outcome.err)

    def test_some_files_left_and_some_deleted(self):
        image = self.ext4()
        subprocess.run([tool("debugfs"), "-w", "-R", f"rm /fixtures/{NAMES[1]}.ibd", str(image)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.expect_rows("out", 1, image)

    def test_no_metadata_left(self):
        image = self.ext4()
        with open(image, "r+b") as file:
            file.write(bytes(64 << 10))
        outcome = self.expect_rows("out", 1, image)
        self.assertIn("no file system that is read", outcome.err)

    def test_a_container_and_pieces(self):
        image = self.ext4()
        tool("ewfacquire")
        subprocess.run(["ewfacquire", "-u", "-c", "fast", "-t", str(self.scratch / "evidence"), str(image)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.expect_rows("e01", 0, self.scratch / "evidence.E01")
        data = image.read_bytes()
        for i in range(3):
            (self.scratch / f"piece.{i + 1:03}").write_bytes(data[i * (8 << 20):(i + 1) * (8 << 20)])
        self.expect_rows("pieces", 0, self.scratch / "piece.001")

    def test_unreadable_sectors_give_no_false_row(self):
        image = self.ext4()
        sectors = image.stat().st_size // 512
        lines = ["0 + 1"]
        # Every 50th sector, in a pattern that hits headers, trailers and records alike: 2 %.
        for at in range(0, sectors - 50, 50):
            lines.append(f"{at * 512} {49 * 512} +")
            lines.append(f"{(at + 49) * 512} 512 -")
        end = (sectors - 50) // 50 * 50 * 512 + 50 * 512
        lines.append(f"{end} {image.stat().st_size - end} +")
        rescue = self.scratch / "rescue.map"
        rescue.write_text("\n".join(lines) + "\n")
        outcome = self.salvage("out", image, "--ddrescue-map", rescue)
        self.assertIn(outcome.code, (1, 3), str(outcome))
        for table, rows in self.rows("out").items():
            self.assertLessEqual(set(rows), set(self.truth[table]), table)

    def test_packed_inputs(self):
        path = self.folder / "fixtures" / (NAMES[0] + ".ibd")
        data = path.read_bytes()
        packed = self.scratch / "packed" / "fixtures"
        packed.mkdir(parents=True)
        (packed / (path.name + ".gz")).write_bytes(gzip.compress(data))
        (packed / (path.name + ".bz2")).write_bytes(bz2.compress(data))
        (packed / (path.name + ".xz")).write_bytes(lzma.compress(data))
        subprocess.run([tool("zstd"), "-q", str(path), "-o", str(packed / (path.name + ".zst"))], check=True)
        for suffix in ("gz", "bz2", "xz", "zst"):
            out = self.salvage(suffix, packed / f"{path.name}.{suffix}")
            self.assertEqual(out.code, 0, str(out))
            self.assertEqual(list(self.rows(suffix).values()), [self.truth[NAMES[0] + ".jsonl"]])
        with tarfile.open(self.scratch / "backup.tar.gz", "w:gz") as archive:
            archive.add(self.folder, arcname="var/lib/mysql")
        self.expect_rows("tar", 0, self.scratch / "backup.tar.gz")
        # Cut off in its midst: what came before is read, and the rest is told.
        whole = (self.scratch / "backup.tar.gz").read_bytes()
        (self.scratch / "cut.tar.gz").write_bytes(whole[:len(whole) // 2])
        outcome = self.salvage("cut", self.scratch / "cut.tar.gz")
        self.assertIn(outcome.code, (1, 3), str(outcome))
        self.assertIn("breaks off", outcome.err)
        for table, rows in self.rows("cut").items():
            self.assertLessEqual(set(rows), set(self.truth[table]))

    def test_a_bomb_is_refused(self):
        bomb = self.scratch / "bomb.ibd.zst"
        zeros = subprocess.Popen(["head", "-c", str(1200 << 20), "/dev/zero"], stdout=subprocess.PIPE)
        with open(bomb, "wb") as file:
            subprocess.run([tool("zstd"), "-q", "-c"], stdin=zeros.stdout, stdout=file, check=True)
        zeros.wait()
        self.expect(3, "salvage", bomb, "-o", "out", says="times its size")


if __name__ == "__main__":
    unittest.main()
