// The tutorial of `heddle explore`: every level can be won, by the player alone.
#include <catch2/catch.hpp>

#include <sstream>

#include "heddle/tools/exploring.hpp"
#include "heddle/tools/game.hpp"
#include "heddle/tools/targets.hpp"

using namespace heddle;
using namespace heddle::tools;
using Catch::Contains;

namespace {

Game game_of_level(std::size_t level) {
  Settings settings;
  const Model& model = *find_model(levels()[level - 1].model);
  ScheduleFile file;
  file.program = model.name;
  return {job_of(model, settings), file, false, "heddle", level};
}

/// The answers to commands, which are separated by commas.
std::string answers(Game& game, const std::string& commands) {
  std::istringstream in(commands);
  std::string all;
  for (std::string command; std::getline(in, command, ',');) all += game.answer(command);
  return all;
}

}  // namespace

TEST_CASE("tutorial: each level of the tutorial is won by a player's choices", "[tools][game]") {
  const std::vector<std::string> ways = {"1,2,1,2", "1,2", "2,2,2,1,next,2,next",
                                         "1,next,0,0,0,0,0,2,next,1,next", "2,2,2"};
  REQUIRE(ways.size() == levels().size());
  for (std::size_t level = 1; level <= ways.size(); ++level) {
    INFO(level);
    Game game = game_of_level(level);
    CHECK(find_model(levels()[level - 1].fixed) != nullptr);
    CHECK_THAT(game.opening(), Contains("Level " + std::to_string(level) + " of 5"));
    CHECK_THAT(answers(game, "hint"), Contains("`1`") || Contains("t2"));
    std::istringstream in(ways[level - 1]);
    std::string text;
    for (std::string command; !game.won() && std::getline(in, command, ',');) {
      text = game.answer(command);
    }
    CHECK(game.won());
    CHECK_THAT(text, Contains("is done") && Contains("The remedy: "));
  }
}

TEST_CASE("tutorial: a level that the search has solved is not won", "[tools][game]") {
  Game game = game_of_level(2);
  CHECK_THAT(answers(game, "bug,follow"), Contains("`bug` has shown the way"));
  CHECK_FALSE(game.won());
  CHECK_THAT(answers(game, "restart,1,2"), Contains("Level 2 is done"));
  CHECK(game.won());
}
