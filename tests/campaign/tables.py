"""The tables of the campaign: how they are made, how their records lie on a page, and what marks each row version.

Every text of a row carries `<KEY.GENERATION` and `GENERATION.KEY>` around its filling, long ones one more marker every
256 bytes. A generation is written once, so a row brought back in an older version differs from the truth.
"""

import random

FILLING = "".join(random.Random(5).choices("abcdefghijklmnopqrstuvwxyz    ", k=4096))
STATEMENT = 400_000  # bytes of one INSERT, about


def marked(key, generation, length):
    """A text of some `length` characters that no other key and generation has."""
    head, tail = f"<{key}.{generation} ", f" {generation}.{key}>"
    filling, at = [], 0
    room = max(0, length - len(head) - len(tail))
    while at < room:
        if at:
            filling.append(f"<{key}.{generation}+{at}>")
        start = hash_of(key, at) % 3800
        filling.append(FILLING[start:start + min(room - at, 256)])
        at += 256
    return head + "".join(filling) + tail


def hash_of(key, at):
    """Python's own hash of text differs from run to run."""
    value = 2166136261
    for byte in f"{key}/{at}".encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


class Table:
    """`columns` are the fields of a clustered index record in their order: (name, kind, size, nullable), kind "fixed"
    or "varying" (size: most bytes). `key`: the column that tells rows apart; `key_kind`: "int", "unsigned", "text", or
    "none" where the table has no key and `key` is merely unique."""

    def __init__(self, name, ddl, columns, key, key_kind, build, change, redundant=False, clustered=None):
        self.name, self.ddl, self.columns, self.key, self.key_kind = name, ddl, columns, key, key_kind
        self.build, self.change, self.redundant = build, change, redundant
        self.clustered = clustered or [key if key_kind != "none" else "DB_ROW_ID"]  # columns of the clustered key

    def key_fields(self):
        """What a node pointer holds before its child page."""
        return [c for c in self.columns if c[0] in self.clustered]


SYSTEM = [("DB_TRX_ID", "fixed", 6, False), ("DB_ROLL_PTR", "fixed", 7, False)]


def literal(value):
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + str(value) + "'"


def inserts(table, rows, tail=""):
    """INSERT statements, in the order of `rows`."""
    batch, size = [], 0
    for row in rows:
        text = "(" + ",".join(literal(v) for v in row) + ")"
        batch.append(text)
        size += len(text)
        if size > STATEMENT:
            yield f"INSERT INTO {table} VALUES {','.join(batch)}{tail};\n"
            batch, size = [], 0
    if batch:
        yield f"INSERT INTO {table} VALUES {','.join(batch)}{tail};\n"


def replacing(table, rows, columns):
    """Updates of existing rows in place (and inserts of others)."""
    return inserts(table, rows, " ON DUPLICATE KEY UPDATE " + ", ".join(f"{c} = VALUES({c})" for c in columns))


def deletes(table, key, keys):
    for at in range(0, len(keys), 2000):
        yield f"DELETE FROM {table} WHERE {key} IN ({','.join(literal(k) for k in keys[at:at + 2000])});\n"


def in_chunks(keys, rng, size=400):
    """Neighbours together, the chunks shuffled: pages split and do not follow each other."""
    chunks = [keys[at:at + size] for at in range(0, len(keys), size)]
    rng.shuffle(chunks)
    return [key for chunk in chunks for key in chunk]


def date_of(number):
    n = number
    return f"20{10 + n % 15:02}-{1 + n % 12:02}-{1 + n % 28:02} {n % 24:02}:{n % 60:02}:{n % 59:02}"


# --- ledger

def ledger_keys(scale):
    rng, keys, key = random.Random(1), [], 1000
    for _ in range(max(50, int(120_000 * scale))):
        key += rng.choice((1, 1, 1, 2, 7))
        keys.append(key)
    return keys


def ledger_row(key, generation):
    rng = random.Random(key * 8 + generation)
    amount = f"{rng.randrange(-9_999_999, 9_999_999)}.{rng.randrange(100):02}"
    ref = None if rng.random() < 0.2 else rng.randrange(1 << 31)
    return (key, rng.randrange(5000), amount, ref, date_of(rng.randrange(100_000)),
            marked(key, generation, rng.randrange(20, 160)))


def build_ledger(scale):
    yield from inserts("ledger", (ledger_row(k, 1) for k in in_chunks(ledger_keys(scale), random.Random(2), 3000)))


def change_ledger(scale):
    rng = random.Random(3)
    changed = [k for k in ledger_keys(scale) if rng.random() < 0.06]
    yield from replacing("ledger", (ledger_row(k, 2) for k in changed), ("account", "amount", "ref", "booked", "memo"))


# --- articles

def article_row(key, generation):
    rng = random.Random(key * 8 + generation)
    length = rng.choice((1000, 3000, 7000, 9000, 12_000, 20_000, 20_000, 60_000))
    title = marked(key, generation, rng.randrange(20, 90))
    return key, title, marked(key, generation, rng.randrange(length // 2, length))


def build_articles(scale):
    rng, keys = random.Random(4), range(1, max(20, int(2400 * scale)))
    yield from inserts("articles", (article_row(k, 1) for k in in_chunks(keys, rng, 50)))


def change_articles(scale):
    rng, keys = random.Random(5), range(1, max(20, int(2400 * scale)))
    yield from deletes("articles", "id", [k for k in keys if rng.random() < 0.05])
    yield from replacing("articles", (article_row(k, 2) for k in keys if rng.random() < 0.10), ("title", "body"))
    yield from inserts("articles", (article_row(k + 100_000, 1) for k in keys if rng.random() < 0.08))


# --- churned

def churned_row(key, generation):
    rng = random.Random(key * 8 + generation)
    second = None if rng.random() < 0.5 else marked(key, generation, rng.randrange(20, 300))
    return key, generation, marked(key, generation, rng.randrange(20, rng.choice((60, 200, 1200)))), second


def build_churned(scale):
    rng, keys = random.Random(6), range(-500, max(400, int(60_000 * scale)) - 500)
    fields = ("generation", "note", "second")
    yield from inserts("churned", (churned_row(k, 1) for k in in_chunks(keys, rng)))
    yield from deletes("churned", "id", [k for k in keys if rng.random() < 0.4 or k % 5000 < 700])
    yield from replacing("churned", (churned_row(k, 2) for k in keys if rng.random() < 0.3), fields)
    yield from deletes("churned", "id", [k for k in keys if rng.random() < 0.25])
    yield from inserts("churned", (churned_row(k + 1_000_000, 3) for k in keys if rng.random() < 0.1))


def change_churned(scale):
    rng, keys = random.Random(7), range(-500, max(400, int(60_000 * scale)) - 500)
    yield from deletes("churned", "id", [k for k in keys if rng.random() < 0.15])
    fields = ("generation", "note", "second")
    yield from replacing("churned", (churned_row(k, 4) for k in keys if rng.random() < 0.12), fields)


# --- named, keyless, redundant

def name_of(number):
    return f"{hash_of(number, 'name'):08x}-{number:06}"


def named_row(number, generation):
    rng = random.Random(number * 8 + generation)
    return name_of(number), rng.randrange(1 << 30), marked(name_of(number), generation, rng.randrange(20, 250))


def build_named(scale):
    yield from inserts("named", (named_row(n, 1) for n in range(max(100, int(20_000 * scale)))))


def change_named(scale):
    rng, numbers = random.Random(8), range(max(100, int(20_000 * scale)))
    yield from deletes("named", "name", [name_of(n) for n in numbers if rng.random() < 0.1])
    yield from replacing("named", (named_row(n, 2) for n in numbers if rng.random() < 0.1), ("n", "memo"))


def keyless_row(number, generation):
    rng = random.Random(number * 8 + generation)
    return number, marked(number, generation, rng.randrange(20, 250))


def build_keyless(scale):
    yield from inserts("keyless", (keyless_row(n, 1) for n in range(max(100, int(20_000 * scale)))))


def change_keyless(scale):
    yield "DELETE FROM keyless WHERE n % 11 = 3;\n"
    yield from inserts("keyless", (keyless_row(n + 1_000_000, 1) for n in range(max(20, int(2000 * scale)))))


def redundant_row(key, generation):
    rng = random.Random(key * 8 + generation)
    return key, None if rng.random() < 0.3 else rng.randrange(1 << 30), marked(key, generation, rng.randrange(20, 380))


def build_redundant(scale):
    rng, keys = random.Random(9), range(1, max(100, int(20_000 * scale)))
    yield from inserts("redundant", (redundant_row(k, 1) for k in in_chunks(keys, rng)))


def change_redundant(scale):
    rng, keys = random.Random(10), range(1, max(100, int(20_000 * scale)))
    yield from deletes("redundant", "id", [k for k in keys if rng.random() < 0.15])
    yield from replacing("redundant", (redundant_row(k, 2) for k in keys if rng.random() < 0.15), ("n", "memo"))


# --- composite: a key of text and a descending number; `n` tells rows apart

REGIONS = ("Nord", "nordost", "SÜD", "süd west", "Ost", "West", "mitte", "Übersee", "a", "zz top", "Äußere", "ost-2")


def composite_row(number, generation):
    rng = random.Random(number * 8 + generation)
    memo = None if rng.random() < 0.2 else marked(number, generation, rng.randrange(20, 300))
    place = random.Random(number)
    return (place.choice(REGIONS), number * 7919 % 1_000_003, number, rng.randrange(100),
            marked(number, generation, rng.randrange(20, 60)), memo)


def build_composite(scale):
    yield from inserts("composite", (composite_row(n, 1) for n in range(max(100, int(40_000 * scale)))))


def change_composite(scale):
    rng, numbers = random.Random(11), range(max(100, int(40_000 * scale)))
    yield from deletes("composite", "n", [n for n in numbers if rng.random() < 0.2])
    yield from replacing("composite", (composite_row(n, 2) for n in numbers if rng.random() < 0.15),
                         ("state", "title", "memo"))


TABLES = {t.name: t for t in (
    Table("ledger",
          "id BIGINT NOT NULL, account INT NOT NULL, amount DECIMAL(12,2) NOT NULL, ref INT, booked DATETIME NOT NULL, "
          "memo TEXT NOT NULL, PRIMARY KEY (id), KEY account (account), KEY booked (booked)",
          [("id", "fixed", 8, False), *SYSTEM, ("account", "fixed", 4, False), ("amount", "fixed", 6, False),
           ("ref", "fixed", 4, True), ("booked", "fixed", 5, False), ("memo", "varying", 65535, False)],
          "id", "int", build_ledger, change_ledger),
    Table("articles", "id INT UNSIGNED NOT NULL, title VARCHAR(200) NOT NULL, body LONGTEXT NOT NULL, PRIMARY KEY (id)",
          [("id", "fixed", 4, False), *SYSTEM, ("title", "varying", 800, False), ("body", "varying", 1 << 32, False)],
          "id", "unsigned", build_articles, change_articles),
    Table("churned",
          "id INT NOT NULL, generation SMALLINT NOT NULL, note VARCHAR(1500) NOT NULL, second VARCHAR(400), "
          "PRIMARY KEY (id), KEY generation (generation)",
          [("id", "fixed", 4, False), *SYSTEM, ("generation", "fixed", 2, False), ("note", "varying", 6000, False),
           ("second", "varying", 1600, True)],
          "id", "int", build_churned, change_churned),
    Table("named",
          "name VARCHAR(40) NOT NULL, n INT NOT NULL, memo VARCHAR(300) NOT NULL, PRIMARY KEY (name), KEY n (n)",
          [("name", "varying", 160, False), *SYSTEM, ("n", "fixed", 4, False), ("memo", "varying", 1200, False)],
          "name", "text", build_named, change_named),
    Table("keyless", "n INT NOT NULL, memo VARCHAR(300) NOT NULL",
          [("DB_ROW_ID", "fixed", 6, False), *SYSTEM, ("n", "fixed", 4, False), ("memo", "varying", 1200, False)],
          "n", "none", build_keyless, change_keyless),
    Table("redundant", "id INT NOT NULL, n INT, memo VARCHAR(400) NOT NULL, PRIMARY KEY (id), KEY n (n)",
          [("id", "fixed", 4, False), *SYSTEM, ("n", "fixed", 4, True), ("memo", "varying", 1600, False)],
          "id", "int", build_redundant, change_redundant, redundant=True),
    Table("composite",
          "region VARCHAR(30) NOT NULL, seq INT NOT NULL, n INT NOT NULL, state SMALLINT NOT NULL, "
          "title VARCHAR(80) NOT NULL, memo VARCHAR(400), PRIMARY KEY (region, seq DESC), KEY state (state), KEY n (n)",
          [("region", "varying", 120, False), ("seq", "fixed", 4, False), *SYSTEM, ("n", "fixed", 4, False),
           ("state", "fixed", 2, False), ("title", "varying", 320, False), ("memo", "varying", 1600, True)],
          "n", "none", build_composite, change_composite, clustered=["region", "seq"]))}


def create_statement(table):
    row_format = "REDUNDANT" if table.redundant else "DYNAMIC"
    return f"CREATE TABLE {table.name} ({table.ddl}) ENGINE=InnoDB ROW_FORMAT={row_format} DEFAULT CHARSET=utf8mb4;\n"
