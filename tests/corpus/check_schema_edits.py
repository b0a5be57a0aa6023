#!/usr/bin/env python3
"""Gives wrong definitions, each made by one edit of the right one, and asks that they are refused and the edit is named.

usage: check_schema_edits.py --tool PROGRAM --corpus DIR [--edits N | --per-table N] [--seed S] [--only GLOB] [--min-named F] [-v]

The .ibd alone is given, pages of SDI zeroed. First the right definition: all rows must come out in tables/. Then wrong
ones: a column added, dropped, moved, of another width or type, of another character set, NULL for NOT NULL, another row
format. An edit that leaves the rows as they are (what comes out under each name is what the right definition gives:
VARCHAR(60) for VARCHAR(50), NULL for NOT NULL where nothing is NULL) shows in no byte; it is counted apart. Any other edit
must leave no row in tables/, and the message must name kind and column. Of those that leave rows there, how many only rename
columns (each holds, in all rows, what the right definition gives to one other column that is declared alike, and no index
tells them apart) is told.
--edits N: N that show, of tables drawn at random. --per-table N: N of each table.
Exit: 0 no right definition refused, no wrong row in tables/ and at least --min-named of the edits that show are named, 1
else, 2 usage, 77 no corpus.
"""

import argparse
import fnmatch
import json
import lzma
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from check_inference import read, without_sdi

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
        elif word in ("char", "binary") and found.group(3) and int(found.group(3)[1:-1]) <= 252:
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


def only_renames(rows, right, entries):
    """A move under which each column holds what the right one gives to a column declared in the same words: no byte of the rows
    tells which of the two is which. Whether an index does is another question: of these the names are in `keyed`."""
    declared, keyed = {}, ""
    for entry in entries:
        if ATTRIBUTE.match(entry):
            keyed += " " + entry.lower()
        else:
            declared[name_of(entry)] = entry.split(None, 1)[1].lower()
    if len(rows) != len(right) or not rows or set(rows[0]) != set(right[0]):
        return False
    values = {name: [row[name] for row in right] for name in right[0]}
    for name in rows[0]:
        own = [row[name] for row in rows]
        if own == values[name]:
            continue
        if re.search(r"\b" + re.escape(name.lower()) + r"\b", keyed):
            return False
        if not any(own == values[other] and declared.get(other) == declared.get(name) for other in values if other != name):
            return False
    return True


def salvage(tool, scratch, ibd, sql, number):
    (scratch / f"{number}.sql").write_text(sql, "utf-8")
    out = scratch / f"out{number}"
    done = subprocess.run([tool, "salvage", ibd, "-o", out, "--schema", f"{number}.sql", "--progress", "never", "--format", "jsonl"],
                          cwd=scratch, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    rows = []
    for file in sorted((out / "tables").glob("*.jsonl")) if (out / "tables").exists() else []:
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return done.stderr.decode("utf-8", "replace"), rows


class Tally:
    def __init__(self, tool, verbose):
        self.tool, self.verbose = tool, verbose
        self.shown = self.named = self.hidden = self.renamed = self.refused = self.tables = 0
        self.wrong = []
        self.by_kind = {}

    def edit_table(self, label, base, data, wanted, rng, count):
        """`count` edits that show, or as many as there are in a few tries. Returns how many."""
        head, entries, tail = parts(re.sub(r"--[^\n]*", "", read(base.with_suffix(".sql")).decode("utf-8")))
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            (scratch / "db").mkdir()
            file = scratch / "db" / (base.name + ".ibd")
            file.write_bytes(data)
            message, right = salvage(self.tool, scratch, file, head + "(" + ",\n".join(entries) + ")" + tail, 0)
            self.tables += 1
            if len(right) != wanted:
                self.refused += 1
                print(f"RIGHT ONE REFUSED: {label}: {len(right)} of {wanted} rows in tables/: {message[-300:]}")
                return 0
            made, seen = 0, set()
            for number in range(1, 3 * count + 1):
                if made >= count:
                    break
                edited = edit(entries, tail, rng)
                text = edited and head + "(" + ",\n".join(edited[2]) + ")" + edited[3]
                if edited is None or text in seen:
                    continue
                seen.add(text)
                made += self.judge(label, edited[0], edited[1], salvage(self.tool, scratch, file, text, number), right, file,
                                   entries)
            return made

    def judge(self, label, kind, columns, answer, right, file, entries):
        message, rows = answer
        what = f"{label}: {kind} {columns[0]}"
        if rows and rows == right:
            self.hidden += 1
            if self.verbose:
                print("hidden", what)
            return 0
        self.renamed += kind == "move" and only_renames(rows, right, entries)
        self.shown += 1
        found = [line for line in message.splitlines() if "table " in line and line.startswith(str(file))]
        text = " ".join(found)
        named = any(word in text for word in WORDS[kind])
        named = named and (kind in ("drop", "row_format") or any(f"`{name}`" in text for name in columns))
        self.named += named
        tally = self.by_kind.setdefault(kind, [0, 0])
        tally[0] += 1
        tally[1] += named
        if rows:
            self.wrong.append(what)
            print("WRONG ROWS in tables/:", what, "to", columns[-1])
        elif self.verbose or not named:
            print("named" if named else "NOT NAMED", what, "->", text[-300:])
        return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--corpus", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="*")
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--per-table", type=int, default=0)
    parser.add_argument("--min-rows", type=int, default=3, help="tables of fewer rows are left out")
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
        if not fnmatch.fnmatch(label, options.only) or not any(base.with_suffix(end).exists() for end in (".tsv", ".tsv.xz")):
            continue
        rows = read(base.with_suffix(".tsv")).count(b"\n") - 1
        if rows >= options.min_rows:
            tables.append((label, base, ibd, rows))
    if not tables:
        print("no table to edit")
        return 77
    tally = Tally(options.tool, options.v)

    def take(table, count):
        label, base, ibd, rows = table
        data = lzma.open(ibd).read() if ibd.suffix == ".xz" else ibd.read_bytes()
        return tally.edit_table(label, base, without_sdi(data), rows, rng, count)

    if options.per_table:
        for table in tables:
            take(table, options.per_table)
    else:
        for _ in range(options.edits * 4):
            if tally.shown >= options.edits:
                break
            take(rng.choice(tables), 1)
    print(f"{tally.tables} right definitions: {tally.refused} refused; {tally.shown} wrong ones that show: {tally.named} named "
          f"rightly, {len(tally.wrong)} put rows into tables/; {tally.hidden} more change no row, "
          f"{tally.renamed} rename columns declared alike")
    print("named of shown: " + ", ".join(f"{kind} {named}/{shown}" for kind, (shown, named) in sorted(tally.by_kind.items())))
    return 1 if tally.wrong or tally.refused or tally.named < options.min_named * tally.shown else 0


if __name__ == "__main__":
    sys.exit(main())
