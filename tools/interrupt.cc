#include "tools/interrupt.h"

#include <fmt/format.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigwait is POSIX's, not in <csignal>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "exporters/temporary_files.h"

namespace innosalvage {

namespace {

constexpr std::array<int, 3> kSignals = {SIGINT, SIGTERM, SIGHUP};
constexpr int kEndedBySignal = 128;

[[noreturn]] void End(int number) {
  const std::size_t removed = RemoveAllTemporariesForGood();
  const std::string text =
      fmt::format("\ninnosalvage: stopped by signal {}; {} unfinished output file{} removed, finished ones stay\n",
                  number, removed, removed == 1 ? "" : "s");
  // Nothing can be done about a stderr that does not take it.
  static_cast<void>(!write(STDERR_FILENO, text.data(), text.size()));
  _exit(kEndedBySignal + number);
}

}  // namespace

void WatchForInterrupts() {
  sigset_t watched;
  sigemptyset(&watched);
  bool any = false;
  for (const int number : kSignals) {
    struct sigaction now {};
    if (sigaction(number, nullptr, &now) != 0 || now.sa_handler == SIG_IGN) continue;
    sigaddset(&watched, number);
    any = true;
  }
  if (!any || pthread_sigmask(SIG_BLOCK, &watched, nullptr) != 0) return;
  std::thread([watched] {
    int number = 0;
    if (sigwait(&watched, &number) == 0) End(number);
  }).detach();
}

}  // namespace innosalvage
