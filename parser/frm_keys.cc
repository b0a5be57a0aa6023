#include "parser/frm_keys.h"

#include "parser/frm_sections.h"

namespace innosalvage {

namespace {

constexpr std::uint64_t FIELD_NR_MASK = 16383;
constexpr unsigned HA_REVERSE_SORT = 128;

FrmKeyPart ReadPart(FrmCursor& cursor) {
  FrmKeyPart part;
  const std::uint64_t column = cursor.Number(2) & FIELD_NR_MASK;
  part.column = column == 0 ? UINT32_MAX : static_cast<std::uint32_t>(column - 1);
  cursor.Take(2);
  part.descending = (cursor.Byte() & HA_REVERSE_SORT) != 0;
  cursor.Take(2);
  part.length = static_cast<std::uint32_t>(cursor.Number(2));
  return part;
}

}  // namespace

std::vector<FrmKey> ReadFrmKeys(Bytes bytes, std::vector<std::string>& remarks) {
  std::vector<FrmKey> keys;
  FrmCursor cursor(bytes);
  const unsigned first = cursor.Byte();
  const unsigned second = cursor.Byte();
  cursor.Take(4);
  const std::size_t count = (first & 0x80U) != 0 ? second << 7U | (first & 0x7fU) : first;
  for (std::size_t i = 0; i < count && !cursor.failed(); ++i) {
    FrmKey key;
    key.flags = static_cast<unsigned>(cursor.Number(2)) ^ HA_NOSAME;
    cursor.Take(2);
    const unsigned parts = cursor.Byte();
    key.algorithm = cursor.Byte();
    key.block_size = static_cast<std::uint32_t>(cursor.Number(2));
    for (unsigned p = 0; p < parts; ++p) key.parts.push_back(ReadPart(cursor));
    if (!cursor.failed()) keys.push_back(std::move(key));
  }
  if (!keys.empty()) {
    const auto names = FrmNameList(cursor);
    for (std::size_t i = 0; i < keys.size() && i < names.size(); ++i) keys[i].name = names[i];
    if (names.size() < keys.size()) remarks.emplace_back("names of keys are cut off");
  }
  for (FrmKey& key : keys) {
    if ((key.flags & HA_USES_COMMENT) == 0) continue;
    key.comment = cursor.Text(cursor.Number(2));
  }
  if (cursor.failed()) remarks.emplace_back("the keys are damaged: some may be missing");
  return keys;
}

}  // namespace innosalvage
