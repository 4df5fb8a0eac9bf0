// The notes of engines (ObjectStore::WriteNote): their text, and how those in a folder are read.
// A note is written once and then only read or removed. Any thread may call it.
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

// A line for what it is, one for each file ("DIGEST IDENTITY BYTES KEY", as a key may have a line
// break in it), and one that ends it and holds the digest of those before.
std::string NoteText(const std::vector<NotedFile>& files);

// Nothing where the text is not whole.
std::optional<std::vector<NotedFile>> ParseNote(std::string_view text);

Result<Notes> ReadNotes(int root_fd, const std::string& root, const NoteQuery& query,
                        const OnAnswer& on_answer = {});

}  // namespace photomill::local
