#include "salvage/hash_thread.h"

#include <algorithm>
#include <utility>

namespace innosalvage {

HashThread::Output::~Output() {
  std::unique_lock lock(thread_.mutex_);
  thread_.done_.wait(lock, [this] { return waiting_ == 0; });
}

void HashThread::Output::Add(Bytes bytes, std::shared_ptr<const void> owner) {
  if (bytes.empty()) return;
  {
    std::unique_lock lock(thread_.mutex_);
    thread_.done_.wait(lock, [this] { return thread_.waiting_ < kMostWaiting; });
    thread_.jobs_.push_back({this, bytes, std::move(owner)});
    thread_.ahead_ = false;
    thread_.waiting_ += bytes.size();
    ++waiting_;
  }
  thread_.work_.notify_one();
}

std::string HashThread::Output::Finish() {
  {
    std::unique_lock lock(thread_.mutex_);
    thread_.done_.wait(lock, [this] { return waiting_ == 0; });
  }
  return hash_.Finish();
}

void HashThread::Input::Skip(std::size_t bytes) {
  piece = piece.subspan(bytes);
  if (piece.empty()) piece = pieces.Next();
}

HashThread::HashThread() : thread_([this] { Run(); }) {}

HashThread::~HashThread() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  work_.notify_one();
  thread_.join();
}

void HashThread::Begin(InputPieces input, Start start) {
  {
    const std::lock_guard lock(mutex_);
    input_.emplace(std::move(input));
    ahead_ = start == Start::kAhead;
  }
  work_.notify_one();
}

void HashThread::MayReach(std::uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (!input_ || bytes <= input_->may_reach) return;
    input_->may_reach = bytes;
  }
  work_.notify_one();
}

std::string HashThread::FinishInput() {
  MayReach(UINT64_MAX);
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return input_->done; });
  std::string hex = input_->pieces.whole() ? input_->hash.Finish() : std::string();
  input_.reset();
  return hex;
}

void HashThread::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stop_ || !jobs_.empty() || InputIsBehind(); });
    if (stop_) return;
    // FinishInput, which takes it away, waits until it is done.
    Input* const input = input_ && !input_->done ? &*input_ : nullptr;
    Job job;
    if (!jobs_.empty()) {
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    lock.unlock();
    const std::size_t of_job = job.bytes.size();
    std::size_t of_input = 0;
    if (job.output != nullptr) {
      of_input = HashJob(job, input);
    } else {
      of_input = input->piece.size();
      input->hash.Update(input->piece);
      input->Skip(of_input);
    }
    job.owner.reset();
    const bool input_done = input != nullptr && input->piece.empty();
    lock.lock();
    if (job.output != nullptr) --job.output->waiting_;
    waiting_ -= of_job;
    if (input != nullptr) {
      input->hashed += of_input;
      input->done = input_done;
    }
    done_.notify_all();
  }
}

std::size_t HashThread::HashJob(const Job& job, Input* input) {
  std::size_t of_input = 0;
  Bytes bytes = job.bytes;
  while (input != nullptr && !input->piece.empty() && !bytes.empty()) {
    const std::size_t n = std::min(bytes.size(), input->piece.size());
    Sha256::UpdateBoth(job.output->hash_, bytes.first(n), input->hash, input->piece.first(n));
    bytes = bytes.subspan(n);
    input->Skip(n);
    of_input += n;
  }
  job.output->hash_.Update(bytes);
  return of_input;
}

}  // namespace innosalvage
