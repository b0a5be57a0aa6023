// Files of testdata/, unpacked, for tests.
#pragma once

#include <gtest/gtest.h>

#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "parser/bytes.h"

namespace innosalvage {

// `name` as in testdata/, "mysql-9/key_last.ibd.xz"; what does not end in .xz is read as it is.
inline std::string ReadFixtureText(const std::string& name) {
  std::ifstream file(std::string(INNOSALVAGE_SOURCE_DIR) + "/testdata/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  boost::iostreams::filtering_istream in;
  if (name.ends_with(".xz")) in.push(boost::iostreams::lzma_decompressor());
  in.push(file);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

// A tablespace: `name` without ".ibd.xz".
inline std::vector<std::byte> ReadFixture(const std::string& name) {
  const std::string text = ReadFixtureText(name + ".ibd.xz");
  const Bytes view = AsBytes(text);
  return {view.begin(), view.end()};
}

}  // namespace innosalvage
