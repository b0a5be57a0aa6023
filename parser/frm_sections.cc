#include "parser/frm_sections.h"

#include <fmt/format.h>

#include <algorithm>

namespace innosalvage {

namespace {

constexpr unsigned kOldestVersion = 9;   // FRM_VER + 3, MySQL 4.1: the first with 17 bytes a column
constexpr unsigned kNewestVersion = 12;  // 11 is FRM_VER_EXPRESSSIONS; a later one is tried
constexpr unsigned kTrueVarcharVersion = 10;

// The part of `wanted` bytes at `offset` that the file has.
Bytes AsFarAsItGoes(Bytes file, std::size_t offset, std::size_t wanted, std::string_view name,
                    std::vector<std::string>& remarks) {
  if (const auto whole = BytesAt(file, offset, wanted)) return *whole;
  remarks.push_back(fmt::format("the {} are cut off", name));
  return offset < file.size() ? file.subspan(offset) : Bytes();
}

}  // namespace

Bytes FrmCursor::Take(std::size_t size) {
  if (size > bytes_.size()) {
    failed_ = true;
    bytes_ = {};
    return {};
  }
  const Bytes taken = bytes_.first(size);
  bytes_ = bytes_.subspan(size);
  return taken;
}

std::string_view FrmCursor::Terminated() {
  const auto nul = std::ranges::find(bytes_, std::byte{0});
  if (nul == bytes_.end()) {
    failed_ = true;
    return {};
  }
  const std::string_view text = Text(static_cast<std::size_t>(nul - bytes_.begin()));
  Take(1);
  return text;
}

bool IsBinaryFrm(Bytes file) {
  return ByteAt(file, 0) == 0xfe && ByteAt(file, 1) == 1 && ByteAt(file, 2) >= 6 && ByteAt(file, 2) <= kNewestVersion;
}

std::vector<std::string_view> FrmNameList(FrmCursor& cursor) {
  std::vector<std::string_view> names;
  const Bytes separator = cursor.Take(1);
  if (separator.empty() || separator.front() == std::byte{0}) return names;
  // No name holds its separator: the server looks for a byte that none of them has.
  const std::string_view rest = AsText(cursor.Take(cursor.left()));
  std::size_t at = 0;
  for (;;) {
    if (at < rest.size() && rest[at] == '\0') {
      ++at;
      break;
    }
    const std::size_t end = rest.find(AsText(separator).front(), at);
    if (end == std::string_view::npos) {
      at = rest.size();
      break;
    }
    names.push_back(rest.substr(at, end - at));
    at = end + 1;
  }
  cursor = FrmCursor(AsBytes(rest.substr(at)));
  return names;
}

Result<FrmSections> CutFrm(Bytes file) {
  if (!IsBinaryFrm(file)) return Fail("offset 0", "is no .frm of a table: it does not begin with fe 01");
  FrmSections cut;
  const auto header = BytesAt(file, 0, kFrmHeaderSize);
  if (!header) return Fail("header", "is cut off");
  cut.header = *header;
  cut.version = ByteAt(file, 2);
  if (cut.version < kOldestVersion) {
    return Fail("offset 2", fmt::format("format {} is older than MySQL 4.1: not read", cut.version));
  }
  if (cut.version < kTrueVarcharVersion && ByteAt(file, 33) == 5) cut.version = kTrueVarcharVersion;
  cut.server_version = static_cast<std::uint32_t>(FrmNumber(file, 51, 4));
  const std::size_t names_length = FrmNumber(file, 4, 2);
  if (ByteAt(file, kFrmHeaderSize) != '/') {
    cut.extra2 = BytesAt(file, kFrmHeaderSize, names_length).value_or(Bytes());
  }
  const std::size_t form_at = FrmNumber(file, kFrmHeaderSize + names_length, 4);
  const auto form = BytesAt(file, form_at, kFrmFormSize);
  if (form_at < kFrmHeaderSize || !form) return Fail("form", "lies outside of the file: the columns are not in it");
  cut.form = *form;

  const std::size_t keys_at = FrmNumber(file, 6, 2);
  const std::size_t short_length = FrmNumber(file, 14, 2);
  const std::size_t keys_length = short_length == 0xffff ? FrmNumber(file, 47, 4) : short_length;
  cut.keys = AsFarAsItGoes(file, keys_at, keys_length, "keys", cut.remarks);
  const std::size_t row_length = FrmNumber(file, 16, 2);
  cut.defaults = AsFarAsItGoes(file, keys_at + keys_length, row_length, "defaults", cut.remarks);
  const std::size_t extra_length = FrmNumber(file, 55, 4);
  cut.extra = AsFarAsItGoes(file, keys_at + keys_length + row_length, extra_length, "table options", cut.remarks);

  cut.columns = FrmNumber(cut.form, 258, 2);
  std::size_t at = form_at + kFrmFormSize + FrmNumber(cut.form, 260, 2);
  const auto fields = BytesAt(file, at, cut.columns * kFrmFieldSize);
  if (cut.columns == 0 || !fields) return Fail("columns", "lie outside of the file");
  cut.fields = *fields;
  at += fields->size();
  const auto names = BytesAt(file, at, FrmNumber(cut.form, 268, 2));
  if (!names) return Fail("columns' names", "lie outside of the file");
  cut.names = *names;
  at += names->size();
  const auto next = [&](std::size_t offset, std::string_view name) {
    const std::size_t size = FrmNumber(cut.form, offset, 2);
    const Bytes bytes = AsFarAsItGoes(file, at, size, name, cut.remarks);
    at += size;
    return bytes;
  };
  cut.members = next(274, "members of ENUM and SET");
  cut.comments = next(284, "comments");
  cut.expressions = next(286, "expressions");
  return cut;
}

}  // namespace innosalvage
