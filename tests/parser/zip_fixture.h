// Compressed tablespaces of testdata/zip, for tests.
#pragma once

#include <gtest/gtest.h>

#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "parser/bytes.h"
#include "parser/fsp_header.h"

namespace innosalvage {

// `name` as in testdata/zip/, e.g. "mysql-9/churned_kb8.ibd.xz".
inline std::string ReadZipFixture(const std::string& name) {
  namespace io = boost::iostreams;
  std::ifstream file(INNOSALVAGE_SOURCE_DIR "/testdata/zip/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  io::filtering_istream in;
  if (name.ends_with(".xz")) in.push(io::lzma_decompressor());
  in.push(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The first column of the table's truth.
inline std::set<std::string> ZipFixtureKeys(const std::string& name) {
  std::istringstream lines(ReadZipFixture(name));
  std::set<std::string> keys;
  std::string line;
  std::getline(lines, line);  // column names
  while (std::getline(lines, line)) keys.insert(line.substr(0, line.find('\t')));
  return keys;
}

class ZipTablespace {
 public:
  explicit ZipTablespace(const std::string& name) : data_(ReadZipFixture(name)) {
    const auto flags = BigAt<std::uint32_t>(bytes(), FSP_HEADER_OFFSET + 16);
    page_size_ = 512U << ((flags >> 1U) & 0xfU);
  }
  Bytes bytes() const { return AsBytes(data_); }
  std::size_t page_size() const { return page_size_; }  // physical
  std::size_t pages() const { return data_.size() / page_size_; }
  Bytes Page(std::size_t page_no) const { return bytes().subspan(page_no * page_size_, page_size_); }

 private:
  std::string data_;
  std::size_t page_size_ = 0;
};

}  // namespace innosalvage
