// A fixture of testdata/ in memory, surveyed, with its pages explained; and the promise that every explanation keeps.
#pragma once

#include <gtest/gtest.h>

#include <charconv>
#include <string>
#include <vector>

#include "exporters/page_explainer.h"
#include "salvage/index_layout.h"
#include "salvage/tablespace_salvage.h"
#include "tests/fixture.h"

namespace innosalvage {

class ExplainedTablespace {
 public:
  explicit ExplainedTablespace(const std::string& name)
      : bytes_(ReadFixture(name)),
        source_(MemorySource(bytes_)),
        findings_(SurveyTablespace(*source_, name + ".ibd", SalvageOptions{})) {}

  const TablespaceFindings& findings() const { return findings_; }
  std::size_t page_size() const { return findings_.inventory.detected.format.physical_size; }
  std::uint32_t pages() const { return static_cast<std::uint32_t>(bytes_.size() / page_size()); }
  std::vector<std::byte> Page(std::uint32_t page_no) const {
    const Bytes page = Bytes(bytes_).subspan(page_no * page_size(), page_size());
    return {page.begin(), page.end()};
  }

  std::string Explain(std::uint32_t page_no) const { return Explain(page_no, Page(page_no)); }

  // Other bytes in the page's place, explained under the schema of the page that is there.
  std::string Explain(std::uint32_t page_no, Bytes bytes) const {
    const Inventory& inventory = findings_.inventory;
    const PageEntry* entry = inventory.Find(page_no);
    ExplainInput input{.page = bytes,
                       .page_no = page_no,
                       .file_offset = page_no * page_size(),
                       .format = inventory.detected.format,
                       .space_id = inventory.detected.space_id,
                       .pages_in_file = pages(),
                       .entry = entry,
                       .index = {}};
    std::optional<IndexLayout> layout;
    if (entry != nullptr && entry->is_index()) {
      const bool compact = (std::to_integer<unsigned>(bytes_[page_no * page_size() + PAGE_HEADER + 4]) & 0x80U) != 0;
      layout = LayoutOfIndex(PageStore(*source_, inventory), findings_, entry->index_id,
                             compact ? RecordFormat::kCompact : RecordFormat::kRedundant);
    }
    if (layout) input.index = {.table = layout->table, .layout = &layout->layout, .name = layout->name};
    std::ostringstream out;
    ExplainPage(input, out);
    return out.str();
  }

 private:
  std::vector<std::byte> bytes_;
  std::unique_ptr<ByteSource> source_;
  TablespaceFindings findings_;
};

struct ExplainedLine {
  std::size_t begin = 0, last = 0;
  bool impossible = false;
  std::string text;  // name and value, continuation lines joined
};

inline std::vector<ExplainedLine> ParseExplanation(const std::string& explanation) {
  std::vector<ExplainedLine> lines;
  std::istringstream in(explanation);
  for (std::string line; std::getline(in, line);) {
    const auto number = [&](std::size_t at, std::size_t& value) {
      return std::from_chars(line.data() + at, line.data() + at + 4, value, 16).ptr == line.data() + at + 4;
    };
    ExplainedLine parsed;
    if (line.size() > 16 && line.starts_with("0x") && line.substr(6, 4) == "..0x" && number(2, parsed.begin) &&
        number(10, parsed.last)) {
      parsed.impossible = line[14] == '!';
      parsed.text = line.substr(16);
      lines.push_back(parsed);
    } else if (!lines.empty() && line.starts_with("          ")) {
      lines.back().text += " " + line.substr(line.find_first_not_of(' '));
    }
  }
  return lines;
}

// Every byte of the page is in exactly one range, lines have 80 columns, and no control byte is among them.
inline void ExpectWholePageExplained(const std::string& explanation, std::size_t page_size) {
  std::size_t at = 0;
  for (const ExplainedLine& line : ParseExplanation(explanation)) {
    ASSERT_EQ(line.begin, at) << line.text;
    ASSERT_GE(line.last, line.begin) << line.text;
    at = line.last + 1;
  }
  ASSERT_EQ(at, page_size);
  std::size_t columns = 0;
  for (const char c : explanation) {
    const auto byte = static_cast<unsigned char>(c);
    ASSERT_TRUE(c == '\n' || (byte >= 0x20 && byte != 0x7f));
    columns = c == '\n' ? 0 : columns + ((byte & 0xc0U) != 0x80U ? 1 : 0);
    ASSERT_LE(columns, 80U);
  }
}

}  // namespace innosalvage
