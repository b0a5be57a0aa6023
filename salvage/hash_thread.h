// Hash thread: SHA-256 of an input and of the outputs that are made of it, beside the threads that read and print rows.
//
// Purpose   hashes are chains, which more threads do not shorten, and two of them at once take little more time than
//           one (salvage/two_sha256.h). An input and its rows as text are of about one size.
// Shape     an input: Begin, MayReach as its rows are read, FinishInput. Any number of outputs at once: Open, Add…,
//           Finish. Bytes of an output are hashed as they come, the input's beside them; the input's alone until the
//           first output's come, if Begin was told so, as far as MayReach allows, or in FinishInput: beside those who
//           make the outputs it would take work from them.
// Memory    Add waits while more than kMostWaiting bytes wait to be hashed.
// Lifetime  outputs are destroyed before it; one that is destroyed unfinished waits until none of its bytes are used.
// Threads   any; one input at a time, and an output is one thread's.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "salvage/input_pieces.h"
#include "salvage/sha256.h"

namespace innosalvage {

class HashThread {
 public:
  static constexpr std::size_t kMostWaiting = 8U << 20U;

  class Output {
   public:
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    // `owner` keeps the bytes as they are, and is let go from the hash thread.
    void Add(Bytes bytes, std::shared_ptr<const void> owner);
    // Lower-case hex.
    std::string Finish();

   private:
    friend class HashThread;
    explicit Output(HashThread& thread) : thread_(thread) {}

    HashThread& thread_;
    Sha256 hash_;
    std::size_t waiting_ = 0;  // jobs, with thread_.mutex_
  };

  HashThread();
  ~HashThread();
  HashThread(const HashThread&) = delete;
  HashThread& operator=(const HashThread&) = delete;

  // kAhead: nothing else is to be done before the first rows are printed.
  enum class Start : std::uint8_t { kWithRows, kAhead };
  void Begin(InputPieces input, Start start = Start::kWithRows);
  // So many of its bytes may be hashed with nothing beside.
  void MayReach(std::uint64_t bytes);
  // Lower-case hex, as Inventory::sha256; empty where what pass one saw could not be read again.
  std::string FinishInput();

  std::unique_ptr<Output> Open() { return std::unique_ptr<Output>(new Output(*this)); }  // NOLINT: private constructor

 private:
  struct Input {
    explicit Input(InputPieces all) : pieces(std::move(all)), piece(pieces.Next()), done(piece.empty()) {}
    void Skip(std::size_t bytes);  // which were hashed

    InputPieces pieces;
    Sha256 hash;
    Bytes piece;  // what is next; used by the hash thread alone, as all above
    std::uint64_t hashed = 0;
    std::uint64_t may_reach = 0;
    bool done = false;
  };
  struct Job {
    Output* output = nullptr;
    Bytes bytes;
    std::shared_ptr<const void> owner;
  };

  void Run();
  // Gives how many bytes of the input went beside it.
  static std::size_t HashJob(const Job& job, Input* input);
  bool InputIsBehind() const { return input_ && !input_->done && (ahead_ || input_->hashed < input_->may_reach); }

  std::mutex mutex_;
  std::condition_variable work_;  // there is something to do
  std::condition_variable done_;  // something was done
  std::deque<Job> jobs_;
  std::size_t waiting_ = 0;  // bytes of jobs_
  std::optional<Input> input_;
  bool ahead_ = false;  // no output's bytes have come
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace innosalvage
