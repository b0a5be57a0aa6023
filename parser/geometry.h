// Spatial values: SRID and well-known binary, the same in MySQL and MariaDB.
//
// Shape     offset size
//                0    4  SRID, little-endian
//                4    1  byte order: 1 (little-endian), the only one the servers store
//                5    4  type: 1 POINT, 2 LINESTRING, 3 POLYGON, 4 MULTIPOINT, 5 MULTILINESTRING, 6 MULTIPOLYGON,
//                        7 GEOMETRYCOLLECTION
//                9       POINT: x and y as doubles; LINESTRING: count, points; POLYGON: count of rings, each a count
//                        and its points; the others: count, then members with byte order and type of their own
// Units     counts are of points, rings or members.
// Fails     false where the bytes are not exactly one geometry: a count past the end, bytes left over, an empty
//           geometry other than GEOMETRYCOLLECTION, a coordinate that is not finite.
// Source    sql/spatial.h class Geometry, wkb_type (MySQL 8.0, MariaDB 10.11).
#pragma once

#include "parser/bytes.h"
#include "parser/schema.h"

namespace innosalvage {

// True where `stored` is a geometry that a column of this spatial type may hold (kGeometry: any).
bool IsWellFormedGeometry(SqlType type, Bytes stored);

}  // namespace innosalvage
