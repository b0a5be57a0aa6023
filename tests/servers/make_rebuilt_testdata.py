#!/usr/bin/env python3
"""Writes testdata/rebuilt: a table as it was before each of three rebuilds, and as it is, from a real server.

    make_rebuilt_testdata.py KIND OUT        KIND: mysql-9, mariadb-10.11

Servers come from the commands REBUILT_UP, REBUILT_DOWN, REBUILT_SQL and REBUILT_DATADIR, in which KIND is put in (default:
dbserver ... --name drives-rebuilt). The server is stopped before each copy, so that files are whole.

OUT/KIND/   ledger.1.ibd .. ledger.3.ibd   before OPTIMIZE, before ALTER ... FORCE, before TRUNCATE
            ledger.4.ibd                   behind TRUNCATE, without a row: the tablespace of ledger.ibd
            ledger.ibd, twin.ibd           as they are; twin has the columns of ledger and rows of its own
            ledger.tsv, twin.tsv           what the server says at the end
            tables.sql                     both definitions
            ibdata1                        MariaDB: the dictionary, which alone tells ledger and twin apart
"""

import lzma
import os
import pathlib
import shlex
import subprocess
import sys

COMMANDS = {name: os.environ.get("REBUILT_" + name.upper(), f"dbserver {name} KIND --name drives-rebuilt")
            for name in ("up", "down", "sql", "datadir")}
DEFINITION = """CREATE TABLE {name} (id INT NOT NULL, marker VARCHAR(40) NOT NULL, amount BIGINT NOT NULL,
  PRIMARY KEY (id), KEY by_marker (marker)) ENGINE=InnoDB CHARACTER SET latin1"""
ROWS = 400


def call(name, kind, text=None):
    command = shlex.split(COMMANDS[name].replace("KIND", kind))
    if name == "sql":
        command += ["--batch", "--skip-column-names"]
    done = subprocess.run(command, input=text and text.encode(), check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


def numbers(kind):
    limit = "cte_max_recursion_depth" if kind.startswith("mysql") else "max_recursive_iterations"
    return (f"SET SESSION {limit} = 100000;",
            f"(WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {ROWS}) SELECT id FROM n) AS n")


def fill(kind, table, version):
    limit, rows = numbers(kind)
    call("sql", kind, f"USE rebuilt; {limit} INSERT INTO {table} SELECT id, CONCAT('{table} ', id, ' as of version {version}'), "
                      f"id * 1000 + {version} FROM {rows};")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    kind, out = sys.argv[1], pathlib.Path(sys.argv[2]) / sys.argv[1]
    out.mkdir(parents=True, exist_ok=True)
    call("up", kind)
    data = pathlib.Path(call("datadir", kind).strip())

    def keep(name, stored):
        with lzma.open(out / (stored + ".xz"), "wb", preset=9) as file:
            file.write((data / name).read_bytes())

    def stopped(copies):
        call("down", kind)
        for name, stored in copies:
            keep(name, stored)
        call("up", kind)

    call("sql", kind, "CREATE DATABASE rebuilt; USE rebuilt; " + ";".join(DEFINITION.format(name=n) for n in ("ledger", "twin")))
    fill(kind, "ledger", 1)
    fill(kind, "twin", 1)
    stopped([("rebuilt/ledger.ibd", "ledger.1.ibd")])
    call("sql", kind, "USE rebuilt; OPTIMIZE TABLE ledger; UPDATE ledger SET marker = CONCAT('ledger ', id, ' as of version 2'), "
                      "amount = id * 1000 + 2 WHERE id % 3 = 0; DELETE FROM ledger WHERE id % 50 = 7;")
    stopped([("rebuilt/ledger.ibd", "ledger.2.ibd")])
    call("sql", kind, "USE rebuilt; ALTER TABLE ledger FORCE; UPDATE ledger SET marker = CONCAT('ledger ', id, ' as of version 3'), "
                      "amount = id * 1000 + 3 WHERE id % 3 = 1; DELETE FROM ledger WHERE id % 50 = 8;")
    stopped([("rebuilt/ledger.ibd", "ledger.3.ibd")])
    call("sql", kind, "USE rebuilt; TRUNCATE TABLE ledger;")
    stopped([("rebuilt/ledger.ibd", "ledger.4.ibd")])
    fill(kind, "ledger", 4)
    call("sql", kind, "USE rebuilt; UPDATE ledger SET marker = CONCAT('ledger ', id, ' as of version 5'), amount = id * 1000 + 5 "
                      "WHERE id % 4 = 0; DELETE FROM ledger WHERE id % 50 = 9;")
    for table in ("ledger", "twin"):
        (out / (table + ".tsv")).write_text(call("sql", kind, f"SELECT * FROM rebuilt.{table} ORDER BY id"))
    (out / "tables.sql").write_text("USE rebuilt;\n" + ";\n".join(DEFINITION.format(name=n) for n in ("ledger", "twin")) + ";\n")
    copies = [("rebuilt/ledger.ibd", "ledger.ibd"), ("rebuilt/twin.ibd", "twin.ibd")]
    if kind.startswith("mariadb"):
        copies.append(("ibdata1", "ibdata1"))
    stopped(copies)
    call("sql", kind, "DROP DATABASE rebuilt")
    call("down", kind)


if __name__ == "__main__":
    main()
