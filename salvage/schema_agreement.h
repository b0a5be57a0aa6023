// Schema agreement: whether a full definition (a dump, a .frm) is of the table that a dictionary describes by storage.
//
// Purpose   SYS_* knows each column's name, width, signedness and character set as they are in the file, but no DECIMAL
//           precision and no ENUM members; a dump knows these, but may be older than the file. Where both agree, the
//           dump's definition is the one to use; where they don't, its rows would be plausible and wrong.
#pragma once

#include <optional>
#include <string>

#include "parser/schema.h"

namespace innosalvage {

// What in `full` contradicts `stored`, for people ("`n` is INT UNSIGNED there"); nullopt: nothing.
std::optional<std::string> Contradiction(const Table& stored, const Table& full);

}  // namespace innosalvage
