// The Sleuth Kit, loaded when the first image asks for it.
//
// Purpose   the library and what it is linked to, more than thirty others, would be loaded and bound at each start, and
//           few runs read an image: that was a third of the 30 ms that a start took.
// Fails     LoadSleuthKit: it is not installed, or lacks a function; the message says what to install.
// Lifetime  what is loaded stays until the process ends.
// Threads   any.
// Source    dlopen(3); the functions are those of tsk/libtsk.h (4.11), under their own names.
#pragma once

#include <tsk/libtsk.h>

#include "parser/error.h"

namespace innosalvage {

struct SleuthKit {
  decltype(&::tsk_error_get) error_get = nullptr;
  decltype(&::tsk_error_reset) error_reset = nullptr;
  decltype(&::tsk_img_open_utf8_sing) img_open_utf8_sing = nullptr;
  decltype(&::tsk_img_open_external) img_open_external = nullptr;
  decltype(&::tsk_img_read) img_read = nullptr;
  decltype(&::tsk_img_close) img_close = nullptr;
  decltype(&::tsk_vs_open) vs_open = nullptr;
  decltype(&::tsk_vs_close) vs_close = nullptr;
  decltype(&::tsk_fs_open_img) fs_open_img = nullptr;
  decltype(&::tsk_fs_close) fs_close = nullptr;
  decltype(&::tsk_fs_type_toname) fs_type_toname = nullptr;
  decltype(&::tsk_fs_dir_walk) fs_dir_walk = nullptr;
  decltype(&::tsk_fs_file_walk) fs_file_walk = nullptr;
  decltype(&::tsk_fs_file_read) fs_file_read = nullptr;
};

Result<const SleuthKit*> LoadSleuthKit();

}  // namespace innosalvage
