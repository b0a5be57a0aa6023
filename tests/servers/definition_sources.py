#!/usr/bin/env python3
"""What `innosalvage schema` reads from each kind of source, a server must make the original definition of.

usage: definition_sources.py --tool PROGRAM --client CMD --datadir DIR --stop CMD --start CMD [--keyring FILE]... [-v]

Builds the tables of ddl_tables.sql, frm_tables.sql and source_tables.sql that are for this server, stops it, and asks
the program for CREATE TABLE from

    files       the folder of the database: SDI (MySQL), .frm (MariaDB)
    dictionary  mysql.ibd alone (MySQL), ibdata1 alone (MariaDB)
    both        the whole data directory

Each answer is loaded into a database of its own, and SHOW CREATE TABLE there compared with the original's. What a source
does not store is taken out of both first: foreign keys for .frm, AUTO_INCREMENT for SDI, and for ibdata1 what
docs/format/dictionary.md lists (as_in_sys). THE DATABASES ds_* ARE DROPPED FIRST.

Ends with 1 if one table differs. -v prints the differences in full.
"""

import argparse
import difflib
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from server import Server, name  # noqa: E402

SOURCES = ("ddl_tables.sql", "frm_tables.sql", "source_tables.sql")


def statements_for(server):
    vendor = "mariadb" if server.is_mariadb else "mysql"
    number = server.version[0] * 10000 + server.version[1] * 100 + server.version[2]
    kept = []
    for source in SOURCES:
        on = True
        for line in (HERE / source).read_text(encoding="utf-8").splitlines():
            if line.startswith("-- ["):
                words = line[4:].strip(" ]").split()
                on = words[0] == "all" or (words[0] == vendor and number >= int((words + ["0"])[1]))
            elif on:
                kept.append(line)
    return "\n".join(kept) + "\n"


class Definitions:
    """SHOW CREATE TABLE of every table, sequence and view of a database."""

    def __init__(self, server, database):
        kinds = server.query("SELECT HEX(table_name), table_type FROM information_schema.tables "
                             f"WHERE table_schema = '{database}' AND engine = 'InnoDB' ORDER BY 1")
        self.kinds = {bytes.fromhex(row[0]).decode("utf-8"): row[1] for row in kinds}
        self.tables = {}
        for table, kind in self.kinds.items():
            text = self.show(server, "TABLE", database, table)
            if kind == "SEQUENCE":
                text += "\n" + self.show(server, "SEQUENCE", database, table)
            # Values in the encoding before MySQL 5.6 are told by a remark, which new tables do not have.
            self.tables[table] = text.replace(" /* mariadb-5.3 */", "")

    @staticmethod
    def show(server, word, database, table):
        out = server.run(f"SHOW CREATE {word} {name(database)}.{name(table)}", ["--skip-column-names", "--raw"])
        return out.decode("utf-8", "backslashreplace").split("\t", 1)[1].rstrip("\n")


FOREIGN_KEY = re.compile(r",\n  CONSTRAINT `[^\n]*` FOREIGN KEY [^\n]*?(?=,?\n)")
COUNTER = re.compile(r"^(\).*? ENGINE=InnoDB) AUTO_INCREMENT=\d+", re.MULTILINE)


def as_it_is(text):
    return text


def as_in_frm(text):
    return FOREIGN_KEY.sub("", text)


def as_in_sdi(text):
    """The SDI has the counter as of the last change of the definition; keys that were deleted do not count for us."""
    return COUNTER.sub(r"\1", text)


TEXT = re.compile(r"'(?:[^'\\]|''|\\.)*'")
NAME = re.compile(r"`(?:[^`]|``)*`")
NAME_OR_TEXT = re.compile(NAME.pattern + "|" + TEXT.pattern)
INTEGERS = {"tinyint", "smallint", "mediumint", "int", "bigint"}
SPATIAL = {"point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection"}
DIGITS_BYTES = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4]


def decimal_bytes(digits, scale):
    whole = digits - scale
    return whole // 9 * 4 + DIGITS_BYTES[whole % 9] + scale // 9 * 4 + DIGITS_BYTES[scale % 9]


def type_in_sys(kind, length, members, rest):
    """What SYS_COLUMNS makes of a type; `rest`: what stands behind it."""
    unsigned = " unsigned" if " unsigned" in rest else ""
    if kind == "enum":
        return "tinyint unsigned" if members < 256 else "smallint unsigned"
    if kind == "set":
        size = (members + 7) // 8
        return {1: "tinyint", 2: "smallint", 3: "mediumint", 4: "int"}.get(size, "bigint") + " unsigned"
    if kind in INTEGERS or kind in ("float", "double", "year"):
        return kind + (unsigned if kind in INTEGERS else "")
    if kind == "decimal":
        digits, scale = (int(n) for n in length.split(","))
        return f"binary({decimal_bytes(digits, scale)})"
    if kind in ("time", "datetime", "timestamp"):
        return f"{kind}({(int(length or 0) + 1) // 2 * 2})"
    if kind == "bit":
        return f"bit({(int(length) + 7) // 8 * 8})"
    if kind in ("uuid", "inet6"):
        return "binary(16)"
    if kind == "inet4":
        return "binary(4)"
    if kind == "vector":
        return f"varbinary({int(length) * 4})"
    if kind in SPATIAL:
        return "geometry"
    if kind in ("varchar", "varbinary") and "COMPRESSED" in rest:
        length = int(length) + 1
    return f"{kind}({length})" if length else kind


def as_in_sys(text):
    """A definition as far as the SYS_* tables hold it: see docs/format/dictionary.md. Lists are sorted: what SYS_* does
    not know is gone from between them."""
    head, _, rest = text.partition("\n")
    lines = rest.split("\n")
    options = next(line for line in lines if line.startswith(") ENGINE="))
    entries = lines[:lines.index(options)]
    found = re.search(r" COLLATE=(\w+)", options) or re.search(r" CHARSET=(\w+)", options)
    table_collation = found.group(1) if found else None  # a sequence has no text
    kept, virtual = [], set()
    periods = {name: f"{end},{start}" for name, start, end in
               re.findall(rf"PERIOD FOR ({NAME.pattern}) \(({NAME.pattern}), ({NAME.pattern})\)", rest)}
    for entry in entries:
        entry = entry.strip().rstrip(",")
        listed = re.match(rf"{NAME.pattern} (?:enum|set)\(((?:{TEXT.pattern},?)*)\)", entry)
        members = len(TEXT.findall(listed.group(1))) if listed else 0
        bare = NAME_OR_TEXT.sub(lambda found: "''" if found.group(0).startswith("'") else found.group(0), entry)
        if bare.startswith("`"):
            name_text = NAME.match(bare).group(0)
            behind = bare[len(name_text):]
            if re.search(r" VIRTUAL\b", behind):
                virtual.add(name_text)
                continue
            kind, length = re.match(r" (\w+)(?:\(([^)]*)\))?", behind).groups()
            shown = type_in_sys(kind, length, members, behind)
            collation = re.search(r" COLLATE (\w+)", behind)
            if kind in ("char", "varchar", "tinytext", "text", "mediumtext", "longtext"):
                shown += " " + (collation.group(1) if collation else table_collation)
            not_null = " NOT NULL" if re.search(r" NOT NULL", behind) or re.search(r" AS ROW (START|END)", behind) else ""
            kept.append(f"{name_text} {shown}{not_null}")
        elif re.match(r"CONSTRAINT .* FOREIGN KEY ", bare):
            kept.append(bare)
        elif re.match(r"(PRIMARY |UNIQUE |FULLTEXT |SPATIAL )?KEY ", bare) and " USING HASH" not in bare:
            if any(part in virtual for part in NAME.findall(bare[bare.index("("):])):
                continue
            # InnoDB makes it beside a column FTS_DOC_ID that was declared, and SYS_* does not say who made it.
            if "`FTS_DOC_ID_INDEX`" in bare:
                continue
            # A period is its end and its start.
            bare = re.sub(rf"({NAME.pattern}) WITHOUT OVERLAPS", lambda found: periods[found.group(1)], bare)
            kept.append(re.match(r".*\)(?=[^)]*$)", bare).group(0).split(") ")[0].rstrip(")") + ")")
    return head.split(" (")[0] + "\n" + "\n".join(kept)


class Check:
    def __init__(self, server, options, original):
        self.server = server
        self.options = options
        self.original = original
        self.failed = 0

    def compare(self, source, produced, stored):
        database = "ds_" + source
        self.server.run(f"DROP DATABASE IF EXISTS {database}; CREATE DATABASE {database}")
        loaded = subprocess.run(self.server.client + ["--batch", "--force", database], check=False,
                                input=("SET foreign_key_checks = 0;\n" + produced).encode("utf-8"),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = [line for line in loaded.stderr.decode("utf-8", "replace").splitlines() if line.startswith("ERROR")]
        here = Definitions(self.server, database)
        same = 0
        for table, text in self.original.tables.items():
            wanted = stored(text).replace("`ds_tables`.", "")
            got = here.tables.get(table)
            # Sequences in defaults are shown with the database they are in.
            got = got and got.replace(f"`{database}`.", "")
            if got is not None and stored(got) == wanted:
                same += 1
                continue
            print(f"  {source}: {table}: " + ("differs" if got is not None else "is not there"))
            if got is not None and self.options.verbose:
                diff = difflib.unified_diff(wanted.splitlines(), stored(got).splitlines(), "original", source, n=0, lineterm="")
                print("\n".join("    " + line for line in list(diff)[2:]))
        for table in sorted(set(here.tables) - set(self.original.tables)):
            print(f"  {source}: {table}: was never created")
            same -= 1
        for line in said:
            print(f"  {source}: {line}")
        print(f"{self.server.version_text}: {source}: {same} of {len(self.original.tables)} definitions equal")
        if same != len(self.original.tables) or said:
            self.failed = 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("tool", "client", "datadir", "stop", "start"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--keyring", action="append", default=[])
    parser.add_argument("--keep", help="folder to leave the program's output in")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    server.run("DROP DATABASE IF EXISTS ds_tables; CREATE DATABASE ds_tables")
    server.run(statements_for(server), ["ds_tables"])
    check = Check(server, options, Definitions(server, "ds_tables"))
    data = pathlib.Path(options.datadir)
    work = pathlib.Path(options.keep or tempfile.mkdtemp())
    work.mkdir(exist_ok=True)
    subprocess.run(shlex.split(options.stop), check=True)
    try:
        dictionary = work / ("ibdata1" if server.is_mariadb else "mysql.ibd")
        shutil.copy(data / dictionary.name, dictionary)
        sources = {"files": [data / "ds_tables"], "dictionary": [dictionary]}
        sources["both"] = [data]
        produced = {}
        for source, paths in sources.items():
            command = [options.tool, "schema", *map(str, paths), "--tables", "ds_tables.*"]
            for file in options.keyring:
                command += ["--keyring", file]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            (work / f"{source}.sql").write_bytes(done.stdout)
            (work / f"{source}.log").write_bytes(done.stderr)
            if done.returncode > 1:
                print(done.stderr.decode("utf-8", "replace"))
            produced[source] = done.stdout.decode("utf-8")
    finally:
        subprocess.run(shlex.split(options.start), check=True, stdout=subprocess.DEVNULL)
    for source, text in produced.items():
        stored = as_it_is
        if source == "files":
            stored = as_in_frm if server.is_mariadb else as_in_sdi
        elif source == "dictionary" and server.is_mariadb:
            stored = as_in_sys
        check.compare(source, text, stored)
    if not options.keep:
        shutil.rmtree(work)
    return check.failed


if __name__ == "__main__":
    sys.exit(main())
