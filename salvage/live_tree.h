// Live tree: which leaf pages of an index are live, in key order, and where the tree has holes.
//
// Rules     root -> node pointers -> leaves decide where they verify. A node page that does not verify is walked all
//           the same if its records explain its heap to the byte; its verified leaves then must be linked with a
//           neighbour as well, or they are undecided. Where a node page is lost, leaves are taken over the sibling
//           links: a leaf is live if it is allocated as far as the extent descriptors tell, and it and a live neighbour
//           point at each other. With a whole tree, every other leaf of the index was freed; so it was if only the
//           root is lost, and the level below it leaves nothing open. A hurt page that lost what it is counts as the
//           leaf that its neighbours name. A leaf of a whole tree whose siblings contradict it was written at another
//           time (stale_leaves.h). What cannot be decided stays undecided, and its rows suspect. See docs/salvage.md.
// Units     page numbers. Memory: some bytes a leaf page.
#pragma once

#include <string>
#include <vector>

#include "parser/record_layout.h"
#include "salvage/page_store.h"

namespace innosalvage {

enum class LeafPlace : std::uint8_t {
  kInTree,        // a verified parent points at it
  kByLinks,       // its parent is lost or hurt; links and extent descriptors say it is live
  kByHurtParent,  // a page that does not verify, but makes sense throughout, points at it
  kUndecided,     // may be live, may be an old copy
};

struct LeafRef {
  std::uint32_t page_no = 0;
  LeafPlace place = LeafPlace::kInTree;
  bool verified = true;
  // Position in LiveTree::bounds of the node pointer's key, or kNoEntry: the lowest key this leaf may hold.
  std::uint32_t bound = kNoEntry;
  bool rival = false;  // undecided, and a better chain of leaves claims keys of its own (rival_leaves.h)
};

// The key part of a node pointer, as it lies in the record: one byte string a key field; nullopt: NULL.
using RawKey = std::vector<std::optional<std::vector<std::byte>>>;

// A page that the tree points at and that cannot be walked.
struct TreeHole {
  std::uint32_t page_no = 0;
  std::uint16_t level = 0;
  std::uint32_t after_leaf = 0;    // leaves before it in LiveTree::leaves
  std::uint32_t bound = kNoEntry;  // as in LeafRef
  Damage damage;
};

struct LiveTree {
  std::uint64_t index_id = 0;
  std::optional<std::uint32_t> root;
  std::vector<LeafRef> leaves;  // in key order, unverified ones included where they may be read
  std::vector<RawKey> bounds;   // lowest keys of leaves next to holes
  std::vector<TreeHole> holes;
  std::vector<std::uint32_t> freed;  // leaves of this index that are not live
  std::vector<std::uint32_t> stale;  // leaves that verify and are older than what stands beside them (stale_leaves.h)
  std::uint64_t node_pages = 0;      // verified, above the leaves
  bool complete = false;             // all node pages verified, and what is below them does not contradict them
};

// All leaves verify and point at each other from the first to the last: none is missing, whatever stands above them.
bool AllChained(const Inventory& inventory, std::span<const LeafRef> leaves);

// `root`: where a schema source says it is; nullopt: the page of the highest level without siblings is taken.
LiveTree BuildLiveTree(const PageStore& store, std::uint64_t index_id, std::optional<std::uint32_t> root,
                       const RecordLayout& node_layout);

}  // namespace innosalvage
