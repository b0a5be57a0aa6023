// Image file kind: what a file found in a file system is to a salvage, by its name and by its first bytes.
//
// Shape     tablespaces   *.ibd, *.ibu, ibdata*, undo*; or a page 0 at the beginning
//           definitions   *.frm, *.par, *.cfg, *.cfp, *.isl, *.TRG, *.TRN, db.opt; or a .frm's first bytes
//           doublewrite   *.dblwr
//           redo          ib_logfile*, #ib_redo*; or a log's header
//           configuration my.cnf, *.cnf, my.ini; or a [mysqld] section in a small text
// Units     `head`: the first bytes of the file, up to 4096.
// Source    sql/unireg.h (FRM_HEADER); log0types.h, log0log.h: LOG_HEADER_CREATOR at 16.
#pragma once

#include <string>
#include <string_view>

#include "parser/bytes.h"

namespace innosalvage {

enum class ImageFileKind : std::uint8_t { kNone, kTablespace, kDefinition, kDoublewrite, kRedo, kConfiguration };
std::string_view Name(ImageFileKind kind);  // "tablespace", "definition", ...

ImageFileKind KindOfImageFile(const std::string& path, std::uint64_t size, Bytes head);

bool IsTablespaceName(const std::string& path);
// Page 0 of a tablespace: by its header and its flags, verified or not.
bool IsPage0(Bytes head);

}  // namespace innosalvage
