// Input hash: SHA-256 of a file, computed in a thread of its own while other threads read its rows.
//
// Purpose   a hash is one chain, which more threads do not shorten: within pass one it is what that pass waits for. So
//           the file is read once more for it, where that costs no more than a copy out of the page cache
//           (StayInPageCache), beside the work of pass two.
// Rules     the bytes hashed are those that pass one saw: `size` of them, and zeros for what could not be read then,
//           which is not asked for again.
// Lifetime  owns the source. Destroyed before Finish, it stops.
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "parser/byte_source.h"

namespace innosalvage {

class InputHash {
 public:
  // `bad`: ascending, as Inventory::bad_ranges.
  InputHash(std::unique_ptr<ByteSource> source, std::uint64_t size, std::vector<ByteRange> bad);

  // Waits for it. Lower-case hex, as Inventory::sha256.
  std::string Finish();

 private:
  void Run(const std::stop_token& stop);

  std::unique_ptr<ByteSource> source_;
  std::uint64_t size_ = 0;
  std::vector<ByteRange> bad_;
  std::string sha256_;
  std::jthread thread_;  // the last member: it stops before what it uses is gone
};

// Whether these files are regular ones that the page cache will hold from pass one on, by their size: a quarter of the
// machine's memory for all of them.
bool StayInPageCache(const std::vector<std::string>& paths);

}  // namespace innosalvage
