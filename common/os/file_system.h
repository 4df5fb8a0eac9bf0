// The type of the file system that holds a path. SQLite's write-ahead log needs shared memory
// between processes and reliable locks. Network file systems guarantee neither.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace photomill {

// The name of the network file system that holds `path` ("nfs", "smb", "fuse.sshfs" …). Nothing if
// it is local or unknown. For a path that does not exist yet, its nearest existing folder is used.
std::optional<std::string> NetworkFileSystem(const std::string& path);

// For tests: whether a mount of this type (as in /proc/self/mountinfo) is accessed over a network.
// For FUSE only known names count, because most types (ntfs-3g, mergerfs, gocryptfs) are local.
bool IsNetworkMountType(std::string_view type);

// For tests: the type of the mount of device `major`:`minor`, from the text of mountinfo.
std::optional<std::string> MountType(std::string_view mountinfo, unsigned major_number,
                                     unsigned minor_number);

}  // namespace photomill
