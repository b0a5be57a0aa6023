"""Rows out of the SQL that the tool writes to tables/, without a server: an INSERT of many tuples, one a line.

Shape     (column names, rows), each field in the form of testdata/README.md, as --format tsv has it; an Expression where
          the SQL has one, which a server alone could say the text of.
Fails     ValueError at the first line that is none of the forms that docs/cli.md tells.
"""

import re

NAME = re.compile(r"`((?:[^`]|``)*)`")
VALUE = re.compile(r"NULL|(?:_[a-z0-9]+ )?0x[0-9A-Fa-f]*|-?[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?|'(?:[^'\\]|\\.|'')*'", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a", "b": "\b"}
TSV = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\0": "\\0"}


class Expression(str):
    """A JSON document that text would not say: JSON_OBJECT(…), JSON_ARRAY(…), CAST(… AS JSON)."""


def expression_end(line, at):
    """Where the expression that begins at `at` ends; None: there is none."""
    if not re.compile(r"(?:JSON_OBJECT|JSON_ARRAY|CAST)\(").match(line, at):
        return None
    depth = 0
    for token in re.compile(r"'(?:[^'\\]|\\.|'')*'|[()]", re.DOTALL).finditer(line, at):
        depth += {"(": 1, ")": -1}.get(token.group(0), 0)
        if depth == 0 and token.group(0) == ")":
            return token.end()
    return None


def field(literal):
    """A literal in the form of the truth."""
    if literal == "NULL":
        return "\\N"
    if not literal.startswith("'"):
        return literal
    text = re.sub(r"\\(.)|''", lambda m: "'" if m.group(1) is None else ESCAPES.get(m.group(1), m.group(1)), literal[1:-1],
                  flags=re.DOTALL)
    return re.sub(r"[\\\t\n\0]", lambda m: TSV[m.group(0)], text)


def names(text):
    return [found.replace("``", "`") for found in NAME.findall(text)]


def parse_tuple(line, at=0):
    """Fields of the tuple that begins at `at`, and where it ends."""
    if line[at:at + 1] != "(":
        raise ValueError(f"no tuple: {line[at:at + 100]!r}")
    fields = []
    while line[at] != ")":
        found = VALUE.match(line, at + 1)
        end = found.end() if found else expression_end(line, at + 1)
        if end is None or line[end:end + 1] not in (",", ")"):
            raise ValueError(f"no value at {at + 1}: {line[at:at + 100]!r}")
        fields.append(field(found.group(0)) if found else Expression(line[at + 1:end]))
        at = end
    return fields, at + 1


def parse_rows(data):
    """Of a file of tables/: one table's."""
    columns, rows = [], []
    inside = False  # of an INSERT
    for line in data.decode("utf-8").split("\n"):
        if line.startswith("-- ") and inside:
            continue
        if line.startswith("INSERT INTO "):
            head = re.fullmatch(r"INSERT INTO `(?:[^`]|``)*` \((.*)\) VALUES", line)
            if head is None:
                raise ValueError(f"no head of an INSERT: {line[:200]!r}")
            columns = names(head.group(1))
            inside = True
        elif inside:
            fields, end = parse_tuple(line)
            if line[end:] not in (",", ";"):
                raise ValueError(f"behind a tuple stands {line[end:end + 20]!r}")
            inside = line[end:] == ","
            rows.append(fields)
    return columns, rows
