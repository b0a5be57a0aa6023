// Inferred mark: the comment by which a table definition says that nobody wrote it, but the records did.
//
// Purpose   rows read under such a definition are suspect, also when it comes back from the user with --schema. Who has
//           checked it removes the comment, or writes another.
#pragma once

#include <string_view>

#include "parser/schema.h"

namespace innosalvage {

inline constexpr std::string_view kInferredMark = "inferred by innosalvage: check it, then remove this comment";

inline bool IsMarkedInferred(const Table& table) { return table.comment.starts_with(kInferredMark); }

}  // namespace innosalvage
