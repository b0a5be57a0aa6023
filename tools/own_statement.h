// Own statement: whether a statement is one that `salvage` and `merge` write into the files of rows.
//
// Purpose   `verify` runs what lies in OUT on a real server, and files may have been changed since: nothing else is
//           run, so that no other database of that server can be touched.
// Shape     CREATE TABLE and INSERT of a table without a database before its name; START TRANSACTION, COMMIT; SET of
//           session variables, alone in a comment with a version (exporters/sql_session.h).
// Fails     never.
#pragma once

#include <string_view>

namespace innosalvage {

bool IsOwnStatement(std::string_view sql);

}  // namespace innosalvage
