#include "tools/tar_archive.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace innosalvage {

namespace {

// Octal text, or, in GNU's form for large numbers, big-endian with the top bit set.
std::optional<std::uint64_t> TarNumber(Bytes field) {
  if (!field.empty() && (std::to_integer<unsigned>(field[0]) & 0x80U) != 0) return LoadBig(field.last(8));
  std::uint64_t value = 0;
  bool any = false;
  for (const char c : AsText(field)) {
    if (c == ' ' && !any) continue;
    if (c == '\0' || c == ' ') break;
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
    any = true;
  }
  return any ? std::optional(value) : std::nullopt;
}

std::string TarText(Bytes field) {
  const std::string_view text = AsText(field);
  return std::string(text.substr(0, text.find('\0')));
}

// "27 path=shop/orders.ibd\n" of a pax header.
std::string PaxPath(std::string_view text) {
  const std::size_t at = text.find(" path=");
  if (at == std::string_view::npos) return {};
  const std::size_t end = text.find('\n', at);
  return std::string(text.substr(at + 6, end == std::string_view::npos ? end : end - at - 6));
}

constexpr std::size_t kBlock = 512;

bool ChecksumHolds(Bytes header) {
  const auto stored = TarNumber(header.subspan(148, 8));
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < header.size(); ++i)
    sum += i >= 148 && i < 156 ? ' ' : std::to_integer<unsigned>(header[i]);
  return stored && *stored == sum;
}

}  // namespace

std::optional<std::vector<FileInImage>> FilesInTar(const ByteSource& archive) {
  std::vector<FileInImage> files;
  std::string long_name;
  std::array<std::byte, kBlock> header{};
  bool any = false;
  for (std::uint64_t at = 0; archive.ReadAt(at, header).size == kBlock;) {
    const Bytes bytes = header;
    if (AllZero(bytes)) break;
    if (!ChecksumHolds(bytes)) break;
    any = true;
    const auto size = TarNumber(bytes.subspan(124, 12));
    if (!size || *size > archive.size()) break;
    const char type = static_cast<char>(bytes[156]);
    const std::uint64_t data = at + kBlock;
    at = data + (*size + kBlock - 1) / kBlock * kBlock;
    constexpr std::uint64_t kMaxName = 65536;
    if (type == 'L' || type == 'x') {
      std::vector<std::byte> text(static_cast<std::size_t>(std::min(*size, kMaxName)));
      archive.ReadAt(data, text);
      const std::string name = type == 'L' ? TarText(text) : PaxPath(AsText(text));
      if (!name.empty()) long_name = name;
      continue;
    }
    std::string name = TarText(bytes.first(100));
    const std::string prefix = TarText(bytes.subspan(345, 155));
    if (AsText(bytes.subspan(257, 5)) == "ustar" && bytes[262] == std::byte{0} && !prefix.empty())
      name = prefix + "/" + name;
    if (!long_name.empty()) name = std::move(long_name);
    long_name.clear();
    if ((type != '0' && type != '\0') || *size == 0) continue;
    FileInImage file;
    file.path = name.starts_with("./") ? name.substr(1) : "/" + name;
    file.size = *size;
    file.extents = {{0, data, *size}};
    files.push_back(std::move(file));
  }
  if (!any) return std::nullopt;
  return files;
}

}  // namespace innosalvage
