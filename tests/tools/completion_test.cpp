// Completing a command line.
#include <catch2/catch.hpp>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/command_options.hpp"
#include "heddle/tools/completion.hpp"

using namespace heddle;
using namespace heddle::tools;

namespace {

using Words = std::vector<std::string>;

Words completed(const Words& words) {
  Settings settings;
  CLI::App app{"heddle", "heddle"};
  add_options(*app.add_subcommand("check"), kTargets | kSearch | kParameters, settings);
  add_options(*app.add_subcommand("replay"), kReplayed, settings);
  return completions(app, words);
}

}  // namespace

TEST_CASE("completion: commands", "[tools]") {
  CHECK(completed({"c"}) == Words{"check"});
  CHECK(completed({"x"}).empty());
  CHECK(completed({""}) == Words{"--help", "check", "replay"});
}

TEST_CASE("completion: options of the command", "[tools]") {
  CHECK(completed({"check", "--max-t"}) == Words{"--max-time"});
  CHECK(completed({"replay", "--max-t"}).empty());
}

TEST_CASE("completion: values of an option that lists them", "[tools]") {
  CHECK(completed({"check", "--time", ""}) == Words{"free", "virtual"});
  CHECK(completed({"check", "--strategy", "po"}) == Words{"portfolio", "pos"});
  CHECK(completed({"check", "--seed", ""}).empty());
  CHECK(completed({"replay", "--break-at", ""}) == Words{"last"});
}

TEST_CASE("completion: models, where targets are named", "[tools]") {
  CHECK(completed({"check", "counter-"}) == Words{"counter-locked", "counter-unlocked"});
  CHECK(completed({"check", "--keep-going", "counter-l"}) == Words{"counter-locked"});
  CHECK(completed({"replay", "counter-"}).empty());
  CHECK(completed({"nothing", "counter-"}).empty());
}

TEST_CASE("completion: a script for each shell", "[tools]") {
  CHECK(completion_script("bash", "mine").find("complete -o default -F _heddle mine\n") !=
        std::string::npos);
  CHECK(completion_script("zsh", "mine").find("bashcompinit") != std::string::npos);
  CHECK_THROWS_WITH(completion_script("fish", "mine"), Catch::Contains("bash and zsh"));
}
