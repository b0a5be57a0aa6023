"""A running MySQL or MariaDB server, reached through its own command line client.

Used by the scripts of this folder. Everything a server is asked goes through one client command, given as a list of
words, so that any server will do: a local one, one in a container, one behind ssh. The client has to talk utf8mb4.
"""

import re
import subprocess

ROW_FORMATS = ("redundant", "compact", "dynamic")
SYSTEM_DATABASES = ("information_schema", "mysql", "performance_schema", "sys")


class ServerError(Exception):
    """The client ended with an error; the text is what it said."""


class Column:
    """A column as information_schema describes it."""

    def __init__(self, name, data_type, column_type, extra):
        self.name = name
        self.data_type = data_type.lower()
        self.column_type = column_type.lower()
        self.extra = extra.upper()

    @property
    def generated(self):
        return "VIRTUAL" in self.extra or "STORED" in self.extra or "PERSISTENT" in self.extra

    @property
    def old_temporal(self):
        return "mariadb-5.3" in self.column_type


class Server:
    def __init__(self, client):
        self.client = list(client)
        version = self.query("SELECT VERSION()")[0][0]
        self.version_text = version
        self.is_mariadb = "mariadb" in version.lower()
        self.version = tuple(int(n) for n in re.match(r"(\d+)\.(\d+)\.(\d+)", version).groups())

    def run(self, sql, arguments=(), cwd=None):
        """Feeds SQL text to the client and returns what it printed, as bytes."""
        if isinstance(sql, str):
            sql = sql.encode("utf-8")
        done = subprocess.run(self.client + ["--batch", *arguments], input=sql, cwd=cwd,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]  # MariaDB's repeats the statement
            raise ServerError(said or f"exit code {done.returncode}")
        return done.stdout

    def query(self, sql):
        """Rows of one or more SELECTs, as lists of text. Fields must hold no NULL, tab, newline or backslash."""
        out = self.run(sql, ["--skip-column-names"]).decode("utf-8")
        return [line.split("\t") for line in out.split("\n")[:-1]]

    def databases(self):
        return [row[0] for row in self.query("SHOW DATABASES") if row[0].lower() not in SYSTEM_DATABASES]

    def tables(self, databases):
        """{(database, table): [Column, ...]} of the base tables, names as they are (decoded from hex)."""
        listed = ", ".join(quote(name) for name in databases)
        # Hex: a name may hold anything. The rows of both tables come in one answer each.
        sql = ("SELECT HEX(table_schema), HEX(table_name) FROM information_schema.tables "
               f"WHERE table_schema IN ({listed}) AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED');"
               "SELECT HEX(table_schema), HEX(table_name), HEX(column_name), HEX(data_type), HEX(column_type), "
               f"HEX(extra) FROM information_schema.columns WHERE table_schema IN ({listed}) "
               "ORDER BY table_schema, table_name, ordinal_position")
        found = {}
        for row in self.query(sql):
            words = [bytes.fromhex(word).decode("utf-8", "replace") for word in row]
            if len(words) == 2:
                found[tuple(words)] = []
            elif tuple(words[:2]) in found:
                found[tuple(words[:2])].append(Column(*words[2:]))
        return found


def quote(text):
    """A string literal that reads the same in every sql_mode but ANSI_QUOTES."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace("\0", "\\0") + "'"


def name(text):
    """A quoted identifier."""
    return "`" + text.replace("`", "``") + "`"


def is_binary(column):
    return column.data_type in ("bit", "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector",
                                "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
                                "multipolygon", "geometrycollection", "geomcollection")


def is_plain_number(column):
    return column.data_type in ("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year")


def exact_expression(column, server):
    """An expression whose text tells any two different values of the column apart, and is ASCII without blanks."""
    c = name(column.name)
    if is_plain_number(column):
        return c
    if column.data_type in ("float", "double"):
        return f"{c} * 1e0"  # as DOUBLE, shortest exact form; FLOAT itself prints six digits
    if column.data_type in ("date", "time", "datetime", "timestamp", "uuid", "inet4", "inet6"):
        return f"REPLACE(CAST({c} AS CHAR), ' ', '_')"
    if column.data_type in ("enum", "set"):
        return f"CONCAT({c} + 0, ':', HEX({c}))"  # the number tells '' the member from '' the error value
    if column.data_type == "json" and not server.is_mariadb:
        # The text does not tell a DECIMAL from a DOUBLE, nor a date from a string: ask for the types as well.
        paths = ["$"] + [f"$.{key}" for key in "abcdefgh"] + [f"$[{n}]" for n in range(8)]
        types = ", ".join(f"COALESCE(JSON_TYPE(JSON_EXTRACT({c}, '{path}')), '')" for path in paths)
        return f"CONCAT({digest(f'CAST({c} AS CHAR)')}, ':', CONCAT_WS(',', {types}))"
    return digest(c)


def digest(expression):
    """Hex of short values, length and hash of long ones."""
    return (f"IF(LENGTH({expression}) > 1000, CONCAT('length=', LENGTH({expression}), '/sha256=', "
            f"SHA2({expression}, 256)), HEX({expression}))")


# What the client prints for NULL in batch mode is also the text 'NULL'; so NULL is selected as this, which no test
# value is.
NULL_MARK = "\x01NULL\x01"


def truth_rows(server, qualified, columns):
    """All rows of a table, lists of fields escaped and printed as testdata/README.md says, NULL as \\N."""
    expressions = ", ".join(truth_expression(c) for c in columns)
    out = server.run(f"SET NAMES utf8mb4; SET time_zone = '+00:00'; SET sql_mode = ''; SELECT {expressions} FROM {qualified};",
                     ["--skip-column-names"]).decode("utf-8")
    rows = [line.split("\t") for line in out.split("\n")[:-1]]
    nulls = ["NULL" if c.data_type in ("float", "double") else NULL_MARK for c in columns]
    return [["\\N" if field == null else field for field, null in zip(row, nulls)] for row in rows]


def truth_expression(column):
    """An expression that prints a value as testdata/README.md says, but for NULL."""
    if column.data_type in ("float", "double"):
        return f"{name(column.name)} * 1e0"  # left a number: as text it would lose its last digit
    return f"IFNULL({printed(column)}, {quote(NULL_MARK)})"


def printed(column):
    c = name(column.name)
    if column.data_type == "bit":
        return f"CONCAT('0x', LPAD(HEX({c}), {2 * ((bit_width(column) + 7) // 8)}, '0'))"
    if is_binary(column):
        return f"CONCAT('0x', HEX({c}))"
    if column.data_type == "year":
        return f"LPAD({c}, 4, '0')"
    return f"CAST({c} AS CHAR)"


def bit_width(column):
    found = re.search(r"\((\d+)\)", column.column_type)
    return int(found.group(1)) if found else 1
