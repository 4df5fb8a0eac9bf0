#include "coordinator/scan/system_names.h"

#include <algorithm>
#include <array>

namespace photomill {
namespace {

// Deliberately missing, although programs create them, because they contain originals: Picasa's
// .picasaoriginals and "Originals", Lightroom's "Mobile Downloads.lrdata", and Apple's
// *.photoslibrary, whose previews may be the only copies outside the cloud.
constexpr std::array kNames = {
    SystemName{"@eaDir/", "Synology", SystemKind::kDerived},
    SystemName{"@tmp/", "Synology", SystemKind::kInternal},
    SystemName{"#recycle/", "Synology", SystemKind::kTrash},
    SystemName{"#snapshot/", "Synology", SystemKind::kSnapshot},
    SystemName{".SynologyWorkingDirectory/", "Synology Drive", SystemKind::kInternal},
    SystemName{".@__thumb/", "QNAP", SystemKind::kDerived},
    SystemName{"@Recycle/", "QNAP", SystemKind::kTrash},
    SystemName{"@Recently-Snapshot/", "QNAP", SystemKind::kSnapshot},
    SystemName{".wdmc/", "WD My Cloud", SystemKind::kDerived},
    SystemName{".recycle/", "Samba", SystemKind::kTrash},
    SystemName{".snapshot/", "NetApp, Isilon and other NAS", SystemKind::kSnapshot},
    SystemName{"~snapshot/", "NetApp", SystemKind::kSnapshot},
    SystemName{".snapshots/", "snapper", SystemKind::kSnapshot},
    SystemName{".zfs/", "ZFS", SystemKind::kSnapshot},
    SystemName{".nfs*", "NFS", SystemKind::kTrash},
    SystemName{"lost+found/", "Linux file systems", SystemKind::kInternal},
    SystemName{".Trash/", "Linux and macOS", SystemKind::kTrash},
    SystemName{".Trash-*/", "Linux desktops", SystemKind::kTrash},
    SystemName{".local/share/Trash/", "Linux desktops", SystemKind::kTrash},
    SystemName{".thumbnails/", "Linux desktops and Android", SystemKind::kDerived},
    SystemName{".cache/thumbnails/", "Linux desktops", SystemKind::kDerived},
    SystemName{".xvpics/", "xv and GIMP", SystemKind::kDerived},
    SystemName{".trashed-*", "Android", SystemKind::kTrash},
    SystemName{".Trashes/", "macOS", SystemKind::kTrash},
    SystemName{"Network Trash Folder/", "macOS", SystemKind::kTrash},
    SystemName{"__MACOSX/", "macOS, in archives", SystemKind::kInternal},
    SystemName{".AppleDouble/", "macOS, netatalk", SystemKind::kInternal},
    SystemName{".AppleDB/", "netatalk", SystemKind::kInternal},
    SystemName{".AppleDesktop/", "netatalk", SystemKind::kInternal},
    SystemName{".Spotlight-V100/", "macOS", SystemKind::kInternal},
    SystemName{".fseventsd/", "macOS", SystemKind::kInternal},
    SystemName{".TemporaryItems/", "macOS", SystemKind::kInternal},
    SystemName{".DocumentRevisions-V100/", "macOS", SystemKind::kInternal},
    SystemName{"._*", "macOS", SystemKind::kInternal},
    SystemName{".DS_Store", "macOS", SystemKind::kInternal},
    SystemName{"$RECYCLE.BIN/", "Windows", SystemKind::kTrash},
    SystemName{"System Volume Information/", "Windows", SystemKind::kInternal},
    SystemName{"* Previews.lrdata/", "Lightroom Classic", SystemKind::kDerived},
    SystemName{".dtrash/", "digiKam", SystemKind::kTrash},
    SystemName{".stversions/", "Syncthing", SystemKind::kTrash},
    SystemName{".dropbox.cache/", "Dropbox", SystemKind::kTrash},
};

constexpr bool IsFolder(const SystemName& name) {
  return name.pattern.back() == '/';
}

// The pattern without its trailing slash.
constexpr std::string_view Name(const SystemName& name) {
  return name.pattern.substr(0, name.pattern.size() - (IsFolder(name) ? 1 : 0));
}

constexpr char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Windows file systems ignore case, and Windows versions spell these names differently.
bool IsFromWindows(const SystemName& name) {
  return name.maker == "Windows";
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

bool IsAll(std::string_view text, std::string_view bytes) {
  return !text.empty() && text.find_first_not_of(bytes) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";

// NFS names a file that was removed while open ".nfs" plus hexadecimal digits.
bool IsNfsRest(std::string_view rest) {
  return IsAll(rest, kHexDigits);
}

// Android names a photo in the trash ".trashed-SECONDS-NAME".
bool IsTrashedRest(std::string_view rest) {
  const size_t dash = rest.find('-');
  return dash != std::string_view::npos && IsAll(rest.substr(0, dash), kDigits);
}

// `component` is the name of a folder or a file. A known name has at most one star, at an end.
bool IsCalled(std::string_view component, const SystemName& name) {
  const std::string_view known = Name(name);
  if (known.front() == '*') return component.ends_with(known.substr(1));
  if (known.back() != '*') {
    return IsFromWindows(name) ? EqualIgnoringCase(component, known) : component == known;
  }
  const std::string_view start = known.substr(0, known.size() - 1);
  if (!component.starts_with(start)) return false;
  component.remove_prefix(start.size());
  if (start == ".nfs") return IsNfsRest(component);
  if (start == ".trashed-") return IsTrashedRest(component);
  return !component.empty();
}

// Names with several components are compared with the end of the key.
bool IsBelow(std::string_view key, std::string_view path) {
  if (!key.ends_with(path)) return false;
  return key.size() == path.size() || key[key.size() - path.size() - 1] == '/';
}

// Quick check: hardly any name begins or ends like one in the table.
constexpr size_t ByteOf(char c) {
  return static_cast<unsigned char>(c);
}

template <bool kFolders>
constexpr std::array<bool, 256> FirstBytes() {
  std::array<bool, 256> first{};
  for (const SystemName& name : kNames) {
    if (IsFolder(name) != kFolders || name.pattern.front() == '*') continue;
    const std::string_view known = Name(name);
    const char c = known[known.rfind('/') + 1];  // npos + 1 is 0
    first[ByteOf(c)] = true;
    first[ByteOf(Lower(c))] = true;
  }
  return first;
}
constexpr std::array<bool, 256> kFirstOfFolders = FirstBytes<true>();
constexpr std::array<bool, 256> kFirstOfFiles = FirstBytes<false>();
constexpr std::string_view kLastOfFolders = ".lrdata";

template <typename Matches>
std::optional<size_t> Find(const Matches& matches) {
  const auto* const found = std::find_if(kNames.begin(), kNames.end(), matches);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<size_t>(found - kNames.begin());
}

}  // namespace

std::span<const SystemName> SystemNames() {
  return kNames;
}

std::optional<size_t> FindSystemFolder(std::string_view key) {
  const std::string_view component = key.substr(key.rfind('/') + 1);
  if (component.empty()) return std::nullopt;
  if (!kFirstOfFolders[ByteOf(component.front())] && !component.ends_with(kLastOfFolders)) {
    return std::nullopt;
  }
  return Find([&](const SystemName& name) {
    if (!IsFolder(name)) return false;
    const std::string_view known = Name(name);
    return known.find('/') == known.npos ? IsCalled(component, name) : IsBelow(key, known);
  });
}

std::optional<size_t> FindSystemFile(std::string_view name) {
  if (name.empty() || !kFirstOfFiles[ByteOf(name.front())]) return std::nullopt;
  return Find([&](const SystemName& known) { return !IsFolder(known) && IsCalled(name, known); });
}

}  // namespace photomill
