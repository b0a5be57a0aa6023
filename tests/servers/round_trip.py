#!/usr/bin/env python3
"""Proves innosalvage against a real server: build databases there, salvage their files, load the SQL, compare.

usage: round_trip.py --client 'CLIENT...' --dump 'DUMP...' --datadir DIR [option...]

  --client CMD    the server's client and its options (Server: see server.py); e.g. 'mariadb --socket=/x/sock'
  --dump CMD      its mysqldump or mariadb-dump, for the schema (MariaDB, or with --schema-from dump)
  --datadir DIR   its data directory, as seen from here
  --stop CMD      ends the server cleanly (everything purged and flushed); --start CMD starts it again.
                  Without them the files are copied under FLUSH TABLES ... FOR EXPORT.
  --tool PROGRAM  innosalvage; default: the environment variable INNOSALVAGE
  --work DIR      where truth, copied files and OUT are kept (default: a temporary folder, removed at the end)
  --reuse         start at the salvage, with what an earlier run with the same --work left
  --groups LIST   of generate.py: scalar,rich,text,shapes,lobs     --small   smaller off-page values
  --only GLOB     report only tables DATABASE.TABLE that match (repeatable)
  --load source   let the client itself read OUT/load.sql (it has to see OUT); default: expand its `source` lines here
  --threads-agree salvage a second time with one thread and compare the output byte for byte
  --tool-option O passed on to innosalvage (repeatable)

DATABASES OF THE SERVER WHOSE NAMES BEGIN WITH rt_ OR "rt " ARE DROPPED. Each option can come from the environment as
ROUND_TRIP_CLIENT, ROUND_TRIP_DUMP, ...

A table passes when its rows are the same as a multiset (every value in an exact form), CHECKSUM TABLE agrees, and SHOW
CREATE TABLE is the same. The run passes when all tables pass, no table came out of nowhere, innosalvage ended with 0,
left nothing in suspect/ and lost_and_found/, its report adds up, and the inputs are as they were.
Exit: 0 passed, 1 failed, 2 usage, 3 the server would not do what was asked.
"""

import argparse
import contextlib
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "types"), os.path.join(os.path.dirname(HERE), "tools")]

import generate  # noqa: E402
from report_sums import broken_output_sums, broken_sums  # noqa: E402
from server import Server, ServerError, exact_expression, name  # noqa: E402

SESSION = "SET NAMES utf8mb4; SET time_zone = '+00:00'; SET sql_mode = '';\n"


def is_ours(database):
    return database.startswith(("rt_", "rt "))


def unescape(text):
    """Undoes the client's batch mode."""
    return re.sub(r"\\([nt0\\])", lambda m: {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}[m.group(1)], text)


def normal_ddl(ddl):
    ddl = re.sub(r" AUTO_INCREMENT=\d+", "", ddl)  # the counter is not kept in every file
    # A column's COLLATE once printed and read back counts as explicit, and is printed with its character set.
    ddl = re.sub(r" CHARACTER SET \w+ COLLATE ", " COLLATE ", ddl)
    return ddl.replace(" /* mariadb-5.3 */", "")


def without_foreign_keys(entry):
    """For tables whose definition came from a .frm, which has none."""
    if entry and "ddl" in entry:
        entry["ddl"] = re.sub(r",\n  CONSTRAINT `[^\n]*` FOREIGN KEY [^\n]*?(?=,?\n)", "", entry["ddl"])
    return entry


def read_tables(server, wanted=None):
    """{"db.table": {"columns", "rows", "checksum", "ddl"}} of the databases rt_..., rows as sorted lines.

    `wanted`: {key: column names}; a table whose columns are not those is given without its rows.
    """
    tables = server.tables([d for d in server.databases() if is_ours(d)])
    result, sql, keys = {}, [SESSION], []
    for (database, table), columns in sorted(tables.items()):
        key = f"{database}.{table}"
        # CHECKSUM TABLE hashes what is in memory: old temporal columns are not made again, virtual ones not always computed.
        checked = not any(c.old_temporal or "VIRTUAL" in c.extra for c in columns)
        result[key] = {"columns": [c.name for c in columns], "rows": [], "checksum_counts": checked}
        if wanted is not None and result[key]["columns"] != wanted.get(key):
            continue
        qualified = f"{name(database)}.{name(table)}"
        expressions = ", ".join(exact_expression(c, server) for c in columns)
        sql.append(f"SELECT '#table {len(keys)}';\nSELECT {expressions} FROM {qualified};\n"
                   f"SELECT '#checksum';\nCHECKSUM TABLE {qualified};\nSELECT '#ddl';\nSHOW CREATE TABLE {qualified};\n")
        keys.append(key)
    state = key = None
    for line in server.run("".join(sql), ["--skip-column-names"]).decode("utf-8", "replace").split("\n")[:-1]:
        if line.startswith("#table "):
            state, key = "rows", keys[int(line[7:])]
        elif line in ("#checksum", "#ddl"):
            state = line[1:]
        elif state == "rows":
            result[key]["rows"].append(line)
        elif state == "checksum":
            result[key]["checksum"] = line.split("\t")[-1]
        else:
            result[key]["ddl"] = normal_ddl(unescape(line.split("\t", 1)[1]))
    for entry in result.values():
        entry["rows"].sort()
    return result


@contextlib.contextmanager
def held_for_export(server, tables):
    """(database, table) pairs under FLUSH TABLES ... FOR EXPORT: their files are whole, and .cfg and .cfp files are there."""
    listed = ", ".join(f"{name(d)}.{name(t)}" for d, t in tables)
    client = subprocess.Popen(server.client + ["--batch", "--skip-column-names", "--unbuffered"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    client.stdin.write(f"FLUSH TABLES {listed} FOR EXPORT;\nSELECT 'locked';\n".encode("utf-8"))
    client.stdin.flush()
    if client.stdout.readline().strip() != b"locked":
        raise ServerError("FLUSH TABLES ... FOR EXPORT failed")
    yield
    client.stdin.write(b"UNLOCK TABLES;\n")
    client.communicate()


class RoundTrip:
    def __init__(self, options):
        self.options = options
        self.server = None
        self.work = pathlib.Path(options.work)
        self.copy = self.work / "files"
        self.out = self.work / "OUT"
        self.schema = self.work / "schema.sql"
        self.problems = []
        self.started = time.monotonic()

    def say(self, text):
        print(f"[{time.monotonic() - self.started:6.1f} s] {text}", flush=True)

    def problem(self, text):
        self.problems.append(text)
        print(f"FAIL  {text}", flush=True)

    def drop_databases(self):
        self.server.run("SET foreign_key_checks = 0;\n" +
                        "".join(f"DROP DATABASE {name(d)};\n" for d in self.server.databases() if is_ours(d)))

    def build(self):
        self.drop_databases()
        sql = generate.build_sql(self.server, self.options.groups.split(","), self.options.small)
        self.server.run(sql)
        self.say(f"databases built, {len(sql) / 1e6:.1f} MB of SQL")
        truth = read_tables(self.server)
        (self.work / "truth.json").write_text(json.dumps(truth))
        self.say(f"truth: {len(truth)} tables, {sum(len(t['rows']) for t in truth.values())} rows")
        if self.options.schema_from == "dump":
            ours = [d for d in self.server.databases() if is_ours(d)]
            with open(self.schema, "wb") as out:
                subprocess.run(shlex.split(self.options.dump) + ["--no-data", "--skip-triggers", "--databases", *ours],
                               stdout=out, check=True)
        self.copy_files()

    def copy_files(self):
        shutil.rmtree(self.copy, ignore_errors=True)
        if self.options.stop:
            subprocess.run(shlex.split(self.options.stop), check=True, stdout=subprocess.DEVNULL)
            self.copy_folders()
            subprocess.run(shlex.split(self.options.start), check=True, stdout=subprocess.DEVNULL)
        else:
            self.export_files()
        count = sum(1 for _ in self.copy.rglob("*.ibd"))
        self.say(f"{count} files copied, {sum(p.stat().st_size for p in self.copy.rglob('*.ibd')) / 1e6:.1f} MB")

    def copy_folders(self):
        for folder in sorted(pathlib.Path(self.options.datadir).iterdir()):
            if folder.is_dir() and folder.name.startswith(("rt_", "rt@")):
                (self.copy / folder.name).mkdir(parents=True)
                for path in (p for p in folder.iterdir() if p.suffix in (".ibd", ".frm", ".TRG")):
                    shutil.copyfile(path, self.copy / folder.name / path.name)

    def export_files(self):
        with held_for_export(self.server, self.server.tables([d for d in self.server.databases() if is_ours(d)])):
            self.copy_folders()

    def hashes(self):
        return {str(p): (p.stat().st_mtime_ns, hashlib.sha256(p.read_bytes()).hexdigest())
                for p in sorted(self.copy.rglob("*")) if p.is_file()}

    def salvage(self, out, extra=()):
        shutil.rmtree(out, ignore_errors=True)
        command = [self.options.tool, "salvage", str(self.copy), "-o", str(out), *self.options.tool_option, *extra]
        if self.options.schema_from == "dump":
            command += ["--schema", str(self.schema)]
        began = time.monotonic()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        (self.work / "salvage.log").write_bytes(done.stdout)
        self.say(f"innosalvage ended with {done.returncode} after {time.monotonic() - began:.1f} s, log in salvage.log")
        if done.returncode != 0:
            self.problem(f"innosalvage: exit code {done.returncode}, expected 0; " +
                         done.stdout.decode("utf-8", "replace").strip()[-600:])

    def check_output(self, before):
        if self.hashes() != before:
            self.problem("the inputs have changed")
        for folder in ("suspect", "lost_and_found", "deleted"):
            left = [p for p in (self.out / folder).glob("**/*") if p.is_file()]
            if left:
                self.problem(f"{folder}/ should be empty, has {len(left)} files: {left[0].name}, ...")
        report = self.out / "report.json"
        if not report.exists():
            self.problem("no report.json")
        else:
            found = json.loads(report.read_text())
            for text in broken_sums(found) + broken_output_sums(found):
                self.problem("report.json: " + text)

    def check_threads(self):
        other = self.work / "ONE"  # as long as OUT: the report names the folder, and breaks its lines by it
        self.salvage(other, ["--threads", "1"])

        def content(root):
            name = os.fsencode(str(root))
            return {str(p.relative_to(root)): hashlib.sha256(p.read_bytes().replace(name, b"")).hexdigest()
                    for p in root.rglob("*") if p.is_file() and p.name not in ("manifest.json",)}
        one, many = content(other), content(self.out)
        differing = sorted(n for n in one.keys() | many.keys() if one.get(n) != many.get(n))
        if differing:
            self.problem(f"output depends on the number of threads: {differing[:5]}")
        shutil.rmtree(other, ignore_errors=True)

    def expanded(self, path):
        """load.sql with its `source FILE` lines replaced by the files."""
        parts = []
        for line in path.read_bytes().split(b"\n"):
            found = re.match(rb"\s*(?:source|\\\.)\s+(.*?)\s*;?\s*$", line, re.IGNORECASE)
            if found:
                file_name = found.group(1).decode("utf-8").strip("'\"")
                parts.append((path.parent / file_name).read_bytes())
            else:
                parts.append(line)
        return b"\n".join(parts)

    def load(self):
        self.drop_databases()
        script = self.out / "load.sql"
        if not script.exists():
            self.problem("no load.sql")
            return
        if self.options.load == "source":
            content, arguments = script.read_bytes(), ["--batch"]
        else:
            # --force: one bad statement should not hide the others.
            content, arguments = self.expanded(script), ["--batch", "--force"]
        done = subprocess.run(self.server.client + arguments, input=content, cwd=self.out, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        errors = [line for line in done.stderr.decode("utf-8", "replace").split("\n") if line.startswith("ERROR")]
        for line in errors[:10]:
            self.problem("load.sql: " + line[:300])
        if len(errors) > 10:
            self.problem(f"load.sql: {len(errors) - 10} more errors")
        if done.returncode != 0 and not errors:
            self.problem(f"load.sql: the client ended with {done.returncode}: {done.stderr[-300:]!r}")
        self.say("loaded")

    def compare(self):
        truth = json.loads((self.work / "truth.json").read_text())
        loaded = read_tables(self.server, {key: entry["columns"] for key, entry in truth.items()})
        passed = failed = 0
        for key in sorted(truth.keys() | loaded.keys()):
            if self.options.only and not any(fnmatch.fnmatch(key, glob) for glob in self.options.only):
                continue
            entries = [truth.get(key), loaded.get(key)]
            if self.options.schema_from == "files" and self.server.is_mariadb:
                entries = [without_foreign_keys(entry) for entry in entries]
            differences = differ(*entries)
            rows = len(truth[key]["rows"]) if key in truth else 0
            if differences:
                failed += 1
                print(f"FAIL  {key}  rows {rows}")
                for text in differences:
                    print("        " + text)
            else:
                passed += 1
                if not self.options.quiet:
                    print(f"PASS  {key}  rows {rows}")
        if failed:
            self.problems.append(f"{failed} tables")
        self.say(f"{passed} tables passed, {failed} failed; other problems: "
                 f"{len(self.problems) - bool(failed)}")

    def run(self):
        self.work.mkdir(parents=True, exist_ok=True)
        self.server = Server(shlex.split(self.options.client))
        if not self.options.schema_from:
            self.options.schema_from = "files"
        self.say(f"{self.server.version_text}, schema from {self.options.schema_from}")
        if not self.options.reuse:
            self.build()
        if self.options.build_only:
            return 0
        before = self.hashes()
        self.salvage(self.out)
        self.check_output(before)
        if self.options.threads_agree:
            self.check_threads()
        self.load()
        self.compare()
        if not self.options.keep_databases:
            self.drop_databases()
        return 1 if self.problems else 0


def differ(truth, loaded):
    """What is different, as lines of text."""
    if truth is None:
        return ["this table was not in the source"]
    if loaded is None:
        return ["not loaded"]
    if truth["columns"] != loaded["columns"]:
        return [f"columns {loaded['columns']} instead of {truth['columns']}"[:400]]
    texts = []
    if truth["ddl"] != loaded["ddl"]:
        old, new = truth["ddl"].split("\n"), loaded["ddl"].split("\n")
        pairs = [(a, b) for a, b in zip(old, new) if a != b] or [(f"{len(old)} lines", f"{len(new)} lines")]
        texts.append(f"SHOW CREATE TABLE: expected {pairs[0][0].strip()[:200]!r}")
        texts.append(f"                   loaded   {pairs[0][1].strip()[:200]!r}")
    if truth["rows"] != loaded["rows"]:
        texts += differ_rows(truth, loaded)
    elif truth["checksum"] != loaded["checksum"] and truth["checksum_counts"]:
        texts.append(f"same rows, yet CHECKSUM TABLE {loaded['checksum']} instead of {truth['checksum']}")
    return texts


def differ_rows(truth, loaded):
    old, new = list(truth["rows"]), list(loaded["rows"])
    common = {}
    for row in old:
        common[row] = common.get(row, 0) + 1
    extra = []
    for row in new:
        if common.get(row, 0):
            common[row] -= 1
        else:
            extra.append(row)
    missing = [row for row, count in common.items() for _ in range(count)]
    texts = [f"rows: {len(old)} expected, {len(new)} loaded, {len(missing)} missing, {len(extra)} not in the source"]
    by_first = {row.split("\t", 1)[0]: row for row in extra}
    shown = 0
    for row in missing:
        other = by_first.get(row.split("\t", 1)[0])
        if other is None:
            continue
        for column, a, b in zip(truth["columns"], row.split("\t"), other.split("\t")):
            if a != b and shown < 6:
                shown += 1
                at = max(0, len(os.path.commonprefix([a, b])) - 20)
                texts.append(f"row {row.split(chr(9), 1)[0][:40]}, column {column}, at character {at} of this form: "
                             f"expected {a[at:at + 80]}, loaded {b[at:at + 80]}")
    if not shown:
        texts += [f"missing: {row[:300]}" for row in missing[:2]] + [f"extra:   {row[:300]}" for row in extra[:2]]
    return texts


def parse_arguments():
    env = os.environ.get
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--client", default=env("ROUND_TRIP_CLIENT"))
    parser.add_argument("--dump", default=env("ROUND_TRIP_DUMP"))
    parser.add_argument("--datadir", default=env("ROUND_TRIP_DATADIR"))
    parser.add_argument("--stop", default=env("ROUND_TRIP_STOP"))
    parser.add_argument("--start", default=env("ROUND_TRIP_START"))
    parser.add_argument("--tool", default=env("INNOSALVAGE"))
    parser.add_argument("--work", default=env("ROUND_TRIP_WORK"))
    parser.add_argument("--groups", default=env("ROUND_TRIP_GROUPS", generate.DEFAULT_GROUPS))
    parser.add_argument("--schema-from", choices=("files", "dump"),
                        help="default: files (MySQL: SDI inside; MariaDB: .frm beside)")
    parser.add_argument("--load", choices=("expand", "source"), default="expand")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--tool-option", action="append", default=[])
    for flag in ("reuse", "small", "threads-agree", "quiet", "build-only", "keep-databases"):
        parser.add_argument("--" + flag, action="store_true")
    options = parser.parse_args()
    if not options.client or not options.datadir or not (options.tool or options.build_only):
        parser.error("--client, --datadir and --tool (or INNOSALVAGE) are needed")
    if options.reuse and not options.work:
        parser.error("--reuse needs --work")
    return options


def main():
    options = parse_arguments()
    temporary = None
    if not options.work:
        temporary = options.work = tempfile.mkdtemp(prefix="innosalvage-round-trip-")
    try:
        return RoundTrip(options).run()
    except (ServerError, subprocess.CalledProcessError) as error:
        print(f"round_trip.py: {error}", file=sys.stderr)
        return 3
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
