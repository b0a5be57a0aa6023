#!/usr/bin/env python3
"""Writes testdata/partitions/converted/: two partitions of a table, one from before its temporal columns were converted.

usage: make_converted_partition_testdata.py TESTDATA --client CMD --datadir DIR --stop CMD

For MariaDB, which still writes the encodings from before MySQL 5.6. The same rows go into a table of either encoding;
partition p0 of the old and p1 of the new one are what two backups leave, of which one is older than the ALTER TABLE
that converted the table. Writes shop/*.ibd.xz, clock.sql (SHOW CREATE TABLE, which then does not tell them apart) and
clock.tsv (all rows, p0 first, in key order). THE DATABASE IS DROPPED FIRST.
"""

import argparse
import pathlib
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

from make_testdata import compress, refresh_readme  # noqa: E402
from server import Server  # noqa: E402

DATABASE = "shop"
# DATETIME has another length in each encoding; only TIME can be read as either.
DEFINITION = "(id INT NOT NULL PRIMARY KEY, t TIME NOT NULL) CHARACTER SET utf8mb4 PARTITION BY HASH (id) PARTITIONS 2"


def legal_in_both(seconds):
    """Whether a time as it is stored since MySQL 5.6 (hours, minutes and seconds as 12, 6 and 6 bits) is one in the older
    encoding as well (hours, minutes and seconds as decimal digits)."""
    stored = seconds // 3600 << 12 | seconds // 60 % 60 << 6 | seconds % 60
    return stored % 100 < 60 and stored // 100 % 100 < 60


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    # What p1 holds is a time in either encoding: nothing but its own definition says which.
    either = iter(seconds for seconds in range(0, 86400, 61) if legal_in_both(seconds))
    rows = ",".join(f"({i},SEC_TO_TIME({next(either) if i % 2 else i * 211}))" for i in range(400))
    server.run(f"DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE}; USE {DATABASE};"
               "SET GLOBAL mysql56_temporal_format = OFF; "
               f"CREATE TABLE clock_before {DEFINITION}; INSERT INTO clock_before VALUES {rows};"
               "SET GLOBAL mysql56_temporal_format = ON; "
               f"CREATE TABLE clock {DEFINITION}; INSERT INTO clock VALUES {rows};")
    folder = options.testdata / "partitions" / "converted"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / DATABASE).mkdir(parents=True)
    created = server.run(f"SHOW CREATE TABLE {DATABASE}.clock;", ["--skip-column-names", "--raw"]).decode()
    (folder / "clock.sql").write_text(created.split("\t", 1)[1].rstrip("\n") + ";\n", encoding="utf-8")
    text = "id\tt\n"
    for source, partition in (("clock_before", "p0"), ("clock", "p1")):
        for row in server.query(f"SELECT * FROM {DATABASE}.{source} PARTITION ({partition}) ORDER BY id"):
            text += "\t".join(row) + "\n"
    (folder / "clock.tsv").write_text(text, encoding="utf-8")
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for source, partition in (("clock_before", "p0"), ("clock", "p1")):
        image = (pathlib.Path(options.datadir) / DATABASE / f"{source}#P#{partition}.ibd").read_bytes()
        (folder / DATABASE / f"clock#P#{partition}.ibd.xz").write_bytes(compress(image))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
