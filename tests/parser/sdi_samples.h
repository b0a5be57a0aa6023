// The documents in tests/parser/sdi, which a MySQL 9.7 server wrote (README.md there).
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace innosalvage {

inline std::filesystem::path SampleFolder() { return INNOSALVAGE_SOURCE_DIR "/tests/parser/sdi"; }

inline std::string Sample(const std::string& name) {
  std::ifstream in(SampleFolder() / (name + ".json"), std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string Replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

}  // namespace innosalvage
