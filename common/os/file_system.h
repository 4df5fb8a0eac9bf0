// What kind of file system a path lies on. SQLite's write-ahead log shares memory between
// processes and relies on locks, neither of which network file systems promise.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace photomill {

// The name of the network file system that holds `path` ("nfs", "smb", "fuse.sshfs" …), nothing
// where it is local or cannot be told. Of a path that does not exist yet, its nearest folder
// counts.
std::optional<std::string> NetworkFileSystem(const std::string& path);

// For tests: whether a mount of this type (as /proc/self/mountinfo names it) is reached over a
// network. Of FUSE only known names count: most of them (ntfs-3g, mergerfs, gocryptfs) are local.
bool IsNetworkMountType(std::string_view type);

// For tests: the type of the mount of device `major`:`minor` in the text of mountinfo.
std::optional<std::string> MountType(std::string_view mountinfo, unsigned major_number,
                                     unsigned minor_number);

}  // namespace photomill
