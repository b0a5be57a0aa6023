// Event log (--log-json): what a run did, one JSON object a line, for machines that watch it.
#pragma once

#include <cstdint>
#include <fstream>
#include <initializer_list>
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

 private:
  std::ofstream file_;
  bool enabled_ = false;
};

}  // namespace innosalvage
