#!/usr/bin/env python3
"""What the world does to a run: full disks, folders that vanish, signals, files that change, files of absurd size."""

import ctypes
import gzip
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import time
import unittest

from report_sums import broken_sums
from tool_run import PAGE, SAMPLE, TIME_LIMIT, TOOL, Outcome, ToolTest

SHIM = os.environ.get("PREAD_SHIM")
LAST_LINE = b"/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;\n"
TABLES = 6


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

    def start_and_hold(self, file, offset, *arguments, **options):
        """Starts the tool, and returns when it stands still at a read of FILE from OFFSET on (pread_shim.cc)."""
        if not SHIM:
            self.skipTest("PREAD_SHIM is not set")
        self.held = self.scratch / "held"
        process = self.start(*arguments, env=dict(os.environ, LD_PRELOAD=SHIM, HOLD_FILE=file, HOLD_FROM=str(offset),
                                                  HOLD_REACHED=str(self.held)), **options)
        self.addCleanup(process.kill)
        until = time.monotonic() + TIME_LIMIT
        while not self.held.exists():
            self.assertLess(time.monotonic(), until, "it never came to the read that was to be held")
            self.assertIsNone(process.poll(), "it ended before it could be disturbed")
            time.sleep(0.002)
        return process

    def go_on(self):
        self.held.unlink()

    def start_with_tables_done(self, count, *options, pattern="tables/*.sql", **more):
        """A salvage of `count` tables that stands still in its last one: (process, OUT)."""
        folder, sql = self.tables(count)
        out = self.scratch / "OUT"
        last = f"db{count - 1:04}/three_levels.ibd"
        process = self.start_and_hold(last, 8 * PAGE, "salvage", folder, "-o", out, "--schema", sql, *options, **more)
        done = [path for path in out.glob(pattern) if not path.name.startswith(".")]
        self.assertEqual(len(done), count - 1, "the tables before it are not written yet")
        return process, out

    def assert_finished_ones_are_whole(self, out):
        files = list(out.glob("tables/*.sql"))
        for path in files:
            self.assertTrue(path.read_bytes().endswith(LAST_LINE), f"{path.name} has its final name and is not whole")
        self.assertEqual([str(p) for p in out.rglob("*.tmp")], [])
        return files


class Signals(Faults):
    def stop_by(self, number):
        process, out = self.start_with_tables_done(TABLES)
        process.send_signal(number)
        outcome = self.finish(process)
        self.assertEqual(outcome.code, 128 + number, str(outcome))
        self.assertIn(f"stopped by signal {int(number)}", outcome.err)
        self.assertEqual(len(self.assert_finished_ones_are_whole(out)), TABLES - 1)

    def test_interrupt(self):
        self.stop_by(signal.SIGINT)

    def test_terminate(self):
        self.stop_by(signal.SIGTERM)

    def test_hang_up(self):
        self.stop_by(signal.SIGHUP)

    def test_kill_and_resume(self):
        """What SIGKILL leaves behind is no obstacle, and the end is that of a run that was not killed."""
        process, out = self.start_with_tables_done(TABLES)
        process.kill()
        process.communicate(timeout=TIME_LIMIT)
        self.assertEqual(process.returncode, -signal.SIGKILL)
        again = process.args[1:]
        self.expect(0, *again, "--resume")
        self.assert_finished_ones_are_whole(out)
        resumed = self.tree(out)
        shutil.rmtree(out)
        self.expect(0, *again)
        self.assertEqual(resumed.keys(), self.tree(out).keys())
        self.assertEqual([name for name, data in self.tree(out).items() if resumed[name] != data], [])

    def test_a_signal_that_is_ignored_stays_ignored(self):
        process, out = self.start_with_tables_done(
            5, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        process.send_signal(signal.SIGHUP)
        self.go_on()
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
        process, out = self.start_with_tables_done(TABLES)
        os.rename(out, self.scratch / "elsewhere")
        (self.scratch / "OUT").write_text("a file in its place")
        self.go_on()
        outcome = self.finish(process)
        self.assertEqual(outcome.code, 4, str(outcome))
        self.assertIn("OUT", outcome.err)

    def test_out_is_removed(self):
        """As is, or with a new folder in its place: it is not made again, and nothing that was in it is claimed."""
        for options in (), ("--format", "csv"), ("--format", "sqlite"):
            for made_anew in False, True:
                with self.subTest(options=options, made_anew=made_anew):
                    process, out = self.start_with_tables_done(3, *options, pattern="tables/*")
                    shutil.rmtree(out)
                    if made_anew:
                        out.mkdir()
                    self.go_on()
                    outcome = self.finish(process)
                    self.assertEqual(outcome.code, 4, str(outcome))
                    self.assertIn("OUT: was removed or renamed" if made_anew else "OUT: is gone", outcome.err)
                    self.assertIn("Not all files of the output are there", outcome.err)
                    self.assertEqual(list(out.iterdir()) if made_anew else out.exists(), [] if made_anew else False)
                    shutil.rmtree(self.scratch / "many")
                    shutil.rmtree(out, ignore_errors=True)

    def test_files_are_removed_or_changed(self):
        process, out = self.start_with_tables_done(TABLES)
        first, second, third = sorted(out.glob("tables/*.sql"))[:3]
        first.unlink()
        second.write_bytes(b"")
        third.unlink()
        os.symlink(self.write("other", b"rows"), third)
        self.go_on()
        outcome = self.finish(process)
        self.assertEqual(outcome.code, 4, str(outcome))
        self.assertIn(f"{first.name}: was written, and is gone", outcome.err)
        self.assertIn(f"{second.name}: was written, and is not what was written any more", outcome.err)
        self.assertIn(f"{third.name}: was written, and is not what was written any more", outcome.err)
        report = json.loads((out / "report.json").read_text("utf-8"))
        self.assertIn("Not all files of the output are there", report["verdict"])
        gone = {f"tables/{path.name}" for path in (first, second, third)}
        manifest = json.loads((out / "manifest.json").read_text("utf-8"))
        for document in report, manifest:
            self.assertEqual(gone & {output["path"] for output in document["outputs"]}, set())
        for path in gone:
            self.assertNotIn(path, (out / "load.sql").read_text("utf-8"))

    def test_the_log_cannot_grow(self):
        log = self.write("log.jsonl", b"")
        room = 1 << 20
        os.truncate(log, room)
        out = self.scratch / "OUT"

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        path, sql = self.fixture("mariadb-10.11/three_levels")
        outcome = self.finish(self.start("salvage", path, "-o", out, "--schema", sql, "--log-json", log,
                                         preexec_fn=limit))
        self.assertEqual(outcome.code, 4, str(outcome))
        self.assertEqual(outcome.err.count("log.jsonl: log could not be written to its end: File too large"), 1)
        self.assertTrue((out / "manifest.json").exists())

    def test_links_lying_in_the_output_are_not_followed(self):
        """Nothing is mixed with what lies there already; and a link that appears later is replaced, not written through."""
        path, _ = self.fixture("mysql-9/types_dynamic")
        out = self.scratch / "OUT"
        victim = self.write("victim", b"precious")
        out.mkdir()
        os.symlink(victim, out / "report.json")
        self.expect(4, "salvage", path, "-o", out, says="not empty")
        self.assertEqual(victim.read_bytes(), b"precious")

    def test_a_folder_that_is_a_link_is_not_written_through(self):
        elsewhere = self.scratch / "elsewhere"
        elsewhere.mkdir()
        process, out = self.start_with_tables_done(TABLES)
        (out / "tables").rename(self.scratch / "moved")
        os.symlink(elsewhere, out / "tables")
        self.go_on()
        outcome = self.finish(process)
        self.assertEqual(outcome.code, 4, str(outcome))
        self.assertIn("tables: is a link or no folder", outcome.err)
        self.assertEqual(list(elsewhere.iterdir()), [])
        again = process.args[1:]
        self.expect(4, *again, "--resume", says="tables: is a link, which no run made")
        self.assertEqual(list(elsewhere.iterdir()), [])
        (out / "tables").unlink()
        self.expect(0, *again, "--resume")

    def test_neither_carve_nor_merge_write_through_a_link(self):
        elsewhere = self.scratch / "elsewhere"
        elsewhere.mkdir()
        image = self.place(4 << 20, [(1 << 20, SAMPLE.read_bytes())])
        self.expect(1, "carve", image, "-o", "found")
        shutil.rmtree(self.scratch / "found" / "shop")
        os.symlink(elsewhere, self.scratch / "found" / "shop")
        self.expect(4, "carve", image, "-o", "found", "--resume", says="shop: is a link, which no run made")
        self.expect(1, "salvage", SAMPLE, "-o", "out")
        backup = self.write("backup.sql", b"CREATE TABLE `orders` (`id` int PRIMARY KEY);\n")
        for target in elsewhere, self.scratch / "nowhere":
            os.symlink(target, self.scratch / "out" / "merged")
            self.expect(4, "merge", "out", "--backup", backup, says="merged: is there already")
            (self.scratch / "out" / "merged").unlink()
        self.assertEqual(list(elsewhere.iterdir()), [])

    def test_links_laid_while_it_runs_are_replaced(self):
        victim = self.write("victim", b"precious")
        process, out = self.start_with_tables_done(TABLES)
        for name in ("report.json", "report.html", "report.txt", "manifest.json", "load.sql"):
            os.symlink(victim, out / name)
        self.go_on()
        self.assertEqual(self.finish(process).code, 0)
        self.assertEqual(victim.read_bytes(), b"precious")
        self.assertFalse((out / "report.json").is_symlink())


class ReportFiles(Faults):
    """triage --json and --html write where they are told to, and replace nothing that is no file."""

    def test_a_fifo_stays_one(self):
        for option, begins in ("--json", b"{"), ("--html", b"<!"):
            with self.subTest(option=option):
                fifo = self.scratch / option
                os.mkfifo(fifo)
                # Open before it is written to, so that neither side waits for the other.
                reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
                self.addCleanup(os.close, reader)
                link = self.scratch / f"link{option}"
                os.symlink(fifo, link)
                process = self.start("triage", SAMPLE, option, link)
                text = b""
                until = time.monotonic() + TIME_LIMIT
                while process.poll() is None or not text:
                    self.assertLess(time.monotonic(), until)
                    try:
                        text += os.read(reader, 1 << 16)
                    except BlockingIOError:
                        pass
                    time.sleep(0.001)
                self.assertEqual(self.finish(process).code, 1)
                self.assertTrue(text.startswith(begins), text[:20])
                self.assertTrue(fifo.is_fifo() and link.is_symlink())

    def test_a_link_to_a_file_stays_one(self):
        (self.scratch / "there").mkdir()
        file = self.write("there/report.json", b"old" * 100000)
        link = self.scratch / "report.json"
        os.symlink("there/report.json", link)
        self.expect(1, "triage", SAMPLE, "--json", link)
        self.assertTrue(link.is_symlink())
        self.assertEqual(json.loads(file.read_text("utf-8"))["scope"], "triage")

    def test_standard_output_that_goes_to_a_file(self):
        with open(self.scratch / "both", "wb") as both:
            self.expect(1, "triage", SAMPLE, "--json", "/dev/stdout", stdout=both)
        text = (self.scratch / "both").read_text("utf-8")
        self.assertFalse(text.startswith("{"))
        self.assertEqual(json.loads(text[text.index("\n{") + 1:])["scope"], "triage")

    def test_a_folder_is_told(self):
        self.expect(4, "triage", SAMPLE, "--json", self.scratch, says=["report cannot be written", "--json"])


class Fifos(Faults):
    """One in a folder is passed over, one that is named as a tablespace is refused: nobody waits for a writer."""

    def test_fifos_in_a_folder_are_passed_over(self):
        place = self.scratch / "data" / "shop"
        place.mkdir(parents=True)
        shutil.copyfile(SAMPLE, place / "orders.ibd")
        for name in ("a.frm", "orders.frm", "b.ibd", "b.isl", "orders.cfg", "orders.ibd.map", "c.TRG", "ibdata1", "c.sql",
                     "carve.json", "inventory.jsonl", "#ib_16384_0.dblwr", "ib_logfile0"):
            os.mkfifo(place / name)
            os.mkfifo(place.parent / name)
        self.expect(1, "triage", "data", "--also", "data", "--schema-dir", "data")
        self.expect(0, "schema", "data")
        self.expect(1, "salvage", "data", "-o", "out")
        backup = self.write("data/shop/backup.sql", b"CREATE TABLE `orders` (`id` int PRIMARY KEY);\n").parent
        self.expect(3, "merge", "out", "--backup", backup)

    def test_fifos_that_are_named(self):
        fifo = self.scratch / "fifo.ibd"
        os.mkfifo(fifo)
        says = "fifo.ibd: is neither a file nor a block device"
        self.expect(3, "triage", fifo, says="is neither a file nor a block device")
        self.expect(3, "salvage", fifo, "-o", "out", says=says)
        self.expect(3, "inspect", fifo, says=says)
        self.expect(3, "carve", fifo, "-o", "found", says=says)
        self.expect(2, "triage", SAMPLE, "--page0", fifo, says=says)
        self.expect(1, "triage", SAMPLE, "--also", fifo, says=says)

    def test_definitions_from_a_fifo(self):
        """As <(zcat ...) of a shell names one."""
        path, sql = self.fixture("mariadb-10.11/three_levels")
        fifo = self.scratch / "fifo"
        os.mkfifo(fifo)
        for data in sql.read_bytes(), gzip.compress(sql.read_bytes()):
            process = self.start("schema", path, "--schema", fifo)
            fifo.write_bytes(data)
            self.assertEqual(self.finish(process).code, 0)


class Input(Faults):
    def large(self, size):
        path = self.scratch / "big.ibd"
        shutil.copyfile(SAMPLE, path)
        try:
            os.truncate(path, size)
        except OSError as error:
            self.skipTest(f"no sparse file of {size} bytes here: {error}")
        return path

    def changed_while_read(self, change, code):
        """Triage stands still in the middle of a file of 1024 pages, `change` happens. Returns the report on it."""
        path = self.large(1024 * PAGE)
        with open(path, "r+b") as file:  # no hole: holes may be passed over without a read
            whole = SAMPLE.read_bytes()
            for at in range(0, 1024 * PAGE, len(whole)):
                file.seek(at)
                file.write(whole[:1024 * PAGE - at])
        process = self.start_and_hold("big.ibd", 512 * PAGE, "triage", path, "--threads", "1", "--json", "report.json")
        change(path)
        self.go_on()
        outcome = self.finish(process)
        self.assertEqual(outcome.code, code, str(outcome))
        report = json.loads((self.scratch / "report.json").read_text("utf-8"))
        self.assertEqual(broken_sums(report), [])
        (file,) = report["tablespaces"]
        return file

    def test_it_shrinks(self):
        file = self.changed_while_read(lambda path: os.truncate(path, PAGE * 5 + 100), 1)
        self.assertEqual(file["size"], 1024 * PAGE)
        self.assertGreaterEqual(file["bytes_unreadable"], 400 * PAGE)

    def test_it_shrinks_to_nothing(self):
        file = self.changed_while_read(lambda path: os.truncate(path, 0), 1)
        self.assertGreaterEqual(file["bytes_unreadable"], 400 * PAGE)

    def test_it_grows(self):
        def grow(path):
            with open(path, "ab") as file:
                file.write(os.urandom(PAGE * 3))
        file = self.changed_while_read(grow, 1)
        self.assertEqual((file["size"], file["bytes_unreadable"]), (1024 * PAGE, 0))

    def test_it_is_removed(self):
        file = self.changed_while_read(os.unlink, 1)
        self.assertEqual((file["bytes_read"], file["bytes_unreadable"]), (1024 * PAGE, 0))

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


class Slow(Faults):
    """A tablespace whose reading stands still: those behind it are read and written meanwhile."""

    def wait_for(self, condition):
        until = time.monotonic() + TIME_LIMIT
        while not condition():
            self.assertLess(time.monotonic(), until, "it waited for the slow one")
            time.sleep(0.02)

    def assert_others_come(self, folder, held, others, *options):
        """While HELD is read nothing is missing of the others; then all is as if it had not been slow."""
        out = self.scratch / "OUT"  # the reports name it
        outcome = self.expect(0, "salvage", folder, "-o", out, *options)
        calm = self.tree(out)
        for threads in (1, 4):
            shutil.rmtree(out)
            process = self.start_and_hold(held, 8 * PAGE, "salvage", folder, "-o", out, "--threads", threads, *options)
            self.wait_for(lambda: len(list(out.glob("tables/*.sql"))) >= others)
            self.assertTrue(self.held.exists())
            self.assertEqual(len(self.assert_others_whole(out)), others)
            self.go_on()
            done = self.finish(process)
            self.assertEqual(done.code, outcome.code, str(done))
            slow = self.tree(out)
            self.assertEqual([name for name in calm.keys() | slow.keys() if calm.get(name) != slow.get(name)], [],
                             f"{threads} threads")

    def assert_others_whole(self, out):
        files = list(out.glob("tables/*.sql"))
        for path in files:
            self.assertTrue(path.read_bytes().endswith(LAST_LINE), path.name)
        return files

    def test_those_behind_it_are_written(self):
        folder, sql = self.tables(TABLES)
        self.assert_others_come(folder, "db0000/three_levels.ibd", TABLES - 1, "--schema", sql)

    def test_names_are_those_of_the_order_of_the_inputs(self):
        path, sql = self.fixture("mariadb-10.11/three_levels")
        for copy in "abc":
            place = self.scratch / "many" / copy / "db"
            place.mkdir(parents=True)
            data = bytearray(path.read_bytes())
            data[-100:-90] = bytes(10) if copy == "b" else data[-100:-90]  # the copies can be told apart
            (place / path.name).write_bytes(data)
        self.assert_others_come(self.scratch / "many", "a/db/three_levels.ibd", 2, "--schema", sql)
        self.assertEqual(len(list((self.scratch / "OUT" / "tables").iterdir())), 3)

    def test_an_interrupted_run_keeps_what_overtook_it(self):
        folder, sql = self.tables(TABLES)
        out = self.scratch / "OUT"
        process = self.start_and_hold("db0000/three_levels.ibd", 8 * PAGE, "salvage", folder, "-o", out, "--schema", sql)
        self.wait_for(lambda: len(list(out.glob("tables/*.sql"))) >= TABLES - 1)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.finish(process).code, 128 + signal.SIGTERM)
        self.assertEqual(len(self.assert_finished_ones_are_whole(out)), TABLES - 1)
        self.expect(0, "salvage", folder, "-o", out, "--schema", sql, "--resume")
        self.assertEqual(len(self.assert_finished_ones_are_whole(out)), TABLES)


if __name__ == "__main__":
    unittest.main()
