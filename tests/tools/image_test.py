"""salvage of images: file systems made by mkfs.ext4, destroyed in parts; rows must be those of the files put in."""

import bz2
import gzip
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
import tarfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from tool_run import PAGE, TESTDATA, TOOL, ToolTest  # noqa: E402

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

    def test_a_present_file_does_not_hide_another_servers_carved_table_of_its_name(self):
        carved, present = (lzma.decompress((TESTDATA / "zip" / server / "churned_kb8.ibd.xz").read_bytes())
                           for server in ("mysql-9", "mariadb-10.11"))
        alone = self.scratch / "alone.img"
        alone.write_bytes(carved)
        self.run_tool("carve", alone, "-o", "alone")
        name = json.loads((self.scratch / "alone" / "carve.json").read_text())["tablespaces"][0]["file"]
        shutil.rmtree(self.folder)
        (self.folder / name).parent.mkdir(parents=True)
        (self.folder / name).write_bytes(present)
        image = self.ext4()
        with open(image, "ab") as file:
            file.write(carved)
        outcome = self.salvage("out", image)
        report = json.loads((self.scratch / "out" / "report.json").read_text())
        read = [file["path"] for file in report["tablespaces"] if file["path"].endswith(name)]
        self.assertEqual(len(read), 2, str(outcome))
        truth = lzma.decompress((TESTDATA / "zip" / "mysql-9" / "churned_kb8.tsv.xz").read_bytes()).decode().splitlines()[1:]
        ids = {json.loads(line)["id"] for section in ("tables", "suspect")
               for path in (self.scratch / "out" / section).glob("*.jsonl")
               for line in path.read_text().splitlines() if "id" in json.loads(line)}
        self.assertEqual(ids, {int(row.split("\t")[0]) for row in truth}, str(outcome))

    def test_no_metadata_left(self):
        image = self.ext4()
        with open(image, "r+b") as file:
            file.write(bytes(64 << 10))
        outcome = self.expect_rows("out", 1, image)
        self.assertIn("no file system that is read", outcome.err)

    def test_each_row_tells_its_place_in_the_image(self):
        image = self.ext4()
        disk = image.read_bytes()
        with open(image, "r+b") as file:
            file.write(bytes(64 << 10))
        destroyed = self.scratch / "destroyed.img"
        image.rename(destroyed)
        image.write_bytes(disk)
        for out, path in (("files", image), ("carved", destroyed)):
            self.salvage(out, path, "--with-evidence")
            rows = [json.loads(line) for line in
                    (self.scratch / out / "tables" / "fixtures.two_levels_compact.jsonl").read_text().splitlines()]
            self.assertTrue(rows)
            for row in rows:
                evidence = row["_evidence"]
                page = disk[evidence["image_offset"]:][:PAGE]
                self.assertEqual(int.from_bytes(page[4:8], "big"), evidence["page"])
                self.assertEqual(page[24:26], b"\x45\xbf")

    def test_the_manifest_tells_image_and_case(self):
        image = self.ext4()
        self.salvage("out", image, "--examiner", "A. Examiner", "--case", "17/4", "--note", "first", "--note", "second")
        manifest = json.loads((self.scratch / "out" / "manifest.json").read_text())
        self.assertEqual([manifest[name] for name in ("examiner", "case", "notes")],
                         ["A. Examiner", "17/4", ["first", "second"]])
        told = manifest["images"][0]
        self.assertEqual(told["sha256"], hashlib.sha256(image.read_bytes()).hexdigest())
        self.assertEqual(told["files"], len(NAMES))
        segments = (self.scratch / "out" / told["carved"] / "segments.sha256").read_text().split()
        self.assertEqual(segments[2], hashlib.sha256(image.read_bytes()[:16 << 20]).hexdigest())

    def test_what_else_of_a_server_is_in_the_file_system(self):
        extra = self.folder / "fixtures"
        server = TESTDATA / "frm"
        frm = next(path for path in sorted(server.rglob("*.frm*")) if path.is_file())
        data = frm.read_bytes()
        (extra / "described.frm").write_bytes(lzma.decompress(data) if frm.suffix == ".xz" else data)
        (self.folder / "my.cnf").write_text("[mysqld]\ndatadir=/var/lib/mysql\n")
        (self.folder / "ib_logfile0").write_bytes(b"\0\0\0\1" + bytes(12) + b"MariaDB 10.11.6" + bytes(1000))
        image = self.ext4()
        subprocess.run([tool("debugfs"), "-w", "-R", f"rm /fixtures/{NAMES[1]}.ibd", str(image)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.salvage("out", image)
        listed = [json.loads(line) for line in (self.scratch / "out" / "files_in_images.jsonl").read_text().splitlines()]
        kinds = {file["path"]: (file["kind"], file["used"]) for file in listed if not file["deleted"]}
        self.assertEqual(kinds["/fixtures/described.frm"], ("definition", "copied out"))
        self.assertEqual(kinds["/my.cnf"], ("configuration", "copied out"))
        self.assertEqual(kinds["/ib_logfile0"], ("redo", "listed"))
        self.assertEqual(kinds[f"/fixtures/{NAMES[0]}.ibd"], ("tablespace", "read in place"))
        self.assertEqual((self.scratch / "out" / "from_image" / "1" / "fixtures" / "described.frm").read_bytes(),
                         (extra / "described.frm").read_bytes())
        self.assertEqual(self.rows("out"), self.truth)

    def test_resume_after_a_kill_gives_the_same_bytes(self):
        image = self.ext4()
        with open(image, "r+b") as file:
            file.write(bytes(64 << 10))
        started = time.monotonic()
        self.salvage("whole", image)
        needed = time.monotonic() - started
        # The folder's name stands in the report.
        (self.scratch / "whole").rename(self.scratch / "expected")
        expected = self.tree(self.scratch / "expected")
        pick = random.Random(20)
        for _ in range(int(os.environ.get("SALVAGE_KILLS", "4"))):
            shutil.rmtree(self.scratch / "whole", ignore_errors=True)
            process = subprocess.Popen([TOOL, "salvage", str(image), "-o", "whole", "--format", "jsonl"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.scratch)
            time.sleep(pick.uniform(0, needed))
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.run_tool("salvage", image, "-o", "whole", "--format", "jsonl", "--resume")
            self.assertEqual(self.tree(self.scratch / "whole"), expected)
        self.expect(4, "salvage", image, "-o", "whole", "--format", "csv", "--resume", says="other inputs, options")

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

    @staticmethod
    def map_text(size, bad):
        """A map of ddrescue: all read but for `bad`, ranges of sectors."""
        lines, at = ["0 + 1"], 0
        for first, count in sorted(bad):
            lines += [f"{at} {first * 512 - at} +"] * (first * 512 > at) + [f"{first * 512} {count * 512} -"]
            at = (first + count) * 512
        return "\n".join(lines + [f"{at} {size - at} +"]) + "\n"

    def another_pass(self, name, path):
        """A sector of every 5th page is bad; those that the run asks for are read; then all rows are there."""
        pick = random.Random(3)
        size = path.stat().st_size
        bad = {(page * 32 + pick.randrange(32), 1) for page in range(4, size // PAGE, 5)}
        rescue = self.scratch / f"{name}.map"
        rescue.write_text(self.map_text(size, bad))
        outcome = self.salvage(name, path, "--ddrescue-map", rescue)
        self.assertEqual(outcome.code, 1, str(outcome))
        self.assertNotEqual(self.rows(name), self.truth)
        domain = [line.split() for line in (self.scratch / name / "another_pass.map").read_text().splitlines()
                  if not line.startswith("#")][1:]
        wanted = {(int(at, 0) // 512, int(length, 0) // 512) for at, length, status in domain if status == "+"}
        sectors = {sector for first, count in wanted for sector in range(first, first + count)}
        self.assertLessEqual(sectors, {first for first, _ in bad})
        stakes = [int(line.split()[0]) for line in
                  (self.scratch / name / "another_pass.txt").read_text().splitlines()[4:] if line.strip()]
        self.assertEqual(stakes, sorted(stakes, reverse=True))
        self.assertGreater(stakes[0], 0)
        rescue.write_text(self.map_text(size, {(first, 1) for first, _ in bad if first not in sectors}))
        self.salvage(name + "2", path, "--ddrescue-map", rescue)
        self.assertEqual(self.rows(name + "2"), self.truth)

    def test_another_pass_over_an_image(self):
        image = self.ext4()
        self.another_pass("files", image)

    def test_another_pass_over_a_drive_without_files(self):
        disk = bytearray(random.Random(4).randbytes(1 << 20))
        for name in NAMES:
            disk += (self.folder / "fixtures" / (name + ".ibd")).read_bytes() + random.Random(5).randbytes(1 << 16)
        image = self.scratch / "drive.img"
        image.write_bytes(disk)
        self.another_pass("carved", image)

    def test_another_pass_over_a_file(self):
        name = NAMES[1]
        self.truth = {table: rows for table, rows in self.truth.items() if table.startswith(name)}
        self.another_pass("file", self.folder / "fixtures" / (name + ".ibd"))

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
