#!/usr/bin/env python3
"""Writes testdata/open_transaction/KIND: a server that was killed while transactions were under way.

usage: make_open_transaction_testdata.py KIND TESTDATA --client CMD --datadir DIR --kill CMD

The table `t` has 400 rows that are committed. Then one transaction inserts 40 rows, changes 20 and deletes 20, a second one
that only inserts 10 is committed, all pages are brought to disk, and KILL ends the server (SIGKILL). Written are the
tablespaces that tell, `t.sql`, and `t.tsv`: what another session saw, in key order, and `open.tsv`: what the open one saw.
THE DATABASE open_transaction IS DROPPED FIRST.
"""

import argparse
import pathlib
import shlex
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

from make_testdata import compress, refresh_readme  # noqa: E402
from server import Server  # noqa: E402

DATABASE = "open_transaction"
SELECT = "SELECT * FROM t ORDER BY id;\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "kill"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    client = shlex.split(options.client)
    server = Server(client)
    values = ",".join(f"({i},'row {i}',{i * 7 % 1000})" for i in range(1, 401))
    server.run(f"DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE}; USE {DATABASE};"
               "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, name VARCHAR(60), n INT, KEY n (n)) ENGINE=InnoDB;"
               f"INSERT INTO t VALUES {values};")
    # A session that stays: what it does is not committed.
    session = subprocess.Popen([*client, "--unbuffered", "--batch", DATABASE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    inserted = ",".join(f"({i},'never {i}',{i})" for i in range(1001, 1041))
    session.stdin.write(f"BEGIN; INSERT INTO t VALUES {inserted};"
                        "UPDATE t SET name = CONCAT('changed ', id), n = n + 1 WHERE id BETWEEN 100 AND 119;"
                        "DELETE FROM t WHERE id BETWEEN 200 AND 219;\n" + SELECT)
    session.stdin.flush()
    seen = []
    while not seen or not seen[-1].startswith("1040\t"):
        seen.append(session.stdout.readline())
    committed = ",".join(f"({i},'kept {i}',{i})" for i in range(2001, 2011))
    server.run(f"USE {DATABASE}; INSERT INTO t VALUES {committed};")
    truth = subprocess.run([*client, "--batch", DATABASE], input=SELECT, stdout=subprocess.PIPE, text=True, check=True).stdout
    server.run("SET GLOBAL innodb_max_dirty_pages_pct_lwm=0; SET GLOBAL innodb_max_dirty_pages_pct=0;")
    for _ in range(600):
        if dict(server.query("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'")) == {"Innodb_buffer_pool_pages_dirty": "0"}:
            break
        time.sleep(0.2)
    else:
        sys.exit("pages of the server are not written after two minutes")
    subprocess.run(shlex.split(options.kill), check=True)
    session.kill()
    folder = options.testdata / "open_transaction" / options.kind
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    datadir = pathlib.Path(options.datadir)
    undo = sorted(datadir.glob("undo*"))
    for path in [datadir / "ibdata1", *undo, datadir / DATABASE / "t.ibd"]:
        (folder / (path.name + ".xz")).write_bytes(compress(path.read_bytes()))
    (folder / "t.tsv").write_text(truth)
    (folder / "open.tsv").write_text("".join(seen))
    (folder / "t.sql").write_text("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, name VARCHAR(60), n INT, KEY n (n)) ENGINE=InnoDB;\n")
    if (options.testdata / "README.md").exists():
        refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
