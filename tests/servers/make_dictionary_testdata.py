#!/usr/bin/env python3
"""Writes testdata/dictionary/: tablespaces that hold many tables, and the dictionaries of their servers.

usage: make_dictionary_testdata.py KIND TESTDATA --client CMD --datadir DIR --stop CMD

MariaDB: start the server with
    --innodb-file-per-table=OFF '--innodb-data-file-path=ibdata1:5M;ibdata2:5M;ibdata3:5M:autoextend'
MySQL: with its defaults.

Builds the database `shop`, ends the server cleanly, and writes to TESTDATA/dictionary/KIND/: the data files (.xz), of
each table TABLE.sql (SHOW CREATE TABLE) and TABLE.tsv.xz (all rows in key order). Of mysql.ibd the pages of tables that
describe no table (help, time zones, spatial reference systems, privileges, routines) and those of off-page values are
zeroed: they would be most of the file.
THE DATABASE IS DROPPED FIRST; the general tablespace `many` must not be there yet.
"""

import argparse
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

from make_testdata import compress, refresh_readme  # noqa: E402
from server import Server  # noqa: E402

DATABASE = "shop"
PAGE = 16384
NOTE = "x" * 120
ORDERS = ("(id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, customer VARCHAR(40) NOT NULL, placed DATETIME, "
          "note TEXT, amount BIGINT, KEY customer (customer))")
ORDER_ROWS = ",".join(f"({i},'customer {i % 37}','2024-01-{i % 28 + 1:02d} 10:00:00','{NOTE if i % 3 else 'ä'} {i}',{i * 1000 - 7})"
                      for i in range(1, 601))
ITEMS = ("(order_id INT UNSIGNED NOT NULL, pos SMALLINT NOT NULL, price DECIMAL(10,2), state ENUM('new','sent','back') NOT NULL, "
         "PRIMARY KEY (order_id, pos), CONSTRAINT item_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE)")
ITEM_ROWS = ",".join(f"({i},{p},{i}.{p}5,'{('new', 'sent', 'back')[i % 3]}')" for i in range(1, 101) for p in (1, 2))
PLAIN = "(a INT, b CHAR(10), c VARCHAR(20))"
PLAIN_ROWS = ",".join(f"({i},'b{i}',{'NULL' if i % 2 else repr('c' + str(i))})" for i in range(1, 51))
OWN = "(id BIGINT NOT NULL PRIMARY KEY, t VARCHAR(30), d DATE)"
OWN_ROWS = ",".join(f"({i},'own {i}','2023-02-{i % 28 + 1:02d}')" for i in range(1, 81))
PART = "(id INT NOT NULL PRIMARY KEY, t VARCHAR(30))"
PART_ROWS = ",".join(f"({i},'row {i}')" for i in range(1, 91))
ORDER_BY = {"orders": "id", "items": "order_id, pos", "plain": "a", "own": "id", "part": "id % 3, id", "red": "id"}

MARIADB = f"""
SET GLOBAL innodb_file_per_table=OFF;
CREATE TABLE orders {ORDERS}; INSERT INTO orders VALUES {ORDER_ROWS};
CREATE TABLE items {ITEMS}; INSERT INTO items VALUES {ITEM_ROWS};
CREATE TABLE plain {PLAIN} ROW_FORMAT=REDUNDANT; INSERT INTO plain VALUES {PLAIN_ROWS};
CREATE TABLE part {PART} PARTITION BY HASH (id) PARTITIONS 3; INSERT INTO part VALUES {PART_ROWS};
CREATE TABLE gone (id INT PRIMARY KEY, t VARCHAR(20)); INSERT INTO gone VALUES (1,'gone');
DROP TABLE gone;
SET GLOBAL innodb_file_per_table=ON;
CREATE TABLE own {OWN}; INSERT INTO own VALUES {OWN_ROWS};
SET GLOBAL innodb_file_per_table=OFF;
"""
MYSQL = f"""
CREATE TABLESPACE many ADD DATAFILE 'many.ibd';
CREATE TABLE orders {ORDERS} TABLESPACE many; INSERT INTO orders VALUES {ORDER_ROWS};
CREATE TABLE items {ITEMS} TABLESPACE many; INSERT INTO items VALUES {ITEM_ROWS};
CREATE TABLE plain {PLAIN} ROW_FORMAT=REDUNDANT TABLESPACE innodb_system; INSERT INTO plain VALUES {PLAIN_ROWS};
CREATE TABLE own {OWN}; INSERT INTO own VALUES {OWN_ROWS};
CREATE TABLE part {PART} PARTITION BY HASH (id) PARTITIONS 3; INSERT INTO part VALUES {PART_ROWS};
"""
LEFT_OUT = re.compile("help_|time_zone|st_spatial|.*priv|user$|db$|global_grants|innodb_.*_stats|slave_|replication_|.*_cost|"
                      "parameters|parameter_type_elements|routines|view_")


def index_ids(pages):
    """The index ids of each table that the SDI in mysql.ibd describes (those whose SDI stands on one page)."""
    ids = {}
    for page in pages:
        if page[24:26] != b"\x45\xbd":
            continue
        at = page.find(b"\x78", 120)
        while at >= 0:
            try:
                found = json.loads(zlib.decompressobj().decompress(page[at:]))["dd_object"]
                ids[found["name"]] = [int(re.match(r"id=(\d+)", index["se_private_data"])[1]) for index in found.get("indexes", [])]
            except (zlib.error, ValueError, KeyError, TypeError):
                pass
            at = page.find(b"\x78", at + 1)
    return ids


def blank(data):
    """Zeroes the index pages of tables that describe no table, and the pages of off-page values."""
    pages = [data[at:at + PAGE] for at in range(0, len(data), PAGE)]
    drop = {i for name, ids in index_ids(pages).items() if LEFT_OUT.match(name) for i in ids}
    for i, page in enumerate(pages):
        kind = int.from_bytes(page[24:26], "big")
        if kind in (22, 23, 24) or (kind == 17855 and int.from_bytes(page[66:74], "big") in drop):
            pages[i] = bytes(PAGE)
    return b"".join(pages)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    server.run(f"SET NAMES utf8mb4; DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4; "
               f"USE {DATABASE};" + (MARIADB if server.is_mariadb else MYSQL))
    folder = options.testdata / "dictionary" / options.kind
    shutil.rmtree(folder, ignore_errors=True)
    (folder / DATABASE).mkdir(parents=True)
    for name in ("orders", "items", "plain", "own", "part"):
        created = server.run(f"SHOW CREATE TABLE {DATABASE}.{name};", ["--skip-column-names", "--raw"]).decode()
        (folder / f"{name}.sql").write_text(created.split("\t", 1)[1].rstrip("\n") + ";\n", encoding="utf-8")
        rows = server.run(f"SELECT * FROM {DATABASE}.{name} ORDER BY {ORDER_BY[name]};")
        (folder / f"{name}.tsv.xz").write_bytes(compress(rows.replace(b"NULL", b"\\N")))
    datadir = pathlib.Path(options.datadir)
    files = {path.name: path.read_bytes for path in sorted(datadir.glob("ibdata*"))}
    if not server.is_mariadb:
        files["many.ibd"] = (datadir / "many.ibd").read_bytes
        files["mysql.ibd"] = lambda: blank((datadir / "mysql.ibd").read_bytes())
    for path in sorted((datadir / DATABASE).glob("*.ibd")):
        files[f"{DATABASE}/{path.name}"] = path.read_bytes
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for name, read in files.items():
        (folder / (name + ".xz")).write_bytes(compress(read()))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
