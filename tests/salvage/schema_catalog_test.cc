#include "salvage/schema_catalog.h"

#include <gmock/gmock.h>

namespace innosalvage {
namespace {

SchemaCandidate Candidate(std::string db, std::string name, std::string source, SchemaOrigin origin) {
  SchemaCandidate candidate;
  candidate.table.db = std::move(db);
  candidate.table.name = std::move(name);
  candidate.source = std::move(source);
  candidate.origin = origin;
  return candidate;
}

std::vector<std::string> Sources(const std::vector<const SchemaCandidate*>& entries) {
  std::vector<std::string> sources;
  for (const SchemaCandidate* entry : entries) sources.push_back(entry->source);
  return sources;
}

TEST(SchemaCatalog, WhatTheUserGaveIsNotHiddenByADictionary) {
  SchemaCatalog catalog;
  catalog.Add(Candidate("shop", "orders", "given", SchemaOrigin::kGiven));
  catalog.Add(Candidate("shop", "orders", "dictionary", SchemaOrigin::kSysTables));
  catalog.Add(Candidate("shop", "orders", "SDI of another file", SchemaOrigin::kSdi));
  EXPECT_THAT(Sources(catalog.Given()), testing::ElementsAre("given"));
}

TEST(SchemaCatalog, OneAboveAnotherIsAskedForBothAndItsOwnComesFirst) {
  SchemaCatalog below;
  below.Add(Candidate("shop", "orders", "given", SchemaOrigin::kGiven));
  below.Add(Candidate("other", "orders", "dump", SchemaOrigin::kGiven));
  SchemaCatalog above(&below);
  above.Add(Candidate("shop", "orders", "SDI", SchemaOrigin::kSdi));
  EXPECT_EQ(above.size(), 3U);
  EXPECT_THAT(Sources(above.Named("shop", "ORDERS")), testing::ElementsAre("SDI", "given", "dump"));
  EXPECT_THAT(Sources(above.Given()), testing::ElementsAre("dump", "given"));
  EXPECT_THAT(Sources(below.Named("shop", "orders")), testing::ElementsAre("given", "dump"));
  above.Add(Candidate("shop", "items", "SDI of items", SchemaOrigin::kSdi));
  EXPECT_THAT(Sources(above.OfTablespaces()), testing::ElementsAre("SDI of items", "SDI"));
  EXPECT_THAT(Sources(below.OfTablespaces()), testing::IsEmpty());
  below.Take(std::move(above));
  EXPECT_THAT(Sources(below.OfTablespaces()), testing::ElementsAre("SDI of items", "SDI"));
  EXPECT_EQ(below.size(), 4U);
  EXPECT_THAT(Sources(below.Named("shop", "orders")), testing::ElementsAre("SDI", "given", "dump"));
}

TEST(SchemaCatalog, TheLastDefinitionGivenOfATableIsTheOne) {
  SchemaCatalog catalog;
  catalog.Add(Candidate("shop", "orders", "old", SchemaOrigin::kGiven));
  catalog.Add(Candidate("shop", "items", "items", SchemaOrigin::kGiven));
  catalog.Add(Candidate("", "orders", "of no database", SchemaOrigin::kGiven));
  catalog.Add(Candidate("Shop", "ORDERS", "new", SchemaOrigin::kGiven));
  EXPECT_THAT(Sources(catalog.Given()), testing::ElementsAre("new", "of no database", "items"));
}

}  // namespace
}  // namespace innosalvage
