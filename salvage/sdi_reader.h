// SDI reader: the serialized dictionary objects that MySQL 8 keeps inside each tablespace.
//
// Shape     SDI pages are found by their type, not from the root, so a lost page 0 or root costs nothing. Each leaf
//           record holds one object: type 1 a table, 2 a tablespace; its JSON deflated, off-page where it is long.
// Rules     of several copies of an object (a page freed by a merge keeps its old ones) the one written by the newest
//           transaction counts; copies on pages that verify come first, and those of records marked as deleted last. On
//           a page that does not verify, or whose record chain is broken, objects are found by their bytes: two
//           lengths, and a zlib stream between them that inflates to the one from the other, whose own checksum agrees.
//           Each ALTER TABLE writes its table under a new id: what stood before it may be found there as well, as an
//           object of its own (IsBetter).
// Fails     objects that cannot be read are counted, with their damage; the others are there. Where the work of
//           inflating them comes to `most_json` no more are read (sdi_inflater.h).
// Source    dict_sdi_* in storage/innobase/dict/dict0sdi.cc, sql/dd/impl/sdi.cc (8.0).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "parser/limits.h"
#include "salvage/page_store.h"

namespace innosalvage {

struct SdiDocument {
  std::uint32_t type = 0;
  std::uint64_t id = 0;
  std::string json;
  std::uint32_t page_no = 0;
  std::uint64_t trx_id = 0;  // that wrote it
  bool verified = true;
  bool deleted = false;  // its record is marked so
};

// Whether `a` says more surely than `b` what holds now, where both are about one thing.
bool IsBetter(const SdiDocument& a, const SdiDocument& b);

struct SdiRead {
  std::vector<SdiDocument> documents;
  std::set<std::uint32_t> blobs;  // first pages of those that stand off-page
  std::vector<Damage> damage;
  std::uint64_t inflating_left = ValueOf(Limit::kSdiFile);  // of the work that the file is worth
};

// The documents stand by type and id.
SdiRead ReadSdi(const PageStore& store, std::uint64_t most_json = ValueOf(Limit::kSdiFile));

}  // namespace innosalvage
