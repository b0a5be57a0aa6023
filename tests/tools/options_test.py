#!/usr/bin/env python3
"""Options that change what is read or written, each with and without: --schema-dir, --trust-schema, --load-script,
--keyring-password, --page0."""

import json
import lzma
import re
import shutil
import subprocess
import unittest

from tool_run import PAGE, SAMPLE, TESTDATA, ToolTest

CLEAN = "mariadb-10.11/two_levels_compact"


class Options(ToolTest):
    def salvage(self, code, out, path, *options):
        """Lines of the one table in tables/ as TSV, without the names; [] where there is no such file."""
        self.expect(code, "salvage", path, "-o", out, "--format", "tsv", *options)
        files = list((self.scratch / out / "tables").glob("*.tsv"))
        self.assertLessEqual(len(files), 1)
        return files[0].read_text("utf-8").split("\n")[1:-1] if files else []

    def truth(self, name):
        packed = TESTDATA / (name + ".tsv.xz")
        text = lzma.open(packed, "rt", encoding="utf-8").read() if packed.exists() else (TESTDATA / (name + ".tsv")).read_text("utf-8")
        return text.split("\n")[1:-1]


class SchemaDir(Options):
    def test_sql_files_at_any_depth(self):
        path, sql = self.fixture(CLEAN)
        deep = self.scratch / "definitions" / "of" / "shop"
        deep.mkdir(parents=True)
        self.assertEqual(self.salvage(1, "none", path), [])
        shutil.copy(sql, deep)
        self.assertEqual(sorted(self.salvage(0, "out", path, "--schema-dir", "definitions")), sorted(self.truth(CLEAN)))

    def test_an_older_file_with_sdi(self):
        hurt = bytearray(SAMPLE.read_bytes())
        hurt[3 * PAGE:4 * PAGE] = bytes(PAGE)  # the page of its SDI
        path = self.scratch / "shop" / "orders.ibd"
        path.parent.mkdir()
        path.write_bytes(hurt)
        self.assertEqual(self.salvage(1, "none", path), [])
        (self.scratch / "older").mkdir()
        (self.scratch / "older" / "orders.ibd").write_bytes(lzma.open(TESTDATA / "sample" / "orders.whole.ibd.xz").read())
        rows = self.salvage(1, "out", path, "--schema-dir", "older")
        self.assertEqual(len(rows), 1496)  # those of the sample: testdata/sample/edits.md
        whole = lzma.open(TESTDATA / "sample" / "orders.tsv.xz", "rt", encoding="utf-8").read().split("\n")
        self.assertLessEqual(set(rows), set(whole))

    def test_a_folder_that_is_not_there(self):
        self.expect(2, "salvage", SAMPLE, "-o", "out", "--schema-dir", "nowhere", says="nowhere")


class TrustSchema(Options):
    def test_a_strange_definition_that_fits_is_taken_as_it_is(self):
        path, sql = self.fixture(CLEAN)
        wrong = sql.read_text("utf-8").replace("`id` int(11) NOT NULL", "`id` int(10) unsigned NOT NULL")
        self.assertIn("unsigned", wrong)
        self.write("wrong.sql", wrong.encode())
        self.assertEqual(self.salvage(1, "doubted", path, "--schema", "wrong.sql"), [])
        report = json.loads((self.scratch / "doubted" / "report.json").read_text("utf-8"))
        self.assertEqual(report["totals"]["rows"]["suspect"], len(self.truth(CLEAN)))
        # What it means to take it so: INT is stored with its sign bit flipped.
        expected = [re.sub(r"^-?\d+", lambda m: str(int(m.group(0)) + (1 << 31)), line) for line in self.truth(CLEAN)]
        rows = self.salvage(0, "trusted", path, "--schema", "wrong.sql", "--trust-schema")
        self.assertEqual(sorted(rows), sorted(expected))

    def test_a_definition_that_does_not_fit_is_refused_all_the_same(self):
        path, sql = self.fixture(CLEAN)
        self.write("wrong.sql", sql.read_text("utf-8").replace("`d` date", "`d` datetime(6)").encode())
        self.assertEqual(self.salvage(1, "out", path, "--schema", "wrong.sql", "--trust-schema"), [])


class LoadScript(Options):
    def load_script(self, *options):
        self.expect(1, "salvage", SAMPLE, "-o", "out", *options)
        text = (self.scratch / "out" / "load.sql").read_text("utf-8")
        rows = [line for line in (self.scratch / "out" / "tables" / "shop.orders.sql").read_text("utf-8").split("\n")
                if line.startswith("(")]
        shutil.rmtree(self.scratch / "out")
        self.assertEqual(len(rows), 1496)
        return text, rows

    def test_inline_holds_the_rows(self):
        text, rows = self.load_script("--load-script", "inline")
        self.assertEqual([line for line in text.split("\n") if line.startswith("(")], rows)
        self.assertNotRegex(text, r"(?m)^source ")
        self.assertEqual(self.load_script()[0], text, "inline is the default for small tables")

    def test_source_names_the_file(self):
        text, _ = self.load_script("--load-script", "source")
        self.assertEqual(re.findall(r"(?m)^source (.*)$", text), ["tables/shop.orders.sql"])
        self.assertNotRegex(text, r"(?m)^\(")

    def test_it_is_one_of_the_two(self):
        self.expect(2, "salvage", SAMPLE, "-o", "out", "--load-script", "both")


class Keys(Options):
    NAME = "encoded/mariadb-11.8/encrypted"

    @unittest.skipIf(shutil.which("openssl") is None, "the program openssl is not here")
    def test_keyring_password(self):
        path, sql = self.fixture(self.NAME)
        self.write("password", b"correct horse")
        # As MariaDB's documentation of file_key_management tells users to.
        subprocess.run(["openssl", "enc", "-aes-256-cbc", "-md", "sha1", "-pass", f"file:{self.scratch / 'password'}",
                        "-in", TESTDATA / "encoded" / "mariadb-11.8" / "keyring", "-out", self.scratch / "keys.enc"],
                       check=True, stderr=subprocess.DEVNULL)
        rows = self.salvage(0, "out", path, "--schema", sql, "--keyring", "keys.enc", "--keyring-password", "password")
        self.assertEqual(sorted(rows), sorted(self.truth(self.NAME)))
        for name, options in (("none", ["--keyring", "keys.enc"]),
                              ("wrong", ["--keyring", "keys.enc", "--keyring-password", self.write("other", b"wrong horse")])):
            outcome = self.expect(2, "salvage", path, "-o", name, "--schema", sql, *options, says="keys.enc")
            self.assertNotIn("horse", outcome.err)

    def test_triage_tells_which_file_lacks_its_key(self):
        path, _ = self.fixture(self.NAME)
        plain = self.fixture(CLEAN)[0].rename(self.scratch / "db" / "plain.ibd")
        given = ["--keyring", TESTDATA / "encoded" / "mariadb-11.8" / "keyring"]
        for options, key in (([], "missing"), (given, "found")):
            lines = self.run_tool("triage", path, plain, *options).out.splitlines()
            heads = next(line for line in lines if "hurt/pages" in line)
            at = heads.index("key")
            for file, expected in ((path, key), (plain, "-")):
                line = next(line for line in lines if f" {file.name} " in line)
                self.assertEqual(line[at:].split()[0], expected, line)
        self.assertNotIn(" key ", self.run_tool("triage", plain).out)

    def test_page0(self):
        name = "encoded/mysql-9/encrypted"
        path, sql = self.fixture(name)
        older = self.write("older.ibd", path.read_bytes())
        path.write_bytes(bytes(PAGE) + path.read_bytes()[PAGE:])
        keys = ["--keyring", TESTDATA / "encoded" / "mysql-9" / "keyring", "--schema", sql]
        self.assertEqual(self.run_tool("salvage", path, "-o", "none", "--format", "tsv", *keys).code, 3)
        self.assertEqual(list((self.scratch / "none").glob("tables/*")), [])
        rows = self.salvage(1, "out", path, *keys, "--page0", older)
        self.assertEqual(sorted(rows), sorted(self.truth(name)))
        # Another table's is of no use, and does no harm.
        other = self.scratch / "other.ibd"
        other.write_bytes(lzma.open(TESTDATA / "encoded" / "mysql-9" / "encrypted_zlib.ibd.xz").read())
        self.assertEqual(self.run_tool("salvage", path, "-o", "wrong", "--format", "tsv", *keys, "--page0", other).code, 3)


if __name__ == "__main__":
    unittest.main()
