#!/usr/bin/env python3
"""The story of a photo community: a dump, ten days, the power goes, the disk is hurt. What comes back?

A database of 30 tables is made on a real server and dumped. Ten days of changes follow. Then the server is killed
(SIGKILL), its files are copied, and eight tables of the copy are hurt: sectors, lost heads, garbage, lost pages above the
leaves, a lost file. `triage`, `salvage`, `merge` and `verify` run, and what was merged is loaded into the server again.
The truth is what the server said before it was killed, and what the dump says:

  a row that is there           is the row of the truth, or the backup's and marked as stale
  a table that was not hurt     holds the truth, row by row
  a row of the truth            is there, unless its page was hurt and the backup does not have the same
  a row that was deleted        is not there, unless its key lies in a range that the report calls lost
  the dates that were lost      are named by the report
  verify                        finds what merge wrote as the report says; and, a row taken away, says that it is not so

Then tables whose names want to be markup, paths or SQL go the same way: files stay in OUT, the SQL loads.

  story.py --tool INNOSALVAGE --client 'CLIENT...' --dump 'MYSQLDUMP...' --datadir DIR --kill CMD --start CMD
           --socket FILE [--scale N] [--keep DIR]

--only-names: just the tables with odd names. --scale 1 has some 15,000 rows, 100 has 1.5 million. The database `photo` of that server is dropped.
Exit: 0 passed, 1 failed.
"""

import argparse
import collections
import gzip
import json
import os
import pathlib
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "servers"))
from server import Server, ServerError, is_plain_number, name, truth_rows  # noqa: E402

DB = "photo"
PAGE = 16384

# name, columns, rows at scale 1, expressions of a row numbered n
TABLES = [
    ("members", "id INT UNSIGNED NOT NULL PRIMARY KEY, nick VARCHAR(40) NOT NULL, mail VARCHAR(80) NOT NULL, joined DATETIME NOT NULL, about TEXT, UNIQUE KEY mail (mail), KEY joined (joined)",
     1200, "n, CONCAT('nick', n), CONCAT('m', n, '@example.org'), '2023-01-01' + INTERVAL n HOUR, REPEAT(CONCAT('about ', n, ' '), n % 7)"),
    ("messages", "id BIGINT NOT NULL PRIMARY KEY, sender INT UNSIGNED NOT NULL, receiver INT UNSIGNED NOT NULL, sent DATETIME(3) NOT NULL, body TEXT NOT NULL, KEY sender (sender)",
     3000, "n, 1 + n % 1000, 1 + (n * 7) % 1000, '2024-01-01' + INTERVAL n * 13 MINUTE, REPEAT(CONCAT('wört ', n, ' '), 3 + n % 9)"),
    ("albums", "id INT NOT NULL PRIMARY KEY, owner INT UNSIGNED NOT NULL, title VARCHAR(100) NOT NULL, made DATE NOT NULL",
     600, "n, 1 + n % 1000, CONCAT('Album ', n, ' \\'\"\\\\'), '2023-05-01' + INTERVAL n DAY"),
    ("photos", "id BIGINT UNSIGNED NOT NULL PRIMARY KEY, album INT NOT NULL, taken DATETIME NOT NULL, sum BINARY(16) NOT NULL, size DOUBLE NOT NULL, note VARCHAR(200)",
     2400, "n * 3, 1 + n % 600, '2024-02-01' + INTERVAL n * 17 MINUTE, UNHEX(LEFT(SHA2(n, 256), 32)), n / 7, IF(n % 3, CONCAT('note ', n), NULL)"),
    ("payments", "id INT NOT NULL PRIMARY KEY, member INT UNSIGNED NOT NULL, amount DECIMAL(9,2) NOT NULL, state ENUM('open','paid','failed') NOT NULL, paid TIMESTAMP NULL",
     1500, "n, 1 + n % 1000, n / 4, ELT(1 + n % 3, 'open', 'paid', 'failed'), '2024-03-01' + INTERVAL n HOUR"),
    ("views", "day DATE NOT NULL, photo BIGINT UNSIGNED NOT NULL, hits INT NOT NULL, PRIMARY KEY (day, photo)",
     3600, "'2024-01-01' + INTERVAL n DIV 30 DAY, n % 30, n % 977"),
    ("sessions", "token VARCHAR(40) NOT NULL PRIMARY KEY, member INT UNSIGNED NOT NULL, seen DATETIME NOT NULL",
     1500, "LEFT(SHA2(n, 256), 40), 1 + n % 1000, '2024-05-01' + INTERVAL n SECOND"),
    ("likes", "member INT UNSIGNED NOT NULL, photo BIGINT UNSIGNED NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (member, photo)",
     1800, "n DIV 6, n % 6, '2024-04-01' + INTERVAL n MINUTE"),
    ("journal", "what VARCHAR(60), who INT, at TIME(2), bits BIT(9)",
     400, "CONCAT('event ', n), n % 50, SEC_TO_TIME(n * 5), n % 500"),
]
TABLES += [(f"option_{i:02}", "id INT NOT NULL PRIMARY KEY, k VARCHAR(30) NOT NULL, v VARBINARY(60), UNIQUE KEY k (k)",
            20, f"n, CONCAT('k', n), CONCAT('value ', n, ' of {i}')") for i in range(21)]
KEYS = {"members": 1, "messages": 1, "albums": 1, "photos": 1, "payments": 1, "views": 2, "sessions": 1, "likes": 2, "journal": 0}


def step(text):
    print(f"[{time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


STARTED = time.monotonic()


class Story:
    def __init__(self, options):
        self.o = options
        self.server = Server(shlex.split(options.client))
        self.tool = options.tool
        self.random = random.Random(7)
        self.failures = []
        self.work = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="innosalvage-story-"))
        self.work.mkdir(parents=True, exist_ok=True)

    def fail(self, text):
        self.failures.append(text)
        print("FAILED: " + text, flush=True)

    def columns(self, table):
        return self.server.tables([DB])[(DB, table)]

    def snapshot(self, db=DB):
        found = {}
        listed = self.server.tables([db])
        for table, _, _, _ in TABLES:
            if (db, table) not in listed:
                found[table] = None
                continue
            found[table] = [tuple(row) for row in truth_rows(self.server, f"{name(db)}.{name(table)}", listed[(db, table)])]
        return found

    # ---------------------------------------------------------------- the community
    def build(self):
        scale = self.o.scale
        sql = [f"DROP DATABASE IF EXISTS {DB}; CREATE DATABASE {DB} CHARACTER SET utf8mb4; USE {DB};",
               "SET SESSION sql_mode='', time_zone='+00:00';",
               "CREATE TABLE numbers (n INT PRIMARY KEY);",
               "INSERT INTO numbers VALUES " + ",".join(f"({i})" for i in range(1000)) + ";"]
        most = max(rows for _, _, rows, _ in TABLES) * scale * 2
        sql += [f"INSERT INTO numbers SELECT a.n + 1000 * b.n FROM numbers a JOIN (SELECT n FROM numbers WHERE n BETWEEN 1 AND {most // 1000 + 1}) b;"]
        for table, columns, rows, values in TABLES:
            sql.append(f"CREATE TABLE {table} ({columns}) ENGINE=InnoDB;")
            sql.append(f"INSERT INTO {table} SELECT {values} FROM numbers WHERE n BETWEEN 1 AND {self.rows(rows)} ORDER BY n;")
        self.server.run("\n".join(sql))
        self.numbers = "numbers"

    def rows(self, at_scale_1):
        return at_scale_1 * (self.o.scale if at_scale_1 > 100 else 1)

    def dump(self):
        out = subprocess.run(shlex.split(self.o.dump) + ["--single-transaction", f"--ignore-table={DB}.numbers", "--databases", DB],
                             stdout=subprocess.PIPE, check=True).stdout
        self.backup_file = self.work / "backup.sql.gz"
        with gzip.open(self.backup_file, "wb", compresslevel=1) as to:
            to.write(out)

    def ten_days(self):
        sql = [f"USE {DB}; SET SESSION sql_mode='', time_zone='+00:00';"]
        for day in range(10):
            for table, _, rows, values in TABLES:
                if table.startswith("option_"):
                    continue
                count = self.rows(rows)
                first = count + day * (count // 50) + 1
                sql.append(f"INSERT INTO {table} SELECT {values} FROM numbers WHERE n BETWEEN {first} AND {first + count // 50 - 1} ORDER BY n;")
            sql += [f"UPDATE members SET about = CONCAT(about, ' day {day}') WHERE id % 97 = {day};",
                    f"UPDATE photos SET note = 'changed on day {day}' WHERE id % 89 = {day};",
                    f"UPDATE views SET hits = hits + 1 WHERE photo = {day};",
                    f"UPDATE sessions SET seen = seen + INTERVAL 1 DAY WHERE member % 50 = {day};",
                    f"DELETE FROM messages WHERE id % 101 = {day};",
                    f"DELETE FROM photos WHERE id % 103 = {day};",
                    f"DELETE FROM likes WHERE member % 60 = {day};",
                    f"DELETE FROM views WHERE hits % 211 = {day};",
                    f"DELETE FROM sessions WHERE member % 71 = {day};"]
        self.server.run("\n".join(sql))

    def dirty_pages(self):
        return int(dict(self.server.query("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'"))
                   ["Innodb_buffer_pool_pages_dirty"])

    def server_answers(self):
        try:
            self.server.query("SELECT 1")
        except ServerError:
            return False
        return True

    def wait_until_written(self):
        limit = time.monotonic() + 120
        while dirty := self.dirty_pages():
            if time.monotonic() > limit:
                raise SystemExit(f"story.py: {dirty} pages of the server are not written yet, after two minutes")
            time.sleep(0.3)

    def pull_the_plug(self):
        """All that was committed is written to the files, and then there is no time to say goodbye."""
        self.server.run("SET GLOBAL innodb_max_dirty_pages_pct_lwm=0; SET GLOBAL innodb_max_dirty_pages_pct=0;")
        self.wait_until_written()
        # What was written last stands in the doublewrite area as well, 128 pages of it. These shall not be the ones hurt.
        self.server.run("DROP DATABASE IF EXISTS story_filler; CREATE DATABASE story_filler; USE story_filler;"
                        "CREATE TABLE t (a VARCHAR(8000)) ENGINE=InnoDB; INSERT INTO t VALUES (REPEAT('x', 7000));" +
                        "INSERT INTO t SELECT a FROM t;" * 9)
        self.wait_until_written()
        # A page that is new goes to its place at once, without the doublewrite area; one that is changed goes through it.
        self.server.run("UPDATE story_filler.t SET a=REPEAT('y', 7000);")
        self.wait_until_written()
        subprocess.run(shlex.split(self.o.kill), check=True)
        if self.server_answers():
            raise SystemExit(f"story.py: {self.o.kill}: the server still answers")
        self.copy = self.work / "copy"
        shutil.rmtree(self.copy, ignore_errors=True)
        source = pathlib.Path(self.o.datadir)
        shutil.copytree(source, self.copy, ignore=lambda _, names: [n for n in names if n.endswith(".sock") or n == "sock"])
        subprocess.run(shlex.split(self.o.start), check=True)

    # ---------------------------------------------------------------- the damage
    def hurt(self):
        folder = self.copy / DB
        system = (self.copy / "ibdata1").read_bytes()
        # Pages of other tablespaces in the system tablespace are the doublewrite area: what is hurt must not be there again.
        copies = {(system[at + 34:at + 38], system[at + 4:at + 8]) for at in range(0, len(system) - PAGE + 1, PAGE)}

        def edit(table, what):
            path = folder / f"{table}.ibd"
            data = bytearray(path.read_bytes())
            what(data)
            path.write_bytes(data)

        def leaves(data, level=0):
            """Pages of the clustered index: of the lowest index id that a page without siblings above level 0 has, or any."""
            ids = collections.Counter()
            for at in range(0, len(data) - PAGE + 1, PAGE):
                if int.from_bytes(data[at + 24:at + 26], "big") == 17855:
                    ids[int.from_bytes(data[at + 66:at + 74], "big")] += 1
            clustered = min(ids)
            return [at for at in range(0, len(data) - PAGE + 1, PAGE)
                    if int.from_bytes(data[at + 24:at + 26], "big") == 17855 and int.from_bytes(data[at + 66:at + 74], "big") == clustered
                    and int.from_bytes(data[at + 64:at + 66], "big") == level
                    and (bytes(data[at + 34:at + 38]), bytes(data[at + 4:at + 8])) not in copies]

        def zero_pages(count):
            def what(data):
                for at in self.random.sample(leaves(data), min(count, max(1, len(leaves(data)) // 3))):
                    data[at:at + PAGE] = bytes(PAGE)
            return what

        def zero_sectors(count):
            def what(data):
                for at in self.random.sample(leaves(data), min(count, max(1, len(leaves(data)) // 3))):
                    sector = at + 512 * self.random.randrange(2, 28)
                    data[sector:sector + 512] = bytes(512)
            return what

        def garbage(count):
            def what(data):
                for at in self.random.sample(leaves(data), min(count, max(1, len(leaves(data)) // 3))):
                    data[at:at + 4096] = self.random.randbytes(4096)
            return what

        def lost_head(data):
            data[0:4 * PAGE] = bytes(4 * PAGE)

        edit("views", zero_pages(3))
        edit("messages", zero_pages(2))
        edit("messages", zero_sectors(2))
        edit("photos", garbage(2))
        edit("sessions", zero_pages(2))
        edit("likes", zero_sectors(2))
        edit("members", lost_head)
        edit("journal", zero_pages(1))
        (folder / "payments.ibd").unlink()
        self.hurt_tables = {"views", "messages", "photos", "sessions", "likes", "members", "journal", "payments"}

    # ---------------------------------------------------------------- the rescue
    def run_tool(self, *arguments, codes):
        command = [self.tool, *map(str, arguments)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode not in codes:
            self.fail(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode('utf-8', 'replace')[-3000:]}")
        if b"internal error" in done.stderr:
            self.fail(f"{' '.join(command)}: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
        return done

    def rescue(self):
        self.out = self.work / "rescued"
        shutil.rmtree(self.out, ignore_errors=True)
        triage = self.work / "triage.json"
        self.run_tool("triage", self.copy, "--json", triage, codes=[1])
        told = json.loads(triage.read_text())
        states = {t["path"].rsplit("/", 1)[-1]: t["state"] for t in told["tablespaces"]}
        for table in self.hurt_tables - {"payments"}:
            if states.get(f"{table}.ibd") not in ("hurt", "lost"):
                self.fail(f"triage calls {table} {states.get(f'{table}.ibd')}")
        self.run_tool("salvage", self.copy, "-o", self.out, "--tables", f"{DB}.*", codes=[1])
        step("salvaged")
        self.run_tool("merge", self.out, "--backup", self.backup_file, codes=[0, 1])
        step("merged")
        for more in ([], ["--merged"]):
            self.verify_finds_all(*more)
        self.verify_notices_a_lost_row()
        step("verified")
        self.report = json.loads((self.out / "report.json").read_text())
        self.merge = json.loads((self.out / "merge.json").read_text())

    def verify(self, *options, code):
        self.run_tool("verify", self.out, "--socket", self.o.socket, *options, codes=[code])
        return json.loads((self.out / "verify.json").read_text())

    def verify_finds_all(self, *options):
        found = self.verify(*options, code=0)
        if not found["as_reported"] or found["refused"] or found["orphans"] or found["databases_left"]:
            self.fail(f"verify {options}: {found['verdict']}")
        merged = bool(options)
        expected = {table for table, _, _, _ in TABLES if merged or table != "payments"}
        if {table["name"] for table in found["tables"]} - {"numbers"} != expected:
            self.fail(f"verify {options}: tables {sorted(table['name'] for table in found['tables'])}")
        if not merged and not sum(table["ranges_checked"] for table in found["tables"]):
            self.fail("verify: no range of lost keys was asked for")

    def verify_notices_a_lost_row(self):
        path = self.out / "tables" / f"{DB}.albums.sql"
        whole = path.read_bytes()
        lines = whole.split(b"\n")
        at = next(number for number, line in enumerate(lines) if line.startswith(b"(") and line.endswith(b","))
        path.write_bytes(b"\n".join(lines[:at] + lines[at + 1:]))
        found = self.verify(code=1)
        differing = [table["name"] for table in found["tables"] if not table["as_reported"]]
        if found["as_reported"] or differing != ["albums"]:
            self.fail(f"verify: a row was taken out of albums, and it says of {differing}: {found['verdict']}")
        path.write_bytes(whole)
        self.verify(code=0)

    def judge(self):
        self.server.run(f"DROP DATABASE {DB}")
        for script in ("load_merged.sql", "load_merged_missing.sql"):
            if (self.out / script).exists():
                self.server.run((self.out / script).read_bytes(), cwd=self.out)
        merged = self.snapshot()
        step("loaded")
        classes = {t["name"]: t["rows"] for t in self.merge["tables"]}
        lost_tables = {t["name"]: t for f in self.report["tablespaces"] for t in f["tables"]}
        for table, _, _, _ in TABLES:
            truth, backup, now = self.truth[table], self.backup[table], merged[table]
            if now is None:
                self.fail(f"{table}: is not there")
                continue
            if table not in self.hurt_tables:
                if collections.Counter(now) != collections.Counter(truth):
                    self.fail(f"{table}: was not hurt, and has {len(now)} rows for {len(truth)}; "
                              f"{len(set(now) - set(truth))} not of the truth, {len(set(truth) - set(now))} missing")
                continue
            width = KEYS[table]
            counts = classes[table]
            filled = counts["backup_filled"] + counts["backup_completed"]
            truth_set, backup_set, now_set = set(truth), set(backup), set(now)
            made_up = now_set - truth_set - backup_set
            if made_up:
                self.fail(f"{table}: {len(made_up)} rows that nobody ever wrote: {sorted(made_up)[:2]}")
            stale = now_set - truth_set
            if len(stale) > filled:
                self.fail(f"{table}: {len(stale)} rows are not of the truth, and only {filled} are marked as stale")
            if width == 0:
                continue
            key = lambda row: row[:width]  # noqa: E731
            if len({key(row) for row in now}) != len(now):
                self.fail(f"{table}: a key twice")
            truth_keys = {key(row) for row in truth}
            deleted = {row for row in stale if key(row) not in truth_keys}
            missing = truth_set - now_set
            both = {row for row in missing if row in backup_set}
            undecided = counts["backup_undecided"]
            if len(both) > undecided:
                self.fail(f"{table}: {len(both)} rows of the truth that the backup has are not there, {undecided} undecided: "
                          f"{sorted(both)[:3]}")
            replaced = {row for row in missing if row not in backup_set}
            step(f"{table}: {len(truth)} rows, {len(now)} back, {filled} filled in, of them {len(deleted)} deleted since and "
                 f"{len(stale) - len(deleted)} older; {len(replaced)} newer than the backup are lost; {undecided} undecided")
            self.judge_deleted(table, lost_tables.get(table), [key(row) for row in deleted])
        # The dates that were lost: days of `views` that have no trusted row now.
        views = lost_tables["views"]
        ranges = [d for r in views["lost_ranges"] for d in r["dates"] if d["column"] == "day"]
        survived = self.trusted("views")
        for row in self.truth["views"]:
            if row in survived:
                continue
            if not any((d["from"] or "") <= row[0] <= (d["to"] or "9999") for d in ranges):
                self.fail(f"views: the loss of {row} on {row[0]} is not among the dates that the report names: {ranges}")
                break
        if not any(row not in survived for row in self.truth["views"]):
            self.fail("views: no row was lost, so that nothing is known of its dates")

    def judge_deleted(self, table, lost, deleted):
        """Rows of the backup that were deleted since and came back: `deleted` are their keys."""
        if lost is None:
            return  # the file was lost as a whole: all that the backup has is told, as stale
        if lost["tree_complete"] and lost["rows_lost_counted_in"] and deleted:
            self.fail(f"{table}: {len(deleted)} rows that were deleted, though an index names the lost ones")
        kinds = self.columns(table)[:KEYS[table]]
        value = lambda texts: tuple(int(t) if is_plain_number(c) else t for t, c in zip(texts, kinds))  # noqa: E731
        for key in deleted:
            if not any(r["from_key"] is not None or r["to_key"] is not None for r in lost["lost_ranges"]):
                self.fail(f"{table}: {key} was deleted and came back, and no range of lost keys has bounds")
                break
            if not any((r["from_key"] is None or value(r["from_key"]) <= value(key)) and
                       (r["to_key"] is None or value(key) < value(r["to_key"])) for r in lost["lost_ranges"]):
                self.fail(f"{table}: {key} was deleted and came back, and lies in no range that the report calls lost")
                break

    def trusted(self, table):
        """The rows of tables/, by the server."""
        self.server.run("DROP DATABASE IF EXISTS story_trusted; CREATE DATABASE story_trusted")
        self.server.run(b"USE story_trusted;\n" + (self.out / f"tables/{DB}.{table}.sql").read_bytes())
        rows = {tuple(r) for r in truth_rows(self.server, f"story_trusted.{table}", self.server.tables(["story_trusted"])[("story_trusted", table)])}
        self.server.run("DROP DATABASE story_trusted")
        return rows

    def tables_in_parts(self):
        """The same for tables in several files each: verify loads all of them, and misses a row of any."""
        self.out = self.work / "parts"
        shutil.rmtree(self.out, ignore_errors=True)
        self.run_tool("salvage", self.copy, "-o", self.out, "--tables", f"{DB}.messages", "--split-size", "64K", codes=[1])
        parts = sorted((self.out / "tables").iterdir())
        found = self.verify(code=0)
        loaded = [self.out / path for table in found["tables"] for path in table["files"]]
        if len(parts) < 3 or loaded != [self.out / "tables" / f"{DB}.messages.sql"] + [p for p in parts if "~" in p.name]:
            self.fail(f"verify loaded {[path.name for path in loaded]} of {[path.name for path in parts]}")
        lines = parts[-1].read_bytes().split(b"\n")
        at = next(number for number, line in enumerate(lines) if line.startswith(b"(") and line.endswith(b","))
        parts[-1].write_bytes(b"\n".join(lines[:at] + lines[at + 1:]))
        if self.verify(code=1)["as_reported"]:
            self.fail("verify: a row was taken out of a part, and it says nothing")
        step("tables in parts done")

    # ---------------------------------------------------------------- names that want out
    def odd_names(self):
        """Tables with hostile names, salvaged, merged, verified, loaded: files stay in OUT, rows are the truth's."""
        names = ["<img src=x onerror=alert(1)>", "../../x", "a`b", "new\nline", "\u2603" * 45, "quote'\"\\;--", "@SCRIPT@", "#2", "sp ace"]
        db = "odd </script> `db`"
        self.server.run(f"DROP DATABASE IF EXISTS {name(db)}; CREATE DATABASE {name(db)} CHARACTER SET utf8mb4; USE {name(db)};" + "".join(
            f"CREATE TABLE {name(t)} (id INT NOT NULL PRIMARY KEY, {name('<b>' + t[:20])} VARCHAR(60)) ENGINE=InnoDB;"
            f"INSERT INTO {name(t)} VALUES (1,'one'),(2,'<script>'),(3,NULL);" for t in names))
        out = subprocess.run(shlex.split(self.o.dump) + ["--databases", db], stdout=subprocess.PIPE, check=True).stdout
        backup = self.work / "odd.sql"
        backup.write_bytes(out)
        self.server.run(f"USE {name(db)};" + "".join(f"DELETE FROM {name(t)} WHERE id = 2; INSERT INTO {name(t)} VALUES (4,'four');" for t in names))
        self.pull_the_plug()
        around = self.work / "around"
        shutil.rmtree(around, ignore_errors=True)
        self.out = around / "a" / "b" / "out"
        (around / "a" / "b").mkdir(parents=True)
        folders = [d for d in self.copy.iterdir() if d.is_dir() and d.name.startswith("odd@")]
        before = {p for p in around.rglob("*")} | {self.out}
        self.run_tool("salvage", *folders, "-o", self.out, codes=[0])
        self.run_tool("merge", self.out, "--backup", backup, codes=[0])
        self.run_tool("verify", self.out, "--merged", "--socket", self.o.socket, codes=[0])
        strays = [p for p in around.rglob("*") if p not in before and self.out not in p.parents]
        if strays:
            self.fail(f"odd names: files outside of OUT: {strays}")
        page = (self.out / "report.html").read_text()
        if "<img" in page or page.count("</script>") != 2:
            self.fail("odd names: a name stands as markup in report.html")
        self.server.run(f"DROP DATABASE {name(db)}")
        self.server.run((self.out / "load_merged.sql").read_bytes(), cwd=self.out)
        for t in names:
            rows = self.server.query(f"SELECT GROUP_CONCAT(id ORDER BY id) FROM {name(db)}.{name(t)}")
            if rows != [["1,3,4"]]:
                self.fail(f"odd names: {t!r} has rows {rows}")
        self.server.run(f"DROP DATABASE {name(db)}; DROP DATABASE story_filler")
        step("odd names done")

    def run(self):
        if not self.o.only_names:
            self.tell()
        self.odd_names()
        if not self.o.keep:
            shutil.rmtree(self.work, ignore_errors=True)
        step("failed" if self.failures else "passed")
        return 1 if self.failures else 0

    def tell(self):
        self.build()
        self.backup = self.snapshot()
        step(f"built: {sum(len(rows) for rows in self.backup.values())} rows in {len(TABLES)} tables")
        self.dump()
        self.ten_days()
        self.truth = self.snapshot()
        step("ten days later")
        self.pull_the_plug()
        self.hurt()
        step("killed, copied and hurt")
        self.rescue()
        self.judge()
        self.tables_in_parts()
        self.server.run(f"DROP DATABASE IF EXISTS {DB}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", default=os.environ.get("INNOSALVAGE"))
    parser.add_argument("--client", default=os.environ.get("ROUND_TRIP_CLIENT"))
    parser.add_argument("--dump", default=os.environ.get("ROUND_TRIP_DUMP"))
    parser.add_argument("--datadir", default=os.environ.get("ROUND_TRIP_DATADIR"))
    parser.add_argument("--kill", default=os.environ.get("STORY_KILL"))
    parser.add_argument("--start", default=os.environ.get("ROUND_TRIP_START"))
    parser.add_argument("--socket", default=os.environ.get("SOCKET"), help="of the server, for verify")
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--only-names", action="store_true", help="just the tables whose names want to be something else")
    parser.add_argument("--keep", help="work in this folder, and leave it")
    options = parser.parse_args()
    for needed in ("tool", "client", "dump", "datadir", "kill", "start", "socket"):
        if not getattr(options, needed):
            parser.error(f"--{needed} is needed")
    sys.exit(Story(options).run())


if __name__ == "__main__":
    main()
