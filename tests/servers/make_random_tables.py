#!/usr/bin/env python3
"""Builds random tables on a server and leaves them in the shape of a corpus: NAME.ibd, NAME.sql (SHOW CREATE TABLE), NAME.tsv
(the server's rows), NAME.cols.tsv. For tests/torture, tests/corpus/check_corpus.py, check_schema_edits.py, check_inference.py.

usage: make_random_tables.py OUT --client 'CLIENT...' --datadir DIR [--tables N] [--seed S] [--max-rows N]

Columns of all types, widths, character sets; NULL and NOT NULL; row formats; no key, integer keys, text keys, several columns;
secondary keys. Rows: 0 to 20 in half of the tables. Values: uniform, skewed, all equal, all NULL, all zero, at the limits,
counting. THE DATABASE fit_random IS DROPPED. The same seed and server give the same tables.
"""

import argparse
import pathlib
import random
import shlex
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from server import Server, name, quote, truth_rows  # noqa: E402

DATABASE = "fit_random"
WIDTHS = {"TINYINT": 1, "SMALLINT": 2, "MEDIUMINT": 3, "INT": 4, "BIGINT": 8}
CHARSETS = ("utf8mb4", "latin1", "utf8mb3", "ascii", "ucs2", "gbk", "utf16", "sjis")
WORDS = ("alpha", "Berlin", "Köln", "invoice", "x", "", "été", "North Street 12", "Ж", "lorem ipsum dolor", "42", "0", "A-17")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .-_"
SHAPES = ("uniform", "skewed", "equal", "null", "zero", "limits", "counting", "mixed", "few", "small")


class Column:
    def __init__(self, rng, number, kind=None):
        self.rng = rng
        self.name = f"c{number}"
        self.kind = kind or rng.choice(
            ["TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INT", "BIGINT", "DECIMAL", "FLOAT", "DOUBLE", "DATE", "DATETIME",
             "TIMESTAMP", "TIME", "YEAR", "CHAR", "VARCHAR", "VARCHAR", "BINARY", "VARBINARY", "TEXT", "BLOB", "ENUM", "SET", "BIT"])
        self.unsigned = self.kind in WIDTHS and rng.random() < 0.4
        self.charset = rng.choice(CHARSETS) if rng.random() < 0.3 else None
        self.fsp = rng.choice((0, 0, 0, 3, 6))
        self.length = rng.choice((1, 5, 10, 30, 60, 100, 255)) if self.kind in ("CHAR", "BINARY") else rng.choice((10, 20, 45, 60, 255, 300))
        self.scale = rng.choice((0, 2, 2, 4))
        self.precision = self.scale + rng.choice((2, 4, 8, 12))
        self.bits = rng.choice((1, 8, 13, 64))
        self.members = [f"m{i}" for i in range(rng.choice((2, 5, 20)))]
        self.nullable = rng.random() < 0.5
        self.shape = rng.choice(SHAPES)
        self.low = 0

    def type(self):
        kind = self.kind
        if kind in WIDTHS:
            return kind + (" UNSIGNED" if self.unsigned else "")
        if kind in ("CHAR", "VARCHAR"):
            return f"{kind}({self.length})" + (f" CHARACTER SET {self.charset}" if self.charset else "")
        if kind == "TEXT":
            return kind + (f" CHARACTER SET {self.charset}" if self.charset else "")
        if kind in ("BINARY", "VARBINARY"):
            return f"{kind}({self.length})"
        if kind == "DECIMAL":
            return f"DECIMAL({self.precision},{self.scale})"
        if kind in ("DATETIME", "TIMESTAMP", "TIME"):
            return kind + (f"({self.fsp})" if self.fsp else "")
        if kind in ("ENUM", "SET"):
            return f"{kind}({','.join(map(quote, self.members))})"
        if kind == "BIT":
            return f"BIT({self.bits})"
        return kind

    def ddl(self):
        default = " DEFAULT NULL" if self.nullable and self.kind == "TIMESTAMP" else ""
        if not self.nullable and self.kind == "TIMESTAMP":
            default = " DEFAULT '2000-01-01 00:00:00'"
        return f"{name(self.name)} {self.type()} {'NULL' if self.nullable else 'NOT NULL'}{default}"

    def span(self):
        bits = WIDTHS[self.kind] * 8
        return (0, 2 ** bits - 1) if self.unsigned else (-2 ** (bits - 1), 2 ** (bits - 1) - 1)

    def number(self, row):
        low, high = self.span()
        rng = self.rng
        shape = self.shape
        if shape == "uniform":
            return rng.randint(low, high)
        if shape == "limits":
            return rng.choice((low, high, 0))
        if shape == "counting":
            return min(row + 1, high)
        if shape == "skewed":
            return min(high, int(rng.expovariate(0.01)))
        if shape == "few":
            return rng.choice((1, 2, 3))
        if shape == "small":
            return rng.randint(0, 100)
        if shape == "mixed":
            return rng.choice((rng.randint(low, high), rng.randint(0, 9)))
        return 0 if shape == "zero" else min(7, high)

    def text(self, row):
        rng = self.rng
        if self.shape in ("equal",):
            return "same"[:self.length]
        if self.shape == "zero":
            return ""
        if self.shape in ("limits",):
            return "z" * min(self.length, 200)
        if self.shape in ("few", "small"):
            word = rng.choice(WORDS)
        elif self.shape == "counting":
            word = f"name {row}"
        else:
            word = "".join(rng.choice(LETTERS) for _ in range(rng.randint(0, min(self.length, 60))))
        known = {"latin1": "latin-1", "ascii": "ascii", "gbk": "gbk", "sjis": "shift_jis"}.get(self.charset or "utf8mb4", "utf-8")
        word = word.encode(known, "ignore").decode(known)
        return word[:self.length].rstrip()

    def value(self, row):
        rng = self.rng
        if self.nullable and (self.shape == "null" or rng.random() < 0.15):
            return "NULL"
        kind = self.kind
        if kind in WIDTHS:
            return str(self.number(row))
        fixed = self.shape in ("equal", "zero", "null")
        if kind == "DECIMAL":
            digits = 10 ** self.precision - 1
            number = {"uniform": rng.randint(-digits, digits), "limits": rng.choice((-digits, digits)), "zero": 0,
                      "counting": row}.get(self.shape, rng.randint(0, 2000) if self.shape != "equal" else 150)
            number = max(-digits, min(digits, number))
            sign = "-" if number < 0 else ""
            text = str(abs(number)).rjust(self.scale + 1, "0")
            return sign + (text if not self.scale else text[:-self.scale] + "." + text[-self.scale:])
        if kind in ("FLOAT", "DOUBLE"):
            return str(0 if self.shape == "zero" else 1.5 if fixed else rng.choice((rng.random() * 100, rng.randint(0, 50),
                                                                                    rng.gauss(0, 1e10))))
        if kind == "YEAR":
            return "0" if self.shape == "zero" else str(2001 if fixed else rng.randint(1901, 2155))
        if kind in ("DATE", "DATETIME", "TIMESTAMP"):
            if self.shape == "zero" and kind != "TIMESTAMP":
                return "'0000-00-00'" if kind == "DATE" else "'0000-00-00 00:00:00'"
            year = 2020 if fixed else rng.randint(1971, 2037) if kind == "TIMESTAMP" or self.shape != "uniform" else rng.randint(1000, 9999)
            date = f"{year:04}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}" if not fixed else "2020-05-17"
            if kind == "DATE":
                return quote(date)
            clock = "10:00:00" if fixed else f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
            if kind == "TIMESTAMP" and self.shape == "limits":
                return quote(rng.choice(("1970-01-01 00:00:01", "2038-01-19 03:14:07")))
            return quote(date + " " + clock + (f".{rng.randint(0, 10 ** self.fsp - 1):0{self.fsp}}" if self.fsp and not fixed else ""))
        if kind == "TIME":
            return quote("00:00:00" if self.shape == "zero" else "12:30:00" if fixed else
                         f"{rng.choice(('', '', '-')) if self.shape == 'uniform' else ''}{rng.randint(0, 838 if self.shape == 'uniform' else 23):02}"
                         f":{rng.randint(0, 59):02}:{rng.randint(0, 59):02}")
        if kind in ("CHAR", "VARCHAR", "TEXT"):
            return quote(self.text(row))
        if kind in ("BINARY", "VARBINARY", "BLOB"):
            if self.shape == "zero":
                return "''"
            count = min(self.length, 40)
            body = b"\x07" * min(3, count) if fixed else rng.randbytes(rng.randint(0, count))
            return f"0x{body.hex()}" if body else "''"
        if kind == "ENUM":
            return str(1 if fixed else rng.randint(1, len(self.members)))
        if kind == "SET":
            return str(0 if self.shape == "zero" else 1 if fixed else rng.randint(0, 2 ** len(self.members) - 1))
        return str(0 if self.shape == "zero" else 1 if fixed else rng.randint(0, 2 ** self.bits - 1))  # BIT


class Table:
    def __init__(self, rng, number, max_rows):
        self.name = f"r{number:03}"
        self.columns = [Column(rng, i) for i in range(rng.choice((1, 2, 3, 5, 8, 12, 20, 40)) if rng.random() < 0.9 else 90)]
        self.keys = []
        key = rng.choice(("auto", "auto", "auto", "none", "text", "two", "any"))
        if key == "auto":
            first = Column(rng, 0, rng.choice(("INT", "INT", "BIGINT", "SMALLINT")))
            first.shape = "counting"
            self.columns[0] = first
            self.keys.append("PRIMARY KEY (c0)")
        elif key == "text":
            first = Column(rng, 0, rng.choice(("VARCHAR", "CHAR")))
            first.shape, first.length = "counting", 20
            self.columns[0] = first
            self.keys.append("PRIMARY KEY (c0)")
        elif key == "two":
            for i, kind in enumerate(("INT", rng.choice(("DATE", "VARCHAR", "SMALLINT")))):
                column = Column(rng, i, kind)
                column.shape = "counting" if i == 0 else rng.choice(("small", "few"))
                column.length = 20
                self.columns[i:i + 1] = [column]
            self.keys.append("PRIMARY KEY (c0, c1)")
        elif key == "any" and len(self.columns) > 2:
            at = len(self.columns) // 2
            column = Column(rng, at, rng.choice(("INT", "BIGINT")))
            column.shape = "counting"
            self.columns[at] = column
            self.keys.append(f"PRIMARY KEY (c{at})")
        keyed = {word.strip("(), ") for key in self.keys for word in key.split() if word.startswith(("(c", "c"))}
        for column in self.columns:
            if column.name in keyed:
                column.nullable = False
        for i, column in enumerate(self.columns):
            if rng.random() < 0.15 and len(self.keys) < 6:
                prefix = f"({min(column.length, 10)})" if column.kind in ("CHAR", "VARCHAR", "TEXT", "BLOB") else ""
                more = f", c{rng.randrange(len(self.columns))}" if rng.random() < 0.2 else ""
                other = self.columns[int(more[3:])] if more else None
                if other is not None and (other.kind in ("CHAR", "VARCHAR", "TEXT", "BLOB", "VARBINARY", "BINARY") or other is column):
                    more = ""
                if column.kind in ("BINARY", "VARBINARY"):
                    prefix = f"({min(column.length, 10)})"
                self.keys.append(f"KEY k{i} (c{i}{prefix}{more})")
        self.rows = rng.randint(0, 20) if rng.random() < 0.5 else rng.choice((30, 60, 200, 700, max_rows))
        if len(self.columns) > 30:
            self.rows = min(self.rows, 200)
        self.charset = rng.choice(("utf8mb4", "utf8mb4", "latin1"))
        self.row_format = rng.choice(("", "", "DYNAMIC", "COMPACT", "REDUNDANT"))
        for column in self.columns:
            if column.charset is None:
                column.charset = None if self.charset == "utf8mb4" else None
        self.changes = rng.random() < 0.5

    def sql(self):
        tail = f" ENGINE=InnoDB DEFAULT CHARSET={self.charset}" + (f" ROW_FORMAT={self.row_format}" if self.row_format else "")
        for column in self.columns:  # what a text may hold depends on the table's set
            if column.charset is None and self.charset == "latin1":
                column.charset = "latin1"
                column.type_plain = True
        out = [f"CREATE TABLE {self.name} ({', '.join([c.ddl() for c in self.columns] + self.keys)}){tail}"]
        for at in range(0, self.rows, 100):
            rows = [f"({','.join(c.value(row) for c in self.columns)})" for row in range(at, min(at + 100, self.rows))]
            out.append(f"INSERT IGNORE INTO {self.name} VALUES {','.join(rows)}")
        if self.changes and self.rows > 3:
            plain = [c for c in self.columns if c.kind in ("VARCHAR", "TEXT") and c.name not in " ".join(self.keys)]
            if plain:
                out.append(f"UPDATE IGNORE {self.name} SET {plain[0].name} = {quote('changed'[:plain[0].length])} ORDER BY c0 LIMIT {self.rows // 3}")
            out.append(f"DELETE FROM {self.name} ORDER BY c0 LIMIT {self.rows // 5}")
        return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--client", required=True)
    parser.add_argument("--datadir", required=True, type=pathlib.Path)
    parser.add_argument("--tables", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-rows", type=int, default=3000)
    options = parser.parse_args()
    client = shlex.split(options.client)
    server = Server(client)
    server.run(f"DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE}")
    built = []
    for number in range(options.tables):
        table = Table(random.Random(options.seed * 100003 + number), number, options.max_rows)
        head = (f"USE {DATABASE}; SET NAMES utf8mb4; SET sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'; "
                "SET time_zone='+00:00'; SET innodb_strict_mode=OFF;\n")
        try:
            server.run(head + ";\n".join(table.sql()) + ";\n")
            built.append(table)
        except Exception as error:  # a key too long, a row too large: not every table can be
            print(f"{table.name}: left out: {str(error)[:120]}", file=sys.stderr)
            server.run(f"DROP TABLE IF EXISTS {DATABASE}.{table.name}")
    if options.out.exists():
        shutil.rmtree(options.out)
    options.out.mkdir(parents=True)
    holder = subprocess.Popen(client + ["--batch", "--unbuffered", "--skip-column-names"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    listed = ", ".join(f"{DATABASE}.{table.name}" for table in built)
    holder.stdin.write(f"FLUSH TABLES {listed} FOR EXPORT;\nSELECT 'locked';\n".encode())
    holder.stdin.flush()
    if b"locked" not in holder.stdout.readline():
        raise SystemExit("FLUSH TABLES ... FOR EXPORT failed")
    for table in built:
        for end in (".ibd", ".frm"):
            file = options.datadir / DATABASE / (table.name + end)
            if file.exists():
                shutil.copyfile(file, options.out / file.name)
    holder.stdin.close()
    holder.wait()
    described = server.tables([DATABASE])
    for table in built:
        show = server.run(f"SHOW CREATE TABLE {DATABASE}.{table.name}", ["--skip-column-names", "--raw"]).decode("utf-8")
        (options.out / f"{table.name}.sql").write_text(show.split("\t", 1)[1].rstrip() + ";\n", "utf-8")
        columns = described[(DATABASE, table.name)]
        rows = [[c.name for c in columns]] + truth_rows(server, f"{DATABASE}.{table.name}", columns)
        (options.out / f"{table.name}.tsv").write_bytes("".join("\t".join(row) + "\n" for row in rows).encode("utf-8"))
        lines = [f"{c.name}\t{c.column_type}\t\n" for c in columns]
        (options.out / f"{table.name}.cols.tsv").write_text("".join(lines), "utf-8")
    print(f"{len(built)} tables in {options.out}")


if __name__ == "__main__":
    main()
