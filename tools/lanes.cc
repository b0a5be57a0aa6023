#include "tools/lanes.h"

#include <algorithm>
#include <utility>

namespace innosalvage {

Lanes::~Lanes() {
  for (Lane& lane : lanes_) lane.thread.join();
}

void Lanes::Start(std::chrono::milliseconds patience, std::function<void()> job) {
  std::unique_lock lock(mutex_);
  for (;;) {
    JoinDone();
    if (lanes_.empty()) break;
    if (lanes_.size() >= most_) {
      ended_.wait(lock);
      continue;
    }
    const Clock::time_point until = std::ranges::max_element(lanes_, {}, &Lane::patient_until)->patient_until;
    if (Clock::now() >= until) break;
    ended_.wait_until(lock, until);
  }
  Lane& lane = lanes_.emplace_back();
  lane.patient_until = Clock::now() + patience;
  lane.thread = std::thread([this, &lane, job = std::move(job)] { Run(lane, job); });
}

void Lanes::Wait() {
  std::unique_lock lock(mutex_);
  for (JoinDone(); !lanes_.empty(); JoinDone()) ended_.wait(lock);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Lanes::Run(Lane& lane, const std::function<void()>& job) {
  std::exception_ptr failure;
  try {
    job();
  } catch (...) {  // any: it is the caller's, on another thread
    failure = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = failure;
  lane.done = true;
  ended_.notify_all();
}

void Lanes::JoinDone() {
  std::erase_if(lanes_, [](Lane& lane) {
    if (!lane.done) return false;
    lane.thread.join();  // it has nothing left to do but to let the lock go
    return true;
  });
}

}  // namespace innosalvage
