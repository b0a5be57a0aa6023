// Jobs of milliseconds: which of them run beside each other.
#include "tools/lanes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>
#include <vector>

namespace innosalvage {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kPatient = std::chrono::minutes(10);

TEST(Lanes, OneRunsAtATimeInOrderWhileNoneIsSlow) {
  std::vector<int> order;  // no lock: no two run at once
  Lanes lanes(3);
  for (int i = 0; i < 50; ++i) {
    lanes.Start(kPatient, [&order, i] { order.push_back(i); });
  }
  lanes.Wait();
  ASSERT_EQ(order.size(), 50U);
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST(Lanes, OthersPassASlowOne) {
  std::promise<void> others_are_done;
  std::atomic<int> done = 0;
  Lanes lanes(3);
  lanes.Start(milliseconds(1), [&] { others_are_done.get_future().wait(); });
  for (int i = 0; i < 5; ++i) lanes.Start(kPatient, [&] { ++done; });
  lanes.Start(kPatient, [&] { others_are_done.set_value(); });
  lanes.Wait();
  EXPECT_EQ(done, 5);
}

TEST(Lanes, NoMoreThanSoManyRun) {
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  Lanes lanes(2);
  for (int i = 0; i < 8; ++i) {
    lanes.Start(milliseconds(0), [&] {
      const int now = ++running;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      std::this_thread::sleep_for(milliseconds(5));
      --running;
    });
  }
  lanes.Wait();
  EXPECT_EQ(most, 2);
}

TEST(Lanes, WhatAJobThrowsComesOutOfWait) {
  Lanes lanes(2);
  bool ran = false;
  lanes.Start(kPatient, [] { throw std::runtime_error("out of luck"); });
  lanes.Start(kPatient, [&] { ran = true; });
  EXPECT_THROW(lanes.Wait(), std::runtime_error);
  EXPECT_TRUE(ran);
  lanes.Wait();  // it is told once
}

}  // namespace
}  // namespace innosalvage
