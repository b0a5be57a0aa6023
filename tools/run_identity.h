// Run identity: what `salvage --resume` compares before it goes on in a folder.
//
// Shape     OUT/salvage.run: one JSON object with version, options and inputs (path, size). It is the first file of a
//           run, and stays: it holds nothing that another run of the same kind would not write as well.
//           A run is a function of its inputs and options. So going on means: what carving logged is used, all else is
//           done again, and comes out the same; files that were being written are removed.
// Fails     where the folder belongs to another run, or to none; or where a link to a folder lies in it, which no run
//           made: what is written below it would go elsewhere.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "exporters/report_context.h"
#include "parser/error.h"

namespace innosalvage {

inline constexpr const char* kRunFile = "salvage.run";

// The options and case notes of `context`, and the inputs, as one line of text.
std::string RunIdentity(const ReportContext& context, const std::vector<std::string>& paths);

// Whether OUT holds a run of this identity, or nothing at all.
Result<void> CheckResumable(const std::filesystem::path& out, const std::string& identity);

// Whether no link below the folder leads to another folder, or nowhere. Links to files are replaced as files are.
Result<void> RefuseLinksToFolders(const std::filesystem::path& folder);

// Removes files that a killed run was writing: they never got their names. Only for a folder that is known for a run's.
void RemoveUnfinished(const std::filesystem::path& folder);

}  // namespace innosalvage
