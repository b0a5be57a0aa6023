// Lost and found: the records of an index whose schema is not known, one JSON object a line.
//
// Shape     {"index":135,"page":3,"heap":2,"origin":129,"found":"chain","verified":true,"deleted":false,
//            "trx_id":"0x5013","fields":[{"name":"col_1","hex":"80000001","guesses":[{"type":"INT","value":"1"},…]},…]}
//           Of a COMPACT record that nothing cuts, "raw" has the bytes from its origin up to the next record's origin,
//           the next one's header included, and "header" those in front of it. REDUNDANT records name the ends of their
//           fields, and are always cut. A field off-page has "off_page" with the page its rest begins on.
//           The SQL beside it: the definition inferred, what was seen of each column before it as comments.
// Order     pages as they lie in the file, records as their chain has them. Pages that do not verify give what their
//           records still explain.
// Units     bytes; hex without spaces. At most 4 KiB of a field are written as hex; "length" says how many there are.
// Fails     never; write errors are kept by the file.
#pragma once

#include <string>

#include "exporters/output_file.h"
#include "salvage/findings.h"
#include "salvage/page_store.h"

namespace innosalvage {

// `table`: the findings of the definition inferred for this index, or nullptr. Returns the records written.
std::uint64_t WriteLostRecords(const PageStore& store, std::uint64_t index_id, const TableFindings* table,
                               OutputFile& file);

// A commented CREATE TABLE, to be corrected and given back with --schema.
std::string InferredTableSql(const TableFindings& table, const std::string& tool);

}  // namespace innosalvage
