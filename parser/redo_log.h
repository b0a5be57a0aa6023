// Redo log files: which log it is, where its last checkpoint stands, and where it ends.
//
// Shape     all integers big-endian. Offsets in the first 512 bytes of a file:
//             0  4  LOG_HEADER_FORMAT       8  8  LOG_HEADER_START_LSN       16  32  LOG_HEADER_CREATOR
//           format                        files                  checkpoints          LSN of a checkpoint at
//             0 .. 5   MySQL 5.6 .. 8.0.29  ib_logfile0, 1, ...    512, 1536            +8
//             1, 103, 104   MariaDB 10.2 .. 10.4                   the same
//             "PHYS"   MariaDB 10.5 .. 10.7   ib_logfile0          the same
//             "Phys"   MariaDB 10.8 and later ib_logfile0          4096, 8192           +0; CRC-32C at +60
//             6        MySQL 8.0.30 and later #innodb_redo/#ib_redoN   512, 1536        +8
//           The top bit of MariaDB's format says that the log is encrypted.
//           Behind the head the log is blocks of 512 bytes, from 2048 on: LOG_BLOCK_HDR_NO at 0 (of the LSN, top bit a
//           flag), LOG_BLOCK_HDR_DATA_LEN at 4 (512: full). "Phys": mini-transactions from 12288 on, a byte 0 or 1, of
//           the lap, and a CRC-32C behind each.
// Units     LSNs; bytes.
// Fails     ReadRedoHeader: nullopt where the file is no redo log.
// Source    storage/innobase/include/log0constants.h, log0files_io.cc (MySQL 8.0.30, 9.7); log0log.h, log0recv.cc
//           recv_sys_t::parse, mtr0log.h (MariaDB 10.5, 10.11, 11.8).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parser/byte_source.h"

namespace innosalvage {

enum class RedoLayout : std::uint8_t { kBlocks, kMiniTransactions };

struct RedoHeader {
  std::uint32_t format = 0;
  RedoLayout layout = RedoLayout::kBlocks;
  bool encrypted = false;
  bool one_of_many = false;  // MySQL 8.0.30 and later: each file covers LSNs of its own
  std::uint64_t start_lsn = 0;
  std::string creator;  // "MySQL 9.7.4", "MariaDB 10.5.23"; may be empty
  std::optional<std::uint64_t> checkpoint_lsn;
  std::uint64_t checkpoint_offset = 0;  // where it stands in this file; 0: not known
};

std::optional<RedoHeader> ReadRedoHeader(const ByteSource& file);

// The LSN behind the last that was written, as far as this file tells; nullopt: it does not (encrypted
// mini-transactions, a log that goes on in another file or at the file's beginning, a part that cannot be read).
std::optional<std::uint64_t> FindRedoEnd(const ByteSource& file, const RedoHeader& header);

}  // namespace innosalvage
