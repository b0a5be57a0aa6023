#include "parser/temporal.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/parser/decode.h"

namespace innosalvage {
namespace {

struct TemporalCase {
  SqlType type;
  unsigned fsp;
  std::string_view stored, printed;
};

Column TemporalColumn(SqlType type, unsigned fsp, std::optional<bool> old_temporal = std::nullopt) {
  Column column = ColumnOf(type);
  column.fsp = static_cast<std::uint8_t>(fsp);
  column.old_temporal = old_temporal;
  return column;
}

// Records and SELECT (time_zone '+00:00') of MySQL 9.7, where nothing else is said.
constexpr TemporalCase kNew[] = {
    {SqlType::kTime, 0, "800000", "00:00:00"},
    {SqlType::kTime, 0, "80c8b9", "12:34:57"},
    {SqlType::kTime, 0, "7f3747", "-12:34:57"},
    {SqlType::kTime, 0, "7fffff", "-00:00:01"},
    {SqlType::kTime, 0, "b46efb", "838:59:59"},
    {SqlType::kTime, 0, "4b9105", "-838:59:59"},
    {SqlType::kTime, 0, "864001", "100:00:01"},
    {SqlType::kDateTime, 0, "8000000000", "0000-00-00 00:00:00"},
    {SqlType::kDateTime, 0, "99b2bb7efa", "2024-02-29 23:59:58"},
    {SqlType::kDateTime, 0, "99af7e0000", "2023-02-31 00:00:00"},
    {SqlType::kDateTime, 0, "99b2000000", "2024-00-00 00:00:00"},
    {SqlType::kDateTime, 0, "8000420000", "0000-01-01 00:00:00"},
    {SqlType::kTimestamp, 0, "00000000", "0000-00-00 00:00:00"},
    {SqlType::kTimestamp, 0, "65e11a7e", "2024-02-29 23:59:58"},
    {SqlType::kTimestamp, 0, "00000001", "1970-01-01 00:00:01"},
    {SqlType::kTime, 1, "80c8b850", "12:34:56.8"},
    {SqlType::kTime, 1, "7f3747b0", "-12:34:56.8"},
    {SqlType::kTime, 1, "7fffffce", "-00:00:00.5"},
    {SqlType::kTime, 1, "4b910500", "-838:59:59.0"},
    {SqlType::kDateTime, 1, "99b2bb7efa0a", "2024-02-29 23:59:58.1"},
    {SqlType::kTimestamp, 1, "65e11a7e0a", "2024-02-29 23:59:58.1"},
    {SqlType::kTime, 2, "80c8b84f", "12:34:56.79"},
    {SqlType::kTime, 2, "7f3747b1", "-12:34:56.79"},
    {SqlType::kTime, 2, "7fffffce", "-00:00:00.50"},
    {SqlType::kTime, 2, "4b910500", "-838:59:59.00"},
    {SqlType::kDateTime, 2, "99b2bb7efa0c", "2024-02-29 23:59:58.12"},
    {SqlType::kTimestamp, 2, "65e11a7e0c", "2024-02-29 23:59:58.12"},
    {SqlType::kTime, 3, "80c8b81ed2", "12:34:56.789"},
    {SqlType::kTime, 3, "7f3747e12e", "-12:34:56.789"},
    {SqlType::kTime, 3, "7fffffec78", "-00:00:00.500"},
    {SqlType::kTime, 3, "4b91050000", "-838:59:59.000"},
    {SqlType::kDateTime, 3, "99b2bb7efa04ce", "2024-02-29 23:59:58.123"},
    {SqlType::kTimestamp, 3, "65e11a7e04ce", "2024-02-29 23:59:58.123"},
    {SqlType::kTime, 4, "80c8b81ed3", "12:34:56.7891"},
    {SqlType::kTime, 4, "7f3747e12d", "-12:34:56.7891"},
    {SqlType::kTime, 4, "7fffffec78", "-00:00:00.5000"},
    {SqlType::kTime, 4, "4b91050000", "-838:59:59.0000"},
    {SqlType::kDateTime, 4, "99b2bb7efa04d3", "2024-02-29 23:59:58.1235"},
    {SqlType::kTimestamp, 4, "65e11a7e04d3", "2024-02-29 23:59:58.1235"},
    {SqlType::kTime, 5, "80c8b80c0a80", "12:34:56.78912"},
    {SqlType::kTime, 5, "7f3747f3f580", "-12:34:56.78912"},
    {SqlType::kTime, 5, "7ffffff85ee0", "-00:00:00.50000"},
    {SqlType::kTime, 5, "4b9105000000", "-838:59:59.00000"},
    {SqlType::kDateTime, 5, "99b2bb7efa01e244", "2024-02-29 23:59:58.12346"},
    {SqlType::kTimestamp, 5, "65e11a7e01e244", "2024-02-29 23:59:58.12346"},
    {SqlType::kTime, 6, "800000000000", "00:00:00.000000"},
    {SqlType::kTime, 6, "80c8b80c0a83", "12:34:56.789123"},
    {SqlType::kTime, 6, "7f3747f3f57d", "-12:34:56.789123"},
    {SqlType::kTime, 6, "7ffffff85ee0", "-00:00:00.500000"},
    {SqlType::kTime, 6, "b46efb000000", "838:59:59.000000"},
    {SqlType::kTime, 6, "4b9105000000", "-838:59:59.000000"},
    {SqlType::kTime, 6, "864001000000", "100:00:01.000000"},
    {SqlType::kTime, 6, "7fffff000000", "-00:00:01.000000"},
    {SqlType::kDateTime, 6, "8000000000000000", "0000-00-00 00:00:00.000000"},
    {SqlType::kDateTime, 6, "99b2bb7efa01e240", "2024-02-29 23:59:58.123456"},
    {SqlType::kDateTime, 6, "99af7e0000000000", "2023-02-31 00:00:00.000000"},
    {SqlType::kDateTime, 6, "99b2000000000000", "2024-00-00 00:00:00.000000"},
    {SqlType::kDateTime, 6, "fef3ff7efb0f423f", "9999-12-31 23:59:59.999999"},
    {SqlType::kDateTime, 6, "8000420000000000", "0000-01-01 00:00:00.000000"},
    {SqlType::kTimestamp, 6, "00000000000000", "0000-00-00 00:00:00.000000"},
    {SqlType::kTimestamp, 6, "65e11a7e01e240", "2024-02-29 23:59:58.123456"},
    {SqlType::kTimestamp, 6, "00000001000000", "1970-01-01 00:00:01.000000"},
    {SqlType::kTime, 0, "80c8b8", "12:34:56"},                                 // MariaDB 10.11
    {SqlType::kTime, 0, "7f3748", "-12:34:56"},                                // MariaDB 10.11
    {SqlType::kDateTime, 0, "fef3ff7efb", "9999-12-31 23:59:59"},              // MariaDB 10.11
    {SqlType::kTime, 6, "b46efb0f423f", "838:59:59.999999"},                   // MariaDB 10.11
    {SqlType::kTime, 6, "4b9104f0bdc1", "-838:59:59.999999"},                  // MariaDB 10.11
    {SqlType::kTimestamp, 0, "ffffffff", "2106-02-07 06:28:15"},               // MariaDB 11.8
    {SqlType::kTimestamp, 0, "80000000", "2038-01-19 03:14:08"},               // MariaDB 11.8
    {SqlType::kTimestamp, 6, "ffffffff0f423f", "2106-02-07 06:28:15.999999"},  // MariaDB 11.8
    {SqlType::kDate, 0, "8fd05d", "2024-02-29"},
    {SqlType::kDate, 0, "800000", "0000-00-00"},
    {SqlType::kDate, 0, "ce1f9f", "9999-12-31"},
    {SqlType::kDate, 0, "8fce5f", "2023-02-31"},
    {SqlType::kDate, 0, "8fd000", "2024-00-00"},
    {SqlType::kDate, 0, "80019f", "0000-12-31"},
    // A moment before 1970-01-01 00:00:01 that MariaDB 10.11 and 11.8 store and print; second 0 alone is the zero date.
    {SqlType::kTimestamp, 6, "0000000007a120", "1970-01-01 00:00:00.500000"},
};

// Records and SELECT of MariaDB 10.11 with mysql56_temporal_format=OFF. Those without fraction are MySQL's before
// 5.6.4.
constexpr TemporalCase kOld[] = {
    {SqlType::kTime, 0, "800000", "00:00:00"},
    {SqlType::kTime, 0, "81e240", "12:34:56"},
    {SqlType::kTime, 0, "7e1dc0", "-12:34:56"},
    {SqlType::kTime, 0, "fff5a7", "838:59:59"},
    {SqlType::kTime, 0, "000a59", "-838:59:59"},
    {SqlType::kTime, 0, "8f4241", "100:00:01"},
    {SqlType::kTime, 0, "7fffff", "-00:00:01"},
    {SqlType::kDateTime, 0, "8000000000000000", "0000-00-00 00:00:00"},
    {SqlType::kDateTime, 0, "800012688bac7cf6", "2024-02-29 23:59:58"},
    {SqlType::kDateTime, 0, "8000126637bb83c0", "2023-02-31 00:00:00"},
    {SqlType::kDateTime, 0, "800012687e02a000", "2024-00-00 00:00:00"},
    {SqlType::kDateTime, 0, "80005af105d18777", "9999-12-31 23:59:59"},
    {SqlType::kDateTime, 0, "8000000006052340", "0000-01-01 00:00:00"},
    {SqlType::kTimestamp, 0, "00000000", "0000-00-00 00:00:00"},
    {SqlType::kTimestamp, 0, "65e11a7e", "2024-02-29 23:59:58"},
    {SqlType::kTimestamp, 0, "00000001", "1970-01-01 00:00:01"},
    {SqlType::kTime, 1, "01d3c9c7", "12:34:56.7"},
    {SqlType::kTime, 1, "01c5f6f9", "-12:34:56.7"},
    {SqlType::kTime, 1, "01cce05b", "-00:00:00.5"},
    {SqlType::kTime, 1, "00000001", "-838:59:59.9"},
    {SqlType::kDateTime, 1, "00a965ae41ed", "2024-02-29 23:59:58.1"},
    {SqlType::kTimestamp, 1, "65e11a7e01", "2024-02-29 23:59:58.1"},
    {SqlType::kTime, 2, "1245e1ce", "12:34:56.78"},
    {SqlType::kTime, 2, "11bba5b2", "-12:34:56.78"},
    {SqlType::kTime, 2, "1200c38e", "-00:00:00.50"},
    {SqlType::kTime, 2, "00000001", "-838:59:59.99"},
    {SqlType::kDateTime, 2, "069df8ce9344", "2024-02-29 23:59:58.12"},
    {SqlType::kTimestamp, 2, "65e11a7e0c", "2024-02-29 23:59:58.12"},
    {SqlType::kTime, 3, "00b6bad215", "12:34:56.789"},
    {SqlType::kTime, 3, "00b15478eb", "-12:34:56.789"},
    {SqlType::kTime, 3, "00b407a38c", "-00:00:00.500"},
    {SqlType::kTime, 3, "0000000001", "-838:59:59.999"},
    {SqlType::kDateTime, 3, "00422bb811c0ab", "2024-02-29 23:59:58.123"},
    {SqlType::kTimestamp, 3, "65e11a7e007b", "2024-02-29 23:59:58.123"},
    {SqlType::kTime, 4, "07234c34d3", "12:34:56.7891"},
    {SqlType::kTime, 4, "06ed4cb92d", "-12:34:56.7891"},
    {SqlType::kTime, 4, "07084c6378", "-00:00:00.5000"},
    {SqlType::kTime, 4, "0000000001", "-838:59:59.9999"},
    {SqlType::kDateTime, 4, "0295b530b186b2", "2024-02-29 23:59:58.1234"},
    {SqlType::kTimestamp, 4, "65e11a7e04d2", "2024-02-29 23:59:58.1234"},
    {SqlType::kTime, 5, "4760fa1040", "12:34:56.78912"},
    {SqlType::kTime, 5, "4544ff3bc0", "-12:34:56.78912"},
    {SqlType::kTime, 5, "4652fbe2b0", "-00:00:00.50000"},
    {SqlType::kTime, 5, "0000000001", "-838:59:59.99999"},
    {SqlType::kDateTime, 5, "19d913e6ef42f9", "2024-02-29 23:59:58.12345"},
    {SqlType::kTimestamp, 5, "65e11a7e003039", "2024-02-29 23:59:58.12345"},
    {SqlType::kTime, 6, "02bf3dde7c00", "00:00:00.000000"},
    {SqlType::kTime, 6, "02c9c9c4a283", "12:34:56.789123"},
    {SqlType::kTime, 6, "02b4b1f8557d", "-12:34:56.789123"},
    {SqlType::kTime, 6, "02bf3dd6dae0", "-00:00:00.500000"},
    {SqlType::kTime, 6, "057e7bbcf7ff", "838:59:59.999999"},
    {SqlType::kTime, 6, "000000000001", "-838:59:59.999999"},
    {SqlType::kTime, 6, "03130f99ce40", "100:00:01.000000"},
    {SqlType::kTime, 6, "02bf3dcf39c0", "-00:00:01.000000"},
    {SqlType::kDateTime, 6, "0000000000000000", "0000-00-00 00:00:00.000000"},
    {SqlType::kDateTime, 6, "01027ac705589dc0", "2024-02-29 23:59:58.123456"},
    {SqlType::kDateTime, 6, "01025a2aa550a000", "2023-02-31 00:00:00.000000"},
    {SqlType::kDateTime, 6, "0102736410600000", "2024-00-00 00:00:00.000000"},
    {SqlType::kDateTime, 6, "04fcee3943bfffff", "9999-12-31 23:59:59.999999"},
    {SqlType::kDateTime, 6, "00000297d8c36000", "0000-01-01 00:00:00.000000"},
    {SqlType::kTimestamp, 6, "00000000000000", "0000-00-00 00:00:00.000000"},
    {SqlType::kTimestamp, 6, "65e11a7e01e240", "2024-02-29 23:59:58.123456"},
    {SqlType::kTimestamp, 6, "00000001000000", "1970-01-01 00:00:01.000000"},
};

TEST(Temporal, PrintsTheEncodingSinceMySql56) {
  for (const TemporalCase& c : kNew) {
    EXPECT_EQ(Printed(TemporalColumn(c.type, c.fsp, false), c.stored), c.printed) << Name(c.type) << c.fsp;
  }
}

TEST(Temporal, PrintsTheEncodingsBeforeMySql56) {
  for (const TemporalCase& c : kOld) {
    EXPECT_EQ(Printed(TemporalColumn(c.type, c.fsp, true), c.stored), c.printed) << Name(c.type) << c.fsp;
  }
}

TEST(Temporal, UnsaidEncodingIsTakenFromTheLengthAndElseNew) {
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0), "99b2bb7efa"), "2024-02-29 23:59:58");
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0), "800012688bac7cf6"), "2024-02-29 23:59:58");
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 5), "19d913e6ef42f9"), "2024-02-29 23:59:58.12345");
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kTime, 5), "4760fa1040"), "12:34:56.78912");
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kTime, 0), "80c8b9"), "12:34:57");
}

TEST(Temporal, ASaidEncodingHasItsOwnLength) {
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0, true), "99b2bb7efa"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0, false), "800012688bac7cf6"),
            Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDate, 0), "8fd0"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kTimestamp, 0), ""), Illegal(DamageKind::kIllegalLength));
}

TEST(Temporal, WhatNoServerLetsInIsIllegal) {
  const std::string illegal = Illegal(DamageKind::kIllegalTemporal);
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDate, 0), "8fd1bd"), illegal);            // month 13
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDate, 0), "ce2021"), illegal);            // year 10000
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDate, 0), "0fd05d"), illegal);            // negative
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0), "99b2bb8000"), illegal);    // hour 24
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0), "99b2bb7f3a"), illegal);    // minute 60
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0), "99b2bb7efc"), illegal);    // second 60
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0), "19b2bb7efa"), illegal);    // sign bit
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 2), "99b2bb7efa64"), illegal);  // 100 hundredths
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 1), "99b2bb7efa0b"), illegal);  // a hundredth in tenths
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kTimestamp, 6), "65e11a7e0f4240"), illegal);
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kTime, 0), "b47000"), illegal);  // 839 hours
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kTime, 0), "000000"), illegal);
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kTime, 0, true), "ffffff"), illegal);  // 838:86:07
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0, true), "ffffffffffffffff"), illegal);
  EXPECT_EQ(Printed(TemporalColumn(SqlType::kDateTime, 0, true), "800012688bac7d5a"), illegal);  // second 158 - 100
}

TEST(Temporal, EveryByteOfEveryCaseMayBeAnything) {
  const auto try_all = [](std::span<const TemporalCase> cases, bool old_temporal) {
    for (const TemporalCase& c : cases) {
      const auto original = FromHex(c.stored);
      for (std::size_t i = 0; i < original.size(); ++i) {
        for (unsigned value = 0; value < 256; ++value) {
          auto stored = original;
          stored[i] = static_cast<std::byte>(value);
          const std::string printed = Printed(TemporalColumn(c.type, c.fsp, old_temporal), Bytes(stored));
          if (printed != Illegal(DamageKind::kIllegalTemporal)) {
            EXPECT_LE(printed.size(), c.printed.size() + 3);
          }
        }
      }
    }
  };
  try_all(kNew, false);
  try_all(kOld, true);
}

}  // namespace
}  // namespace innosalvage
