#include "tools/tar_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string_view>

#include "parser/limits.h"

namespace innosalvage {

namespace {

// A header, as far as it is read here; numbers are octal text.
//
//   offset size  name       meaning
//        0  100  name
//      124   12  size       of the member's bytes, which follow in whole blocks
//      148    8  chksum     sum of the header's bytes, with blanks in this field
//      156    1  typeflag
//      257    6  magic      "ustar\0"; GNU: "ustar " with another version behind it; none in the oldest archives
//      345  155  prefix     of the name, where the magic is POSIX's
//      386   96  sp         GNU, type S: four pieces, of 12 bytes of offset and 12 of size
//      482    1  isextended       blocks of 21 more pieces follow the header, with such a byte at 504
//      483   12  realsize         of the file with its holes
constexpr std::size_t kBlock = 512;

// More than names and the maps of sparse files come to: a million pieces.
constexpr std::uint64_t kMaxExtended = 64 * kMebibyte;

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

bool ChecksumHolds(Bytes header) {
  const auto stored = TarNumber(header.subspan(148, 8));
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < header.size(); ++i)
    sum += i >= 148 && i < 156 ? ' ' : std::to_integer<unsigned>(header[i]);
  return stored && *stored == sum;
}

bool HasMagic(Bytes header) { return AsText(header.subspan(257, 5)) == "ustar"; }

// Whole blocks, where the sum can be said.
std::uint64_t Padded(std::uint64_t size) { return (size + kBlock - 1) / kBlock * kBlock; }

std::optional<std::uint64_t> DecimalNumber(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.begin(), text.end(), value);
  if (text.empty() || read.ec != std::errc{} || read.ptr != text.end()) return std::nullopt;
  return value;
}

// The records of extended headers that count here. Those of a sparse file's map come one after the other in its oldest
// form, and are joined to what the next form has: "offset,size,offset,size".
class PaxRecords {
 public:
  // "27 path=shop/orders.ibd\n", the length with all of it. False: a record is none.
  bool Read(std::string_view text) {
    while (!text.empty() && text.front() != '\0') {
      const std::size_t blank = text.find(' ');
      const auto length = DecimalNumber(text.substr(0, blank));
      if (!length || *length > text.size() || *length < blank + 2 || text[*length - 1] != '\n') return false;
      const std::string_view record = text.substr(blank + 1, *length - blank - 2);
      const std::size_t equals = record.find('=');
      if (equals == std::string_view::npos) return false;
      Set(record.substr(0, equals), record.substr(equals + 1));
      text.remove_prefix(*length);
    }
    return true;
  }

  // Empty: not given.
  std::string_view Of(std::string_view key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? std::string_view() : found->second;
  }

  // Those of the next member count before those of all.
  PaxRecords Over(const PaxRecords& all) const {
    PaxRecords both = *this;
    both.values_.insert(all.values_.begin(), all.values_.end());
    return both;
  }

  void Clear() { values_.clear(); }

 private:
  void Set(std::string_view key, std::string_view value) {
    if (key == "GNU.sparse.offset" || key == "GNU.sparse.numbytes") {
      std::string& map = values_["GNU.sparse.map"];
      if (!map.empty()) map += ',';
      map += value;
    } else if (key == "path" || key == "size" || key.starts_with("GNU.sparse.")) {
      values_.insert_or_assign(std::string(key), std::string(value));
    }
  }

  std::map<std::string, std::string, std::less<>> values_;
};

// The pieces of a sparse file, which are stored without the holes between them.
class SparsePieces {
 public:
  // False: such a piece there cannot be.
  bool Add(std::optional<std::uint64_t> offset, std::optional<std::uint64_t> size) {
    if (!offset || !size || *offset < end_ || *offset + *size < *offset) return false;
    end_ = *offset + *size;
    if (*size != 0) extents_.push_back({*offset, stored_, *size});
    stored_ += *size;
    return true;
  }

  // `size`: with the holes. A claim of holes without end is refused, as what is packed so is.
  bool Place(std::uint64_t data, std::uint64_t there, std::optional<std::uint64_t> size, FileInImage& file) && {
    constexpr std::uint64_t kMostHoles = 1000;
    if (!size || *size < end_ || stored_ > there || (*size > kGibibyte && *size / kMostHoles > there)) return false;
    if (extents_.empty()) extents_.push_back({0, 0, 0});
    for (Extent& extent : extents_) extent.image_offset += data;
    file.size = *size;
    file.extents = std::move(extents_);
    return true;
  }

 private:
  std::uint64_t stored_ = 0;
  std::uint64_t end_ = 0;
  std::vector<Extent> extents_;
};

class TarReader {
 public:
  TarReader(const std::shared_ptr<const ByteSource>& archive,
            const std::function<bool(const std::string&, std::uint64_t, Bytes)>& wanted)
      : archive_(archive), wanted_(wanted) {}

  bool BeginsWithHeader() { return ReadBlock(0) && (ChecksumHolds(block_) || HasMagic(block_)); }
  bool HasHeader() { return NextHeader(0).has_value(); }

  FilesInTarResult Read() {
    for (std::uint64_t at = 0; ReadBlock(at);) {
      end_told_ = AllZero(block_);
      if (end_told_) {
        const auto next = NextHeader(at + kBlock);
        if (next) {
          Problem(
              fmt::format("zeros at byte {}, and another header at {}: an archive behind another, or members that "
                          "are lost; what follows is read as well",
                          at, *next));
        } else if (more_than_zeros_) {
          Problem(
              fmt::format("zeros at byte {}, as at its end, and bytes of no member behind them: members may be lost; "
                          "innosalvage carve finds their pages",
                          at));
        }
        if (!next) break;
        at = *next;
      } else if (ChecksumHolds(block_)) {
        at = Member(at);
      } else {
        at = HurtHeader(at);
      }
    }
    if (!end_told_) {
      Problem("ends without the zeros that close an archive: it may have been cut off, with members that are lost");
    }
    if (problems_total_ > kMaxTold) {
      result_.problems.push_back(fmt::format("{} more such problems", problems_total_ - kMaxTold));
    }
    for (const auto& [path, times] : times_) {
      result_.notes.push_back(
          fmt::format("{} is in it {} times: the last is read, as tar would leave it", path, times));
    }
    return std::move(result_);
  }

 private:
  static constexpr std::uint64_t kMaxTold = 100;

  void Problem(std::string what) {
    if (problems_total_++ < kMaxTold) result_.problems.push_back(std::move(what));
  }

  std::uint64_t Behind(std::uint64_t at) const { return archive_->size() - std::min(archive_->size(), at); }

  bool ReadBlock(std::uint64_t at) { return archive_->ReadAt(at, block_).size == kBlock; }

  bool IsHeaderAt(std::uint64_t at) const {
    std::array<std::byte, kBlock> block{};
    return archive_->ReadAt(at, block).size == kBlock && !AllZero(block) && ChecksumHolds(block);
  }

  // A header, the zeros at the end, or the end itself: where a member of that size may end.
  bool IsSeamAt(std::uint64_t at) const {
    std::array<std::byte, kBlock> block{};
    if (at == archive_->size()) return true;
    return archive_->ReadAt(at, block).size == kBlock && (AllZero(block) || ChecksumHolds(block));
  }

  // From there on. Of the archives whose headers have a magic only such blocks count: a sum alone may hold by chance.
  // Sets more_than_zeros_ to whether other bytes were met.
  std::optional<std::uint64_t> NextHeader(std::uint64_t from) {
    more_than_zeros_ = false;
    std::vector<std::byte> buffer(std::size_t{1} << 20U);
    for (std::uint64_t at = from;;) {
      const std::size_t got = archive_->ReadAt(at, buffer).size / kBlock * kBlock;
      if (got == 0) return std::nullopt;
      for (std::size_t i = 0; i < got; i += kBlock) {
        const Bytes block = Bytes(buffer).subspan(i, kBlock);
        if (AllZero(block)) continue;
        more_than_zeros_ = true;
        if ((HasMagic(block) || !has_magic_) && ChecksumHolds(block)) return at + i;
      }
      at += got;
    }
  }

  std::uint64_t PassOver(std::uint64_t at, std::string_view why) {
    const auto next = NextHeader(at + kBlock);
    const std::uint64_t end = next.value_or(archive_->size());
    Problem(
        fmt::format("{} at byte {}: what stands there up to byte {} is passed over, and its members are lost; "
                    "innosalvage carve finds their pages",
                    why, at, end));
    end_told_ = !next;
    ForgetExtended();  // it was the lost member's
    return end;
  }

  // One flipped bit need not cost a member. If its size leads to where one may end, what is wrong is its name, or
  // nothing that matters; else what stands before the next header is taken for it.
  std::uint64_t HurtHeader(std::uint64_t at) {
    const auto size = TarNumber(Bytes(block_).subspan(124, 12));
    const std::string name = NameOf(next_.Over(all_));
    if (size && *size <= Behind(at + kBlock) && IsSeamAt(at + kBlock + Padded(*size))) {
      Problem(fmt::format("the header at byte {} is hurt: the name of its member, {}, may be wrong", at, name));
      return Member(at);
    }
    const char type = static_cast<char>(block_[156]);
    if (!HasMagic(block_) || (type != '0' && type != '7')) return PassOver(at, "no header where one should be,");
    const auto next = NextHeader(at + kBlock);
    const std::uint64_t end = next.value_or(archive_->size());
    Problem(
        fmt::format("the header at byte {} is hurt: all up to byte {} is read as its member, {}, and may hold others "
                    "that are lost",
                    at, end, name));
    end_told_ = !next;
    ForgetExtended();
    FileInImage file;
    file.path = name;
    file.size = end - at - kBlock;
    file.extents = {{0, at + kBlock, file.size}};
    Keep(std::move(file));
    return end;
  }

  void ForgetExtended() {
    long_name_.clear();
    next_.Clear();
  }

  std::string NameOf(const PaxRecords& pax) const {
    const Bytes header = block_;
    std::string name = TarText(header.first(100));
    const std::string prefix = TarText(header.subspan(345, 155));
    if (HasMagic(header) && header[262] == std::byte{0} && !prefix.empty()) name = prefix + "/" + name;
    if (!long_name_.empty()) name = long_name_;
    for (const std::string_view key : {"path", "GNU.sparse.name"}) {
      if (!pax.Of(key).empty()) name = pax.Of(key);
    }
    return name.starts_with("./") ? name.substr(1) : "/" + name;
  }

  // The text of an extended header, whose size is its own.
  std::string Extended(std::uint64_t at, std::uint64_t data, std::uint64_t size) {
    if (size > kMaxExtended) {
      Problem(fmt::format("the extended header at byte {} has {} bytes: what is behind the first {} is not read", at,
                          size, kMaxExtended));
    }
    std::vector<std::byte> text(static_cast<std::size_t>(std::min({size, kMaxExtended, Behind(data)})));
    archive_->ReadAt(data, text);
    return std::string(AsText(text));
  }

  // Of the header in block_. Where the next one should be.
  std::uint64_t Member(std::uint64_t at) {
    has_magic_ = has_magic_ || HasMagic(block_);
    const char type = static_cast<char>(block_[156]);
    const bool extends = std::string_view("LKxXg").find(type) != std::string_view::npos;
    const PaxRecords pax = extends ? PaxRecords() : next_.Over(all_);
    FileInImage file;
    file.path = NameOf(pax);
    // POSIX: the field cannot hold 8 GiB and more, and then holds anything.
    const auto given = DecimalNumber(pax.Of("size"));
    const auto size = given ? given : TarNumber(Bytes(block_).subspan(124, 12));
    if (!size) return PassOver(at, "a header without a size");
    std::uint64_t data = at + kBlock;
    SparsePieces pieces;
    const auto real_size = TarNumber(Bytes(block_).subspan(483, 12));
    bool read = type != 'S' || ReadOldMap(data, pieces);
    std::uint64_t next = archive_->size();
    std::uint64_t there = *size;
    if (*size > Behind(data)) {
      // No sum guards an extended header: its size may be what is hurt.
      const auto header = given ? NextHeader(data) : std::nullopt;
      if (header) next = *header;
      there = next - std::min(next, data);
      end_told_ = !header;
      Problem(
          fmt::format("{} is {} bytes shorter than its header says: what is there is read", file.path, *size - there));
    } else {
      next = data + std::min(Behind(data), Padded(*size));
    }
    if (extends) {
      Extend(type, at, Extended(at, data, there));
      return next;
    }
    ForgetExtended();
    // Links, devices and folders have no bytes, whatever their size says; with a link of pax the file's may come.
    if (type >= '1' && type <= '6' && (*size == 0 || IsSeamAt(data))) return data;
    if (type == 'V' || type == 'D' || type == 'N') return next;  // a label, the list of a folder, a name
    if (type == 'S') {
      read = read && std::move(pieces).Place(data, there, real_size, file);
    } else if (!pax.Of("GNU.sparse.major").empty()) {
      read = ReadMapInFront(data, there, pieces) &&
             std::move(pieces).Place(data, there, DecimalNumber(pax.Of("GNU.sparse.realsize")), file);
    } else if (!pax.Of("GNU.sparse.map").empty()) {
      read = ReadMap(pax.Of("GNU.sparse.map"), pieces) &&
             std::move(pieces).Place(data, there, DecimalNumber(pax.Of("GNU.sparse.size")), file);
    } else if (type >= 'A' && type <= 'Z') {
      Problem(fmt::format("{} is of a kind that is not read ({}): unpack it with tar first", file.path, type));
      return next;
    } else {
      file.size = there;
      file.extents = {{0, data, there}};
    }
    if (!read) {
      Problem(
          fmt::format("{} is a sparse file, and its map is hurt: it is not read; unpack it with tar first", file.path));
    } else if (file.size != 0) {
      Keep(std::move(file));
    }
    return next;
  }

  void Extend(char type, std::uint64_t at, const std::string& text) {
    if (type == 'L') long_name_ = TarText(AsBytes(text));
    if (type == 'L' || type == 'K') return;
    if (!(type == 'g' ? all_ : next_).Read(text)) {
      Problem(fmt::format("the extended header at byte {} is hurt: name and size of what follows may be wrong", at));
    }
  }

  void Keep(FileInImage file) {
    std::vector<std::byte> head(4096);
    const std::size_t got = ExtentSource(archive_, file.extents, file.size)->ReadAt(0, head).size;
    if (!wanted_(file.path, file.size, Bytes(head).first(got))) return;
    const auto [known, is_new] = places_.emplace(file.path, result_.files.size());
    if (is_new) {
      result_.files.push_back(std::move(file));
      return;
    }
    auto [times, second] = times_.emplace(file.path, 2);
    if (!second) ++times->second;
    result_.files[known->second] = std::move(file);
  }

  // GNU's own: four pieces in the header, more in blocks behind it, which its size does not count.
  bool ReadOldMap(std::uint64_t& data, SparsePieces& pieces) const {
    constexpr std::size_t kPiece = 24;
    std::array<std::byte, kBlock> block = block_;
    std::size_t first = 386;
    std::size_t count = 4;
    while (true) {
      for (std::size_t i = 0; i < count; ++i) {
        const Bytes piece = Bytes(block).subspan(first + i * kPiece, kPiece);
        if (AllZero(piece)) break;
        if (!pieces.Add(TarNumber(piece.first(12)), TarNumber(piece.last(12)))) return false;
      }
      if (block[first + count * kPiece] == std::byte{0}) return true;
      if (archive_->ReadAt(data, block).size < kBlock) return false;
      data += kBlock;
      first = 0;
      count = 21;
    }
  }

  // Those of pax, up to version 0.1: "offset,size,offset,size".
  static bool ReadMap(std::string_view map, SparsePieces& pieces) {
    const auto number = [&] {
      const std::string_view text = map.substr(0, map.find(','));
      map.remove_prefix(std::min(map.size(), text.size() + 1));
      return DecimalNumber(text);
    };
    while (!map.empty()) {
      const auto offset = number();
      if (!pieces.Add(offset, number())) return false;
    }
    return true;
  }

  // Version 1.0: before the pieces, in whole blocks, lines of how many there are, and of offset and size of each.
  bool ReadMapInFront(std::uint64_t& data, std::uint64_t& there, SparsePieces& pieces) const {
    constexpr std::size_t kMostDigits = 20;
    std::vector<std::byte> buffer(std::size_t{1} << 16U);
    std::string_view text;
    std::uint64_t read = 0;
    const auto number = [&]() -> std::optional<std::uint64_t> {
      std::string digits;
      while (digits.size() <= kMostDigits) {
        if (text.empty()) {
          const auto part =
              std::span(buffer).first(static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), there - read)));
          const std::size_t got = archive_->ReadAt(data + read, part).size;
          if (got == 0) return std::nullopt;
          read += got;
          text = AsText(part.first(got));
        }
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '\n') return DecimalNumber(digits);
        digits += c;
      }
      return std::nullopt;
    };
    const auto count = number();
    if (!count) return false;
    for (std::uint64_t i = 0; i < *count; ++i) {
      const auto offset = number();
      if (!pieces.Add(offset, number())) return false;
    }
    const std::uint64_t map = std::min(Padded(read - text.size()), there);
    data += map;
    there -= map;
    return true;
  }

  const std::shared_ptr<const ByteSource>& archive_;
  const std::function<bool(const std::string&, std::uint64_t, Bytes)>& wanted_;
  std::array<std::byte, kBlock> block_{};
  bool has_magic_ = false;
  bool more_than_zeros_ = false;
  bool end_told_ = false;  // it was met, or it was told that it is not there
  std::string long_name_;
  PaxRecords next_;
  PaxRecords all_;
  FilesInTarResult result_;
  std::uint64_t problems_total_ = 0;
  std::map<std::string, std::size_t> places_;
  std::map<std::string, std::size_t> times_;
};

}  // namespace

std::optional<FilesInTarResult> FilesInTar(
    const std::shared_ptr<const ByteSource>& archive, const std::string& name,
    const std::function<bool(const std::string& path, std::uint64_t size, Bytes head)>& wanted) {
  TarReader reader(archive, wanted);
  const bool is_archive = reader.BeginsWithHeader() || (name.ends_with(".tar") && reader.HasHeader());
  if (!is_archive) return std::nullopt;
  return reader.Read();
}

}  // namespace innosalvage
