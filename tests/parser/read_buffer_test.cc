#include "parser/read_buffer.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>

namespace innosalvage {
namespace {

// Also where malloc would take the memory from the system itself, and put its own 16 bytes before it.
TEST(ReadBuffer, BeginsWhereAPageOfMemoryDoes) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{4097}, std::size_t{1} << 18U, std::size_t{1} << 24U}) {
    ReadBuffer buffer(size);
    EXPECT_EQ(std::bit_cast<std::uintptr_t>(buffer.data()) % 4096, 0U) << size;
    buffer.resize(size * 3);
    EXPECT_EQ(std::bit_cast<std::uintptr_t>(buffer.data()) % 4096, 0U) << size * 3;
  }
}

}  // namespace
}  // namespace innosalvage
