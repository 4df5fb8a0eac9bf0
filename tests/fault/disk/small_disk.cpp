#include "tests/fault/disk/small_disk.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include "common/base/limits.h"
#include "common/os/files.h"

namespace photomill::test {

SmallDisk::SmallDisk(const std::string& folder, const std::string& mount) {
  holder_.emplace(
      StartCommand({"/usr/bin/unshare", "--mount", "/bin/sh", "-ec",
                    mount + "; echo mounted; exec sleep infinity", folder, folder + ".image"}));
  mounted_ = geteuid() == 0 && holder_->Says("mounted");
  const std::string holder = "/proc/" + std::to_string(holder_->pid());
  seen_ = holder + "/root" + folder;
  inside_.behind = {"/usr/bin/nsenter", "--mount=" + holder + "/ns/mnt", "--"};
}

SmallDisk::~SmallDisk() {
  if (holder_->Running()) holder_->Signal(SIGKILL);
  (void)holder_->Wait();
}

void SmallDisk::LeaveOnly(uint64_t bytes) const {
  const std::string folder = seen_ + "/.photomill";
  std::filesystem::create_directory(folder);
  const std::filesystem::space_info space = std::filesystem::space(folder);
  const uint64_t wanted = space.capacity / limits::kReserveShare + bytes;
  const FileDescriptor ballast(
      open((folder + "/ballast").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  EXPECT_GT(space.available, wanted);
  if (space.available <= wanted) return;
  EXPECT_EQ(posix_fallocate(ballast.get(), 0, static_cast<off_t>(space.available - wanted)), 0);
}

void SmallDisk::Fill() const {
  const FileDescriptor filler(
      open((seen_ + "/filler").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  // Tries again after a sync: some file systems find a little room then.
  for (int times = 0; times < 2; ++times) {
    for (const size_t block : {size_t{1} << 20, size_t{4096}}) {
      while (WriteAll(filler.get(), std::string(block, 'x')) == 0) {
      }
    }
    syncfs(filler.get());
  }
}

void SmallDisk::MakeRoom() const {
  const FileDescriptor folder(open(seen_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::filesystem::remove(seen_ + "/filler");
  syncfs(folder.get());  // btrfs would free the space only half a minute later
}

}  // namespace photomill::test
