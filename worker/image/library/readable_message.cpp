#include "worker/image/library/readable_message.h"

#include <algorithm>

namespace photomill {

std::string ReadableMessage(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace photomill
