// Carve names: what a carved tablespace was called, as far as its own pages tell.
//
// Shape     MySQL 8 and later keep in each tablespace the path of its file ("./shop/orders.ibd"), as a serialized
//           dictionary object; it is read from the image, page by page, where the finds say its pages are. Without one:
//           space_12.ibd, and ibdata1 for space 0.
// Source    sql/dd/impl/types/tablespace_impl.cc, tablespace_file_impl.cc (8.0); dict0dict.h for the ids of undo
//           tablespaces and of mysql.ibd.
#pragma once

#include <string>

#include "parser/byte_source.h"
#include "salvage/carve_find.h"

namespace innosalvage {

// Path below the output folder, "shop/orders.ibd". "": no name is known. `pages`: finds of SDI pages and their BLOBs.
std::string CarveNameFromSdi(const ByteSource& image, const std::vector<CarveFind>& pages);

// Whether a page may be one of those that CarveNameFromSdi wants.
bool MayHoldSdi(const CarveFind& find);

// "space_12.ibd", "ibdata1", "mysql.ibd", "undo_001".
std::string CarveNameFromId(std::uint32_t space_id);

}  // namespace innosalvage
