// LZO1X: the reader of the stream that MariaDB's page_compressed writes with innodb_compression_algorithm=lzo.
//
// Shape     instructions of one byte and more, each copies from what is already out, then 0 to 3 literal bytes; the two
//           low bits S of most instructions say how many.
//             first byte 18 to 255      byte - 17 literals
//             0000LLLL                  with no literals before: 3 + L literals (L = 0: 15 + more)
//             0000DDSS H                after 1 to 3 literals: copy 2 bytes from 1 + D + 4H back; after a literal
//                                       run: 3 bytes from 2049 + D + 4H back
//             0001HLLL D:14 S:2 (LE)    copy 2 + L (0: 7 + more) from 16384 + (H << 14) + D back; 16384 ends the stream
//             001LLLLL D:14 S:2 (LE)    copy 2 + L (0: 31 + more) from 1 + D back
//             01LDDDSS H                copy 3 + L from 1 + D + 8H back
//             1LLDDDSS H                copy 5 + L from 1 + D + 8H back
//           "more": each zero byte counts 255, the first other byte is added.
// Fails     never: what came out before the damage stays; `whole` is false.
// Source    Documentation/staging/lzo.rst (Linux): a description of the format. The library itself is not used: GPL.
#pragma once

#include "parser/block_compression.h"

namespace innosalvage {

Uncompressed UncompressLzo1x(Bytes stream, std::span<std::byte> out);

}  // namespace innosalvage
