// Zip stream: the zlib stream of a compressed page, read in pieces, each to a place of its own.
//
// Shape     FirstBlock once, before any Fill; then Fill for each piece, in order.
// Fails     kBroken where the stream is none, or ends in the middle; what was filled before is there.
// Lifetime  refers to the bytes it is made of.
// Source    page_zip_compress: one deflate block with the fields of the index, then the records (page0zip.cc).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "parser/bytes.h"

struct z_stream_s;  // zlib's

namespace innosalvage {

class ZipStream {
 public:
  enum class Outcome : std::uint8_t { kFull, kEnded, kBroken };

  explicit ZipStream(Bytes in);
  ~ZipStream();
  ZipStream(const ZipStream&) = delete;
  ZipStream& operator=(const ZipStream&) = delete;

  // The first deflate block, which holds the fields of the index. nullopt: not to be had.
  std::optional<std::size_t> FirstBlock(std::span<std::byte> out);

  // Fills `out`, or as much of it as there is before the stream's end. `filled` bytes are there whatever the outcome.
  Outcome Fill(std::span<std::byte> out, std::size_t& filled);

  bool ended() const { return ended_; }
  std::size_t consumed() const;

 private:
  void SetOut(std::span<std::byte> out);

  std::unique_ptr<z_stream_s> stream_;
  bool open_ = false;
  bool ended_ = false;
};

}  // namespace innosalvage
