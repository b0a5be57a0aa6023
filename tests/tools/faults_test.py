#!/usr/bin/env python3
"""What the world does to a run: full disks, folders that vanish, signals, files that change, files of absurd size."""

import ctypes
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import time
import unittest

from tool_run import PAGE, SAMPLE, TIME_LIMIT, TOOL, Outcome, ToolTest

LAST_LINE = b"/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;\n"
TABLES = 60


class Faults(ToolTest):
    def tables(self, count, name="mariadb-10.11/three_levels"):
        """So many copies of a table, each in a database of its own."""
        path, sql = self.fixture(name)
        folder = self.scratch / "many"
        for number in range(count):
            database = folder / f"db{number:04}"
            database.mkdir(parents=True)
            os.link(path, database / path.name)
        return folder, sql

    def start(self, *arguments, **options):
        return subprocess.Popen([TOOL, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd=self.scratch, **options)

    def finish(self, process):
        out, err = process.communicate(timeout=TIME_LIMIT)
        done = subprocess.CompletedProcess(process.args, process.returncode, out, err)
        outcome = Outcome(process.args, done)
        self.assertNotIn("internal error", outcome.err, str(outcome))
        return outcome

    def wait_for_a_table(self, out, process):
        until = time.monotonic() + TIME_LIMIT
        while not list(out.glob("tables/*.sql")):
            self.assertLess(time.monotonic(), until, "no table was written")
            self.assertIsNone(process.poll(), "it ended before it could be disturbed")
            time.sleep(0.002)

    def assert_finished_ones_are_whole(self, out):
        files = list(out.glob("tables/*.sql"))
        for path in files:
            self.assertTrue(path.read_bytes().endswith(LAST_LINE), f"{path.name} has its final name and is not whole")
        self.assertEqual([str(p) for p in out.rglob("*.tmp")], [])
        return files


class Signals(Faults):
    def stop_by(self, number):
        folder, sql = self.tables(TABLES)
        out = self.scratch / "OUT"
        process = self.start("salvage", folder, "-o", out, "--schema", sql)
        self.wait_for_a_table(out, process)
        process.send_signal(number)
        outcome = self.finish(process)
        self.assertEqual(outcome.code, 128 + number, str(outcome))
        self.assertIn(f"stopped by signal {int(number)}", outcome.err)
        files = self.assert_finished_ones_are_whole(out)
        self.assertGreater(len(files), 0)
        self.assertLess(len(files), TABLES, "it had ended before the signal: make it work longer")

    def test_interrupt(self):
        self.stop_by(signal.SIGINT)

    def test_terminate(self):
        self.stop_by(signal.SIGTERM)

    def test_hang_up(self):
        self.stop_by(signal.SIGHUP)

    def test_a_signal_that_is_ignored_stays_ignored(self):
        folder, sql = self.tables(5)
        out = self.scratch / "OUT"
        process = self.start("salvage", folder, "-o", out, "--schema", sql,
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.wait_for_a_table(out, process)
        process.send_signal(signal.SIGHUP)
        self.assertEqual(self.finish(process).code, 0)
        self.assertEqual(len(list(out.glob("tables/*.sql"))), 5)


class Output(Faults):
    def small_disk(self, size):
        """A file system of its own for OUT; only root may make one."""
        place = self.scratch / "small"
        place.mkdir()
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.mount(b"tmpfs", os.fsencode(place), b"tmpfs", 0, f"size={size}".encode()) != 0:
            self.skipTest(f"no tmpfs can be mounted: {os.strerror(ctypes.get_errno())}")
        self.addCleanup(lambda: libc.umount2(os.fsencode(place), 2))
        return place

    def test_disk_full(self):
        folder, sql = self.tables(20)
        out = self.small_disk("1500k") / "OUT"
        outcome = self.expect(4, "salvage", folder, "-o", out, "--schema", sql, says="No space left on device")
        files = self.assert_finished_ones_are_whole(out)
        self.assertGreater(len(files), 0, str(outcome))
        self.assertLess(len(files), 20)

    def test_disk_full_from_the_start(self):
        path, sql = self.fixture("mariadb-10.11/three_levels")
        out = self.small_disk("16k") / "OUT"
        self.expect(4, "salvage", path, "-o", out, "--schema", sql, says="No space left on device")
        self.assertEqual(self.assert_finished_ones_are_whole(out), [])

    def test_file_size_limit(self):
        path, sql = self.fixture("mariadb-10.11/three_levels")
        out = self.scratch / "OUT"

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        outcome = self.finish(self.start("salvage", path, "-o", out, "--schema", sql, preexec_fn=limit))
        self.assertEqual(outcome.code, 4, str(outcome))
        self.assertIn("File too large", outcome.err)
        self.assert_finished_ones_are_whole(out)

    def test_folder_removed(self):
        folder, sql = self.tables(TABLES)
        out = self.scratch / "OUT"
        process = self.start("salvage", folder, "-o", out, "--schema", sql)
        self.wait_for_a_table(out, process)
        os.rename(out, self.scratch / "elsewhere")
        (self.scratch / "OUT").write_text("a file in its place")
        outcome = self.finish(process)
        self.assertEqual(outcome.code, 4, str(outcome))
        self.assertIn("OUT", outcome.err)

    def test_links_lying_in_the_output_are_not_followed(self):
        """Nothing is mixed with what lies there already; and a link that appears later is replaced, not written through."""
        path, _ = self.fixture("mysql-9/types_dynamic")
        out = self.scratch / "OUT"
        victim = self.write("victim", b"precious")
        out.mkdir()
        os.symlink(victim, out / "report.json")
        self.expect(4, "salvage", path, "-o", out, says="not empty")
        self.assertEqual(victim.read_bytes(), b"precious")

    def test_links_laid_while_it_runs_are_replaced(self):
        folder, sql = self.tables(TABLES)
        out = self.scratch / "OUT"
        victim = self.write("victim", b"precious")
        process = self.start("salvage", folder, "-o", out, "--schema", sql)
        self.wait_for_a_table(out, process)
        for name in ("report.json", "report.html", "report.txt", "manifest.json", "load.sql"):
            os.symlink(victim, out / name)
        self.assertEqual(self.finish(process).code, 0)
        self.assertEqual(victim.read_bytes(), b"precious")
        self.assertFalse((out / "report.json").is_symlink())


class Input(Faults):
    def large(self, size):
        path = self.scratch / "big.ibd"
        shutil.copyfile(SAMPLE, path)
        try:
            os.truncate(path, size)
        except OSError as error:
            self.skipTest(f"no sparse file of {size} bytes here: {error}")
        return path

    def changed_while_read(self, command, change):
        path = self.large(3 << 30)
        process = self.start(*command, path)
        time.sleep(0.15)
        change(path)
        outcome = self.finish(process)
        self.assertIn(outcome.code, (0, 1, 3), str(outcome))

    def test_it_shrinks(self):
        self.changed_while_read(["triage"], lambda path: os.truncate(path, PAGE * 5 + 100))

    def test_it_shrinks_to_nothing(self):
        self.changed_while_read(["triage"], lambda path: os.truncate(path, 0))

    def test_it_grows(self):
        def grow(path):
            with open(path, "ab") as file:
                file.write(os.urandom(PAGE * 3))
        self.changed_while_read(["triage"], grow)

    def test_it_is_removed(self):
        self.changed_while_read(["triage"], os.unlink)

    def test_sparse_file_larger_than_memory_can_list(self):
        path = self.large((16 << 40) - PAGE)
        begun = time.monotonic()
        self.expect(3, "triage", path, says="GB of memory")
        self.assertLess(time.monotonic() - begun, 20)

    def test_it_does_not_hold_up_the_others(self):
        absurd = self.large((16 << 40) - PAGE)
        out = self.scratch / "OUT"
        self.expect(1, "salvage", absurd, SAMPLE, "-o", out, says="GB of memory")
        self.assertEqual(len(list(out.glob("tables/*.sql"))), 1)

    def test_many_tablespaces_with_few_file_handles(self):
        folder, sql = self.tables(120, "mysql-9/types_dynamic")

        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
        out = self.scratch / "OUT"
        outcome = self.finish(self.start("salvage", folder, "-o", out, preexec_fn=limit))
        self.assertIn(outcome.code, (0, 1), str(outcome))
        self.assertEqual(len(list(out.glob("tables/*.sql"))), 120, str(outcome))


if __name__ == "__main__":
    unittest.main()
