#!/usr/bin/env python3
"""The command line's contract: exit codes, and messages that say where, what, and what next."""

import os
import pty
import subprocess
import unittest

from tool_run import SAMPLE, TOOL, ToolTest

CLEAN = "mysql-9/types_dynamic"


class Usage(ToolTest):
    def test_version_and_help(self):
        self.assertRegex(self.expect(0, "--version").out, r"^innosalvage \d+\.\d+\.\d+\n")
        self.assertIn("salvage", self.expect(0, "--help").out)
        for command in ("triage", "salvage", "carve", "schema", "inspect", "merge", "verify"):
            shown = self.expect(0, command, "--help").out
            self.assertIn("Usage:", shown)
            self.assertTrue(shown.replace("\n", " ").isprintable(), shown)
        wrong = self.run_tool("salvage", SAMPLE, "-o", "o", "--compress", "rar").err
        self.assertTrue(wrong.replace("\n", " ").isprintable(), wrong)
        for word in ("none", "gz", "zst"):
            self.assertIn(word, wrong)

    def test_wrong_usage_ends_with_2(self):
        for arguments in ([], ["fix"], ["salvage"], ["salvage", SAMPLE], ["triage"], ["schema"], ["inspect"],
                          ["triage", SAMPLE, "--nonsense"], ["triage", SAMPLE, "--threads", "0"],
                          ["triage", SAMPLE, "--threads", "-1"], ["triage", SAMPLE, "--threads", "many"],
                          ["triage", SAMPLE, "--page-size", "5000"], ["triage", SAMPLE, "--checksum", "md5"],
                          ["salvage", SAMPLE, "-o", "o", "--format", "xml"],
                          ["salvage", SAMPLE, "-o", "o", "--compress", "rar"],
                          ["inspect", SAMPLE, "--page", "-1"], ["inspect", SAMPLE, "--page", "x"]):
            with self.subTest(arguments=arguments):
                outcome = self.expect(2, *arguments)
                self.assertEqual(outcome.out, "", "usage errors are talk, not data")
                self.assertNotEqual(outcome.err, "")
        self.assertFalse((self.scratch / "o").exists())


class Terminal(ToolTest):
    """What a file says must not be obeyed by a terminal, and must be exact everywhere else."""

    COMMENT = "evil \x1b[31m\x07 \x9b31m \u202e it\\'s"

    def setUp(self):
        super().setUp()
        self.table, create = self.fixture("mariadb-10.11/two_levels_compact")
        create = create.read_text("utf-8")
        self.schema = self.write("evil.sql", (create.rstrip().rstrip(";") + f" COMMENT='{self.COMMENT}';\n").encode())

    def test_sql_is_exact_in_a_pipe(self):
        self.assertIn(f"COMMENT='{self.COMMENT}'", self.run_tool("schema", self.table, "--schema", self.schema).out)

    def test_sql_is_safe_on_a_terminal(self):
        reader, writer = pty.openpty()
        with subprocess.Popen([TOOL, "schema", self.table, "--schema", self.schema], stdout=writer,
                              stderr=subprocess.DEVNULL) as process:
            os.close(writer)
            shown = b""
            try:
                while piece := os.read(reader, 4096):
                    shown += piece
            except OSError:  # Linux: the other end was closed
                pass
            process.wait()
        os.close(reader)
        text = shown.decode("utf-8").replace("\r\n", "\n")
        self.assertIn(r"COMMENT='evil \x1b[31m\x07 \x9b31m \u{202e} it\'s'", text)
        self.assertTrue(text.replace("\n", " ").isprintable(), text)


class Inputs(ToolTest):
    def test_clean_table_ends_with_0(self):
        path, _ = self.fixture(CLEAN)
        for command in ("triage", "schema", "inspect"):
            self.expect(0, command, path)
        self.expect(0, "salvage", path, "-o", "out")

    def test_damaged_table_ends_with_1(self):
        self.expect(1, "triage", SAMPLE)
        self.expect(1, "salvage", SAMPLE, "-o", "out")

    def test_missing_path(self):
        for command in ("triage", "salvage", "schema", "inspect"):
            extra = ["-o", "out"] if command == "salvage" else []
            with self.subTest(command=command):
                self.expect(3, command, "nowhere.ibd", *extra, says="nowhere.ibd: ")
        self.assertFalse((self.scratch / "out").exists())

    def test_missing_path_beside_a_good_one_is_a_loss(self):
        path, _ = self.fixture(CLEAN)
        self.expect(1, "salvage", path, "nowhere.ibd", "-o", "out", says="nowhere.ibd: ")
        self.assertTrue((self.scratch / "out" / "report.json").exists())

    def test_folder_without_tablespaces(self):
        (self.scratch / "folder").mkdir()
        (self.scratch / "folder" / "notes.txt").write_text("nothing here")
        for command in ("triage", "salvage", "schema"):
            extra = ["-o", "out"] if command == "salvage" else []
            self.expect(3, command, "folder", *extra, says=["folder: ", "no tablespace"])

    def test_no_definition_at_all(self):
        path, _ = self.fixture("mariadb-10.11/types_dynamic")
        self.expect(1, "salvage", path, "-o", "out", says=["types_dynamic.ibd: ", "--schema"])
        self.assertFalse((self.scratch / "out" / "tables").exists())
        self.assertTrue(list((self.scratch / "out" / "lost_and_found").glob("*.jsonl")))

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_unreadable_file(self):
        path = self.write("secret.ibd", SAMPLE.read_bytes())
        path.chmod(0)
        self.expect(3, "triage", path, says="secret.ibd: ")


class Schemas(ToolTest):
    def test_schema_file_missing(self):
        self.expect(2, "salvage", SAMPLE, "--schema", "nowhere.sql", "-o", "out", says="nowhere.sql: ")
        self.assertFalse((self.scratch / "out").exists())

    def test_schema_file_without_a_table(self):
        self.write("notes.sql", b"-- nothing\nSELECT 1;\n")
        self.expect(2, "salvage", SAMPLE, "--schema", "notes.sql", "-o", "out", says=["notes.sql: ", "CREATE TABLE"])

    def test_schema_that_does_not_fit_gives_no_rows(self):
        path, sql = self.fixture("mariadb-10.11/unique_key")
        text = sql.read_text("utf-8")
        wrong = "CREATE TABLE `unique_key` (\n  `id` bigint NOT NULL,\n  `price` decimal(20,4) NOT NULL,\n" \
                "  `made` datetime(6) NOT NULL,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n"
        self.assertNotEqual(text, wrong)
        self.write("wrong.sql", wrong.encode())
        outcome = self.expect(1, "salvage", path, "--schema", "wrong.sql", "-o", "out", says="unique_key.ibd: ")
        self.assertFalse(list((self.scratch / "out").rglob("tables/*")), str(outcome))
        self.assertRegex(outcome.err, "column `?(id|price|made)`?", "the column that does not fit is named")


class OutputFolder(ToolTest):
    def test_folder_with_files_is_left_alone(self):
        (self.scratch / "out").mkdir()
        (self.scratch / "out" / "mine.txt").write_text("mine")
        self.expect(4, "salvage", SAMPLE, "-o", "out", says=["out: ", "-o"])
        self.assertEqual(self.tree(self.scratch / "out"), {"mine.txt": b"mine"})

    def test_folder_of_others_is_left_alone_by_resume(self):
        others = {"video.part": b"video", ".notes.tmp": b"notes"}
        (self.scratch / "out").mkdir()
        for name, content in others.items():
            self.write(f"out/{name}", content)
        for command in ("salvage", "carve"):
            with self.subTest(command):
                self.expect(4, command, "--resume", SAMPLE, "-o", "out", says=["out: ", "-o"])
                self.assertEqual(self.tree(self.scratch / "out"), others)

    def test_empty_folder_will_do(self):
        (self.scratch / "out").mkdir()
        self.expect(1, "salvage", SAMPLE, "-o", "out")

    def test_folders_above_are_made(self):
        self.expect(1, "salvage", SAMPLE, "-o", "a/b/out")

    def test_folder_that_cannot_be_made(self):
        self.write("file", b"")
        self.expect(4, "salvage", SAMPLE, "-o", "file", says="file: ")
        self.expect(4, "salvage", SAMPLE, "-o", "file/out", says="file/out: ")
        self.expect(4, "salvage", SAMPLE, "-o", "/proc/innosalvage-out", says="/proc/innosalvage-out: ")

    def test_triage_report_that_cannot_be_written(self):
        self.write("file", b"")
        self.expect(4, "triage", SAMPLE, "--json", "file/report.json", says="file/report.json: ")
        self.expect(4, "triage", SAMPLE, "--html", "file/report.html", says="file/report.html: ")

    def test_full_disk_on_standard_output(self):
        with open("/dev/full", "wb") as full:
            self.expect(4, "schema", SAMPLE, stdout=full, says="standard output")

    def test_log_that_cannot_be_written(self):
        self.write("file", b"")
        self.expect(4, "salvage", SAMPLE, "-o", "out", "--log-json", "file/log", says="file/log: ")


if __name__ == "__main__":
    unittest.main()
