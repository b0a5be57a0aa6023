// A row's evidence as one line of text: where it was found, how, why it is not trusted, and what of it is lost.
//
// Shape     page 12 heap 34 +0x1b2e found heap_scan: page_unverified,heap_scan; trx 0x1234; lost: a (1200 of 5000
//           bytes)
//           "+0x…" is the record origin in the page; "input N" stands first where a tablespace has several files;
//           behind the origin, of an input that lies in an image, "image 0x…": where in the image the page begins.
// Fails     never; the line holds only our own words, numbers, and column names through AppendOneLine, so whatever the
//           input holds it stays one line and one comment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "salvage/row.h"

namespace innosalvage {

enum class EvidencePolicy : std::uint8_t {
  kWhereUntrusted,  // suspect and deleted rows only
  kEveryRow,
};

// Where in an image a page lies that begins at `file_offset` of its input. nullopt, or empty: in none, or not known.
// Called from many threads.
using ImageOffset = std::function<std::optional<std::uint64_t>(std::uint64_t file_offset)>;

void AppendEvidenceText(const RowBatch& batch, std::size_t row, const ImageOffset& image_offset, std::string& out);

// "_evidence", with more underscores in front as long as the table has a column of that name.
std::string EvidenceColumnName(const Table& table);

}  // namespace innosalvage
