// Temporary files of the outputs under way: known in one place, so that a run that is told to stop takes them away.
//
// Purpose   a signal ends a run wherever it is. What is complete has its final name by then; what is not must not stay
//           behind and fill the disk that may be what the user wanted to save.
// Threads   safe.
#pragma once

#include <cstddef>
#include <filesystem>

namespace innosalvage {

// Makes the file, which must not exist, and notes it. A descriptor, or -1 with errno. `folder`: a descriptor of the
// folder it is made in, or AT_FDCWD for the one that its path leads to.
int CreateTemporary(const std::filesystem::path& path, int folder);
// Gives it its final name and forgets it. 0, or -1 with errno: it is still noted.
int RenameTemporary(const std::filesystem::path& path, const std::filesystem::path& final_path);
void RemoveTemporary(const std::filesystem::path& path);

// For a process about to end: removes all of them, and holds up whoever makes or renames one from then on. How many.
std::size_t RemoveAllTemporariesForGood();

}  // namespace innosalvage
