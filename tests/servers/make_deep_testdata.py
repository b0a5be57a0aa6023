#!/usr/bin/env python3
"""Writes testdata/mysql-9/deep_values.*: values as deep as MySQL stores them, in the shape of a corpus.

usage: make_deep_testdata.py TESTDATA --client CMD --datadir DIR --stop CMD

JSON of 100 levels, which is all that the server takes (JSON_DOCUMENT_MAX_DEPTH in sql-common/json_syntax_check.h); geometry
collections of 1, 64, 65, 900 and 5000 levels, in pages and off-page: no level but the thread's stack ends them.
THE DATABASE deep IS DROPPED.
"""

import argparse
import pathlib
import shlex
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

from make_testdata import compress, describe, refresh_readme  # noqa: E402
from server import Server  # noqa: E402

LEVELS = (1, 64, 65, 900, 5000)
COLLECTION, POINT = 7, 1


def geometry(levels):
    wkb = struct.pack("<BII", 1, COLLECTION, 1) * levels + struct.pack("<BIdd", 1, POINT, 1, 2)
    return f"ST_GeomFromWKB(0x{wkb.hex()})"


def json(levels):
    return "'" + "[" * levels + "]" * levels + "'"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    rows = [(1, json(1), "NULL"), (2, json(99), "NULL"), (3, json(100), "NULL"),
            *((10 + i, "NULL", geometry(levels)) for i, levels in enumerate(LEVELS))]
    server.run("DROP DATABASE IF EXISTS deep; CREATE DATABASE deep CHARACTER SET utf8mb4; USE deep;"
               "CREATE TABLE deep_values (id INT PRIMARY KEY, j JSON, g GEOMETRY);"
               + "".join(f"INSERT INTO deep_values VALUES ({n}, {j}, {g});" for n, j, g in rows))
    folder = options.testdata / "mysql-9"
    describe(server, "deep", folder)
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    path = pathlib.Path(options.datadir) / "deep" / "deep_values.ibd"
    (folder / "deep_values.ibd.xz").write_bytes(compress(path.read_bytes()))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
