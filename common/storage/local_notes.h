// The notes of engines (ObjectStore::WriteNote): their text, and how the notes in a folder are
// read. A note is written once and then only read or removed. Any thread may call it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/local_support.h"
#include "common/storage/object_store.h"

namespace photomill::local {

struct NotedFile {
  OwnFile file;
  std::string identity;  // of the staged file (local_identity)

  bool operator==(const NotedFile&) const = default;
};

// The first line names the format. Then there is one line per file, "DIGEST IDENTITY BYTES KEY",
// with the key's length because it can contain a line break. The last line has the digest of the
// lines before it.
std::string NoteText(const std::vector<NotedFile>& files);

// Nothing if the text is incomplete.
std::optional<std::vector<NotedFile>> ParseNote(std::string_view text);

Result<Notes> ReadNotes(int root_fd, const std::string& root, const NoteQuery& query,
                        const OnAnswer& on_answer = {});

}  // namespace photomill::local
