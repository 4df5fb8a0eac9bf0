#include "coordinator/ledger/rules/recipe_adoption.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/model/key_pattern.h"
#include "common/model/name_folding.h"

namespace photomill {
namespace {

// Describe's line without the name before it.
std::string Settings(const DerivativeRow& row) {
  const std::string front = row.name + ": ";
  return row.text.starts_with(front) ? row.text.substr(front.size()) : row.text;
}

std::string ChangeText(const DerivativeRow& before, const DerivativeRow& after) {
  const std::string old_settings = Settings(before);
  const std::string new_settings = Settings(after);
  if (old_settings == new_settings) {
    return after.name +
           ": remade, because one of its settings changed, or one of the derivative that it is "
           "made from";
  }
  return fmt::format("{}: {} → {}", after.name, old_settings, new_settings);
}

const DerivativeRow* FindWanted(const std::vector<DerivativeRow>& rows, const std::string& name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const DerivativeRow& row) {
    return row.wanted && row.name == name;
  });
  return found == rows.end() ? nullptr : &*found;
}

const DerivativeRow* FindWanted(const std::vector<DerivativeRow>& rows, const Digest& digest) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const DerivativeRow& row) {
    return row.wanted && row.digest == digest;
  });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<std::string> ChangesBetween(const std::vector<DerivativeRow>& before,
                                        const std::vector<DerivativeRow>& after) {
  std::vector<std::string> changes;
  for (const DerivativeRow& row : after) {
    const DerivativeRow* old = FindWanted(before, row.name);
    const DerivativeRow* same = FindWanted(before, row.digest);
    if (same != nullptr && same->name != row.name) {
      changes.push_back(fmt::format("renamed: {} → {}", same->name, row.name));
    } else if (old == nullptr) {
      changes.push_back("new: " + row.text);
    } else if (old->digest != row.digest) {
      changes.push_back(ChangeText(*old, row));
    }
  }
  for (const DerivativeRow& row : before) {
    const bool stays =
        FindWanted(after, row.name) != nullptr || FindWanted(after, row.digest) != nullptr;
    if (row.wanted && !stays) {
      changes.push_back("no longer wanted: " + row.name);
    }
  }
  return changes;
}

// This recipe's definitions, with existing ids for those that the ledger already has.
std::vector<DerivativeRow> DefinitionsOf(const Recipe& recipe,
                                         const std::vector<DerivativeRow>& known, int64_t run) {
  int64_t next_id = 1;
  for (const DerivativeRow& row : known) next_id = std::max(next_id, row.id + 1);
  std::vector<DerivativeRow> definitions;
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    const Derivative& derivative = recipe.derivatives[i];
    DerivativeRow row{0,
                      derivative.name,
                      DerivativeDigest(recipe, i),
                      Describe(derivative, recipe.reading),
                      true,
                      run};
    const auto seen = std::find_if(known.begin(), known.end(), [&](const DerivativeRow& old) {
      return old.name == row.name && old.digest == row.digest;
    });
    row.id = seen == known.end() ? next_id++ : seen->id;
    if (seen != known.end() && seen->wanted) row.changed_run = seen->changed_run;
    definitions.push_back(std::move(row));
  }
  return definitions;
}

// To the ledger, two recipes are the same if they have the same definitions under the same names.
std::string DefinitionList(const std::vector<DerivativeRow>& definitions) {
  std::vector<int64_t> ids;
  for (const DerivativeRow& row : definitions) ids.push_back(row.id);
  std::sort(ids.begin(), ids.end());
  std::string list;
  for (const int64_t id : ids) list += (list.empty() ? "" : ",") + std::to_string(id);
  return list;
}

int64_t AdoptRecipeRow(BookTable& book, const LedgerMemory& memory, const LedgerOptions& options,
                       const std::vector<DerivativeRow>& definitions, int64_t run) {
  const Recipe& recipe = options.recipe;
  RecipeRow row{1, DigestOf(recipe), DefinitionList(definitions), {}, run, options.recipe_text};
  for (RecipeRow old : memory.recipes) {
    if (old.definitions == row.definitions) {
      // Fields that are in no digest (`otherwise`) can differ.
      if (!row.full_text.empty() && old.full_text != row.full_text) {
        old.full_text = row.full_text;
        book.Put(old);
      }
      return old.id;
    }
    row.id = std::max(row.id, old.id + 1);
  }
  for (const Derivative& derivative : recipe.derivatives) {
    if (!row.text.empty()) row.text += '\n';
    row.text += Describe(derivative, recipe.reading);
  }
  book.Put(row);
  return row.id;
}

// A definition's text ends with its key template.
bool ClaimsPatterns(const Recipe& recipe, const std::vector<DerivativeRow>& known) {
  return std::any_of(recipe.derivatives.begin(), recipe.derivatives.end(),
                     [](const Derivative& derivative) {
                       return IsPattern(derivative.key) || IsPattern(derivative.otherwise);
                     }) ||
         std::any_of(known.begin(), known.end(),
                     [](const DerivativeRow& row) { return IsPattern(row.text); });
}

std::vector<std::pair<int64_t, size_t>> RenamedFrom(const std::vector<DerivativeRow>& known,
                                                    const std::vector<DerivativeRow>& now) {
  std::vector<std::pair<int64_t, size_t>> renamed;
  for (const DerivativeRow& old : known) {
    for (size_t i = 0; i < now.size(); ++i) {
      if (old.digest == now[i].digest && old.id != now[i].id) renamed.emplace_back(old.id, i);
    }
  }
  return renamed;
}

// Outputs get a derivative's new name when their sources are listed.
std::vector<std::string> WantedNames(const RunContext& context,
                                     const std::vector<DerivativeRow>& known) {
  std::vector<std::string> names;
  for (const Derivative& derivative : context.recipe.derivatives) names.push_back(derivative.name);
  for (const auto& [definition, index] : context.renamed) {
    for (const DerivativeRow& row : known) {
      if (row.id == definition && row.wanted) names.push_back(row.name);
    }
  }
  return names;
}

}  // namespace

std::string RunContext::NameOf(std::string_view key) const {
  return names_folded ? FoldedKey(key) : std::string(key);
}

bool RunContext::IsThere(const OutputRow& output) const {
  return !look_at_output || look_at_output(output.key, output.bytes) == Presence::kThere;
}

std::optional<size_t> RunContext::CurrentDerivative(const OutputRow& output) const {
  for (size_t i = 0; i < definitions.size(); ++i) {
    if (definitions[i] == output.made_by) return i;
  }
  for (const auto& [definition, index] : renamed) {
    if (definition == output.made_by) return index;
  }
  return std::nullopt;
}

RecipeAdoption AdoptRecipe(BookTable& book, const LedgerMemory& memory,
                           const LedgerOptions& options, int64_t run) {
  RecipeAdoption adoption;
  RunContext& context = adoption.context;
  context.run = run;
  context.recipe = options.recipe;
  context.all = AllOf(options.recipe);
  context.rules = options.rules;
  context.names_folded = options.names_folded;
  context.look_at_output = options.look_at_output;
  context.outputs_lost = options.outputs_lost;
  context.claims_patterns = ClaimsPatterns(options.recipe, memory.derivatives);
  const std::vector<DerivativeRow> now = DefinitionsOf(options.recipe, memory.derivatives, run);
  context.recipe_id = AdoptRecipeRow(book, memory, options, now, run);
  context.renamed = RenamedFrom(memory.derivatives, now);
  context.wanted_names = WantedNames(context, memory.derivatives);
  for (const DerivativeRow& row : now) {
    context.wanted_since[row.id] = row.changed_run;
    context.recipe_wanted_since = std::max(context.recipe_wanted_since, row.changed_run);
  }
  for (const DerivativeRow& old : memory.derivatives) {
    context.wanted_since.try_emplace(old.id, old.wanted ? old.changed_run : run);
  }
  if (!memory.derivatives.empty()) adoption.changes = ChangesBetween(memory.derivatives, now);
  for (DerivativeRow old : memory.derivatives) {
    const bool stays = std::any_of(now.begin(), now.end(),
                                   [&](const DerivativeRow& row) { return row.id == old.id; });
    if (!old.wanted || stays) continue;
    adoption.another_recipe = true;
    old.wanted = false;
    old.changed_run = run;
    book.Put(old);
  }
  for (const DerivativeRow& row : now) {
    adoption.another_recipe |= row.changed_run == run && !memory.derivatives.empty();
    book.Put(row);
    context.definitions.push_back(row.id);
  }
  return adoption;
}

}  // namespace photomill
