// Input bytes, once more: a file in the pieces that its hash is made of, while other threads read its rows.
//
// Purpose   a hash is one chain, which more threads do not shorten: within pass one it is what that pass waits for. So
//           the file is read once more for it, where that costs no more than a copy out of the page cache
//           (StayInPageCache), beside the work of pass two (salvage/hash_thread.h).
// Rules     the bytes are those that pass one saw: `size` of them, and zeros for what could not be read then, which is
//           not asked for again.
// Lifetime  owns the source. A piece is valid until the next one is asked for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parser/byte_source.h"
#include "parser/read_buffer.h"

namespace innosalvage {

class InputPieces {
 public:
  // `bad`: ascending, as Inventory::bad_ranges.
  InputPieces(std::unique_ptr<ByteSource> source, std::uint64_t size, std::vector<ByteRange> bad);

  // Empty behind the last one.
  Bytes Next();
  std::uint64_t size() const { return size_; }
  // False: a byte that pass one saw could not be read this time. What they make is no hash of the input.
  bool whole() const { return whole_; }

 private:
  std::unique_ptr<ByteSource> source_;
  std::uint64_t size_ = 0;
  std::vector<ByteRange> bad_;
  std::size_t next_bad_ = 0;
  std::uint64_t at_ = 0;
  ReadBuffer buffer_;
  bool whole_ = true;
};

// Whether these files are regular ones that the page cache will hold from pass one on, by their size: a quarter of the
// machine's memory for all of them.
bool StayInPageCache(const std::vector<std::string>& paths);

}  // namespace innosalvage
