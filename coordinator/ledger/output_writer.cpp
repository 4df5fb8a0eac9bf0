#include "coordinator/ledger/output_writer.h"

#include <algorithm>

#include "common/base/limits.h"
#include "common/model/key_pattern.h"
#include "common/model/key_template.h"

namespace photomill {

DerivativeSet OutputWriter::CurrentOf(SourceId source) {
  std::vector<OutputRow> rows = tables_.outputs().Of(source);
  DerivativeSet current;
  bool renamed = false;
  for (const OutputRow& row : rows) {
    const std::optional<size_t> index = context_.CurrentDerivative(row);
    if (!index) continue;
    if (context_.output_is_there && !context_.output_is_there(row.key, row.bytes)) continue;
    current.Add(*index);
    renamed |= row.made_by != context_.definitions[*index];
  }
  if (renamed) Rename(source, std::move(rows));
  return current;
}

// All that move leave their places first: two derivatives may have changed names with each other.
void OutputWriter::Rename(SourceId source, std::vector<OutputRow> rows) {
  std::vector<OutputRow> moving;
  std::erase_if(rows, [&](const OutputRow& row) {
    const std::optional<size_t> index = context_.CurrentDerivative(row);
    if (!index || row.made_by == context_.definitions[*index]) return false;
    tally_.RemoveOutput(row.derivative, row.bytes);
    tables_.outputs().Erase(source, row.derivative);
    OutputRow moved = row;
    moved.derivative = context_.recipe.derivatives[*index].name;
    moved.made_by = context_.definitions[*index];
    moving.push_back(std::move(moved));
    return true;
  });
  for (OutputRow& row : moving) Put(source, std::move(row), rows);
}

bool OutputWriter::Write(SourceRow& source, const std::vector<Output>& outputs) {
  std::vector<OutputRow> rows;
  if (source.outputs != 0) rows = tables_.outputs().Of(source.id);
  const bool same = AreStaleOnes(outputs, rows);
  for (const Output& output : outputs) {
    OutputRow row{context_.recipe.derivatives[output.derivative].name,
                  context_.definitions[output.derivative],
                  output.key,
                  output.bytes,
                  output.width,
                  output.height,
                  output.content,
                  kRevision};
    Put(source.id, std::move(row), rows);
  }
  source.outputs = static_cast<int64_t>(rows.size());
  source.revision = kRevision;
  for (const OutputRow& row : rows) {
    if (context_.CurrentDerivative(row)) source.revision = std::min(source.revision, row.revision);
  }
  return same;
}

// Whether each of them was there already, the same to the byte, of a source of which nobody knew
// whether it had changed.
bool OutputWriter::AreStaleOnes(const std::vector<Output>& outputs,
                                const std::vector<OutputRow>& rows) {
  return !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), [&](const Output& made) {
    return std::any_of(rows.begin(), rows.end(), [&](const OutputRow& row) {
      return row.made_by == 0 && row.key == made.key && row.content == made.content;
    });
  });
}

// `rows` are the outputs that the source has, before and after.
void OutputWriter::Put(SourceId source, OutputRow row, std::vector<OutputRow>& rows) {
  MakeRoom(source, row, rows);
  if (replaced_ > 0 && tables_.outputs().EraseReplaced(row.key)) --replaced_;
  if (own_files_ > 0) own_files_ -= tables_.outputs().EraseOwnFiles(context_.NameOf(row.key));
  tally_.AddOutput(row.derivative, row.bytes);
  tables_.outputs().Put(source, row);
  rows.push_back(std::move(row));
}

// Takes those out of `rows` whose place `output` takes: the derivative's older output, and one of
// another derivative whose file is now this one.
void OutputWriter::MakeRoom(SourceId source, const OutputRow& output,
                            std::vector<OutputRow>& rows) {
  std::erase_if(rows, [&](const OutputRow& old) {
    const bool same_derivative = old.derivative == output.derivative;
    const bool same_key = old.key == output.key;
    if (!same_derivative && !same_key) return false;
    tally_.RemoveOutput(old.derivative, old.bytes);
    if (!same_derivative) tables_.outputs().Erase(source, old.derivative);
    if (!same_key) {
      tables_.outputs().AddReplaced(source, old, context_.run);
      ++replaced_;
    }
    return true;
  });
}

bool OutputWriter::GiveUp(SourceRow& holder, std::string_view name, SourceRow& taker) {
  std::vector<OutputRow> left = tables_.outputs().Of(holder.id);
  std::vector<OutputRow> taken = tables_.outputs().Of(taker.id);
  const bool same = IsSamePicture(holder, taker);
  bool took = false;
  std::erase_if(left, [&](const OutputRow& row) {
    if (!MayMeet(context_.NameOf(row.key), name)) return false;
    tables_.outputs().Erase(holder.id, row.derivative);
    tally_.RemoveOutput(row.derivative, row.bytes);
    const std::optional<size_t> index = context_.CurrentDerivative(row);
    if (same && index && IsNameOf(*index, row, taker)) {
      Put(taker.id, row, taken);
      took = true;
    } else {
      NoteOwnFile({row.key, row.content});
    }
    return true;
  });
  holder.outputs = static_cast<int64_t>(left.size());
  taker.outputs = static_cast<int64_t>(taken.size());
  return took;
}

void OutputWriter::AdoptReplaced(std::string_view key) {
  if (replaced_ == 0) return;
  const std::optional<Digest> content = tables_.outputs().FindReplaced(key);
  if (!content || !tables_.outputs().EraseReplaced(key)) return;
  --replaced_;
  NoteOwnFile({std::string(key), *content});
}

// Whether the output stands where the taker's belongs.
bool OutputWriter::IsNameOf(size_t derivative, const OutputRow& row, const SourceRow& taker) const {
  const Result<std::string> key = OutputKey(
      KeyTemplate(context_.recipe.derivatives[derivative], taker.otherwise.Has(derivative)),
      taker.key, {row.width, row.height, row.content});
  return key && *key == row.key;
}

// By content; ledgers of before content was recorded go by size and time.
bool OutputWriter::IsSamePicture(const SourceRow& a, const SourceRow& b) {
  if (a.version.size != b.version.size) return false;
  if (a.content != Digest{}) return a.content == b.content;
  return a.version == b.version;
}

std::vector<OwnFile> OutputWriter::OwnFilesOf(const SourceRow& source) {
  std::vector<OwnFile> own;
  if (source.outputs != 0) {
    for (OutputRow& row : tables_.outputs().Of(source.id)) {
      own.push_back({std::move(row.key), row.content});
    }
  }
  if (own_files_ == 0 && replaced_ == 0) return own;
  for (size_t i = 0; i < context_.recipe.derivatives.size(); ++i) {
    const Result<std::string> key = ClaimedKey(
        KeyTemplate(context_.recipe.derivatives[i], source.otherwise.Has(i)), source.key);
    if (!key) continue;
    if (const std::optional<Digest> left = tables_.outputs().FindReplaced(*key)) {
      own.push_back({*key, *left});
    }
    const std::string name = context_.NameOf(*key);
    const std::string fixed(FixedPart(name));
    const bool pattern = fixed.size() != name.size();
    const std::string behind = pattern ? fixed + '\xFF' : name + '\x01';
    for (OwnFile& file : tables_.outputs().OwnFilesWithin({fixed, behind})) {
      if (MayMeet(name, context_.NameOf(file.key))) own.push_back(std::move(file));
    }
  }
  if (own.size() > limits::kOwnFilesMax) own.resize(limits::kOwnFilesMax);
  return own;
}

void OutputWriter::NoteOwnFile(const OwnFile& file) {
  tables_.outputs().AddOwnFile(context_.NameOf(file.key), file);
  ++own_files_;
}

void OutputWriter::MarkStale(SourceId source) {
  for (OutputRow& output : tables_.outputs().Of(source)) {
    output.made_by = 0;
    tables_.outputs().Put(source, output);
  }
}

}  // namespace photomill
