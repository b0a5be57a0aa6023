#include "tools/find_sorter.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <queue>
#include <system_error>

namespace innosalvage {

namespace {

Result<int> NamelessFile(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return fd;
  // Some file systems know no O_TMPFILE.
  std::string name = folder + "/sort-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named < 0) return Fail(folder, "no room for sorting: " + std::generic_category().message(errno));
  ::unlink(name.c_str());
  return named;
}

bool WriteFinds(int fd, std::span<const CarveFind> finds) {
  Bytes bytes = std::as_bytes(finds);
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

std::size_t ReadFinds(int fd, std::uint64_t index, std::span<CarveFind> finds) {
  std::span<std::byte> bytes = std::as_writable_bytes(finds);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto at = static_cast<off_t>(index * sizeof(CarveFind) + done);
    const ssize_t got = ::pread(fd, bytes.subspan(done).data(), bytes.size() - done, at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done / sizeof(CarveFind);
}

// One file of the merge, read through a window.
class Run {
 public:
  Run(int fd, std::uint64_t size) : fd_(fd), size_(size) { Refill(); }
  bool empty() const { return at_ >= window_.size(); }
  const CarveFind& front() const { return window_[at_]; }
  void Pop() {
    if (++at_ == window_.size()) Refill();
  }

 private:
  static constexpr std::size_t kWindow = (std::size_t{1} << 20U) / sizeof(CarveFind);
  void Refill() {
    window_.resize(std::min<std::uint64_t>(kWindow, size_ - next_));
    window_.resize(ReadFinds(fd_, next_, window_));
    next_ += window_.size();
    at_ = 0;
  }
  int fd_;
  std::uint64_t size_;
  std::uint64_t next_ = 0;
  std::size_t at_ = 0;
  std::vector<CarveFind> window_;
};

}  // namespace

FindSorter::FindSorter(std::string folder, std::size_t in_memory)
    : folder_(std::move(folder)), in_memory_(std::max<std::size_t>(in_memory, 2)) {}

FindSorter::~FindSorter() {
  for (const auto& [fd, size] : runs_) ::close(fd);
  if (sorted_ >= 0) ::close(sorted_);
}

Result<void> FindSorter::Add(const CarveFind& find) {
  ++size_;
  finds_.push_back(find);
  if (finds_.size() >= in_memory_) return Spill();
  return {};
}

Result<void> FindSorter::Spill() {
  std::ranges::sort(finds_, CarveOrder{});
  const auto file = NamelessFile(folder_);
  if (!file) return tl::unexpected(file.error());
  runs_.emplace_back(*file, finds_.size());
  if (!WriteFinds(*file, finds_))
    return Fail(folder_, "finds cannot be written: " + std::generic_category().message(errno));
  finds_.clear();
  return {};
}

Result<void> FindSorter::Finish() {
  if (runs_.empty()) {
    std::ranges::sort(finds_, CarveOrder{});
    return {};
  }
  if (!finds_.empty()) {
    if (auto spilled = Spill(); !spilled) return spilled;
  }
  finds_.shrink_to_fit();
  return Merge();
}

Result<void> FindSorter::Merge() {
  const auto file = NamelessFile(folder_);
  if (!file) return tl::unexpected(file.error());
  sorted_ = *file;
  std::vector<Run> runs;
  for (const auto& [fd, size] : runs_) runs.emplace_back(fd, size);
  const auto behind = [&](std::size_t a, std::size_t b) { return CarveOrder{}(runs[b].front(), runs[a].front()); };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(behind)> next(behind);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!runs[i].empty()) next.push(i);
  }
  std::vector<CarveFind> out;
  const auto flush = [&]() -> Result<void> {
    if (!WriteFinds(sorted_, out))
      return Fail(folder_, "finds cannot be written: " + std::generic_category().message(errno));
    out.clear();
    return {};
  };
  while (!next.empty()) {
    const std::size_t i = next.top();
    next.pop();
    out.push_back(runs[i].front());
    runs[i].Pop();
    if (!runs[i].empty()) next.push(i);
    if (out.size() >= 65536) {
      if (auto flushed = flush(); !flushed) return flushed;
    }
  }
  if (auto flushed = flush(); !flushed) return flushed;
  for (const auto& [fd, size] : runs_) ::close(fd);
  runs_.clear();
  return {};
}

Result<std::size_t> FindSorter::Read(std::uint64_t index, std::span<CarveFind> finds) const {
  if (index >= size_) return std::size_t{0};
  const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(finds.size(), size_ - index));
  if (sorted_ < 0) {
    std::ranges::copy(std::span(finds_).subspan(static_cast<std::size_t>(index), n), finds.begin());
    return n;
  }
  if (ReadFinds(sorted_, index, finds.first(n)) != n) return Fail(folder_, "sorted finds cannot be read back");
  return n;
}

}  // namespace innosalvage
