# Run by the build: writes the recipes of docs/recipes into a source file that is compiled into the
# programs. Needs RECIPES (their paths, separated by |) and OUTPUT.
string(REPLACE "|" ";" recipes "${RECIPES}")
set(rows "")
foreach(recipe ${recipes})
  get_filename_component(name "${recipe}" NAME_WE)
  file(READ "${recipe}" text)
  string(APPEND rows "    PublishedRecipe{\"${name}\", R\"recipe(${text})recipe\"},\n")
endforeach()
set(source "// Made by cmake/EmbedRecipes.cmake of docs/recipes.\n")
string(APPEND source "#include \"coordinator/start/published_recipes.h\"\n\n#include <array>\n\n")
string(APPEND source "namespace photomill {\nnamespace {\n\nconstexpr std::array kRecipes = {\n${rows}};\n\n}  // namespace\n\n")
string(APPEND source "std::span<const PublishedRecipe> PublishedRecipes() {\n  return kRecipes;\n}\n\n}  // namespace photomill\n")
file(WRITE "${OUTPUT}" "${source}")
