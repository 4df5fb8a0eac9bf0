// --log_format, for all programs that write a log. The .cpp file defines the flag.
#pragma once

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "common/obs/log_format.h"

namespace photomill {

HelpFlag LogFormatHelp();
Result<LogFormat> ReadLogFormat();

}  // namespace photomill
