#include "worker/image/magick/policy.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "common/base/limits.h"

extern char** environ;

namespace photomill {
namespace {

constexpr const char* kConfigurePath = "MAGICK_CONFIGURE_PATH";

std::string Policy(std::string_view domain, std::string_view rights, std::string_view pattern) {
  std::string line = "  <policy domain=\"";
  line += domain;
  line += "\" rights=\"";
  line += rights;
  line += "\" pattern=\"";
  line += pattern;
  line += "\"/>\n";
  return line;
}

std::string Resource(std::string_view name, std::string_view value) {
  std::string line = "  <policy domain=\"resource\" name=\"";
  line += name;
  line += "\" value=\"";
  line += value;
  line += "\"/>\n";
  return line;
}

void RemoveMagickVariables() {
  std::vector<std::string> names;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    if (variable.starts_with("MAGICK_")) names.emplace_back(variable.substr(0, variable.find('=')));
  }
  for (const std::string& name : names) ::unsetenv(name.c_str());
}

std::string PathOf(const std::string& folder) {
  return folder + "/" + kPolicyFileName;
}

Status WriteFile(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return FailureFromErrno(errno, "cannot create " + path);
  const ssize_t written = ::write(file, text.data(), text.size());
  const int error = written < 0 ? errno : ENOSPC;
  ::close(file);
  if (written == static_cast<ssize_t>(text.size())) return {};
  return FailureFromErrno(error, "cannot write " + path);
}

}  // namespace

std::string PolicyText() {
  const std::string side = std::to_string(limits::kSideMax);
  const std::string pixels = std::to_string(2 * limits::kPixelsMost);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<policymap>\n";
  // Rules are read in order and the last that fits counts.
  text += Policy("delegate", "none", "*");
  text += Policy("filter", "none", "*");
  text += Policy("coder", "none", "*");
  text += Policy("coder", "read | write", "{JPEG,PNG,WEBP,GIF,BMP}");
  text += Policy("module", "none", "*");
  text += Policy("module", "read | write", "{JPEG,PNG,WEBP,GIF,BMP}");
  text += Policy("path", "none", "@*");
  text += Policy("path", "none", "|*");
  // Sizes were checked from the header before; these stop a decoder that sees another size there.
  text += Resource("width", side);
  text += Resource("height", side);
  text += Resource("area", pixels);
  // Memory is the budget's matter: it admits a picture only where its expected memory fits.
  // Magick's own ceiling counts all threads together and would fail a picture for its neighbours;
  // above it Magick would turn to disk, which is forbidden.
  text += Resource("memory", "1TiB");
  text += Resource("map", "0");
  text += Resource("disk", "0");
  text += Resource("list-length", "64");
  text += Resource("thread", "1");
  text += Resource("throttle", "0");
  // There is no "time": it would count the process's whole life and end it with exit().
  text += "</policymap>\n";
  return text;
}

std::string PolicyBase() {
  const char* temporary = std::getenv("TMPDIR");
  return temporary != nullptr && *temporary == '/' ? temporary : "/tmp";
}

PolicyInForce::~PolicyInForce() {
  if (folder_.empty()) return;
  // Whoever could make a folder of this name later must not be read from.
  ::unsetenv(kConfigurePath);
  ::unlink(PathOf(folder_).c_str());
  ::rmdir(folder_.c_str());
  if (lock_ >= 0) ::close(lock_);
}

Status PolicyInForce::Begin() {
  RemoveMagickVariables();
  std::string folder = PolicyBase() + "/" + kPolicyFolderName + "XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) {  // with mode 0700
    return FailureFromErrno(errno,
                            "cannot create the directory " + folder +
                                " for ImageMagick's policy; set TMPDIR to a writable directory");
  }
  folder_ = folder;
  // While this process lives nobody takes the folder for one that was left behind.
  lock_ = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (lock_ >= 0) (void)::flock(lock_, LOCK_EX | LOCK_NB);
  if (Status status = WriteFile(PathOf(folder_), PolicyText()); !status.ok()) return status;
  ::setenv(kConfigurePath, folder_.c_str(), 1);
  return {};
}

}  // namespace photomill
