#include "salvage/sdi_inflater.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "parser/limits.h"
#include "parser/sdi_schema.h"

namespace innosalvage {

namespace {

constexpr std::uint64_t kRefusedCost = 4 * kKibibyte;

// What deflate may make of so many bytes, at most.
constexpr std::uint64_t MostInflated(std::uint64_t deflated) { return 1032 * deflated + 64; }

// {"mysqld_version_id": …: debug servers write line ends and spaces between.
bool BeginsObject(std::string_view text) {
  if (!text.starts_with('{')) return false;
  const std::size_t second = text.find_first_not_of(" \t\r\n", 1);
  return second != std::string_view::npos && text[second] == '"';
}

class InflateStream {
 public:
  explicit InflateStream(Bytes deflated) : open_(inflateInit(&stream_) == Z_OK) {
    // NOLINTBEGIN(cppcoreguidelines-pro-type-const-cast, cppcoreguidelines-pro-type-reinterpret-cast): zlib's types
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(deflated.data()));
    // NOLINTEND(cppcoreguidelines-pro-type-const-cast, cppcoreguidelines-pro-type-reinterpret-cast)
    stream_.avail_in = static_cast<uInt>(std::min<std::uint64_t>(deflated.size(), UINT32_MAX));
    if (!open_) result_ = Z_MEM_ERROR;
  }
  InflateStream(const InflateStream&) = delete;
  InflateStream& operator=(const InflateStream&) = delete;
  ~InflateStream() {
    if (open_) inflateEnd(&stream_);
  }

  // Bytes that came, fewer than asked for where the stream ends or is hurt.
  std::size_t Next(std::span<char> to) {
    if (result_ != Z_OK) return 0;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): zlib speaks unsigned char
    stream_.next_out = reinterpret_cast<Bytef*>(to.data());
    stream_.avail_out = static_cast<uInt>(to.size());
    result_ = inflate(&stream_, Z_NO_FLUSH);
    return to.size() - stream_.avail_out;
  }
  // Its own checksum is right as well.
  bool ended() const { return result_ == Z_STREAM_END; }
  // To a stream that filled its place: what is behind the last byte is its end.
  bool EndsHere() {
    std::array<char, 1> more{};
    return ended() || (Next(more) == 0 && ended());
  }

 private:
  z_stream stream_{};
  bool open_;
  int result_ = Z_OK;
};

constexpr std::size_t kFirstPiece = 64;

}  // namespace

bool SdiInflater::Affords(std::uint64_t bytes) {
  if (bytes <= left_) return true;
  exhausted_ = true;
  NoteReached(Limit::kSdiFile);
  return false;
}

void SdiInflater::Spend(std::uint64_t bytes) { left_ -= Affords(bytes) ? bytes : left_; }

std::optional<std::string> SdiInflater::Inflate(Bytes deflated, std::uint64_t claim) {
  if (claim == 0 || claim > MostInflated(deflated.size())) return std::nullopt;
  const std::uint64_t cost = std::max<std::uint64_t>(claim, deflated.size());
  if (!Affords(cost)) return std::nullopt;
  InflateStream stream(deflated);
  std::array<char, kFirstPiece> first{};
  const std::size_t begin = stream.Next(std::span(first).first(std::min<std::uint64_t>(claim, first.size())));
  if (!BeginsObject({first.data(), begin})) {
    Spend(kRefusedCost);
    return std::nullopt;
  }
  Spend(cost);
  std::string text;
  text.reserve(static_cast<std::size_t>(claim) + kSdiPadding);
  text.resize(static_cast<std::size_t>(claim));
  std::ranges::copy(std::span(first).first(begin), text.begin());
  const std::size_t size = begin + (begin < text.size() ? stream.Next(std::span(text).subspan(begin)) : 0);
  if (size != text.size() || !stream.EndsHere()) return std::nullopt;
  return text;
}

std::optional<std::string> SdiInflater::InflateAll(Bytes deflated) {
  if (!Affords(deflated.size())) return std::nullopt;
  InflateStream stream(deflated);
  std::string text(kFirstPiece, '\0');
  text.resize(stream.Next(text));
  if (!BeginsObject(text)) {
    Spend(std::max<std::uint64_t>(kRefusedCost, deflated.size()));
    return std::nullopt;
  }
  std::array<char, 1U << 16U> piece;
  while (!stream.ended() && IsWithin(Limit::kSdiObject, text.size()) && Affords(text.size())) {
    const std::size_t got = stream.Next(piece);
    if (got == 0 && !stream.ended()) break;
    text.append(piece.data(), got);
  }
  Spend(std::max<std::uint64_t>(text.size(), deflated.size()));
  if (!stream.ended()) return std::nullopt;
  return text;
}

}  // namespace innosalvage
