// --log_format, which all programs that write a log have. The flag itself stands in the .cpp file.
#pragma once

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "common/obs/log_format.h"

namespace photomill {

HelpFlag LogFormatHelp();
Result<LogFormat> ReadLogFormat();

}  // namespace photomill
