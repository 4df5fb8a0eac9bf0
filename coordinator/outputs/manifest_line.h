// The lines of `photomill manifest`: one for each recorded output, and one for each source without
// outputs. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "coordinator/ledger/output_reader.h"

namespace photomill {

enum class ManifestFormat : uint8_t { kCsv, kJson, kSql, kXxh128 };

std::optional<ManifestFormat> ParseManifestFormat(std::string_view word);

// Text before the first line: the header of the CSV; empty in other formats.
std::string ManifestHead(ManifestFormat format);

// The line of an output, or of a source without outputs (null), with its line break. Empty if the
// format has no line for it: `xxh128` has only files that must be in the destination.
std::string ManifestLine(ManifestFormat format, const SourceOutputs& source,
                         const RecordedOutput* output);

// One field of a CSV as RFC 4180 describes it. Spreadsheets take a text that begins with = + - @, a
// tab or a carriage return for a formula; these get an apostrophe before them.
std::string CsvField(std::string_view text);

// A key in quotes for SQL. Keys that are not UTF-8 or have a NUL become CAST(X'…' AS TEXT).
std::string SqlText(std::string_view text);

}  // namespace photomill
