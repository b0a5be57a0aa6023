#!/usr/bin/env python3
"""Writes testdata/partitions/: partitioned tables, a file a partition.

usage: make_partition_testdata.py KIND TESTDATA --client CMD --datadir DIR --stop CMD

Builds the database `shop` on the server, ends it cleanly, and writes to TESTDATA/partitions/KIND/: shop/*.ibd.xz, and of
each table TABLE.sql (SHOW CREATE TABLE) and TABLE.tsv (all rows, in the order of the partitions, in each one in key
order). THE DATABASE IS DROPPED FIRST.
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
# Table: its partitions in the order of its definition, what orders the rows of one, and its definition.
TABLES = {
    "by_range": (["zlow", "Amid", "ptop"], "id, y",
                 "(id INT NOT NULL, y INT NOT NULL, t VARCHAR(30), PRIMARY KEY (id, y)) PARTITION BY RANGE (y) (PARTITION zlow "
                 "VALUES LESS THAN (10), PARTITION Amid VALUES LESS THAN (20), PARTITION ptop VALUES LESS THAN MAXVALUE)"),
    "by_hash": ([f"p{i}" for i in range(11)], "id",
                "(id INT NOT NULL PRIMARY KEY, y INT NOT NULL, t VARCHAR(30)) PARTITION BY HASH (id) PARTITIONS 11"),
    "sub": (["p0sp0", "p0sp1", "p1sp0", "p1sp1"], "id",
            "(id INT NOT NULL, y INT NOT NULL, t VARCHAR(30), UNIQUE KEY k (id, y)) PARTITION BY RANGE (y) SUBPARTITION BY HASH (id) "
            "SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)"),
    "na me": (["p 1", "Ünder"], "id",
              "(id INT NOT NULL PRIMARY KEY, y INT, t VARCHAR(30)) PARTITION BY LIST (MOD(id, 3)) "
              "(PARTITION `p 1` VALUES IN (0, 1), PARTITION `Ünder` VALUES IN (2))"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    rows = ",".join(f"({i * 7 % 997},{i % 30},'row {i}')" for i in range(900))
    server.run(f"SET NAMES utf8mb4; DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4; "
               f"USE {DATABASE};\n" +
               "".join(f"CREATE TABLE `{name}` {definition}; INSERT INTO `{name}` VALUES {rows};\n"
                       for name, (_, _, definition) in TABLES.items()))
    folder = options.testdata / "partitions" / options.kind
    shutil.rmtree(folder, ignore_errors=True)
    (folder / DATABASE).mkdir(parents=True)
    for name, (partitions, order, _) in TABLES.items():
        created = server.run(f"SHOW CREATE TABLE {DATABASE}.`{name}`;", ["--skip-column-names", "--raw"]).decode()
        create = created.split("\t", 1)[1].rstrip("\n")
        (folder / f"{name}.sql").write_text(create + ";\n", encoding="utf-8")
        text = "id\ty\tt\n"
        for partition in partitions:
            for row in server.query(f"SELECT * FROM {DATABASE}.`{name}` PARTITION (`{partition}`) ORDER BY {order}"):
                text += "\t".join(row) + "\n"
        (folder / f"{name}.tsv").write_text(text, encoding="utf-8")
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for path in sorted((pathlib.Path(options.datadir) / DATABASE).glob("*.ibd")):
        (folder / DATABASE / (path.name + ".xz")).write_bytes(compress(path.read_bytes()))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
