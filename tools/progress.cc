#include "tools/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "exporters/terminal_text.h"

namespace innosalvage {

Progress::Progress(std::ostream& err, ProgressMode mode)
    : err_(err), enabled_(mode == ProgressMode::kAuto && ::isatty(STDERR_FILENO) == 1) {}

void Progress::Update(std::string_view of, std::string_view what, std::uint64_t done, std::uint64_t total,
                      std::string_view found) {
  if (!enabled_) return;
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  std::string task = fmt::format("{} {}", what, of);
  if (task != task_) {
    task_ = std::move(task);
    started_ = now;
  } else if (now - drawn_at_ < std::chrono::milliseconds(200) && done < total) {
    return;
  }
  drawn_at_ = now;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const double share = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
  std::string line = fmt::format("{:3.0f} %  {}", share * 100.0, ShortenToColumns(TerminalText(task_), 48));
  if (seconds > 0.5 && share > 0.0) {
    const double rate = static_cast<double>(done) / seconds;
    line += what == "reading" ? fmt::format("  {:.0f} MiB/s", rate / 1048576.0) : fmt::format("  {:.0f} pages/s", rate);
    line += fmt::format("  {:.0f} s left", seconds / share - seconds);
  }
  if (!found.empty()) line += fmt::format("  {}", found);
  err_ << "\r\x1b[K" << line << std::flush;
  drawn_ = true;
}

void Progress::Clear() {
  if (!enabled_) return;
  const std::lock_guard lock(mutex_);
  if (!drawn_) return;
  err_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace innosalvage
