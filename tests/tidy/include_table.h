// The table of ARCHITECTURE.md as data: which folder may include which. Whoever changes one
// changes the other. A file belongs to the row with the longest folder that it lies in; its own
// folder is always allowed. Rows of folders that are still to come may stand here.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace photomill::tidy {

struct FolderRow {
  std::string_view folder;
  std::vector<std::string_view> may_include;  // folders, with everything below them
};

inline const std::vector<FolderRow> kFolderTable = {
    {"common/base", {}},
    {"common/command_line", {"common/base", "common/os", "common/model", "common/obs"}},
    {"common/container", {"common/base"}},
    {"common/model", {"common/base"}},
    {"common/obs", {"common/base"}},
    {"common/os", {"common/base"}},
    {"common/relay", {"common/base", "common/obs", "common/storage", "common/wire"}},
    {"common/sniff", {"common/base", "common/container"}},
    {"common/storage", {"common/base", "common/model", "common/obs", "common/os"}},
    {"common/wire", {"common/base", "common/model", "common/obs", "common/os", "proto"}},

    {"coordinator", {"common"}},  // main.cpp and flags.*
    {"coordinator/core", {"common/base", "common/model"}},
    {"coordinator/dashboard",
     {"common/base", "common/model", "common/obs", "coordinator/core", "coordinator/ledger"}},
    {"coordinator/forecast",
     {"common/base", "common/model", "common/os", "common/storage", "common/wire",
      "coordinator/core", "coordinator/scan"}},
    {"coordinator/ledger", {"common/base", "common/model", "coordinator/core"}},
    {"coordinator/ledger/rules",
     {"common/base", "common/model", "coordinator/core", "coordinator/ledger"}},
    {"coordinator/ledger/sqlite",
     {"common/base", "common/model", "coordinator/core", "coordinator/ledger"}},
    {"coordinator/outputs",
     {"common/base", "common/model", "common/os", "common/storage", "coordinator/ledger",
      "coordinator/start"}},
    {"coordinator/report/bottleneck", {"common/base", "common/model"}},
    {"coordinator/report",
     {"common/base", "common/model", "common/obs", "coordinator/core", "coordinator/ledger"}},
    {"coordinator/runtime", {"common", "coordinator"}},
    {"coordinator/scan",
     {"common/base", "common/container", "common/model", "common/obs", "common/sniff",
      "common/storage", "coordinator/core"}},
    {"coordinator/start",
     {"common", "coordinator/core", "coordinator/ledger", "coordinator/report",
      "coordinator/scan"}},

    {"worker", {"common"}},  // main.cpp and flags.*
    {"worker/core", {"common/base", "common/model"}},
    {"worker/image",
     {"common/base", "common/container", "common/model", "common/obs", "common/sniff"}},
    {"worker/image/pixels", {"common/base", "common/model"}},
    {"worker/image/colour",
     {"common/base", "common/container", "common/model", "worker/image/pixels"}},
    {"worker/image/library",
     {"common/base", "common/model", "common/sniff", "worker/image/colour", "worker/image/pixels"}},
    {"worker/image/metadata",
     {"common/base", "common/container", "common/model", "worker/image/library"}},
    {"worker/image/bmp",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/pixels"}},
    {"worker/image/gif",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/pixels"}},
    {"worker/image/netpbm",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/pixels"}},
    {"worker/image/tga",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/pixels"}},
    {"worker/image/heif",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/metadata", "worker/image/pixels"}},
    {"worker/image/jpeg",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/metadata", "worker/image/pixels"}},
    {"worker/image/jpeg2000",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/pixels"}},
    {"worker/image/png",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/metadata", "worker/image/pixels"}},
    {"worker/image/tiff",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/metadata", "worker/image/pixels"}},
    {"worker/image/webp",
     {"common/base", "common/container", "common/model", "common/sniff", "worker/image/colour",
      "worker/image/library", "worker/image/metadata", "worker/image/pixels"}},
    {"worker/pipeline",
     {"common/base", "common/model", "common/obs", "common/os", "common/sniff", "common/storage",
      "worker/image"}},
    {"worker/runtime", {"common", "worker"}},

    {"cli", {"common", "coordinator"}},
    {"tests", {"common", "coordinator", "worker", "cli", "proto"}},
};

// Foreign libraries and the few places that may know them. A place is a path's beginning; "*.cpp"
// at its end means that only a .cpp file may, so that no header carries the library further.
struct LibraryRow {
  std::string_view library;
  std::vector<std::string_view> headers;  // beginnings of what stands between < and >
  std::vector<std::string_view> places;
};

inline const std::vector<LibraryRow> kLibraryTable = {
    {"ZeroMQ", {"zmq.h", "zmq_addon.hpp", "zmq_utils.h"}, {"common/wire/", "tests/"}},
    {"protobuf",
     {"google/protobuf/"},
     {"common/wire/*.cpp", "common/wire/codec/", "tests/"}},  // codec/ is internal, see below
    {"SQLite", {"sqlite3"}, {"coordinator/ledger/sqlite/", "tests/"}},
    {"Magick++", {"Magick++", "MagickCore/", "magick/", "wand/"}, {"tests/support/magick/"}},
    {"lcms2", {"lcms2"}, {"worker/image/colour/", "tests/"}},
    {"libjpeg",
     {"jpeglib.h", "jpegint.h", "jerror.h", "turbojpeg.h"},
     {"worker/image/jpeg/", "tests/"}},
    {"libwebp", {"webp/"}, {"worker/image/webp/", "tests/"}},
    {"libpng", {"png.h"}, {"worker/image/png/", "tests/"}},
    {"libtiff", {"tiff.h", "tiffio", "tiffvers.h"}, {"worker/image/tiff/", "tests/"}},
    {"libheif", {"libheif/"}, {"worker/image/heif/", "tests/"}},
    {"libaom", {"aom/"}, {"worker/image/heif/heif_av1.cpp", "tests/"}},
    {"libde265",
     {"libde265/"},
     {"worker/image/heif/heif_hevc.cpp", "worker/image/heif/hevc_decoder.", "tests/"}},
    {"OpenJPEG", {"openjpeg"}, {"worker/image/jpeg2000/codestream.cpp", "tests/"}},
    {"zimg", {"zimg"}, {"worker/image/pixels/plane_resampler.cpp", "tests/"}},
    {"zlib",
     {"zlib.h", "zconf.h"},
     {"common/container/zlib_stream.cpp", "worker/image/png/png_encode.cpp", "tests/"}},
    {"expat", {"expat"}, {"worker/image/metadata/xmp_document.cpp", "tests/"}},
    {"spdlog", {"spdlog/"}, {"common/obs/", "tests/"}},
    {"fmt but for core.h", {"fmt/"}, {"tests/"}},  // core.h: see kOpenHeaders
    {"xxHash", {"xxhash.h", "xxh3.h"}, {"common/base/", "tests/"}},
    {"utf8proc", {"utf8proc"}, {"common/model/name_folding.cpp", "tests/"}},
    {"gflags",
     {"gflags/"},
     {"cli/", "coordinator/main.cpp", "coordinator/flags.", "coordinator/selection_flags.cpp",
      "worker/main.cpp", "worker/flags.", "common/command_line/", "tests/"}},
    {"GoogleTest", {"gtest/", "gmock/"}, {"tests/"}},
    {"RapidCheck", {"rapidcheck"}, {"tests/"}},
    {"Google Benchmark", {"benchmark/"}, {"tests/"}},
};

// Headers of foreign libraries that every file may include.
inline const std::vector<std::string_view> kOpenHeaders = {"fmt/core.h"};

// Folders whose headers others must not see, because they carry a library or the owner's own
// tables: only their owner (and tests) may include them. A single header states this in its head
// comment: "internal to FOLDER".
struct InternalRow {
  std::string_view folder;
  std::string_view owner;
};

inline const std::vector<InternalRow> kInternalTable = {
    {"common/wire/codec", "common/wire"},
    {"coordinator/ledger/rules", "coordinator/ledger"},
    {"coordinator/ledger/sqlite", "coordinator/ledger/sqlite"},
    {"worker/image/bmp", "worker/image"},
    {"worker/image/gif", "worker/image"},
    {"worker/image/heif", "worker/image"},
    {"worker/image/jpeg", "worker/image"},
    {"worker/image/jpeg2000", "worker/image"},
    {"worker/image/netpbm", "worker/image"},
    {"worker/image/png", "worker/image"},
    {"worker/image/tga", "worker/image"},
    {"worker/image/tiff", "worker/image"},
    {"worker/image/webp", "worker/image"},
};

// Sources of one folder, tests included; x.h and x.cpp are one.
inline constexpr size_t kFolderSourcesMax = 25;

// Folders that must give the same answer to the same question: no threads, no time, no chance,
// no input and output.
inline const std::vector<std::string_view> kPureFolders = {
    "common/model/", "coordinator/core/", "coordinator/report/bottleneck/", "worker/core/"};

inline const std::vector<std::string_view> kImpureHeaders = {
    "thread",    "mutex",    "shared_mutex", "condition_variable", "future",
    "semaphore", "latch",    "barrier",      "stop_token",         "atomic",
    "random",    "iostream", "fstream",      "filesystem",         "cstdio",
    "stdio.h",   "ctime",    "time.h",       "unistd.h",           "fcntl.h",
    "pthread.h", "sys/",     "poll.h",       "signal.h",           "csignal",
};

}  // namespace photomill::tidy
