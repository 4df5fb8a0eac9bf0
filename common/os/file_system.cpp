#include "common/os/file_system.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include "common/os/files.h"

namespace photomill {
namespace {

struct NetworkMagic {
  uint32_t magic;
  std::string_view name;
};

// By magic number, which works without /proc. The last three are missing in <linux/magic.h>.
constexpr std::array kNetworkMagics = {
    NetworkMagic{NFS_SUPER_MAGIC, "nfs"},     NetworkMagic{SMB_SUPER_MAGIC, "smb"},
    NetworkMagic{CIFS_SUPER_MAGIC, "cifs"},   NetworkMagic{SMB2_SUPER_MAGIC, "smb2"},
    NetworkMagic{CEPH_SUPER_MAGIC, "ceph"},   NetworkMagic{V9FS_MAGIC, "9p"},
    NetworkMagic{AFS_SUPER_MAGIC, "afs"},     NetworkMagic{AFS_FS_MAGIC, "afs"},
    NetworkMagic{CODA_SUPER_MAGIC, "coda"},   NetworkMagic{NCP_SUPER_MAGIC, "ncp"},
    NetworkMagic{OCFS2_SUPER_MAGIC, "ocfs2"}, NetworkMagic{0x0BD00BD0, "lustre"},
    NetworkMagic{0x01161970, "gfs2"},         NetworkMagic{0x19830326, "beegfs"},
    NetworkMagic{0x47504653, "gpfs"},
};

constexpr std::array<std::string_view, 20> kNetworkFuseTypes = {
    "fuse.sshfs",      "fuse.s3fs",     "fuse.rclone",        "fuse.glusterfs", "fuse.ceph-fuse",
    "fuse.cephfs",     "fuse.goofys",   "fuse.gcsfuse",       "fuse.curlftpfs", "fuse.davfs",
    "fuse.davfs2",     "fuse.mount-s3", "fuse.mountpoint-s3", "fuse.juicefs",   "fuse.seaweedfs",
    "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.moosefs",       "fuse.mfs",       "fuse.blobfuse2",
};

std::string_view NextWord(std::string_view& rest) {
  const size_t end = rest.find(' ');
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return word;
}

bool IsDevice(std::string_view text, unsigned major_number, unsigned minor_number) {
  return text == std::to_string(major_number) + ":" + std::to_string(minor_number);
}

std::optional<std::string> NetworkFuse(const std::string& path) {
  constexpr uint64_t kMountinfoBytesMax = 16 * 1024 * 1024;
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  const Result<std::string> mountinfo = ReadWholeFile("/proc/self/mountinfo", kMountinfoBytesMax);
  if (!mountinfo.ok()) return std::nullopt;
  std::optional<std::string> type =
      MountType(*mountinfo, major(status.st_dev), minor(status.st_dev));
  if (!type || !IsNetworkMountType(*type)) return std::nullopt;
  return type;
}

}  // namespace

bool IsNetworkMountType(std::string_view type) {
  return std::find(kNetworkFuseTypes.begin(), kNetworkFuseTypes.end(), type) !=
         kNetworkFuseTypes.end();
}

// Example line: "36 35 0:52 / /mnt/photos rw,noatime shared:1 - fuse.sshfs host:/photos rw",
// proc(5).
std::optional<std::string> MountType(std::string_view mountinfo, unsigned major_number,
                                     unsigned minor_number) {
  while (!mountinfo.empty()) {
    const size_t end = mountinfo.find('\n');
    std::string_view line = mountinfo.substr(0, end);
    mountinfo.remove_prefix(end == std::string_view::npos ? mountinfo.size() : end + 1);
    const size_t type_at = line.find(" - ");
    if (type_at == std::string_view::npos) continue;
    std::string_view type = line.substr(type_at + 3);
    NextWord(line);
    NextWord(line);
    if (IsDevice(NextWord(line), major_number, minor_number)) return std::string(NextWord(type));
  }
  return std::nullopt;
}

std::optional<std::string> NetworkFileSystem(const std::string& path) {
  struct statfs status {};
  std::string existing = path;
  while (statfs(existing.c_str(), &status) != 0) {
    const std::string folder = FolderOf(existing);
    if (errno != ENOENT || folder == existing) return std::nullopt;
    existing = folder;
  }
  // The kernel's field is signed on some architectures; the magic numbers are 32 bits wide.
  const auto magic = static_cast<uint32_t>(status.f_type);
  if (magic == FUSE_SUPER_MAGIC) return NetworkFuse(existing);
  for (const NetworkMagic& row : kNetworkMagics) {
    if (row.magic == magic) return std::string(row.name);
  }
  return std::nullopt;
}

}  // namespace photomill
