#include "parser/frm_options.h"

#include <fmt/format.h>

#include "parser/frm_sections.h"

namespace innosalvage {

namespace {

constexpr unsigned HA_OPTION_PACK_KEYS = 2;
constexpr unsigned HA_OPTION_CHECKSUM = 32;
constexpr unsigned HA_OPTION_DELAY_KEY_WRITE = 64;
constexpr unsigned HA_OPTION_NO_PACK_KEYS = 128;
constexpr unsigned HA_OPTION_STATS_PERSISTENT = 1U << 12U;
constexpr unsigned HA_OPTION_NO_STATS_PERSISTENT = 1U << 13U;

constexpr unsigned kChoiceNo = 1;  // ha_choice
constexpr unsigned kChoiceYes = 2;

RowFormat RowFormatOf(unsigned row_type) {
  switch (row_type) {
    case 2: return RowFormat::kDynamic;
    case 3: return RowFormat::kCompressed;
    case 4: return RowFormat::kRedundant;
    case 5: return RowFormat::kCompact;
    default: return RowFormat::kDefault;
  }
}

}  // namespace

FrmOptions ReadFrmOptions(Bytes header, std::uint32_t server_version) {
  FrmOptions options;
  options.collation = ByteAt(header, 38) | ByteAt(header, 41) << 8U;
  options.row_format = RowFormatOf(ByteAt(header, 40));
  options.key_block_size = static_cast<std::uint32_t>(FrmNumber(header, 62, 2));
  const auto add = [&](std::string_view name, std::uint64_t value) {
    options.other += fmt::format("{}{}={}", options.other.empty() ? "" : " ", name, value);
  };
  const auto number = [&](std::string_view name, std::size_t offset, std::size_t size) {
    if (const auto value = FrmNumber(header, offset, size); value != 0) add(name, value);
  };
  const auto flags = FrmNumber(header, 30, 2);
  number("MIN_ROWS", 22, 4);
  number("MAX_ROWS", 18, 4);
  number("AVG_ROW_LENGTH", 34, 4);
  if ((flags & HA_OPTION_PACK_KEYS) != 0) add("PACK_KEYS", 1);
  if ((flags & HA_OPTION_NO_PACK_KEYS) != 0) add("PACK_KEYS", 0);
  constexpr std::uint32_t kFirstWithStats = 50600;  // before it, these bytes and bits meant RAID
  if (server_version >= kFirstWithStats) {
    if ((flags & HA_OPTION_STATS_PERSISTENT) != 0) add("STATS_PERSISTENT", 1);
    if ((flags & HA_OPTION_NO_STATS_PERSISTENT) != 0) add("STATS_PERSISTENT", 0);
    const unsigned recalc = ByteAt(header, 44);
    if (recalc == 1 || recalc == 2) add("STATS_AUTO_RECALC", recalc == 1 ? 1 : 0);
    number("STATS_SAMPLE_PAGES", 42, 2);
  }
  if ((flags & HA_OPTION_CHECKSUM) != 0) add("CHECKSUM", 1);
  if ((flags & HA_OPTION_DELAY_KEY_WRITE) != 0) add("DELAY_KEY_WRITE", 1);
  const unsigned choices = ByteAt(header, 39);
  if (const unsigned checksum = (choices >> 2U) & 3U; checksum == kChoiceNo || checksum == kChoiceYes) {
    add("PAGE_CHECKSUM", checksum == kChoiceYes ? 1 : 0);
  }
  if (const unsigned transactional = choices & 3U; transactional == kChoiceNo || transactional == kChoiceYes) {
    add("TRANSACTIONAL", transactional == kChoiceYes ? 1 : 0);
  }
  options.sequence = ((choices >> 4U) & 3U) == kChoiceYes;
  if (options.sequence) add("SEQUENCE", 1);
  return options;
}

}  // namespace innosalvage
