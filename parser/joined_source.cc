#include "parser/joined_source.h"

#include <algorithm>

namespace innosalvage {

namespace {

class JoinedSource final : public ByteSource {
 public:
  explicit JoinedSource(std::vector<SourcePart> parts) : parts_(std::move(parts)) {
    std::ranges::sort(parts_, {}, &SourcePart::offset);
  }

  std::uint64_t size() const override {
    return parts_.empty() ? 0 : parts_.back().offset + parts_.back().source->size();
  }

  ReadOutcome ReadAt(std::uint64_t offset, std::span<std::byte> buffer) const override {
    ReadOutcome outcome;
    if (offset >= size()) return outcome;
    outcome.size = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size() - offset));
    const std::uint64_t end = offset + outcome.size;
    std::uint64_t at = offset;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const SourcePart& part = parts_[i];
      std::uint64_t part_end = part.offset + part.source->size();
      if (i + 1 < parts_.size()) part_end = std::min(part_end, parts_[i + 1].offset);
      if (part_end <= at) continue;
      if (part.offset >= end) break;
      if (part.offset > at) {
        Missing(at, part.offset, offset, buffer, outcome);
        at = part.offset;
      }
      const std::uint64_t upto = std::min(end, part_end);
      const auto into = buffer.subspan(static_cast<std::size_t>(at - offset), static_cast<std::size_t>(upto - at));
      const ReadOutcome read = part.source->ReadAt(at - part.offset, into);
      for (const ByteRange& bad : read.bad) AddBad({part.offset + bad.offset, bad.size}, outcome);
      // A file that shrank since it was opened.
      if (read.size < into.size()) Missing(at + read.size, upto, offset, buffer, outcome);
      at = upto;
    }
    return outcome;
  }

 private:
  static void Missing(std::uint64_t from, std::uint64_t to, std::uint64_t offset, std::span<std::byte> buffer,
                      ReadOutcome& outcome) {
    std::ranges::fill(buffer.subspan(static_cast<std::size_t>(from - offset), static_cast<std::size_t>(to - from)),
                      std::byte{0});
    AddBad({from, to - from}, outcome);
  }

  static void AddBad(ByteRange range, ReadOutcome& outcome) {
    if (!outcome.bad.empty() && outcome.bad.back().end() == range.offset) {
      outcome.bad.back().size += range.size;
    } else {
      outcome.bad.push_back(range);
    }
  }

  std::vector<SourcePart> parts_;
};

}  // namespace

std::unique_ptr<ByteSource> JoinSources(std::vector<SourcePart> parts) {
  return std::make_unique<JoinedSource>(std::move(parts));
}

}  // namespace innosalvage
