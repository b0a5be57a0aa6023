// Text definitions: the files of views (.frm), triggers (.TRG) and trigger names (.TRN) of MySQL before 8.0 and
// MariaDB.
//
// Shape     "TYPE=VIEW\n", then a line a parameter, "name=value". Strings are escaped with \\ \n \0 \z \'; lists are
//           strings in quotes, or numbers, with blanks between.
//
//             TYPE=VIEW      query, algorithm, definer_user, definer_host, suid, with_check_option, source,
//                            client_cs_name, view_body_utf8
//             TYPE=TRIGGERS  triggers='CREATE …' '…', sql_modes, definers, client_cs_names
// Units     what comes out is UTF-8, statements without their delimiter.
// Fails     nullopt where the text is not of the type; a trigger or view whose text is missing or cut off is left out.
// Source    sql/parse_file.cc, sql/sql_view.cc view_parameters, sql/sql_trigger.cc triggers_file_parameters (MySQL 5.7,
//           MariaDB 10.11).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace innosalvage {

enum class DefinitionType : std::uint8_t { kView, kTriggers, kTriggerName };
std::optional<DefinitionType> DefinitionTypeOf(std::string_view text);

// "CREATE ALGORITHM=… DEFINER=… SQL SECURITY … VIEW `name` AS select …"
std::optional<std::string> ViewSql(std::string_view text, std::string_view name);

struct TriggerDefinition {
  std::string sql;       // "CREATE DEFINER=… TRIGGER …"
  std::string sql_mode;  // the modes that decide how the statement is read: "ANSI_QUOTES,PIPES_AS_CONCAT"
};
std::vector<TriggerDefinition> ParseTriggers(std::string_view text);

}  // namespace innosalvage
