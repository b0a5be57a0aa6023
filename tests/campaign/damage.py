"""The ways in which a file is hurt. Each takes an Image and a random source, and changes the image."""

import struct

from extents import INDEX, PAGE

SECTOR, BLOCK = 512, 4096
SHARE = 0.02  # of the blocks
LEAVES = 0.05  # of the leaf pages


class Image:
    """A damaged file: `data` has every byte at its old place still; pages move, and bytes go, only in bytes()."""

    def __init__(self, whole, older):
        self.whole, self.older = whole, older  # extents.File; the file at an earlier moment, as bytes
        self.data = bytearray(whole.data)
        self.place = {}  # page: where it went
        self.hole = None  # (first, last + 1)
        self.cut = None
        self.flips = {}  # page: offset of its flipped bit

    def bytes(self):
        data = self.data
        if self.place:
            data = bytearray(data)
            for page, place in self.place.items():
                data[place * PAGE:(place + 1) * PAGE] = self.data[page * PAGE:(page + 1) * PAGE]
        if self.hole:
            data = data[:self.hole[0]] + data[self.hole[1]:]
        return bytes(data if self.cut is None else data[:self.cut])

    def span(self, page, first, last):
        """Where these bytes of a page are in the damaged file, or None if some are gone."""
        base = self.place.get(page, page) * PAGE
        begin, end = base + first, base + last
        if self.hole and begin < self.hole[1] and end > self.hole[0]:
            return None
        if self.hole and begin >= self.hole[1]:
            begin, end = begin - (self.hole[1] - self.hole[0]), end - (self.hole[1] - self.hole[0])
        return None if self.cut is not None and end > self.cut else (begin, end)

    def survives(self, page, first, last):
        base = page * PAGE
        return (self.data[base + first:base + last] == self.whole.data[base + first:base + last] and
                self.span(page, first, last) is not None)

    def page_untouched(self, page):
        """All of its bytes, in its place."""
        return self.survives(page, 0, PAGE) and self.span(page, 0, PAGE) == (page * PAGE, (page + 1) * PAGE)

    def some_leaves(self, rng):
        return rng.sample(self.whole.leaves, max(1, int(len(self.whole.leaves) * LEAVES)))

    def set_page(self, page, content):
        self.data[page * PAGE:(page + 1) * PAGE] = content


def none(image, rng):
    pass


def bit_flips(image, rng):
    for page in rng.sample(range(image.whole.pages), min(300, image.whole.pages // 2)):
        at = rng.randrange(PAGE)
        image.data[page * PAGE + at] ^= 1 << rng.randrange(8)
        image.flips[page] = at


def some_blocks(image, rng):
    blocks = len(image.data) // BLOCK
    return rng.sample(range(blocks), max(1, int(blocks * SHARE)))


def zero_sectors(image, rng):
    for block in some_blocks(image, rng):
        at = block * BLOCK + rng.randrange(BLOCK // SECTOR) * SECTOR
        image.data[at:at + SECTOR] = bytes(SECTOR)


def zero_blocks(image, rng):
    for block in some_blocks(image, rng):
        image.data[block * BLOCK:(block + 1) * BLOCK] = bytes(BLOCK)


def garbage_blocks(image, rng):
    for block in some_blocks(image, rng):
        image.data[block * BLOCK:(block + 1) * BLOCK] = rng.randbytes(BLOCK)


def cut(image, rng):
    used = (image.whole.used_pages()[-1] + 1) * PAGE
    image.cut = rng.randrange(used // 4, used)


def first_pages(image, rng):
    image.data[:8 * PAGE] = bytes(8 * PAGE)


def fil_headers_zero(image, rng):
    for page in range(image.whole.pages):
        image.data[page * PAGE:page * PAGE + 38] = bytes(38)


def fil_headers_random(image, rng):
    for page in range(image.whole.pages):
        image.data[page * PAGE:page * PAGE + 38] = rng.randbytes(38)


def upper_levels(image, rng):
    for page in image.whole.pages_above_leaves():
        image.set_page(page, bytes(PAGE))


def hole(image, rng):
    used = image.whole.used_pages()[-1] * PAGE // SECTOR
    first = rng.randrange(used // 4, used * 3 // 4) * SECTOR
    image.hole = (first, first + 3 * SECTOR)


def swapped(image, rng):
    used = [p for p in image.whole.used_pages() if p > 0]
    chosen = rng.sample(used, max(2, int(len(used) * 0.05) // 2 * 2))
    for a, b in zip(chosen[::2], chosen[1::2]):
        image.place[a], image.place[b] = b, a


def index_headers(image, rng):
    for page in image.some_leaves(rng):
        at = page * PAGE + 38
        image.data[at:at + 82] = rng.randbytes(82)


def next_astray(image, rng):
    for page in image.some_leaves(rng):
        origins = list(image.whole.origins(page))
        for origin in rng.sample(origins, min(len(origins), rng.randrange(1, 4))):
            at = page * PAGE + origin - 2
            image.data[at:at + 2] = rng.choice((rng.randbytes(2), bytes(2), struct.pack(">H", rng.choice(origins))))


def cycle(image, rng):
    """A leaf whose right neighbour is one of those to its left."""
    leaves = image.whole.leaves
    at = rng.randrange(len(leaves) // 2, len(leaves)) if len(leaves) > 1 else 0
    struct.pack_into(">I", image.data, leaves[at] * PAGE + 12, leaves[rng.randrange(at + 1)])
    return leaves[at]


def cycle_verified(image, rng):
    fix_checksum(image, cycle(image, rng))


def torn(image, rng):
    """First half of a page as it is, second half as it was."""
    whole, older = image.whole.data, image.older
    changed = [p for p in range(min(len(older), len(whole)) // PAGE) if image.whole.type_of(p) == INDEX and
               older[p * PAGE + 24:p * PAGE + 26] == whole[p * PAGE + 24:p * PAGE + 26] and
               older[p * PAGE + PAGE // 2:(p + 1) * PAGE] != whole[p * PAGE + PAGE // 2:(p + 1) * PAGE]]
    for page in rng.sample(changed, min(len(changed), max(1, len(image.whole.leaves) // 20))):
        middle, end = page * PAGE + PAGE // 2, (page + 1) * PAGE
        image.data[middle:end] = older[middle:end]


MODES = {"none": none, "bit_flips": bit_flips, "zero_sectors": zero_sectors, "zero_blocks": zero_blocks,
         "garbage_blocks": garbage_blocks, "cut": cut, "first_pages": first_pages, "fil_headers_zero": fil_headers_zero,
         "fil_headers_random": fil_headers_random, "upper_levels": upper_levels, "hole": hole, "swapped": swapped,
         "index_headers": index_headers, "next_astray": next_astray, "cycle": cycle, "cycle_verified": cycle_verified,
         "torn": torn}
# No byte of any row is asked for that the tool could not find: all of them are to come back.
ALL_COME_BACK = ("none", "first_pages", "fil_headers_zero", "fil_headers_random", "upper_levels", "hole", "swapped",
                 "index_headers")


def two(image, rng):
    """Two of the modes. Returns their names."""
    names = rng.sample([m for m in MODES if m != "none"], 2)
    for mode in names:
        MODES[mode](image, rng)
    image.flips = {}
    return "+".join(names)


# --- CRC-32C, as InnoDB stores it. Source: ut0crc32.cc, buf0checksum.cc.

CRC_TABLE = []
for number in range(256):
    for _ in range(8):
        number = number >> 1 ^ (0x82F63B78 if number & 1 else 0)
    CRC_TABLE.append(number)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def fix_checksum(image, page):
    base = page * PAGE
    content = bytes(image.data[base:base + PAGE])
    if image.whole.full_crc32:
        struct.pack_into(">I", image.data, base + PAGE - 4, crc32c(content[:-4]))
        return
    crc = crc32c(content[4:26]) ^ crc32c(content[38:-8])
    struct.pack_into(">I", image.data, base, crc)
    struct.pack_into(">I", image.data, base + PAGE - 8, crc)


def is_covered(whole, at):
    """Does a flip at this offset of a page make it fail?"""
    return whole.full_crc32 or not 26 <= at < 38


