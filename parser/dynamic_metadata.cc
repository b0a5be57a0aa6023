#include "parser/dynamic_metadata.h"

namespace innosalvage {

namespace {

constexpr unsigned PM_INDEX_CORRUPTED = 1;
constexpr unsigned PM_TABLE_AUTO_INC = 2;
constexpr std::size_t kCorruptedIndexSize = 12;

class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}

  bool AtEnd() const { return bytes_.empty(); }
  std::optional<unsigned> Byte() {
    if (bytes_.empty()) return std::nullopt;
    const unsigned value = std::to_integer<unsigned>(bytes_.front());
    bytes_ = bytes_.subspan(1);
    return value;
  }
  bool Skip(std::size_t size) {
    if (bytes_.size() < size) return false;
    bytes_ = bytes_.subspan(size);
    return true;
  }

  std::optional<std::uint64_t> MuchCompressed() {
    if (ByteAt(bytes_, 0) != 0xffU) return Compressed();
    Skip(1);
    const auto high = Compressed();
    const auto low = high ? Compressed() : std::nullopt;
    if (!low) return std::nullopt;
    return (*high << 32U) | *low;
  }

 private:
  std::optional<std::uint64_t> Compressed() {
    const auto first = Byte();
    if (!first) return std::nullopt;
    if (*first < 0x80) return *first;
    if (*first < 0xc0) return More(*first & 0x3fU, 1);
    if (*first < 0xe0) return More(*first & 0x1fU, 2);
    if (*first < 0xf0) return More(*first & 0x0fU, 3);
    if (*first == 0xf0) return More(0, 4);
    if (*first >= 0xf8 && *first < 0xfc) return More(0x3fffffU << 2U | (*first & 3U), 1);
    if (*first >= 0xfc && *first < 0xfe) return More(0x7fffU << 1U | (*first & 1U), 2);
    if (*first == 0xfe) return More(0xff, 3);
    return std::nullopt;
  }
  std::optional<std::uint64_t> More(std::uint64_t high, std::size_t bytes) {
    if (bytes_.size() < bytes) return std::nullopt;
    const std::uint64_t value = (high << (8 * bytes)) | LoadBig(bytes_.first(bytes));
    Skip(bytes);
    return value;
  }

  Bytes bytes_;
};

}  // namespace

std::optional<std::uint64_t> LastAutoIncrement(Bytes metadata) {
  Reader in(metadata);
  std::optional<std::uint64_t> last;
  while (!in.AtEnd()) {
    const unsigned type = in.Byte().value_or(0);
    if (type == PM_TABLE_AUTO_INC) {
      last = in.MuchCompressed();
      if (!last) return std::nullopt;
    } else if (type == PM_INDEX_CORRUPTED) {
      const auto count = in.Byte();
      if (!count || !in.Skip(*count * kCorruptedIndexSize)) return last;
    } else {
      return last;
    }
  }
  return last;
}

}  // namespace innosalvage
