"""Collects the SQL that builds the test databases: literals, CREATE TABLE and INSERT in one place."""

ROW_FORMATS = ("redundant", "compact", "dynamic")


def text(value):
    """A text literal; None is NULL."""
    if value is None:
        return "NULL"
    return ("_utf8mb4'" + value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace("\r", "\\r")
            .replace("\0", "\\0").replace("\x1a", "\\Z") + "'")


def binary(value):
    """A binary literal; None is NULL."""
    if value is None:
        return "NULL"
    return "0x" + value.hex() if value else "''"


def ident(value):
    return "`" + value.replace("`", "``") + "`"


class SqlScript:
    """Statements in order. `traits` says what the server at hand can do."""

    def __init__(self, traits):
        self.traits = traits
        self.statements = []

    def add(self, *statements):
        self.statements.extend(statements)

    def use(self, database):
        self.add(f"DROP DATABASE IF EXISTS {ident(database)}",
                 f"CREATE DATABASE {ident(database)} CHARACTER SET utf8mb4", f"USE {ident(database)}")

    def table(self, table, definitions, rows, row_format="dynamic", options=""):
        """definitions: lines of CREATE TABLE; rows: lists of SQL expressions, one a stored column, in order."""
        self.add(f"CREATE TABLE {ident(table)} (\n  " + ",\n  ".join(definitions) +
                 f"\n) ENGINE=InnoDB {options} ROW_FORMAT={row_format.upper()}")
        self.insert(table, rows)

    def insert(self, table, rows, columns=None):
        into = ident(table) + ("" if columns is None else f" ({', '.join(ident(c) for c in columns)})")
        batch, size = [], 0
        for row in rows:
            line = "(" + ", ".join(row) + ")"
            batch.append(line)
            size += len(line)
            if size > 200_000 or len(batch) == 500:
                self.add(f"INSERT INTO {into} VALUES\n" + ",\n".join(batch))
                batch, size = [], 0
        if batch:
            self.add(f"INSERT INTO {into} VALUES\n" + ",\n".join(batch))

    def by_column(self, table, columns, row_format="dynamic", options="", extra=()):
        """A table from columns [(name, definition, values)]: row n holds the n-th value of each column.

        Columns with fewer values repeat theirs; a last row is NULL throughout. Column `id` is the primary key.
        """
        count = max(len(values) for _, _, values in columns)
        definitions = ["id INT NOT NULL PRIMARY KEY"] + [f"{ident(n)} {d}" for n, d, _ in columns] + list(extra)
        rows = [[str(r + 1)] + [values[r % len(values)] for _, _, values in columns] for r in range(count)]
        rows.append([str(count + 1)] + ["NULL"] * len(columns))
        self.table(table, definitions, rows, row_format, options)

    def sql(self):
        return ";\n".join(self.statements) + ";\n"
