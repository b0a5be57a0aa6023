#!/usr/bin/env python3
"""Gives wrong definitions, each made by one edit of the right one, and asks that they are refused and the edit is named.

usage: check_schema_edits.py --tool PROGRAM --corpus DIR [--edits N] [--seed S] [--only GLOB] [--min-named F] [-v]

For tables whose file carries no definition (no SDI): a column added, dropped, moved, of another width or type, of another
character set, NULL for NOT NULL, another row format. An edit that leaves the rows as they are (what comes out is what the
right definition gives, line by line: VARCHAR(60) for VARCHAR(50), NULL for NOT NULL where nothing is NULL) shows in no
byte; it is counted apart. Any other edit must leave no row in tables/, and the message must name kind and column.
Exit: 0 no wrong row in tables/ and at least --min-named of the edits that show are named, 1 else, 2 usage, 77 no corpus.
"""

import argparse
import fnmatch
import lzma
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from check_inference import read

WIDTHS = {"tinyint": "int", "smallint": "int", "mediumint": "int", "int": "bigint", "integer": "bigint", "bigint": "int",
          "date": "datetime", "datetime": "date", "timestamp": "datetime", "float": "double", "double": "float"}
ATTRIBUTE = re.compile(r"^\s*(primary|unique|key|index|constraint|fulltext|spatial|check|foreign|period)\b", re.I)


def parts(sql):
    """(text before the list, its entries, text behind it)."""
    start = sql.index("(", re.search(r"create\s+table", sql, re.I).end())
    depth, quote, entry, entries = 0, "", "", []
    for at in range(start, len(sql)):
        c = sql[at]
        if quote:
            entry += c
            if c == quote:
                quote = ""
            continue
        if c in "'`\"":
            quote = c
        if c == "(":
            depth += 1
            if depth == 1:
                continue
        if c == ")":
            depth -= 1
            if depth == 0:
                entries.append(entry.strip())
                return sql[:start], entries, sql[at + 1:]
        if c == "," and depth == 1:
            entries.append(entry.strip())
            entry = ""
            continue
        entry += c
    raise ValueError("no end of the column list")


def name_of(entry):
    return re.match(r"\s*(`[^`]+`|\S+)", entry).group(1).strip("`")


def edit(entries, tail, rng):
    """(kind, columns one of which must be named, entries, tail), or None where this edit is not possible."""
    columns = [i for i, entry in enumerate(entries) if not ATTRIBUTE.match(entry)]
    keyed = " ".join(entry for entry in entries if ATTRIBUTE.match(entry)).lower()
    free = [i for i in columns if f"`{name_of(entries[i]).lower()}`" not in keyed and
            not re.search(r"\b" + re.escape(name_of(entries[i]).lower()) + r"\b", keyed) and
            "primary" not in entries[i].lower() and "unique" not in entries[i].lower()]
    kind = rng.choice(("add", "drop", "move", "width", "charset", "nullability", "row_format"))
    entries = list(entries)
    if kind == "row_format":
        # The last word counts, where it is named twice.
        other = "COMPACT" if re.search("row_format *= *redundant", tail, re.I) else "REDUNDANT"
        if re.search("row_format", tail, re.I):
            tail = re.sub(r"row_format *= *\w+", "ROW_FORMAT=" + other, tail, flags=re.I)
        else:
            tail = tail.rstrip().rstrip(";") + " ROW_FORMAT=" + other + ";"
        return kind, ["ROW_FORMAT"], entries, tail
    if kind == "add":
        at = rng.choice(columns) + 1
        what = rng.choice(("INT NOT NULL", "BIGINT NOT NULL", "INT", "VARCHAR(30)", "DATE NOT NULL", "CHAR(7) NOT NULL"))
        entries.insert(at, "`added_here` " + what)
        return kind, ["added_here"], entries, tail
    if not free:
        return None
    i = rng.choice(free)
    entry = entries[i]
    if kind == "drop":
        del entries[i]
        return kind, [name_of(entry)], entries, tail
    if kind == "move":
        to = rng.choice([j for j in columns if j != i] or [i])
        if to == i:
            return None
        entries.insert(to, entries.pop(i))
        return kind, [name_of(e) for e in entries[min(i, to):max(i, to) + 1]], entries, tail
    if kind == "width":
        found = re.match(r"(\s*(?:`[^`]+`|\S+)\s+)(\w+)(\(\d+\))?", entry)
        word = found.group(2).lower()
        if word in WIDTHS:
            entries[i] = found.group(1) + WIDTHS[word] + " " + entry[found.end():]
        elif word in ("char", "binary") and found.group(3):
            entries[i] = f"{found.group(1)}{word}({int(found.group(3)[1:-1]) + 3})" + entry[found.end():]
        else:
            return None
        entries[i] = re.sub(r"default\s+'[^']*'|default\s+\S+|on update \S+", "", entries[i], flags=re.I)
        return kind, [name_of(entry)], entries, tail
    if kind == "charset":
        if not re.match(r"\s*(?:`[^`]+`|\S+)\s+(char|varchar|text)\b", entry, re.I):
            return None
        bare = re.sub(r"character set \w+|collate \w+", "", entry, flags=re.I)
        other = "latin1" if "utf8" in (entry + tail).lower() else "utf8mb4"
        entries[i] = re.sub(r"^(\s*(?:`[^`]+`|\S+)\s+\w+(?:\(\d+\))?)", r"\1 CHARACTER SET " + other, bare)
        return kind, [name_of(entry)], entries, tail
    if re.search(r"not\s+null", entry, re.I):
        entries[i] = re.sub(r"not\s+null", "NULL", entry, flags=re.I)
    else:
        entries[i] = re.sub(r"default\s+null|\bnull\b", "", entry, flags=re.I)
        entries[i] = re.sub(r"^(\s*(?:`[^`]+`|\S+)\s+\w+(?:\([^)]*\))?(?: unsigned)?(?: zerofill)?(?: character set \w+)?"
                            r"(?: collate \w+)?)", r"\1 NOT NULL", entries[i], flags=re.I)
        if "not null" not in entries[i].lower():
            return None
    return kind, [name_of(entry)], entries, tail


WORDS = {"add": ("one too many",), "drop": ("a column is added",), "move": ("stands", "change places"),
         "width": (" is ",), "charset": ("character set", " is "), "nullability": ("NULL",), "row_format": ("ROW_FORMAT",)}


def salvage(tool, scratch, ibd, sql, number):
    (scratch / f"{number}.sql").write_text(sql, "utf-8")
    out = scratch / f"out{number}"
    done = subprocess.run([tool, "salvage", ibd, "-o", out, "--schema", f"{number}.sql", "--progress", "never"],
                          cwd=scratch, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    rows = []
    for file in sorted((out / "tables").glob("*.sql")) if (out / "tables").exists() else []:
        text = file.read_text("utf-8")
        rows = [line.rstrip(",;") for line in text.split("\n") if line.startswith("(")]
    return done.stderr.decode("utf-8", "replace"), rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--corpus", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="*")
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--min-named", type=float, default=0.9)
    parser.add_argument("-v", action="store_true")
    options = parser.parse_args()
    options.tool = pathlib.Path(options.tool).resolve()
    if not options.corpus.is_dir():
        print("no corpus there")
        return 77
    rng = random.Random(options.seed)
    tables = []
    for ibd in sorted(list(options.corpus.rglob("*.ibd")) + list(options.corpus.rglob("*.ibd.xz"))):
        base = ibd.parent / re.sub(r"\.ibd(\.xz)?$", "", ibd.name)
        label = str(base.relative_to(options.corpus))
        if fnmatch.fnmatch(label, options.only) and any(base.with_suffix(end).exists() for end in (".tsv", ".tsv.xz")):
            tables.append((label, base, ibd))
    shown = named = hidden = 0
    wrong = []
    tries = 0
    while tables and shown < options.edits and tries < options.edits * 20:
        tries += 1
        label, base, ibd = rng.choice(tables)
        data = lzma.open(ibd).read() if ibd.suffix == ".xz" else ibd.read_bytes()
        if int.from_bytes(data[54:58], "big") & (1 << 14) or read(base.with_suffix(".tsv")).count(b"\n") < 4:
            continue
        head, entries, tail = parts(re.sub(r"--[^\n]*", "", read(base.with_suffix(".sql")).decode("utf-8")))
        made = edit(entries, tail, rng)
        if made is None:
            continue
        kind, columns, new_entries, new_tail = made
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            (scratch / "db").mkdir()
            file = scratch / "db" / (base.name + ".ibd")
            file.write_bytes(data)
            _, right = salvage(options.tool, scratch, file, head + "(" + ",\n".join(entries) + ")" + tail, 1)
            if not right:
                continue  # not read even under the right definition
            message, rows = salvage(options.tool, scratch, file, head + "(" + ",\n".join(new_entries) + ")" + new_tail, 2)
        what = f"{label}: {kind} {columns[0]}"
        same = rows == right or (kind == "move" and sorted(map(sorted, map(list, rows))) == sorted(map(sorted, map(list, right))))
        if rows and same:
            hidden += 1
            if options.v:
                print("hidden", what)
            continue
        shown += 1
        found = [line for line in message.splitlines() if "table " in line and line.startswith(str(file))]
        text = " ".join(found)
        word = any(word in text for word in WORDS[kind])
        column = kind in ("drop", "row_format") or any(f"`{name}`" in text for name in columns)
        named += word and column
        if rows:
            wrong.append(what)
            print("WRONG ROWS in tables/:", what)
        if options.v or not (word and column):
            print("named" if word and column else "NOT NAMED", what, "->", text[-300:])
    if shown == 0:
        print("no table to edit")
        return 77
    print(f"{shown} wrong definitions: {named} named rightly, {len(wrong)} put rows into tables/; "
          f"{hidden} more change no row")
    return 1 if wrong or named < options.min_named * shown else 0


if __name__ == "__main__":
    sys.exit(main())
