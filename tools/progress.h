// Progress: one line on a terminal, redrawn at most some times a second: what is done, rate, time left.
//
// Threads   safe. Where several jobs run, the line is the one's that tells last.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

namespace innosalvage {

enum class ProgressMode : std::uint8_t { kAuto, kNever };

class Progress {
 public:
  // Draws on `err` if `mode` and the terminal allow it.
  Progress(std::ostream& err, ProgressMode mode);
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `of`: name of the file or table. `unit`: what done and total count ("MiB", "pages").
  // `found`: what came out so far, in words; may be empty.
  void Update(std::string_view of, std::string_view what, std::uint64_t done, std::uint64_t total,
              std::string_view found = {});
  // Removes the line, so that other output can follow.
  void Clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::mutex mutex_;
  std::ostream& err_;
  bool enabled_;
  bool drawn_ = false;
  std::string task_;
  Clock::time_point started_;
  Clock::time_point drawn_at_;
};

}  // namespace innosalvage
