#!/usr/bin/env python3
"""Prints the SQL that builds the test databases (rt_...) for the server that CLIENT talks to.

usage: generate.py [--groups scalar,rich,text,shapes,lobs,instant,zip] [--small] -- CLIENT...

The same server gives the same SQL: values are listed or drawn with a fixed seed. `--small` keeps the largest off-page
value at 300,000 bytes instead of 5,000,000. See round_trip.py for what is done with the databases.
"""

import argparse
import os
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]

import lobs_and_trees  # noqa: E402
import rich_types  # noqa: E402
import scalar_types  # noqa: E402
import table_shapes  # noqa: E402
import text_types  # noqa: E402
import zip_tables  # noqa: E402
from server import Server  # noqa: E402
from sql_script import SqlScript  # noqa: E402

GROUPS = {"scalar": scalar_types, "rich": rich_types, "text": text_types, "shapes": table_shapes, "lobs": lobs_and_trees,
          "instant": table_shapes.Instant, "zip": zip_tables}
DEFAULT_GROUPS = "scalar,rich,text,shapes,lobs"

# The builders store what strict mode refuses: zero dates, dates such as February 31st, ENUM's error value.
SESSION = ("SET NAMES utf8mb4", "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'", "SET time_zone = '+00:00'",
           "SET innodb_strict_mode = OFF")


class Traits:
    """What the server at hand can do, as the builders ask for it."""

    def __init__(self, server, small):
        self.is_mariadb = server.is_mariadb
        self.version = server.version
        self.largest_lob = 300_000 if small else 5_000_000
        self.page_kib = int(server.query("SELECT @@innodb_page_size")[0][0]) // 1024
        rows = server.query("SELECT character_set_name, maxlen FROM information_schema.character_sets "
                            "WHERE character_set_name <> 'filename' ORDER BY 1")
        self.mbmaxlen = {name: int(maxlen) for name, maxlen in rows}
        self.charsets = [name for name, _ in rows]
        self.known_characters = self.find_known_characters(server)

    def find_known_characters(self, server):
        """{character set: the characters of the sample that it can hold}, as the server converts them."""
        sample = text_types.SAMPLE
        known = {"binary": set(sample)}
        tests = [name for name in self.charsets if name != "binary"]
        columns = ["SELECT '{0}', HEX(CONVERT(CONVERT(_utf8mb4 0x{1} USING {0}) USING utf8mb4))"
                   .format(name, sample.encode("utf-8").hex()) for name in tests]
        for name, back in server.query(";\n".join(columns)):
            characters = bytes.fromhex(back).decode("utf-8")
            known[name] = {a for a, b in zip(sample, characters) if a == b}
        return known


def build_sql(server, groups, small):
    script = SqlScript(Traits(server, small))
    script.add(*SESSION)
    for group in groups:
        GROUPS[group].build(script)
    return script.sql()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", default=DEFAULT_GROUPS)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("client", nargs="+")
    options = parser.parse_args()
    sys.stdout.write(build_sql(Server(options.client), options.groups.split(","), options.small))


if __name__ == "__main__":
    main()
