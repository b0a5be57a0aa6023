// Lanes: jobs that are begun in order, one after the other, until one takes so long that the next may go on beside it.
//
// Purpose   a tablespace on a dying drive, or one that is a puzzle, may take hours; those behind it do not wait for
//           it. As long as nothing is slow only one job runs, with all of the machine's memory and the drive's head to
//           itself.
// Shape     Start returns as soon as the job is begun, which is when no other runs within its patience, and less than
//           `most` run at all. Wait returns when all are done.
// Threads   a job runs on a thread of its own; Start and Wait are called from one thread.
// Fails     an exception that a job ends with is thrown again by the next Wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace innosalvage {

class Lanes {
 public:
  explicit Lanes(std::size_t most) : most_(most) {}
  ~Lanes();
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

  void Start(std::chrono::milliseconds patience, std::function<void()> job);
  void Wait();

 private:
  using Clock = std::chrono::steady_clock;
  struct Lane {
    Clock::time_point patient_until;
    bool done = false;
    std::thread thread;
  };

  void Run(Lane& lane, const std::function<void()>& job);
  void JoinDone();  // with mutex_ held

  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::list<Lane> lanes_;
  std::exception_ptr failure_;
};

}  // namespace innosalvage
