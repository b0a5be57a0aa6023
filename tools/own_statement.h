// Own statement: whether a statement is one that `salvage` and `merge` write into the files of rows.
//
// Purpose   `verify` runs what lies in OUT on a real server, and files may have been changed since: nothing else is
//           run, so that no other database of that server can be touched.
// Shape     CREATE TABLE and INSERT … VALUES of a table without a database before its name, and with no name of another one,
//           no SELECT, no file and no engine but InnoDB in them; START TRANSACTION, COMMIT; the settings of the session as
//           exporters/sql_session.h writes them.
// Fails     never.
#pragma once

#include <string_view>

namespace innosalvage {

bool IsOwnStatement(std::string_view sql);

}  // namespace innosalvage
