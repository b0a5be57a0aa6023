#!/usr/bin/env python3
"""Each limit of docs/security.md: reached on files of real servers or on a hostile one, named with what raises it, raised by
what was named. Where its usual value is out of the reach of a small file, the limit is lowered first."""

import json
import lzma
import re
import shutil
import struct
import sys
import unittest

from tool_run import PAGE, SAMPLE, SOURCE, TESTDATA, ToolTest

sys.path.insert(0, str(SOURCE / "tests" / "campaign"))

from damage import crc32c  # noqa: E402

HEADER = SOURCE / "parser" / "limits.h"
SECURITY = SOURCE / "docs" / "security.md"
FIL_PAGE_OFFSET = 4
FIL_PAGE_LSN = 16
FIL_PAGE_DATA = 38
BUF_NO_CHECKSUM_MAGIC = 0xdeadbeef
FSP_SIZE = FIL_PAGE_DATA + 8
FAR = 65000  # pages, beyond 64 times those that are there


def truth(name):
    path = TESTDATA / f"{name}.tsv"
    text = path.read_text("utf-8") if path.exists() else lzma.open(f"{path}.xz", "rt", encoding="utf-8").read()
    return sorted(text.split("\n")[1:-1])


class Limits(ToolTest):
    def rows(self, out, section="tables"):
        return sorted(line for path in (self.scratch / out / section).glob("*.tsv")
                      for line in path.read_text("utf-8").split("\n")[1:-1])

    def salvage(self, out, *arguments, code=(0, 1)):
        outcome = self.run_tool("salvage", *arguments, "--format", "tsv", "-o", out)
        self.assertIn(outcome.code, code if isinstance(code, tuple) else (code,), str(outcome))
        self.assertNotIn("internal error", outcome.err, str(outcome))
        return outcome

    def advice(self, outcome, limit):
        """The option that the run named, as arguments."""
        found = re.findall(rf"--limit ({limit}=\d+[KMGT]?)", outcome.err)
        self.assertTrue(found, f"{limit} is not named\n{outcome}")
        return ["--limit", found[-1]]

    def assert_reached_and_raised(self, limit, value, name, *options):
        """Under the limit's lowered value rows are lost, and the option is named; as usual all are there."""
        path, sql = self.fixture(name)
        schema = [] if name.startswith("mysql") else ["--schema", sql]
        low = self.salvage("low", path, *schema, *options, "--limit", f"{limit}={value}", code=(1, 3))
        self.advice(low, limit)
        self.assertLess(len(self.rows("low")), len(truth(name)), str(low))
        self.assertLessEqual(set(self.rows("low")), set(truth(name)))
        usual = self.salvage("usual", path, *schema, *options, code=0)
        self.assertEqual(self.rows("usual"), truth(name))
        self.assertNotIn("--limit", usual.err)


class Option(Limits):
    def names(self):
        return re.findall(r'^    \{"([a-z-]+)", ', HEADER.read_text("utf-8"), re.M)

    def test_help_names_all_of_them_and_so_does_the_document(self):
        document = re.findall(r"^\| `([a-z-]+)` \|", SECURITY.read_text("utf-8"), re.M)
        self.assertGreater(len(self.names()), 10)
        self.assertEqual(self.names(), document)
        for command in ("triage", "salvage", "carve", "schema", "inspect", "merge", "verify"):
            listed = re.findall(r"^  ([a-z-]+) +\S+  \S", self.expect(0, command, "--help").out, re.M)
            self.assertEqual([name for name in listed if name in document], document, command)

    def test_each_is_reached_by_a_test(self):
        tests = (SOURCE / "tests" / "tools" / "limits_test.py", SOURCE / "tests" / "parser" / "lob_test.cc")
        text = "".join(path.read_text("utf-8") for path in tests)
        for name in self.names():
            self.assertTrue(re.search(rf'"{name}[="]|{name}=', text), name)

    def test_errors_say_what_is_right(self):
        for wrong, says in (("json-dept=5", ('"json-dept" is no limit', "json-depth", "report-list")),
                            ("json-depth", ("has no value", "--limit json-depth=100")),
                            ("json-depth=", ('"" is no value', "up to 1000")),
                            ("json-depth=5K", ('"5K" is no value',)),
                            ("json-depth=-5", ('"-5" is no value',)),
                            ("json-depth=1001", ("too high", "up to 1000")),
                            ("statement=1X", ('"1X" is no value', "K, M, G, T", "up to 2G")),
                            ("statement=99999999999G", ('is no value',)),
                            ("=5", ('"" is no limit',))):
            with self.subTest(wrong):
                self.expect(2, "triage", SAMPLE, "--limit", wrong, says=("--limit " + wrong, *says))

    def test_it_stands_in_the_report_and_counts_for_resume(self):
        out = self.scratch / "out"
        self.expect(1, "salvage", SAMPLE, "-o", out, "--limit", "findings=2000", "--limit", "statement=1M")
        options = [option for option in self.report()["options"] if option["name"] == "--limit"]
        self.assertEqual([option["value"] for option in options], ["findings=2000", "statement=1M"])
        (out / "report.json").unlink()
        outcome = self.run_tool("salvage", SAMPLE, "-o", out, "--resume")
        self.assertNotIn(outcome.code, (0, 1), str(outcome))


class OfFiles(Limits):
    def test_page_list(self):
        low = self.salvage("low", SAMPLE, "--limit", "page-list=1K", code=3)
        self.assertIn("the limit page-list is 1024 bytes", low.err)
        self.salvage("high", SAMPLE, *self.advice(low, "page-list"), code=1)
        self.assertEqual(len(self.rows("high")), 1496)  # testdata/sample/edits.md

    def test_data_file_pages(self):
        folder = self.scratch / "server"
        folder.mkdir()
        for packed in (TESTDATA / "dictionary" / "mariadb-10.11").glob("ibdata[12].xz"):
            data = bytearray(lzma.open(packed).read())
            # ibdata2 claims to lie 1 GB behind the others, and page 0 that there is so much: full_crc32 is made right again.
            for at in range(0, {"ibdata1": PAGE, "ibdata2": len(data)}.get(packed.stem, 0), PAGE):
                page = memoryview(data)[at:at + PAGE]
                if any(page[:FIL_PAGE_DATA]):
                    field = FSP_SIZE if packed.stem == "ibdata1" else FIL_PAGE_OFFSET
                    struct.pack_into(">I", page, field, struct.unpack_from(">I", page, field)[0] + FAR)
                    struct.pack_into(">I", page, PAGE - 4, crc32c(bytes(page[:-4])))
            (folder / packed.stem).write_bytes(data)
        parts = {}
        for value in (0, FAR):
            outcome = self.run_tool("triage", folder, "--limit", f"data-file-pages={value}", "--json", "report.json")
            self.assertNotIn("internal error", outcome.err)
            self.assertEqual("--limit data-file-pages" in outcome.err, value == 0, str(outcome))
            files = json.loads((self.scratch / "report.json").read_text("utf-8"))["tablespaces"]
            parts[value] = [part["path"].split("/")[-1] for file in files for part in file.get("parts") or [file]
                            if file["path"].endswith("ibdata1")]
        self.assertNotIn("ibdata2", parts[0])
        self.assertIn("ibdata2", parts[FAR])

    def test_mended_pages(self):
        packed = TESTDATA / "campaign" / "mysql-9" / "articles.ibd.xz"
        whole = lzma.open(packed).read()
        hurt, lost, last = bytearray(), 0, 0
        for at in range(0, len(whole), PAGE):
            page = whole[at:at + PAGE]
            hole = next((i for i in range(512, PAGE - 2048, 512) if not any(page[i:i + 1536])), None)
            # Far enough from each other for the pages between to be found again.
            if lost < 3 and any(page[:FIL_PAGE_DATA]) and at > last + 5 * PAGE and hole:
                page, lost, last = page[:hole] + page[hole + 1536:], lost + 1, at
            hurt += page
        self.assertEqual(lost, 3)
        path = self.scratch / "campaign" / "articles.ibd"
        path.parent.mkdir()
        path.write_bytes(hurt)
        usual = self.salvage("usual", path)
        low = self.salvage("low", path, "--limit", "mended-pages=1")
        repairs = lambda out: self.report(out)["tablespaces"][0]["repairs_by_kind"]  # noqa: E731
        self.assertEqual(repairs("usual").get("lost_zeros"), 3)
        self.assertEqual(repairs("low").get("lost_zeros"), 1)
        self.assertLess(len(self.rows("low")), len(self.rows("usual")))
        self.assertNotIn("mended-pages", usual.err)
        self.salvage("high", path, "--limit", "mended-pages=1", *self.advice(low, "mended-pages"))
        self.assertEqual(repairs("high").get("lost_zeros"), 2)


class OfValues(Limits):
    def test_json_depth(self):
        self.assert_reached_and_raised("json-depth", 5, "mysql-9/deep_values")

    def test_geometry_has_none(self):
        path, _ = self.fixture("mysql-9/deep_values")
        self.salvage("out", path, code=0)
        self.assertEqual(max(map(len, self.rows("out"))), len(max(truth("mysql-9/deep_values"), key=len)))

    def test_lob_batch_loses_nothing(self):
        path, _ = self.fixture("mysql-9/off_page_dynamic")
        self.salvage("small", path, "--limit", "lob-batch=0", code=0)
        self.salvage("usual", path, code=0)
        self.assertEqual(self.tree(self.scratch / "small" / "tables"), self.tree(self.scratch / "usual" / "tables"))
        self.assertEqual(self.rows("small"), truth("mysql-9/off_page_dynamic"))


class OfDefinitions(Limits):
    def schema_text(self, text, *options):
        path, _ = self.fixture("mariadb-10.11/two_levels_compact")
        sql = self.write("given.sql", text.encode())
        out = f"out{len(list(self.scratch.iterdir()))}"
        outcome = self.salvage(out, path, "--schema", sql, *options, code=(0, 1, 2))
        return outcome, self.rows(out)

    def assert_raised(self, text, limit, *lowered):
        """The definition is passed over, and read as soon as what was named is given."""
        outcome, rows = self.schema_text(text, *lowered)
        self.assertEqual(rows, [])
        _, rows = self.schema_text(text, *lowered, *self.advice(outcome, limit))
        self.assertEqual(rows, truth("mariadb-10.11/two_levels_compact"))

    def create(self):
        return (TESTDATA / "mariadb-10.11" / "two_levels_compact.sql").read_text("utf-8")

    def test_statement_beyond_its_usual_value(self):
        long = self.create().rstrip().rstrip(";") + " COMMENT='" + "x" * (17 << 20) + "';\n"
        self.assert_raised(long, "statement")

    def test_statement_tokens(self):
        self.assert_raised(self.create(), "statement-tokens", "--limit", "statement-tokens=30")

    def test_like_columns(self):
        self.assert_raised(self.create().replace("CREATE TABLE `two_levels_compact`", "CREATE TABLE a", 1)
                           + "CREATE TABLE b (x INT);\nCREATE TABLE two_levels_compact LIKE a;\n", "like-columns", "--limit", "like-columns=3")

    def test_definition_file(self):
        cfg = TESTDATA / "sources" / "mariadb-10.11" / "shop" / "orders.cfg"
        folder = self.scratch / "shop"
        folder.mkdir()
        shutil.copy(cfg, folder)
        (folder / "orders.ibd").write_bytes(lzma.open(cfg.with_suffix(".ibd.xz")).read())
        low = self.run_tool("schema", folder, "--limit", "definition-file=100")
        self.advice(low, "definition-file")
        usual = self.run_tool("schema", folder, "--limit", "definition-file=1M")
        self.assertNotIn("definition-file", usual.err)
        self.assertNotIn("CREATE TABLE `orders`", low.out)
        self.assertIn("CREATE TABLE `orders`", usual.out)

    def test_sdi_object(self):
        self.assert_sdi("sdi-object")

    def test_sdi_file(self):
        self.assert_sdi("sdi-file")

    def assert_sdi(self, limit):
        low = self.salvage("low", SAMPLE, "--limit", f"{limit}=8K")
        self.assertEqual(self.rows("low"), [])
        self.salvage("high", SAMPLE, *self.advice(low, limit), code=1)
        self.assertEqual(len(self.rows("high")), 1496)  # testdata/sample/edits.md


class OfDumps(Limits):
    def merge(self, row_bytes, columns, *options):
        """`merge` with a dump that holds a row so long, and a table of so many columns beside it."""
        shutil.rmtree(self.scratch / "out", ignore_errors=True)
        self.expect(1, "salvage", SAMPLE, "-o", self.scratch / "out")
        create = (TESTDATA / "sample" / "orders.sql").read_text("utf-8").rstrip().rstrip(";")
        names = ",".join(f"`c{i}`" for i in range(columns))
        self.write("backup.sql", (f"USE `shop`;\n{create};\n"
                                  f"INSERT INTO `wide` ({names}) VALUES ({','.join('1' * columns)});\n"
                                  "INSERT INTO `orders` VALUES (2000,'Ada','Bath','2024-01-01 08:00:00',4.99,'new',"
                                  f"'{'x' * row_bytes}');\n").encode())
        outcome = self.run_tool("merge", "out", "--backup", "backup.sql", *options)
        self.assertIn(outcome.code, (0, 1), str(outcome))
        (table,) = self.report()["merge"]["tables"]
        return outcome, table["rows"]

    def assert_raised(self, limit, value, *sizes):
        low, _ = self.merge(*sizes, "--limit", f"{limit}={value}")
        raised, _ = self.merge(*sizes, *self.advice(low, limit))
        self.assertNotIn("passed over", raised.err)
        self.assertNotIn("--limit", raised.err)

    def test_dump_row(self):
        self.assert_raised("dump-row", "40K", 60000, 1)

    def test_dump_values(self):
        self.assert_raised("dump-values", 7, 1, 12)


class OfKeys(Limits):
    def test_keyring_file(self):
        keyring = TESTDATA / "encoded" / "mysql-9" / "keyring"
        low = self.run_tool("triage", SAMPLE, "--keyring", keyring, "--limit", "keyring-file=16")
        self.assertEqual(low.code, 2, str(low))
        self.assertIn("too large for a ", low.err)
        self.advice(low, "keyring-file")
        self.expect(1, "triage", SAMPLE, "--keyring", keyring)


class OfDrives(Limits):
    NAME = "two_levels_compact"

    def data(self):
        return lzma.open(TESTDATA / "mysql-9" / f"{self.NAME}.ibd.xz").read()

    @staticmethod
    def older(page, by=1):
        """The page as it may have been before: with the checksum of innodb_checksum_algorithm=none."""
        page = bytearray(page)
        lsn = struct.unpack_from(">Q", page, FIL_PAGE_LSN)[0] - by
        struct.pack_into(">Q", page, FIL_PAGE_LSN, lsn)
        struct.pack_into(">I", page, 0, BUF_NO_CHECKSUM_MAGIC)
        struct.pack_into(">II", page, PAGE - 8, BUF_NO_CHECKSUM_MAGIC, lsn & 0xffffffff)
        return bytes(page)

    def carve(self, out, image, *options):
        outcome = self.run_tool("carve", image, "-o", out, *options)
        self.assertNotIn("internal error", outcome.err, str(outcome))
        return outcome, json.loads((self.scratch / out / "carve.json").read_text("utf-8"))

    def reached_and_raised(self, image, limit, value, *others):
        """carve.json under the lowered value, and with that which the run then named."""
        low, few = self.carve("low", image, *others, "--limit", f"{limit}={value}")
        high, more = self.carve("high", image, *others, *self.advice(low, limit))
        self.assertNotIn(limit, high.err)
        return few, more

    def test_carve_images(self):
        data = self.data()
        image = self.place(8 << 20, [(1 << 20, self.older(data[4 * PAGE:5 * PAGE])), (2 << 20, data)])
        few, more = self.reached_and_raised(image, "carve-images", 1)
        self.assertEqual([report["tablespaces"][0]["other_images"] for report in (few, more)], [0, 1])
        # The one that is kept is the newest.
        files = [next((self.scratch / out).rglob("*.ibd")).read_bytes() for out in ("low", "high")]
        self.assertEqual(files[0], files[1])

    def with_former_file(self):
        """A file, and what it was before."""
        data = self.data()
        pages = [data[at:at + PAGE] for at in range(0, len(data), PAGE)]
        former = b"".join(self.older(page, 1000) if any(page) else page for page in pages)
        return self.place(8 << 20, [(1 << 20, former), (4 << 20, data)])

    def test_carve_files(self):
        image = self.with_former_file()
        few, more = self.reached_and_raised(image, "carve-files", 1)
        self.assertEqual([len(report["tablespaces"]) for report in (few, more)], [1, 2])

    def test_carve_runs(self):
        image = self.with_former_file()
        few, more = self.reached_and_raised(image, "carve-runs", 1)
        self.assertEqual([len(report["tablespaces"]) for report in (few, more)], [1, 2])

    def test_carve_older(self):
        data = self.data()
        image = self.place(8 << 20, [(1 << 20, self.older(data[4 * PAGE:5 * PAGE])), (2 << 20, data)])
        self.reached_and_raised(image, "carve-older", 0)

    def test_carve_unproven(self):
        # Encrypted by MySQL: without page 0 no page verifies, and what stands one behind the other is what tells.
        data = lzma.open(TESTDATA / "encoded" / "mysql-9" / "encrypted.ibd.xz").read()
        image = self.place(8 << 20, [(2 << 20, data[PAGE:])])
        few, more = self.reached_and_raised(image, "carve-unproven", 0)
        self.assertEqual(few["tablespaces"], [])
        self.assertGreater(few["finds_dropped"], more["finds_dropped"])
        self.assertEqual(len(more["tablespaces"]), 1)

    def test_carve_list(self):
        data = self.data()
        image = self.place(8 << 20, [(1 << 20, data)])
        bad = [(1 << 20) + 5 * PAGE + 512, (1 << 20) + 8 * PAGE + 512]
        blocks = "".join(f"{from_:#x} 0x200 -\n{from_ + 512:#x} {to - from_ - 512:#x} +\n"
                         for from_, to in zip(bad, [bad[1], 8 << 20]))
        rescue = self.write("rescue.map", f"# Mapfile\n0x0 + 1\n0x0 {bad[0]:#x} +\n{blocks}".encode())
        few, more = self.reached_and_raised(image, "carve-list", 1, "--ddrescue-map", rescue)
        for report, listed in ((few, bad[:1]), (more, bad)):
            self.assertEqual([entry["offset"] for entry in report["image"]["bad_ranges"]], listed)
            self.assertEqual(report["image"]["bad_ranges_total"], 2)


class OfReports(Limits):
    def test_findings(self):
        low = self.salvage("low", SAMPLE, "--limit", "findings=1", code=1)
        table = self.report("low")["tablespaces"][0]["tables"][0]
        self.assertEqual((len(table["findings"]), table["findings_total"]), (1, 3))
        self.salvage("high", SAMPLE, *self.advice(low, "findings"), code=1)
        self.assertEqual(len(self.report("high")["tablespaces"][0]["tables"][0]["findings"]), 2)

    def test_report_list(self):
        low = self.salvage("low", SAMPLE, "--limit", "report-list=1", code=1)
        table = self.report("low")["tablespaces"][0]["tables"][0]
        self.assertEqual(len(table["lost_ranges"]), 1)
        self.salvage("high", SAMPLE, *self.advice(low, "report-list"), code=1)
        self.assertEqual(len(self.report("high")["tablespaces"][0]["tables"][0]["lost_ranges"]), 2)


if __name__ == "__main__":
    unittest.main()
