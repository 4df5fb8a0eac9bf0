// A key of a store on a command line. Keys are bytes; people paste them as photomill prints them, or
// with the path of the store before them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace photomill {

// The keys that an argument can mean, the most literal first: as it is, without "./", without the
// store's root before it, and with the escapes of Escaped() resolved. A relative path is also looked
// for from `folder`, the current directory.
std::vector<std::string> KeysMeant(std::string_view argument, std::string_view root,
                                   std::string_view folder);

// The current directory; empty if it has none any more.
std::string CurrentFolder();

}  // namespace photomill
