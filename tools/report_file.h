// Report file: a report under a name that the user gives, which may be anything that can be written to.
//
// Rules     a regular file, or none yet: it is there when it is complete, under its own name (output_file.h).
//           A link to a regular file: that file is replaced, and the link stays, as it does where a shell writes to one.
//           A link to nothing is replaced itself.
//           A device, a FIFO, a link to one, or the file that standard output or standard error goes to: the text is
//           written into it. It is never made, replaced or cut off. A FIFO is waited for until somebody reads it.
//           Not for what is in OUT: there no link is followed.
// Fails     where it cannot be written.
#pragma once

#include <string>
#include <string_view>

#include "parser/error.h"

namespace innosalvage {

Result<void> WriteReportFile(const std::string& path, std::string_view text);

}  // namespace innosalvage
