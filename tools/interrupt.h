// Interrupt: what SIGINT, SIGTERM and SIGHUP do to a run.
//
// Shape     outputs under way are taken away, finished ones stay, a line on stderr says so, and the process ends with
//           128 + the signal's number, as shells have it. A signal that is ignored when the program starts (nohup,
//           a job in the background) stays ignored.
// Use       once, in main, before any thread is made: they inherit the signals blocked, and one thread waits for them,
//           which may do what a signal handler may not.
#pragma once

namespace innosalvage {

void WatchForInterrupts();

}  // namespace innosalvage
