// Event log (--log-json): what a run did, one JSON object a line, for machines that watch it.
//
// Fails     Open where the file cannot be had. The first error of a later write is kept, and ends the log: rows are worth
//           more than it, so the run goes on, and says so at its end.
#pragma once

#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "parser/error.h"

namespace innosalvage {

class EventLog {
 public:
  using Field = std::pair<std::string_view, std::string>;

  // An empty path: nothing is logged.
  static Result<EventLog> Open(const std::string& path);

  // {"event": …, "time": "2024-05-06T07:08:09Z", fields…}; values are strings.
  void Write(std::string_view event, std::initializer_list<Field> fields);

  const std::optional<Error>& error() const { return error_; }

 private:
  std::string path_;
  std::ofstream file_;
  std::optional<Error> error_;
  bool enabled_ = false;
};

}  // namespace innosalvage
