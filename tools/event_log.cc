#include "tools/event_log.h"

#include <fmt/chrono.h>

#include <cerrno>
#include <ctime>
#include <nlohmann/json.hpp>
#include <system_error>

namespace innosalvage {

Result<EventLog> EventLog::Open(const std::string& path) {
  EventLog log;
  if (path.empty()) return log;
  log.file_.open(path, std::ios::app);
  if (!log.file_) return Fail(path, "log cannot be written: " + std::generic_category().message(errno));
  log.path_ = path;
  log.enabled_ = true;
  return log;
}

void EventLog::Write(std::string_view event, std::initializer_list<Field> fields) {
  if (!enabled_ || error_) return;
  nlohmann::ordered_json line;
  line["event"] = event;
  line["time"] = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  for (const auto& [name, value] : fields) line[std::string(name)] = value;
  // File names may hold any bytes: what is not UTF-8 is replaced.
  errno = 0;
  file_ << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n' << std::flush;
  if (file_) return;
  error_ = Error{"log could not be written to its end: " + std::generic_category().message(errno == 0 ? EIO : errno) +
                     "; what was done stands in report.json",
                 path_};
}

}  // namespace innosalvage
