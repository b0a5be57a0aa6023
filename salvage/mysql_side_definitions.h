// MySQL side definitions: views, triggers, routines and events as the dictionary in mysql.ibd holds them, as the
// statements that make them.
//
// Rules     the text is what the client sent, converted to UTF-8 from its character set. Times of events are stored in
//           UTC, so the statement is for a session in UTC; the event's own time zone is told beside it. Views of the
//           server's own databases are left out. A row that lost the text has no statement.
// Fails     never.
// Source    sql/sql_view.cc, sql/sp.cc create_string, sql/events.cc reconstruct_interval_expression, sql/sql_show.cc
//           (MySQL 8.0); sql/dd/impl/tables/{tables,triggers,routines,events}.cc for the columns.
#pragma once

#include <string>
#include <vector>

#include "salvage/mysql_dictionary.h"
#include "salvage/side_definition.h"

namespace innosalvage {

// In an order that loads: triggers of a table by their order. `file`: the dictionary's name, for their source text.
std::vector<SideDefinition> SideDefinitions(const MySqlDictionary& dictionary, const std::string& file);

// An interval of an event as EVERY takes it: (90, "HOUR_MINUTE") is "'1:30' HOUR_MINUTE".
std::string EventInterval(std::int64_t value, std::string_view field);

}  // namespace innosalvage
