#!/usr/bin/env python3
"""A definition that somebody made: what a file says to be an expression, an option or a name must not become a statement, a
command of the client, or rows of the server's own tables. The SDI of a file that a server wrote is edited, and its page summed
up again, as a hostile hand would do it."""

import base64
import json
import lzma
import re
import struct
import sys
import unittest
import zlib

from tool_run import PAGE, SOURCE, TESTDATA, ToolTest

sys.path.insert(0, str(SOURCE / "tests" / "campaign"))

from damage import crc32c  # noqa: E402

FIXTURE = TESTDATA / "mysql-9" / "generated_columns.ibd.xz"
FIL_PAGE_SDI = 17853
PAGE_HEAP_TOP = 38 + 2
PAGE_NEW_INFIMUM, PAGE_NEW_SUPREMUM = 99, 112
# Behind a record's origin: type, id, DB_TRX_ID, DB_ROLL_PTR, the two lengths, the document (dd/sdi_tablespace.h).
SDI_LENGTHS, SDI_DATA = 25, 33
EVIL = "DROP DATABASE victim"


def edit_table(image, change):
    """Applies CHANGE to the table's object in the SDI."""
    page = next(n for n in range(len(image) // PAGE) if struct.unpack_from(">H", image, n * PAGE + 24)[0] == FIL_PAGE_SDI)
    base = page * PAGE
    at = PAGE_NEW_INFIMUM
    while struct.unpack_from(">I", image, base + at)[0] != 1 or at == PAGE_NEW_INFIMUM:
        at = (at + struct.unpack_from(">h", image, base + at - 2)[0]) & 0xffff
        assert at != PAGE_NEW_SUPREMUM, "no table in the SDI"
    plain, packed = struct.unpack_from(">II", image, base + at + SDI_LENGTHS)
    document = json.loads(zlib.decompress(image[base + at + SDI_DATA:base + at + SDI_DATA + packed]))
    change(document["dd_object"])
    text = json.dumps(document, separators=(",", ":")).encode()
    data = zlib.compress(text, 9)
    # It is the last record of the heap: there is room behind it.
    assert at + SDI_DATA + packed == struct.unpack_from(">H", image, base + PAGE_HEAP_TOP)[0] and len(data) < 0x4000
    struct.pack_into(">II", image, base + at + SDI_LENGTHS, len(text), len(data))
    image[base + at + SDI_DATA:base + at + SDI_DATA + len(data)] = data
    image[base + at - 6], image[base + at - 7] = 0x80 | len(data) >> 8, len(data) & 0xff
    struct.pack_into(">H", image, base + PAGE_HEAP_TOP, at + SDI_DATA + len(data))
    crc = crc32c(bytes(image[base + 4:base + 26])) ^ crc32c(bytes(image[base + 38:base + PAGE - 8]))
    struct.pack_into(">I", image, base, crc)
    struct.pack_into(">I", image, base + PAGE - 8, crc)


def bare(sql):
    """SQL without comments to the end of a line and without what stands in quotes; what stands in a comment that a server may
    pass over, quotes and all, must not end it."""
    for comment in re.findall(r"/\*M?!.*?\*/", sql, re.S):
        assert comment.count("'") % 2 == 0 and comment.count("`") % 2 == 0, comment
    # Comments have no quotes: AppendOneLine.
    sql = re.sub(r"'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`", "''", sql, flags=re.S)
    return re.sub(r"^-- .*$", "", sql, flags=re.M)


def columns(table):
    return {column["name"]: column for column in table["columns"]}


def of_column(name, member, value):
    return lambda table: columns(table)[name].update({member: value})


def hidden_key(table):
    columns(table)["v"]["hidden"] = 3
    key = dict(table["indexes"][0], name="k/*", type=3, hidden=False, ordinal_position=2)
    key["elements"] = [dict(key["elements"][0], column_opx=1, hidden=False)]
    table["indexes"].append(key)
    table["comment"] = f"*/ ; {EVIL}; -- "


def partitioned(table):
    table.update(partition_type=1, default_partitioning=3, partition_expression=f"id) PARTITIONS 2; {EVIL}; -- ")


HOSTILE = {
    "generated": of_column("v", "generation_expression", f"1) VIRTUAL);\n{EVIL};\nsystem touch PWNED\n\\! touch PWNED\n-- ("),
    "delimiter": of_column("v", "generation_expression", f"1 delimiter x\n) x {EVIL} x"),
    "default": of_column("z", "default_option", f"1), KEY(z)); {EVIL}; -- "),
    "current": of_column("z", "default_option", f"CURRENT_TIMESTAMP(6), q int); {EVIL}; -- "),
    "update": of_column("a", "update_option", f"CURRENT_TIMESTAMP); {EVIL}; -- "),
    "attribute": of_column("a", "engine_attribute", f"x*/ ); {EVIL}; -- "),
    "index": lambda table: table["indexes"][0].update(engine_attribute=f"x*/ ); {EVIL}; -- "),
    "option": lambda table: table.update(options=table["options"] + "compress=z/*;", comment=f"*/ ; {EVIL}; -- "),
    "check": lambda table: table.update(check_constraints=[
        {"name": "c", "state": 2, "check_clause": base64.b64encode(f"1)); {EVIL}; -- ".encode()).decode(),
         "check_clause_utf8": "x"}]),
    "partitions": partitioned,
    "key": hidden_key,
    "name": lambda table: columns(table)["z"].update(name=f"z` int); {EVIL}; -- \n{EVIL};"),
}


class HostileSchema(ToolTest):
    def file(self, change, folder="shop"):
        image = bytearray(lzma.open(FIXTURE).read())
        edit_table(image, change)
        path = self.scratch / folder / "generated_columns.ibd"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(image)
        return path

    def test_no_statement_comes_from_it(self):
        for name, change in HOSTILE.items():
            with self.subTest(name):
                out = self.scratch / name
                outcome = self.run_tool("salvage", self.file(change), "-o", out)
                self.assertIn(outcome.code, (0, 1), str(outcome))
                told = [(path, path.read_text("utf-8")) for path in out.rglob("*.sql")]
                self.assertTrue(told)
                schema = self.expect(0, "schema", self.scratch / "shop")
                for path, sql in [*told, ("schema", schema.out)]:
                    self.assertNotIn("victim", bare(sql), f"{path}: {sql}")
                    self.assertNotRegex(sql, r"(?m)^ *(system|\\)")
                # Rows are there all the same.
                rows = re.findall(r"^\(\S+\)", (out / "tables" / "shop.generated_columns.sql").read_text("utf-8"), re.M) if (
                    out / "tables" / "shop.generated_columns.sql").exists() else []
                self.assertTrue(rows or list((out / "tables").glob("*.sql")))

    def test_what_is_left_out_is_told(self):
        path = self.file(HOSTILE["generated"])
        outcome = self.run_tool("salvage", path, "-o", "out")
        self.assertIn("left out of the CREATE TABLE", outcome.err)
        notes = " ".join(self.report()["tablespaces"][0]["notes"])
        self.assertIn("the expression of column v", notes)
        self.assertIn("-- left out", (self.scratch / "out" / "load.sql").read_text("utf-8"))

    def test_the_servers_own_schema_gets_no_rows_of_a_file_that_says_so(self):
        for schema in ("mysql", "MySQL", "information_schema"):
            with self.subTest(schema):
                out = self.scratch / schema
                outcome = self.run_tool(
                    "salvage", self.file(lambda table: table.update(schema_ref=schema, name="user")), "-o", out)
                self.assertEqual(outcome.code, 3, str(outcome))
                self.assertEqual([path.name for path in out.rglob("*.sql")], [])
                self.assertIn("server's own", outcome.err + outcome.out + (out / "report.txt").read_text("utf-8"))


if __name__ == "__main__":
    unittest.main()
