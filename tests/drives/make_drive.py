#!/usr/bin/env python3
"""Makes the image of a drive: an ext4 file system on which two servers lived, with all that they left behind.

    make_drive.py IMAGE TRUTH --size 1200M [--kinds mysql-9,mariadb-10.11] [--scale N]

Needs root (a loop device). The file system is mounted, and a folder of it bound to where each server has its data
directory, so the servers
themselves write on it. They build tables, rewrite them in place, and rebuild them three times (OPTIMIZE, ALTER ... FORCE,
TRUNCATE), so that old tablespaces lie around. TRUTH gets, for each server, what its SELECTs say at the end, one file a
table, and a copy of the data directory as it was last.

A row's `marker` is found in the bytes of the page that holds the row, and in no other page of that version: by it
check_drive.py computes which rows are still in an image. `ver` counts the versions of a row.

Servers come from commands, in which KIND is put in: DRIVE_UP, DRIVE_DOWN, DRIVE_SQL, DRIVE_DATADIR (default: dbserver ...
--name drives). A server's data directory must not exist yet.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

UP = os.environ.get("DRIVE_UP", "dbserver up KIND --name drives")
DOWN = os.environ.get("DRIVE_DOWN", "dbserver down KIND --name drives")
SQL = os.environ.get("DRIVE_SQL", "dbserver sql KIND --name drives")
DATADIR = os.environ.get("DRIVE_DATADIR", "dbserver datadir KIND --name drives")

COLUMNS = "id INT NOT NULL, customer INT NOT NULL, marker CHAR(28) NOT NULL, ver INT NOT NULL, amount DECIMAL(10,2), " \
          "made DATETIME NOT NULL, notes VARCHAR(120)"
MARKER = "CONCAT('{name}', ':', LPAD(id, 8, '0'), ':v', LPAD(ver, 2, '0'))"

# name: (rows for each unit of scale, table options, with a long text)
TABLES = {
    "sales.orders": (12000, "", False),
    "sales.orders_archive": (3000, "", False),  # the same columns: only the dictionary tells the two apart
    "sales.tiny": (3, "", False),
    "sales.emptied": (2000, "", False),
    "sales.letters": (40, "", True),
    "stock.zipped": (6000, "ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8", False),
    "stock.parts": (4000, "PARTITION BY HASH (id) PARTITIONS 3", False),
    "stock.packed": (4000, {"mysql": "COMPRESSION='zlib'", "mariadb": "PAGE_COMPRESSED=1"}, False),
    "stock.secret": (2000, {"mysql": "ENCRYPTION='Y'", "mariadb": "ENCRYPTED=YES ENCRYPTION_KEY_ID=2"}, False),
}


class Server:
    def __init__(self, kind):
        self.kind = kind
        self.family = "mysql" if kind.startswith("mysql") else "mariadb"

    def command(self, template, *more):
        return [*template.replace("KIND", self.kind).split(), *more]

    def call(self, template, *more):
        return subprocess.run(self.command(template, *more), check=True, stdout=subprocess.PIPE).stdout.decode()

    def sql(self, text, *arguments):
        done = subprocess.run(self.command(SQL, "--batch", "--skip-column-names", *arguments), input=text.encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            sys.exit(f"{self.kind}: {done.stderr.decode()[:500]}\n{text[:300]}")
        return done.stdout

    def options(self, name):
        text = TABLES[name][1]
        return text if isinstance(text, str) else text[self.family]

    def marker(self, name):
        return MARKER.format(name=self.kind[:2] + name.split(".")[1][:10])

    def fill(self, name, rows, version):
        """All rows of a table, each of `version`."""
        marker = self.marker(name)
        body = ", REPEAT(SHA2(id * 7 + ver, 256), 60 + id % 600)" if TABLES[name][2] else ""
        limit = ("SET SESSION cte_max_recursion_depth = 100000000;" if self.family == "mysql" else
                 "SET SESSION max_recursive_iterations = 100000000;")
        self.sql(f"""USE sales; {limit}
            INSERT INTO {name} SELECT id, (id * 7919) % 5000, {marker}, ver, (id * 37 % 100000) / 100,
              '2024-01-01' + INTERVAL id MINUTE, CONCAT('note ', SHA2(id, 224)){body}
            FROM (WITH RECURSIVE n (id, ver) AS (SELECT 1, {version} UNION ALL SELECT id + 1, ver FROM n WHERE id < {rows})
                  SELECT * FROM n) AS numbers""")

    def build(self, scale):
        self.sql("CREATE DATABASE sales; CREATE DATABASE stock")
        for name, (unit, _, long_text) in TABLES.items():
            body = ", body LONGTEXT" if long_text else ""
            self.sql(f"CREATE TABLE {name} ({COLUMNS}{body}, PRIMARY KEY (id), KEY by_customer (customer)) ENGINE=InnoDB "
                     f"CHARACTER SET latin1 {self.options(name)}")
            self.fill(name, unit * scale, 1)

    def change(self, version):
        """Some rows are changed in place, some deleted, some new."""
        for name, (_, _, long_text) in TABLES.items():
            marker = self.marker(name)
            body = ", body = REPEAT(SHA2(id * 7 + ver, 256), 60 + id % 600)" if long_text else ""
            self.sql(f"UPDATE {name} SET ver = {version}, marker = {marker}, amount = amount + 1{body} "
                     f"WHERE id % 5 = {version % 5}; DELETE FROM {name} WHERE id % 97 = {version}")

    def rebuild(self, scale):
        """Three times, with changes between, so that each old tablespace holds rows of its own."""
        self.change(2)
        for name in TABLES:
            self.sql(f"OPTIMIZE TABLE {name}")
        self.change(3)
        for name in TABLES:
            self.sql(f"ALTER TABLE {name} FORCE")
        self.change(4)
        for name in TABLES:
            self.sql(f"ALTER TABLE {name} ENGINE=InnoDB")
        self.sql("TRUNCATE TABLE sales.tiny; TRUNCATE TABLE sales.emptied")
        self.fill("sales.tiny", 3 * scale, 5)
        self.change(6)

    def truth(self, folder):
        folder.mkdir(parents=True)
        for name, (_, _, long_text) in TABLES.items():
            body = ", LENGTH(body), SHA2(body, 256)" if long_text else ""
            rows = self.sql(f"SELECT id, customer, marker, ver, amount, made, notes{body} FROM {name} ORDER BY id")
            (folder / (name + ".tsv")).write_bytes(rows)
            create = self.sql(f"SHOW CREATE TABLE {name}", "--raw").decode().split("\t", 1)[1]
            (folder / (name + ".sql")).write_text(f"USE {name.split('.')[0]};\n{create.strip()};\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("--size", default="1200M")
    parser.add_argument("--kinds", default="mysql-9,mariadb-10.11")
    parser.add_argument("--scale", type=int, default=10)
    parser.add_argument("--keys", action="append", default=[], metavar="KIND=FILE",
                        help="key file of a server that does not keep it beside its data directory")
    options = parser.parse_args()
    servers = [Server(kind) for kind in options.kinds.split(",")]
    options.truth.mkdir(parents=True)
    subprocess.run(["truncate", "-s", options.size, options.image], check=True)
    subprocess.run(["mkfs.ext4", "-q", "-F", options.image], check=True)
    mount = options.truth / "mount"
    mount.mkdir()
    subprocess.run(["mount", "-o", "loop", options.image, mount], check=True)
    bound = []
    try:
        for server in servers:
            server.call(UP)  # makes the data directory, which then moves to the drive
            server.call(DOWN)
            place = pathlib.Path(server.call(DATADIR).strip()).parent
            inside = mount / "var" / "lib" / server.kind
            inside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(place, inside, symlinks=True)
            shutil.rmtree(place)
            place.mkdir()
            subprocess.run(["mount", "--bind", inside, place], check=True)
            bound.append(place)
            server.call(UP)
            server.build(options.scale)
            server.rebuild(options.scale)
            server.truth(options.truth / server.kind)
            server.call(DOWN)
            shutil.copytree(inside / "data", options.truth / server.kind / "data", symlinks=True)
            if (inside / "keyring").exists():
                source = inside / "keyring"
                (shutil.copytree if source.is_dir() else shutil.copy)(source, options.truth / server.kind / "keyring")
            for kind, file in (word.split("=", 1) for word in options.keys):
                if kind == server.kind:
                    shutil.copy(file, options.truth / kind / "keys")
    finally:
        for server in servers:
            subprocess.run(server.command(DOWN), check=False)
        for place in bound:
            subprocess.run(["umount", place], check=False)
        subprocess.run(["umount", mount], check=False)
    for place in bound:
        place.rmdir()


if __name__ == "__main__":
    main()
