#include "parser/cfg_file.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t kNewestVersion = 8;          // IB_EXPORT_CFG_VERSION_V8
constexpr std::uint32_t kMostColumns = 1023 + 1023;  // REC_MAX_N_FIELDS, dropped ones beside
constexpr std::uint32_t kMostIndexes = 64 + 2;       // MAX_KEY, the SDI's and FTS_DOC_ID_INDEX
constexpr std::uint32_t kMostName = 5 * 64 * 5;      // "db/table#p#p#sp#s", 64 characters each, five bytes a character

// Reads forward; once it has left the file every value is 0 and ok() is false.
class Cursor {
 public:
  explicit Cursor(Bytes file) : file_(file) {}

  bool ok() const { return ok_; }
  std::size_t at() const { return at_; }
  void Fail() { ok_ = false; }

  Bytes Take(std::size_t size) {
    const auto view = ok_ ? BytesAt(file_, at_, size) : std::nullopt;
    if (!view) {
      ok_ = false;
      return {};
    }
    at_ += size;
    return *view;
  }
  std::uint32_t Number(std::size_t size = 4) { return static_cast<std::uint32_t>(LoadBig(Take(size))); }
  std::uint64_t Number64() { return LoadBig(Take(8)); }

  std::string Text(std::uint32_t most) {
    const std::uint32_t length = Number();
    if (length == 0 || length > most) ok_ = false;
    const Bytes bytes = Take(length);
    if (!ok_ || bytes.back() != std::byte{0}) {
      ok_ = false;
      return {};
    }
    return std::string(AsText(bytes.first(length - 1)));
  }

 private:
  Bytes file_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

void SkipDroppedType(Cursor& in) {
  constexpr std::size_t kTypeAt = 1 + 1 + 4;
  constexpr std::size_t kSize = kTypeAt + 4 + 4 + 8;
  constexpr std::uint32_t kEnum = 22, kSet = 23;  // dd::enum_column_types
  const Bytes type = in.Take(kSize);
  if (!in.ok()) return;
  const std::uint64_t number = LoadBig(type.subspan(kTypeAt, 4));
  if (number != kEnum && number != kSet) return;
  for (std::uint32_t left = in.Number(); left > 0 && in.ok(); --left) in.Take(in.Number());
}

CfgColumn ReadColumn(Cursor& in, std::uint32_t version) {
  CfgColumn column;
  column.prtype = in.Number();
  column.mtype = in.Number();
  column.length = in.Number();
  in.Take(4 * std::size_t{4});  // mbminmaxlen, ind, ord_part, max_prefix
  column.name = in.Text(kMostName);
  if (version >= 7) {
    const std::size_t size = version >= 8 ? 2 : 1;
    const std::uint32_t none = version >= 8 ? UINT16_MAX : UINT8_MAX;
    if (const std::uint32_t added = in.Number(size); added != none) column.version_added = added;
    if (const std::uint32_t dropped = in.Number(size); dropped != none) column.version_dropped = dropped;
    if (const std::uint32_t position = in.Number(); position != UINT32_MAX) column.physical_pos = position;
    if (column.version_dropped) SkipDroppedType(in);
  }
  if (version >= 3) {
    column.has_default = in.Number(1) != 0;
    if (column.has_default && in.Number(1) == 0) column.default_bytes = std::string(AsText(in.Take(in.Number())));
  }
  return column;
}

CfgIndex ReadIndex(Cursor& in, std::uint32_t version) {
  CfgIndex index;
  index.id = in.Number64();
  index.space_id = in.Number();
  index.root_page = in.Number();
  index.type = in.Number();
  in.Take(4);  // trx_id_offset
  index.declared_fields = in.Number();
  in.Take(4 * std::size_t{2});  // n_uniq, n_nullable
  const std::uint32_t fields = in.Number();
  index.name = in.Text(kMostName);
  if (fields > kMostColumns) in.Fail();
  for (std::uint32_t i = 0; i < fields && in.ok(); ++i) {
    constexpr std::uint32_t kDescendingBit = 1U << 31U;
    CfgField field;
    field.prefix = in.Number();
    field.descending = (in.Number() & kDescendingBit) != 0;
    if (version >= 4) field.descending = in.Number() == 0;
    // MariaDB: the metadata of a dropped column has no name.
    field.column = in.Text(kMostName);
    index.fields.push_back(std::move(field));
  }
  return index;
}

}  // namespace

Decoded<CfgFile> ReadCfgFile(Bytes file) {
  constexpr std::uint32_t kMostHostName = 1024;
  Cursor in(file);
  CfgFile cfg;
  cfg.version = in.Number();
  if (!in.ok() || cfg.version == 0 || cfg.version > kNewestVersion) {
    return Hurt(in.ok() ? DamageKind::kUnsupported : DamageKind::kTruncated, 0, 0, kNewestVersion, cfg.version);
  }
  in.Text(kMostHostName);
  cfg.table = in.Text(kMostName);
  cfg.auto_increment = in.Number64();
  cfg.page_size = in.Number();
  cfg.flags = in.Number();
  const std::uint32_t columns = in.Number();
  if (cfg.version >= 5) in.Take(4);
  if (cfg.version >= 7) in.Take(4 * std::size_t{5});
  if (cfg.version >= 2) in.Take(4);
  if (cfg.version >= 6) in.Take(1);
  if (!in.ok()) return Hurt(DamageKind::kTruncated, 0, in.at());
  if (columns > kMostColumns) return Hurt(DamageKind::kIllegalLength, 0, in.at(), kMostColumns, columns);
  for (std::uint32_t i = 0; i < columns; ++i) {
    CfgColumn column = ReadColumn(in, cfg.version);
    if (!in.ok()) return cfg;
    cfg.columns.push_back(std::move(column));
  }
  cfg.columns_complete = true;
  const std::uint32_t indexes = in.Number();
  if (indexes > kMostIndexes) return cfg;
  for (std::uint32_t i = 0; i < indexes; ++i) {
    CfgIndex index = ReadIndex(in, cfg.version);
    if (!in.ok()) return cfg;
    cfg.indexes.push_back(std::move(index));
  }
  cfg.complete = in.ok();
  return cfg;
}

}  // namespace innosalvage
