// Times for people.
#pragma once

#include <string>

#include "common/base/instant.h"

namespace photomill {

// "2024-05-01 12:30:00" in the time zone of this process.
std::string LocalTime(UnixMillis at);

}  // namespace photomill
