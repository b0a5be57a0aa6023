#!/usr/bin/env python3
"""Random sequences of instant DDL and DML on a real server; then round_trip.py's proof of every table.

usage: instant_round_trip.py [--seed N] [--tables N] [--steps N] --client 'CLIENT...' --datadir DIR [option of round_trip.py...]

Each table has a row format, a kind of key and a past of its own: columns added at the end, at the front and between,
dropped, moved, renamed, made nullable, made longer, with default values in the record and off-page; rows inserted,
updated, deleted and rolled back between. No statement names an ALGORITHM: what the server can do instantly it does so, and
what it cannot it does otherwise. The same seed gives the same statements. DATABASES WHOSE NAMES BEGIN WITH rt_ ARE DROPPED.
"""

import argparse
import json
import pathlib
import random
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

import round_trip  # noqa: E402

# name, DDL, a value of n as SQL, may have a DEFAULT, the default
KINDS = (
    ("int", "INT", lambda n: str(n * 7919 % 100000 - 50000), True),
    ("tiny", "TINYINT UNSIGNED", lambda n: str(n % 256), True),
    ("big", "BIGINT", lambda n: str((n * 2654435761) % (1 << 60)), True),
    ("decimal", "DECIMAL(12,3)", lambda n: f"{n * 37 % 100000}.{n % 1000:03}", True),
    ("double", "DOUBLE", lambda n: f"{n}.5e{n % 9}", True),
    ("date", "DATE", lambda n: f"'20{n % 90 + 10}-0{n % 9 + 1}-1{n % 9}'", True),
    ("datetime", "DATETIME(3)", lambda n: f"'2021-0{n % 9 + 1}-1{n % 9} 1{n % 9}:22:33.{n % 1000:03}'", True),
    ("char", "CHAR(12) CHARACTER SET utf8mb4", lambda n: f"'c{n}é'", True),
    ("latin", "CHAR(9) CHARACTER SET latin1", lambda n: f"'l{n % 1000}'", True),
    ("binary", "BINARY(6)", lambda n: f"0x{n % (1 << 40):012x}", False),
    ("wide", "BINARY(255)", lambda n: f"REPEAT(CHAR({65 + n % 26}), 255)", True),
    ("short", "VARCHAR(20)", lambda n: f"'v{n}'", True),
    ("long", "VARCHAR(400)", lambda n: f"REPEAT('w{n % 10}', {n % 90})", True),
    ("varbin", "VARBINARY(300)", lambda n: f"REPEAT('b', {n % 300})", True),
    ("enum", "ENUM('red','green','blue')", lambda n: ("'red'", "'green'", "'blue'")[n % 3], True),
    ("text", "TEXT", lambda n: f"REPEAT('t{n % 10}', {n % 700})", False),
    ("blob", "MEDIUMBLOB", lambda n: f"REPEAT('m', {9000 if n % 11 == 0 else n % 99})", False),
)
KEYS = {
    "int": (["id INT NOT NULL"], "PRIMARY KEY (id)"),
    "text": (["id INT NOT NULL", "k VARCHAR(30) NOT NULL DEFAULT 'k'"], "PRIMARY KEY (k, id)"),
    "prefix": (["id INT NOT NULL", "k VARCHAR(60) NOT NULL DEFAULT 'prefix of it'"], "PRIMARY KEY (id, k(4))"),
    "char": (["id INT NOT NULL", "k CHAR(8) CHARACTER SET utf8mb4 NOT NULL DEFAULT 'ü'"], "PRIMARY KEY (k, id)"),
    "none": (["id INT NOT NULL"], "KEY (id)"),
}


class Past:
    """One table and what happened to it, as SQL."""

    def __init__(self, rng, table, is_mariadb, old_mariadb, partitions=True):
        self.rng, self.table, self.is_mariadb = rng, table, is_mariadb
        self.moves = is_mariadb and not old_mariadb
        self.out, self.columns, self.named, self.next_id = [], [], 0, 1
        key = rng.choice(list(KEYS))
        self.key_columns = [d.split()[0] for d in KEYS[key][0]]
        for _ in range(rng.randint(1, 5)):
            self.columns.append(self.new_column())
        definitions = KEYS[key][0] + [f"{c['name']} {self.ddl(c)}" for c in self.columns] + [KEYS[key][1]]
        if rng.random() < 0.4 and self.columns[0]["kind"][0] not in ("text", "blob", "wide", "long", "varbin"):
            definitions.append(f"KEY second ({self.columns[0]['name']})")
            self.columns[0]["pinned"] = True
        self.row_format = rng.choice(("REDUNDANT", "COMPACT", "DYNAMIC"))
        partition = " PARTITION BY HASH (id) PARTITIONS 3" if partitions and key == "int" and rng.random() < 0.2 else ""
        self.out.append(f"CREATE TABLE {table} ({', '.join(definitions)}) ENGINE=InnoDB ROW_FORMAT={self.row_format}{partition}")
        self.insert(rng.choice((3, 40, 400)))

    def new_column(self):
        kind = self.rng.choice(KINDS)
        self.named += 1
        nullable = self.rng.random() < 0.5
        default = None
        if kind[3] and self.rng.random() < 0.6:
            default = kind[2](self.rng.randrange(1000))
            if default.startswith("REPEAT"):
                default = "'" + "d" * self.rng.choice((0, 5, 200)) + "'"
        elif kind[0] in ("text", "blob") and self.is_mariadb and self.rng.random() < 0.7:
            default = "'" + "default " * self.rng.choice((1, 30, 1500)) + "'"
        return {"name": f"c{self.named}", "kind": kind, "nullable": nullable, "default": default, "pinned": False}

    @staticmethod
    def ddl(column):
        text = column["kind"][1] + (" NULL" if column["nullable"] else " NOT NULL")
        return text + (f" DEFAULT {column['default']}" if column["default"] is not None else "")

    def value(self, column, n):
        if column["nullable"] and self.rng.random() < 0.2:
            return "NULL"
        return column["kind"][2](n)

    def insert(self, count):
        rows = []
        for _ in range(count):
            n = self.next_id
            self.next_id += 1
            values = [str(n)] + (["'" + self.rng.choice("abcdef") + f"{n * 31 % 1000}'"] if len(self.key_columns) > 1 else [])
            rows.append("(" + ", ".join(values + [self.value(c, n) for c in self.columns]) + ")")
        names = ", ".join(self.key_columns + [c["name"] for c in self.columns])
        for at in range(0, len(rows), 100):
            self.out.append(f"INSERT INTO {self.table} ({names}) VALUES {', '.join(rows[at:at + 100])}")

    def alter(self, what):
        self.out.append(f"ALTER TABLE {self.table} {what}")

    def place(self):
        roll = self.rng.random()
        if roll < 0.5:
            return ""
        return " FIRST" if roll < 0.65 else f" AFTER {self.rng.choice([c['name'] for c in self.columns] or ['id'])}"

    def step(self):
        free = [c for c in self.columns if not c["pinned"]]
        roll = self.rng.random()
        if roll < 0.3:
            new = [self.new_column() for _ in range(self.rng.choice((1, 1, 2)))]
            self.alter(", ".join(f"ADD COLUMN {c['name']} {self.ddl(c)}{self.place()}" for c in new))
            self.columns += new
        elif roll < 0.42 and free:
            gone = self.rng.choice(free)
            self.alter(f"DROP COLUMN {gone['name']}")
            self.columns.remove(gone)
        elif roll < 0.5 and free and self.moves:
            moved = self.rng.choice(free)
            self.alter(f"MODIFY COLUMN {moved['name']} {self.ddl(moved)} FIRST")
        elif roll < 0.56 and free and self.is_mariadb:
            changed = self.rng.choice(free)
            changed["nullable"] = True
            self.alter(f"MODIFY COLUMN {changed['name']} {self.ddl(changed)}")
        elif roll < 0.6 and free:
            renamed = self.rng.choice(free)
            self.named += 1
            self.alter(f"CHANGE COLUMN {renamed['name']} c{self.named} {self.ddl(renamed)}")
            renamed["name"] = f"c{self.named}"
        elif roll < 0.63:
            column = next((c for c in free if c["kind"][3] and not c["default"] is None), None)
            if column:
                default = column["kind"][2](self.rng.randrange(1000))
                if not default.startswith("REPEAT"):
                    column["default"] = default
                    self.alter(f"ALTER COLUMN {column['name']} SET DEFAULT {default}")
        elif roll < 0.8:
            self.insert(self.rng.choice((1, 10, 60)))
        elif roll < 0.9 and self.columns:
            column = self.rng.choice(self.columns)
            self.out.append(f"UPDATE {self.table} SET {column['name']} = {column['kind'][2](self.rng.randrange(999))} "
                            f"WHERE id % {self.rng.choice((3, 7, 50))} = 1")
        elif roll < 0.95:
            self.out.append(f"DELETE FROM {self.table} WHERE id % {self.rng.choice((5, 9))} = {self.rng.randrange(5)}")
        else:
            self.out.append("BEGIN")
            self.insert(20)
            self.out += [f"UPDATE {self.table} SET id = id + 1000000 WHERE id % 11 = 1", "ROLLBACK"]


class InstantRoundTrip(round_trip.RoundTrip):
    def build(self):
        self.drop_databases()
        old = self.server.is_mariadb and self.server.version < (10, 4)
        out = ["SET NAMES utf8mb4", "SET sql_mode = ''", "DROP DATABASE IF EXISTS rt_instant", "CREATE DATABASE rt_instant",
               "USE rt_instant"]
        for number in range(self.options.tables):
            rng = random.Random(f"{self.options.seed}.{number}")
            past = Past(rng, f"t{number}", self.server.is_mariadb, old)
            for _ in range(rng.randint(1, self.options.steps)):
                past.step()
            out += past.out
        sql = ";\n".join(out) + ";\n"
        (self.work / "statements.sql").write_text(sql)
        # --force: what a server refuses (a row that gets too long) is left out of the table's past.
        done = subprocess.run(self.server.client + ["--batch", "--force"], input=sql.encode(), stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, check=False)
        (self.work / "refused.txt").write_bytes(done.stderr)
        self.say(f"built, {len(out)} statements, {done.stderr.count(b'ERROR')} refused")
        truth = round_trip.read_tables(self.server)
        (self.work / "truth.json").write_text(json.dumps(truth))
        self.say(f"truth: {len(truth)} tables, {sum(len(t['rows']) for t in truth.values())} rows")
        if self.options.schema_from == "dump":
            with open(self.schema, "wb") as schema:
                subprocess.run(shlex.split(self.options.dump) + ["--no-data", "--skip-triggers", "--databases", "rt_instant"],
                               stdout=schema, check=True)
        self.copy_files()


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--tables", type=int, default=30)
    parser.add_argument("--steps", type=int, default=25)
    own, rest = parser.parse_known_args()
    sys.argv[1:] = rest
    options = round_trip.parse_arguments()
    options.seed, options.tables, options.steps = own.seed, own.tables, own.steps
    if not options.work:
        options.work = round_trip.tempfile.mkdtemp(prefix="innosalvage-instant-")
        print(f"work: {options.work}")
    return InstantRoundTrip(options).run()


if __name__ == "__main__":
    sys.exit(main())
