#include "tools/sleuth_kit.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace innosalvage {

namespace {

Error NotThere() {
  const char* why = ::dlerror();
  return {.what = fmt::format("an image of a drive is read with The Sleuth Kit, which cannot be loaded: {}; install "
                              "the package libtsk19",
                              why == nullptr ? "it lacks a function" : why),
          .where = INNOSALVAGE_TSK_SONAME};
}

template <class Function>
bool Bind(void* library, const char* name, Function& function) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): POSIX has functions in the void* of dlsym
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

Result<SleuthKit> Load() {
  void* library = ::dlopen(INNOSALVAGE_TSK_SONAME, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return tl::unexpected(NotThere());
  SleuthKit kit;
  const bool all =
      Bind(library, "tsk_error_get", kit.error_get) && Bind(library, "tsk_error_reset", kit.error_reset) &&
      Bind(library, "tsk_img_open_utf8_sing", kit.img_open_utf8_sing) &&
      Bind(library, "tsk_img_open_external", kit.img_open_external) && Bind(library, "tsk_img_read", kit.img_read) &&
      Bind(library, "tsk_img_close", kit.img_close) && Bind(library, "tsk_vs_open", kit.vs_open) &&
      Bind(library, "tsk_vs_close", kit.vs_close) && Bind(library, "tsk_fs_open_img", kit.fs_open_img) &&
      Bind(library, "tsk_fs_close", kit.fs_close) && Bind(library, "tsk_fs_type_toname", kit.fs_type_toname) &&
      Bind(library, "tsk_fs_dir_walk", kit.fs_dir_walk) && Bind(library, "tsk_fs_file_walk", kit.fs_file_walk) &&
      Bind(library, "tsk_fs_file_read", kit.fs_file_read);
  if (!all) return tl::unexpected(NotThere());
  return kit;
}

}  // namespace

Result<const SleuthKit*> LoadSleuthKit() {
  static const Result<SleuthKit> kit = Load();
  if (!kit) return tl::unexpected(kit.error());
  return &*kit;
}

}  // namespace innosalvage
