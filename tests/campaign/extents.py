"""Where the bytes of each row lie in a whole tablespace file: a reader of its own, sharing nothing with innosalvage.

Knows uncompressed 16 KiB pages, COMPACT, DYNAMIC and REDUNDANT records without instant columns, and off-page values of
both MySQL 8 (LOB_FIRST pages) and older servers and MariaDB (BLOB pages).
Sources: rem0rec.h, rem0rec.cc, page0page.h, btr0types.h, lob0first.h, lob0index.h, lob0pages.h.
"""

import struct

PAGE = 16384
FIL_NULL = 0xFFFFFFFF
INDEX, SDI, LOB_FIRST, BLOB = 17855, 17853, 24, 10


def u16(data, at):
    return (data[at] << 8) | data[at + 1]


def u32(data, at):
    return struct.unpack_from(">I", data, at)[0]


class Record:
    """`ranges`: (page, first, last + 1) of all bytes that make the row, but for the next-record field."""
    __slots__ = ("key", "page", "origin", "ranges")


class File:
    def __init__(self, data, table):
        self.data, self.table = data, table
        self.pages = len(data) // PAGE
        self.full_crc32 = bool(u32(data, 54) & 0x10)
        self.root = next(p for p in range(self.pages) if self.type_of(p) == INDEX)
        self.node_pages, self.leaves = [], []
        self.walk_tree()
        self.records = [r for leaf in self.leaves for r in self.records_of(leaf)]

    def type_of(self, page):
        return u16(self.data, page * PAGE + 24)

    def level_of(self, page):
        return u16(self.data, page * PAGE + 64)

    def is_used(self, page):
        return any(self.data[page * PAGE:(page + 1) * PAGE])

    def used_pages(self):
        return [p for p in range(self.pages) if self.is_used(p)]

    def pages_above_leaves(self):
        """Of all indexes."""
        return [p for p in range(self.pages) if self.type_of(p) in (INDEX, SDI) and self.level_of(p) > 0]

    def walk_tree(self):
        leftmost = self.root
        while True:
            level, page = [], leftmost
            while page != FIL_NULL:
                level.append(page)
                page = u32(self.data, page * PAGE + 12)
            if self.level_of(leftmost) == 0:
                self.leaves = level
                return
            self.node_pages += level
            first = next(self.origins(leftmost))
            leftmost = self.child_of(leftmost, first)

    def child_of(self, page, origin):
        """MariaDB and servers before MySQL 8 leave room for the NULL bits of all columns of the index in a node pointer
        (rec_init_offsets, rem0rec.cc): of the two ways to cut it the one that leads to a page of the index is right."""
        columns = self.table.key_fields() + [("child", "fixed", 4, False)]
        nullable = sum(1 for c in self.table.columns if c[3])
        ways = [self.split(page, origin, columns)]
        if not self.table.redundant:
            ways.append(self.split_compact(page, origin, columns, nullable)[0])
        for fields in ways:
            at = page * PAGE + fields[-1][0]
            child = u32(self.data, at) if at + 4 <= len(self.data) else FIL_NULL
            if child < self.pages and self.level_of(child) + 1 == self.level_of(page) and self.type_of(child) == INDEX:
                return child
        raise ValueError(f"page {page}: node pointer at {origin:#x} leads nowhere")

    def origins(self, page):
        """Offsets of the user records, in key order."""
        base = page * PAGE
        origin, supremum = (101, 116) if self.table.redundant else (99, 112)
        while True:
            step = u16(self.data, base + origin - 2)
            origin = step if self.table.redundant else (origin + step) & 0xFFFF
            if origin == supremum:
                return
            yield origin

    def split(self, page, origin, columns):
        """[(offset, length or None for NULL, is external)] a column."""
        if self.table.redundant:
            return self.split_redundant(page, origin)
        return self.split_compact(page, origin, columns)[0]

    def split_compact(self, page, origin, columns, nullable=None):
        data, base = self.data, page * PAGE
        if nullable is None:
            nullable = sum(1 for c in columns if c[3])
        nulls, lengths = base + origin - 6, base + origin - 6 - (nullable + 7) // 8
        fields, at, bit = [], origin, 0
        for _, kind, size, may_be_null in columns:
            if may_be_null:
                is_null = data[nulls - bit // 8] >> (bit % 8) & 1
                bit += 1
                if is_null:
                    fields.append((at, None, False))
                    continue
            length, external = size, False
            if kind == "varying":
                length = data[lengths]
                lengths -= 1
                if size > 255 and length & 0x80:
                    external = bool(length & 0x40)
                    length = (length & 0x3F) << 8 | data[lengths]
                    lengths -= 1
            fields.append((at, length, external))
            at += length
        return fields, lengths + 1 - base

    def split_redundant(self, page, origin):
        data, at = self.data, page * PAGE + origin
        count = u16(data, at - 4) >> 1 & 0x3FF
        fields, begin = [], 0
        for i in range(count):
            if data[at - 3] & 1:
                end = data[at - 7 - i]
                null, external, end = end & 0x80, False, end & 0x7F
            else:
                end = u16(data, at - 8 - 2 * i)
                null, external, end = end & 0x8000, bool(end & 0x4000), end & 0x3FFF
            fields.append((origin + begin, None if null else end - begin, external))
            begin = end
        return fields

    def start_of(self, page, origin):
        if not self.table.redundant:
            return self.split_compact(page, origin, self.table.columns)[1]
        at = page * PAGE + origin
        return origin - 6 - (u16(self.data, at - 4) >> 1 & 0x3FF) * (1 if self.data[at - 3] & 1 else 2)

    def records_of(self, page):
        base, columns = page * PAGE, self.table.columns
        key_at = next(i for i, c in enumerate(columns) if c[0] == self.table.key)
        for origin in self.origins(page):
            if self.data[base + origin - (6 if self.table.redundant else 5)] & 0x20:
                continue  # delete-marked
            record = Record()
            fields = self.split(page, origin, columns)
            offset, length, _ = fields[key_at]
            raw = self.data[base + offset:base + offset + length]
            record.key, record.page, record.origin = self.key_of(raw), page, origin
            end = max(offset + (length or 0) for offset, length, _ in fields)
            record.ranges = [(page, self.start_of(page, origin), origin - 2), (page, origin, end)]
            for offset, length, external in fields:
                if external:
                    record.ranges += self.lob(base + offset + length - 20)
            yield record

    def key_of(self, raw):
        if self.table.key_kind == "text":
            return raw.decode()
        value = int.from_bytes(raw, "big")
        return value if self.table.key_kind == "unsigned" else value - (1 << (8 * len(raw) - 1))

    def lob(self, reference):
        """Ranges of an off-page value, the links between its pages included."""
        page = u32(self.data, reference + 4)
        if self.type_of(page) == LOB_FIRST:
            return self.lob_of_mysql8(page)
        ranges = []
        while page != FIL_NULL:
            part = u32(self.data, page * PAGE + 38)
            ranges.append((page, 38, 46 + part))
            page = u32(self.data, page * PAGE + 42)
        return ranges

    def lob_of_mysql8(self, first):
        data, base = self.data, first * PAGE
        ranges = [(first, 38, 96)]
        page, at = u32(data, base + 64 + 4), u16(data, base + 64 + 8)  # index list: first node
        while page != FIL_NULL:
            entry = page * PAGE + at
            ranges.append((page, at, at + 60))
            part_page, part = u32(data, entry + 48), u16(data, entry + 52)
            ranges.append((part_page, 696, 696 + part) if part_page == first else (part_page, 38, 49 + part))
            page, at = u32(data, entry + 6), u16(data, entry + 10)
        return ranges
