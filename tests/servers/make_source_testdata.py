#!/usr/bin/env python3
"""Writes testdata/sources/: tablespaces with what tells their definitions beside them.

usage: make_source_testdata.py KIND TESTDATA --client CMD --datadir DIR --stop CMD

    KIND/shop/NAME.cfg, NAME.ibd.xz     exported tables (FLUSH TABLES ... FOR EXPORT), NAME.sql, NAME.rows.xz
    mysql-9/wide.ibd.xz, zipped.ibd.xz  a table whose SDI is off-page; the same as ROW_FORMAT=COMPRESSED
    mysql-9/many.ibd.xz                 a general tablespace whose SDI has a root and leaves
    mysql-9/mysql.ibd.xz                a dictionary with views, triggers, routines and events, and side.sql, what the
                                        server prints for them; blanked as make_dictionary_testdata.py says

THE DATABASE shop IS DROPPED FIRST; the general tablespace `sources_many` must not be there yet.
"""

import argparse
import pathlib
import random
import shlex
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

import make_dictionary_testdata  # noqa: E402
from make_testdata import compress, refresh_readme  # noqa: E402
from server import Server, name  # noqa: E402

EXPORTED = """
CREATE TABLE orders (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, customer VARCHAR(40) NOT NULL, placed DATETIME,
  note TEXT, amount BIGINT, day DATE NOT NULL, share DOUBLE, code CHAR(3) CHARACTER SET latin1, KEY customer (customer(5)),
  UNIQUE KEY day (day, amount)) AUTO_INCREMENT=5000;
INSERT INTO orders SELECT NULL, CONCAT('ä customer ', n % 37), IF(n % 5, '2024-01-02 03:04:05', NULL),
  CONCAT(REPEAT('n', n % 90), n), n * 1000 - 7, '2024-01-01' + INTERVAL n DAY, n / 7, 'abc' FROM numbers;
CREATE TABLE parts (id INT NOT NULL, t VARCHAR(30)) PARTITION BY HASH (id) PARTITIONS 2;
INSERT INTO parts SELECT n, CONCAT('row ', n) FROM numbers;
CREATE TABLE red (a VARCHAR(20) NOT NULL, b INT, PRIMARY KEY (a)) ROW_FORMAT=REDUNDANT;
INSERT INTO red SELECT CONCAT('key ', n), n FROM numbers;
"""
# MySQL notes in a .cfg which columns came and went.
INSTANT = """
CREATE TABLE altered (id INT NOT NULL PRIMARY KEY, a VARCHAR(10), b INT, c INT);
INSERT INTO altered SELECT n, CONCAT('a', n), n, -n FROM numbers WHERE n <= 50;
ALTER TABLE altered ADD COLUMN d VARCHAR(20) NOT NULL DEFAULT 'it''s', ALGORITHM=INSTANT;
INSERT INTO altered SELECT n, CONCAT('a', n), n, -n, CONCAT('d', n) FROM numbers WHERE n > 50 AND n <= 100;
ALTER TABLE altered DROP COLUMN b, ALGORITHM=INSTANT;
ALTER TABLE altered ADD COLUMN e INT DEFAULT 7 FIRST, ALGORITHM=INSTANT;
INSERT INTO altered SELECT NULL, n, CONCAT('a', n), -n, 'new' FROM numbers WHERE n > 100 AND n <= 150;
"""
SIDE = """
CREATE TABLE items (id INT PRIMARY KEY, price INT, changed DATETIME);
CREATE VIEW a_later AS SELECT id FROM b_first WHERE id > 3;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW `odd ``name ä` AS SELECT id, 'it''s ä' AS `t x` FROM items WHERE price > 0 WITH LOCAL CHECK OPTION;
CREATE TRIGGER second BEFORE INSERT ON items FOR EACH ROW SET NEW.price = NEW.price + 1;
CREATE TRIGGER first BEFORE INSERT ON items FOR EACH ROW PRECEDES second SET NEW.changed = NOW(), @x = 'ä;;';
CREATE DEFINER='some@body'@'10.%' FUNCTION f (p INT, `q ä` VARCHAR(10) CHARACTER SET utf8mb4) RETURNS VARCHAR(20) CHARACTER SET latin1 DETERMINISTIC NO SQL COMMENT 'it''s' RETURN CONCAT(p, `q ä`, 'ä');
CREATE PROCEDURE p (IN a INT, OUT b DECIMAL(10,2)) MODIFIES SQL DATA SQL SECURITY INVOKER BEGIN DECLARE x INT; SET x = a; SET b = x; END;
CREATE EVENT every_hour ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 00:00:00' ENDS '2031-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'it''s' DO SET @a = 'ä';
CREATE EVENT quarterly ON SCHEDULE EVERY 2 QUARTER STARTS '2030-01-01 00:00:00' DO SET @a = 1;
CREATE EVENT exact ON SCHEDULE EVERY '3 04:05:06' DAY_SECOND STARTS '2030-01-01 00:00:00' DO SET @a = 2;
CREATE EVENT once ON SCHEDULE AT '2035-06-07 08:09:10' DISABLE DO SET @a = 3;
"""
SHOWN = (("VIEW", "b_first"), ("VIEW", "a_later"), ("VIEW", "odd `name ä"), ("TRIGGER", "first"), ("TRIGGER", "second"),
         ("FUNCTION", "f"), ("PROCEDURE", "p"), ("EVENT", "every_hour"), ("EVENT", "quarterly"), ("EVENT", "exact"),
         ("EVENT", "once"))
# Where the statement stands in SHOW CREATE's row.
COLUMN = {"VIEW": 1, "TRIGGER": 2, "FUNCTION": 2, "PROCEDURE": 2, "EVENT": 3}


def words(count, generator):
    letters = "abcdefghijklmnopqrstuvwxyzäöü "
    return "".join(generator.choice(letters) for _ in range(count)).strip()


def wide(name_text, options, generator):
    columns = ", ".join(f"c{i} INT DEFAULT {i} COMMENT '{words(250, generator)}'" for i in range(140))
    return f"CREATE TABLE {name_text} (id INT PRIMARY KEY, {columns}) {options}; INSERT INTO {name_text} (id) VALUES (1),(2),(3);"


def many(generator):
    sql = "CREATE TABLESPACE sources_many ADD DATAFILE 'sources_many.ibd';"
    for table in range(8):
        columns = ", ".join(f"c{i} INT COMMENT '{words(60, generator)}'" for i in range(30))
        sql += f"CREATE TABLE m{table} (id INT PRIMARY KEY, {columns}) TABLESPACE sources_many;"
        sql += f"INSERT INTO m{table} (id) VALUES ({table}),({table + 10});"
    return sql


def without_host(cfg):
    """A .cfg file without the name of the machine, which is nobody's business."""
    length = int.from_bytes(cfg[4:8], "big")
    host = b"server\0"
    return cfg[:4] + len(host).to_bytes(4, "big") + host + cfg[8 + length:]


def export(server, datadir, folder):
    tables = ["orders", "parts", "red"] + ([] if server.is_mariadb else ["altered"])
    for table in tables:
        created = server.run(f"SHOW CREATE TABLE shop.{table};", ["--skip-column-names", "--raw"]).decode()
        (folder / "shop" / f"{table}.sql").write_text(created.split("\t", 1)[1].rstrip("\n") + ";\n", encoding="utf-8")
        key = "a" if table == "red" else "id"
        rows = server.run(f"SELECT * FROM shop.{table} ORDER BY {'id % 2, ' if table == 'parts' else ''}{key};")
        (folder / "shop" / f"{table}.rows.xz").write_bytes(compress(rows.replace(b"NULL", b"\\N")))
    listed = ", ".join(f"shop.{table}" for table in tables)
    held = subprocess.Popen(server.client, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    held.stdin.write(f"FLUSH TABLES {listed} FOR EXPORT; SELECT SLEEP(8); UNLOCK TABLES;".encode())
    held.stdin.close()
    time.sleep(4)
    for path in sorted((datadir / "shop").iterdir()):
        if path.name.partition(".")[0].split("#")[0] not in tables:
            continue
        if path.suffix == ".cfg":
            (folder / "shop" / path.name).write_bytes(without_host(path.read_bytes()))
        elif path.suffix == ".ibd":
            (folder / "shop" / (path.name + ".xz")).write_bytes(compress(path.read_bytes()))
    held.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    datadir = pathlib.Path(options.datadir)
    folder = options.testdata / "sources" / options.kind
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "shop").mkdir(parents=True)
    numbers = ("CREATE TABLE numbers (n INT PRIMARY KEY); INSERT INTO numbers VALUES "
               + ",".join(f"({n})" for n in range(1, 301)) + ";")
    server.run("SET NAMES utf8mb4; DROP DATABASE IF EXISTS shop; CREATE DATABASE shop CHARACTER SET utf8mb4; USE shop;"
               + numbers + EXPORTED + ("" if server.is_mariadb else INSTANT))
    export(server, datadir, folder)
    if server.is_mariadb:
        return refresh_readme(options.testdata)
    generator = random.Random(5)
    server.run("SET NAMES utf8mb4; USE shop; " + wide("wide", "", generator)
               + wide("zipped", "ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8", generator) + many(generator)
               + "DROP TABLE numbers;")
    # The client would cut statements at the semicolons inside.
    server.run("SET NAMES utf8mb4; USE shop; CREATE VIEW b_first AS SELECT 1 AS id;\nDELIMITER //\n"
               + SIDE.replace(";\n", "//\n"))
    shown = []
    for kind, item in SHOWN:
        out = server.run(f"SET time_zone = '+00:00'; USE shop; SHOW CREATE {kind} {name(item)};", ["--skip-column-names"]).decode()
        shown.append(f"{kind}\t{item}\t{out.rstrip(chr(10)).split(chr(9))[COLUMN[kind]]}\n")
    (folder / "side.tsv").write_text("".join(shown), encoding="utf-8")
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for table in ("wide", "zipped"):
        (folder / f"{table}.ibd.xz").write_bytes(compress((datadir / "shop" / f"{table}.ibd").read_bytes()))
    (folder / "many.ibd.xz").write_bytes(compress((datadir / "sources_many.ibd").read_bytes()))
    make_dictionary_testdata.LEFT_OUT = make_dictionary_testdata.re.compile(
        "help_|time_zone|st_spatial|.*priv|user$|db$|global_grants|innodb_(index|table)_stats|slave_|replication_|.*_cost|"
        "parameter|view_")
    (folder / "mysql.ibd.xz").write_bytes(
        compress(make_dictionary_testdata.blank((datadir / "mysql.ibd").read_bytes())))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
