// Terminal stream: standard output made safe, line by line, where a terminal reads it.
//
// Purpose   SQL must be exact where it goes to a file or a program, so names stand in it as they are; a terminal would
//           obey the escape sequences among them.
// Shape     a stream like the one given; lines are TerminalText with its backslashes kept, since this is SQL to be read
//           and copied, or text whose names are escaped already.
// Fails     as the stream given does.
// Lifetime  refers to that stream; the last line is written by the destructor, if nothing ended it.
#pragma once

#include <ostream>
#include <streambuf>
#include <string>

namespace innosalvage {

class TerminalStream : public std::ostream {
 public:
  explicit TerminalStream(std::ostream& to) : std::ostream(nullptr), buffer_(to) { rdbuf(&buffer_); }

 private:
  class Buffer : public std::streambuf {
   public:
    explicit Buffer(std::ostream& to) : to_(to) {}
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() override;

   private:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* text, std::streamsize size) override;
    void WriteLine();

    std::ostream& to_;
    std::string line_;
  };

  Buffer buffer_;
};

}  // namespace innosalvage
