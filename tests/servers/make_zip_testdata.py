#!/usr/bin/env python3
"""Writes testdata/zip/: compressed tables (ROW_FORMAT=COMPRESSED) of a real server.

usage: make_zip_testdata.py KIND TESTDATA --client CMD --datadir DIR --stop CMD [--name NAME] [--only GLOB]

Builds the database `zip_fixtures` on the server (types/zip_tables.py), ends it cleanly, and writes the files of
make_testdata.py to TESTDATA/zip/NAME/. NAME is KIND where it is not given; --only keeps the tables that match.
THE DATABASE IS DROPPED FIRST.
"""

import argparse
import fnmatch
import pathlib
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

import generate  # noqa: E402
import zip_tables  # noqa: E402
from make_testdata import compress, describe, refresh_readme  # noqa: E402
from server import Server  # noqa: E402
from sql_script import SqlScript  # noqa: E402

DATABASE = "zip_fixtures"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--name")
    parser.add_argument("--only", default="*")
    parser.add_argument("--page-kib", type=int, default=16)
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    script = SqlScript(generate.Traits(server, small=True))
    script.add(*generate.SESSION)
    zip_tables.build_tables(script, DATABASE, page_kib=options.page_kib, rows=240, largest=40_000)
    server.run(script.sql())
    tables = {table for _, table in server.tables([DATABASE])}
    dropped = sorted(t for t in tables if not fnmatch.fnmatch(t, options.only))
    if dropped:
        server.run(f"USE {DATABASE}; DROP TABLE {', '.join(dropped)};")
    folder = options.testdata / "zip" / (options.name or options.kind)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    describe(server, DATABASE, folder)
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for path in sorted((pathlib.Path(options.datadir) / DATABASE).glob("*.ibd")):
        (folder / (path.name + ".xz")).write_bytes(compress(path.read_bytes()))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
