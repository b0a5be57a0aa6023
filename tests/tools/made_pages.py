"""Index pages of COMPACT records made here, for files that no server writes."""

import struct
import sys

from tool_run import SOURCE

sys.path.insert(0, str(SOURCE / "tests" / "campaign"))

from damage import crc32c  # noqa: E402

FIL_PAGE_INDEX = 17855
FIL_NULL = 0xffffffff
INFIMUM, SUPREMUM, FIRST = 99, 112, 120
ORDINARY, NODE_POINTER = 0, 1
MIN_REC = 1  # info bit of the first node pointer of a level
BUF_NO_CHECKSUM_MAGIC = 0xdeadbeef
HEADER = 38  # PAGE_HEADER
FSEGS = slice(74, 94)


def put(page, form, at, *values):
    struct.pack_into(">" + form, page, at, *values)


def index_page(size, page_no, space_id, index_id, level, records, left=FIL_NULL, right=FIL_NULL, lsn=1 << 20):
    """`records`: (what stands before the 5 bytes of the header, what stands behind it)."""
    page = bytearray(size)
    put(page, "II", 4, page_no, left)
    put(page, "IQH", 12, right, lsn, FIL_PAGE_INDEX)
    put(page, "I", 34, space_id)
    page[INFIMUM:INFIMUM + 8], page[SUPREMUM:SUPREMUM + 8] = b"infimum\0", b"supremum"
    origins, heap = [], FIRST
    for before, data in records:
        page[heap:heap + len(before)] = before
        origins.append(heap + len(before) + 5)
        page[origins[-1]:origins[-1] + len(data)] = data
        heap = origins[-1] + len(data)
    # A slot owns four records, the last one what is left and the supremum.
    owners = {origin: 4 for origin in origins[3:-4:4]}
    slots = [INFIMUM, *owners, SUPREMUM]
    owners |= {INFIMUM: 1, SUPREMUM: len(origins) - 4 * (len(slots) - 2) + 1}
    chain = [INFIMUM, *origins, SUPREMUM]
    heap_nos = [0, *range(2, len(origins) + 2), 1]
    statuses = [2, *[NODE_POINTER if level else ORDINARY] * len(origins), 3]
    for i, origin in enumerate(chain):
        info = MIN_REC if level and i == 1 and left == FIL_NULL else 0
        following = (chain[i + 1] - origin) & 0xffff if i + 1 < len(chain) else 0
        put(page, "BHH", origin - 5, info << 4 | owners.get(origin, 0), heap_nos[i] << 3 | statuses[i], following)
    for i, slot in enumerate(slots):
        put(page, "H", size - 8 - 2 * (i + 1), slot)
    put(page, "HHH", HEADER, len(slots), heap, 0x8000 | (len(origins) + 2))
    put(page, "H", HEADER + 12, 2)  # PAGE_DIRECTION: none
    put(page, "H", HEADER + 16, len(origins))
    put(page, "HQ", HEADER + 26, level, index_id)
    assert heap + 2 * len(slots) < size - 8
    return page


def sign(page, full_crc32=False):
    """A page that verifies: summed as MariaDB does, or with the sum that innodb_checksum_algorithm=none writes."""
    if full_crc32:
        page[-8:-4] = page[20:24]
        put(page, "I", len(page) - 4, crc32c(bytes(page[:-4])))
    else:
        put(page, "I", 0, BUF_NO_CHECKSUM_MAGIC)
        put(page, "I", len(page) - 8, BUF_NO_CHECKSUM_MAGIC)
        page[-4:] = page[20:24]
    return page


class MadeFile:
    """A tablespace of a server, whose clustered index gets a root and pages behind all others that are made here."""

    def __init__(self, data, size, root, full_crc32=False):
        self.data, self.size, self.root, self.full_crc32 = bytearray(data), size, root, full_crc32
        old = self.page(root)
        self.fsegs = old[FSEGS]
        self.space_id, = struct.unpack_from(">I", old, 34)
        self.index_id, = struct.unpack_from(">Q", old, HEADER + 28)

    def page(self, page_no):
        return self.data[page_no * self.size:(page_no + 1) * self.size]

    @property
    def end(self):
        return len(self.data) // self.size

    def index(self, page_no, level, records, left=FIL_NULL, right=FIL_NULL):
        return index_page(self.size, page_no, self.space_id, self.index_id, level, records, left, right)

    def append(self, page):
        self.data += sign(page, self.full_crc32)

    def set_root(self, level, records):
        page = self.index(self.root, level, records)
        page[FSEGS] = self.fsegs
        self.data[self.root * self.size:(self.root + 1) * self.size] = sign(page, self.full_crc32)
