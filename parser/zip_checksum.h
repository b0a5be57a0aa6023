// Checksum of a page of a ROW_FORMAT=COMPRESSED tablespace, whatever its type: index pages, and those stored as they
// are (FSP_HDR, XDES, INODE, IBUF bitmap, BLOB chains).
//
// Shape     one checksum at 0; such pages have no trailer. The sum goes over three parts:
//             4..16   page no, siblings          (not 16..24: the LSN is vouched for by nothing)
//            24..26   page type                  (not 26..34: FIL_PAGE_FILE_FLUSH_LSN)
//            34..     space id, and all that follows to the physical end
//           crc32: the XOR of the three parts' CRC-32C; innodb: Adler-32 over the parts, begun with 0 in place of 1;
//           none: the magic. MariaDB writes these also where its other tablespaces are full_crc32.
// Units     bytes; `page` has the physical size, 1 KiB to 16 KiB.
// Source    page_zip_calc_checksum, page_zip_verify_checksum (storage/innobase/page/page0zip.cc: MySQL 5.7, MariaDB
//           10.5 to 11.8); BlockReporter::calc_zip_checksum (buf/checksum.cc, MySQL 8.0), with the big-endian variant.
#pragma once

#include "parser/checksum.h"

namespace innosalvage {

inline constexpr std::uint32_t kMinZipSize = 1024;  // KEY_BLOCK_SIZE=1

std::uint32_t ZipCrc32(Bytes page);
std::uint32_t ZipCrc32BigEndian(Bytes page);
std::uint32_t ZipAdler32(Bytes page);

// Which algorithm verifies the page, as VerifyPage does for the zip family. `hint` is tried first.
ChecksumAlgorithm VerifyZipPage(Bytes page, ChecksumAlgorithm hint);

}  // namespace innosalvage
