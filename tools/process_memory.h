// Process memory: asks the C library to take memory from the system in a few large pieces, and the system to map them
// as such.
//
// Purpose   a page that is touched for the first time is an interrupt, and within a virtual machine a dear one: 12 us
//           where this was measured, so that the 70 MB of a run took a tenth of its time. A huge page (2 MB) is one.
// Rules     one heap for all threads, since each has its own otherwise and touches as much again; threads take large
//           blocks alone from it. What is freed stays for the next use and does not go back to the system. Where memory
//           is limited (RLIMIT_AS, RLIMIT_DATA) nothing is asked for.
// Fails     never: where the system does not want it, memory is as it was.
// Source    mallopt(3), madvise(2), brk(2).
#pragma once

namespace innosalvage {

// Once, before there are threads.
void TakeMemoryInLargePieces();

}  // namespace innosalvage
