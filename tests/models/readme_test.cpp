// The README is true: its console blocks are what the command prints, its program compiles and
// gives that verdict, the models that it names exist.
//
// HEDDLE_UPDATE_README=1 in the environment rewrites the blocks instead.
#include <catch2/catch.hpp>

#include <fstream>
#include <regex>
#include <string>

#include "heddle/checker/model.hpp"
#include "heddle/tests/models/pages.hpp"

using namespace heddle;

namespace {

const char* const kReadme = HEDDLE_SOURCE_FOLDER "/README.md";

}  // namespace

#ifdef HEDDLE_COMMAND

TEST_CASE("readme: the command prints what the README shows", "[models][readme]") {
  const std::string readme = pages::read_file(kReadme);
  const pages::Folder folder;
  const pages::Block program = pages::next_block(readme, "cpp", 0);
  REQUIRE(program.begin != std::string::npos);
  std::ofstream(folder / "bank.cpp") << readme.substr(program.begin, program.end - program.begin);
  const int blocks =
      pages::check_page(kReadme, folder, [](const std::string& shown, const std::string& actual) {
        return pages::comparable(shown) == pages::comparable(actual);
      });
  CHECK(blocks >= 2);
}

#endif

TEST_CASE("readme: every model that the gallery names exists", "[models][readme]") {
  const std::string readme = pages::read_file(kReadme);
  const std::size_t begin = readme.find("## What it finds");
  const std::string gallery = readme.substr(begin, readme.find("\n## ", begin + 1) - begin);
  const std::regex link("\\[([a-z-]+)\\]\\(models/([a-z_]+\\.cpp)\\)");
  int links = 0;
  for (std::sregex_iterator it(gallery.begin(), gallery.end(), link), end; it != end; ++it) {
    ++links;
    bool found = false;
    for (const Model& model : models()) {
      found = found || (model.name == (*it)[1] && model.where.file == (*it)[2].str());
    }
    INFO(it->str());
    CHECK(found);
  }
  CHECK(links >= 10);
}
