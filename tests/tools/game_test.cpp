// The game of `heddle explore`: approved texts of sessions, and what the commands do.
#include <catch2/catch.hpp>

#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "heddle/heddle.hpp"
#include "heddle/tools/exploring.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/game.hpp"
#include "heddle/tools/targets.hpp"
#include "heddle/tools/text_layout.hpp"

using namespace heddle;
using namespace heddle::tools;
using Catch::Contains;
using threading::Thread;

namespace {

Job job_of_program(std::function<void()> program, Options options = {}) {
  Job job;
  job.target = "program";
  job.program = std::move(program);
  job.options = std::move(options);
  job.silence_seconds = 0.3;
  return job;
}

ScheduleFile file_named(const std::string& program) {
  ScheduleFile file;
  file.program = program;
  return file;
}

Game game_of_program(std::function<void()> program, Options options = {}) {
  return {job_of_program(std::move(program), std::move(options)), file_named("program"), false,
          "heddle"};
}

Game game_of_model(const std::string& name) {
  Settings settings;
  Job job = job_of(*find_model(name), settings);
  return {std::move(job), file_named(name), false, "heddle"};
}

/// The answers to commands, which are separated by commas. Every line must fit.
std::string play(Game& game, const std::string& commands) {
  std::istringstream in(commands);
  std::string all;
  for (std::string command; std::getline(in, command, ',');) all += game.answer(command);
  std::istringstream lines(all);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(width(line) <= kColumns);
    CHECK((line.empty() || line.back() != ' '));
  }
  return all;
}

void two_that_add() {
  Shared<int> x{0, "x"};
  const auto add = [=] { x.set(x.get() + 1); };
  Thread a(add, "a");
  Thread b(add, "b");
  a.start();
  b.start();
  a.join();
  b.join();
  outcome(x.get());
}

constexpr const char* kOpening =
    R"(counter-unlocked: you are the scheduler. A number lets that thread take a step; `help` shows all
commands.
=>  0  main  join t1 BLOCKED  counter_unlocked.cpp:22
    1  t1    read counter     counter_unlocked.cpp:13
    2  t2    read counter     counter_unlocked.cpp:13
)";

constexpr const char* kSteps =
    R"(  step 3  t1    read counter = 0                        counter_unlocked.cpp:13
    0  main  join t1 BLOCKED  counter_unlocked.cpp:22
=>  1  t1    write counter    counter_unlocked.cpp:15
    2  t2    read counter     counter_unlocked.cpp:13
  step 4  t2    read counter = 0                        counter_unlocked.cpp:13
    0  main  join t1 BLOCKED  counter_unlocked.cpp:22
    1  t1    write counter    counter_unlocked.cpp:15
=>  2  t2    write counter    counter_unlocked.cpp:15
  step 5  t1    write counter = 10                      counter_unlocked.cpp:15
  step 6  main  join t1                                 counter_unlocked.cpp:22
BUG  data race: t2 reads `counter` and t1 writes it, and nothing orders the two accesses.
     (`findings` shows the report DR-426bd9)
    0  main  join t2 BLOCKED  counter_unlocked.cpp:23
=>  1  t1    has ended
    2  t2    write counter    counter_unlocked.cpp:15
  counter  10    write counter = 10 (t1, step 5)
)";

}  // namespace

TEST_CASE("game: what the player sees first", "[tools][game][approved]") {
  CHECK(game_of_model("counter-unlocked").opening() == kOpening);
}

TEST_CASE("game: steps, a finding, and what is in the objects", "[tools][game][approved]") {
  Game game = game_of_model("counter-unlocked");
  CHECK(play(game, "1,2,1,state") == kSteps);
}

TEST_CASE("game: the end of an execution without an error tells its result", "[tools][game]") {
  Game game = game_of_model("counter-locked");
  CHECK_THAT(play(game, "1,next,2,next,main"),
             Contains("The program has ended.\nNo error has shown in these steps; the result is "
                      "30.\n`undo` takes choices back"));
}

TEST_CASE("game: who holds what a thread waits for is told", "[tools][game]") {
  Game game = game_of_model("abba-deadlock");
  CHECK_THAT(play(game, "1,2"), Contains("No thread can go on.\n\nBUG  abba-deadlock   deadlock"));
  CHECK(
      play(game, "why 1") ==
      "  t2 holds `b` since step 4 (abba_deadlock.cpp:15); t1 wants it (abba_deadlock.cpp:16).\n");
  CHECK(play(game, "w main") == "  main waits for the end of t1 (abba_deadlock.cpp:25).\n");
}

TEST_CASE("game: taking choices back leads to where one was", "[tools][game]") {
  Game game = game_of_program(two_that_add);
  std::vector<std::string> seen;
  for (const char* command : {"1", "2", "1", "2"}) {
    seen.push_back(game.answer("threads") + game.answer("list") + game.answer("state"));
    game.answer(command);
  }
  while (!seen.empty()) {
    CHECK_THAT(game.answer("undo"), Contains("1 choice taken back"));
    CHECK(game.answer("threads") + game.answer("list") + game.answer("state") == seen.back());
    seen.pop_back();
  }
  CHECK(game.answer("undo") == "there is nothing to undo\n");
}

TEST_CASE("game: more choices than there are can be asked to be taken back", "[tools][game]") {
  Game game = game_of_program(two_that_add);
  CHECK_THAT(play(game, "1,2,undo 7"), Contains("2 choices taken back"));
  CHECK(play(game, "undo 0") == "`undo` takes a number of choices, from 1\n");
  CHECK(play(game, "undo x") == "`undo` takes a number of choices, from 1\n");
}

TEST_CASE("game: restart begins again", "[tools][game]") {
  Game game = game_of_program(two_that_add);
  const std::string first = game.answer("threads");
  CHECK(play(game, "1,2,restart").ends_with(first));
}

TEST_CASE("game: an empty line is the last command again", "[tools][game]") {
  Game game = game_of_program(two_that_add);
  CHECK(play(game, "") == "");
  CHECK(game.answer("") == "`help` shows what you can say\n");
  game.answer("1");
  CHECK_THAT(game.answer(""), Contains("a     write x = 1"));
}

TEST_CASE("game: what is no command says who can go", "[tools][game]") {
  Game game = game_of_program(two_that_add);
  CHECK(play(game, "dance") ==
        "there is no command and no thread `dance`: who can go is 1 (a), 2 (b); `help` shows all "
        "commands\n");
  CHECK(play(game, "7") ==
        "there is no command and no thread `7`: who can go is 1 (a), 2 (b); `help` shows all "
        "commands\n");
  CHECK(play(game, "main") == "main cannot go (`why main`): who can go is 1 (a), 2 (b)\n");
  CHECK(play(game, "1/2") == "a can go in 1 way\n");
  CHECK(play(game, "1/x") == "a can go in 1 way\n");
  CHECK(play(game, "go") == "`go` needs a thread: who can go is 1 (a), 2 (b)\n");
  CHECK(play(game, "why") == "`why` needs a thread: its number or name\n");
  CHECK(play(game, "state x") == "`state` takes nothing after it\n");
  CHECK(play(game, "follow") == "`follow` goes to what `bug` has found: use that first\n");
  CHECK(play(game, "save") == "`save` needs the name of a file\n");
}

TEST_CASE("game: threads are called by number, name or path", "[tools][game]") {
  for (const char* name : {"1", "a", "main.1", "go a", "g 1"}) {
    Game game = game_of_program(two_that_add);
    INFO(name);
    CHECK_THAT(play(game, name), Contains("a     read x = 0"));
  }
}

TEST_CASE("game: a thread's name goes before the letter of a command", "[tools][game]") {
  Game game = game_of_program([] {
    Shared<int> x{0, "x"};
    Thread u([=] { x.set(1); }, "u");
    u.start();
    u.join();
  });
  CHECK_THAT(play(game, "u"), Contains("u     write x = 1"));
  CHECK_THAT(play(game, "undo"), Contains("1 choice taken back"));
}

TEST_CASE("game: a thread goes on until it waits", "[tools][game]") {
  Game game = game_of_model("condition-notify-before-wait");
  const std::string text = play(game, "consumer,next");
  CHECK_THAT(text, Contains("consumer  release lock, begin to wait for not_empty"));
  CHECK_THAT(text, Contains("wait not_empty BLOCKED (notify of not_empty (there was none))"));
  CHECK(play(game, "next") == "the last one cannot go on: who can go is 1 (producer)\n");
}

TEST_CASE("game: the ways of a choice are told apart", "[tools][game]") {
  const auto program = [] {
    Thread chooser([] { outcome(choose(3)); }, "chooser");
    chooser.start();
    chooser.join();
  };
  Game game = game_of_program(program);
  const std::string opening = game.opening();
  CHECK_THAT(opening, Contains("chooser  one of 3 ways:"));
  CHECK_THAT(opening, Contains("1/3   choose 2 of 0..2"));
  CHECK(play(game, "1/4") == "chooser can go in 3 ways, 1 to 3\n");
  CHECK_THAT(play(game, "chooser/3"), Contains("choose 2 of 0..2 (choice 3 of 3)"));
  CHECK_THAT(play(game, "undo,1"), Contains("choose 0 of 0..2 (choice 1 of 3)"));
}

TEST_CASE("game: in virtual time the clock is shown", "[tools][game]") {
  Options options;
  options.time = TimeMode::virtual_time;
  Game game = game_of_program(
      [] {
        Shared<int> x{0, "x"};
        Thread early(
            [=] {
              sleep(1.5);
              x.set(1);
            },
            "early");
        Thread late(
            [=] {
              sleep(2);
              x.set(2);
            },
            "late");
        early.start();
        late.start();
        early.join();
        late.join();
      },
      options);
  CHECK_THAT(game.opening(), Contains("time 1.5 s"));
  CHECK_THAT(game.opening(), Contains("late   sleep BLOCKED (its time to be up)"));
  CHECK_THAT(play(game, "early,next,late"), Contains("time 2 s"));
}

TEST_CASE("game: a daemon is one of the threads", "[tools][game]") {
  Game game = game_of_model("daemon");
  CHECK_THAT(game.opening(), Contains("main"));
  CHECK_THAT(play(game, "main,next"), Contains("The program has ended."));
}

TEST_CASE("game: what the search finds can be followed, and kept", "[tools][game]") {
  Game game = game_of_model("abba-deadlock");
  CHECK_THAT(play(game, "1,bug"), Contains("BUG  abba-deadlock   deadlock"));
  CHECK_THAT(play(game, "list"), Contains("acquire a"));
  CHECK_THAT(play(game, "follow"), Contains("t2    acquire b"));
  const std::string path =
      std::filesystem::temp_directory_path() / ("game-" + std::to_string(getpid()) + ".sched");
  CHECK_THAT(play(game, "save " + path), Contains("heddle replay " + path));
  const ScheduleFile file = parse_schedule_file(path, read_file(path));
  std::filesystem::remove(path);
  CHECK(file.program == "abba-deadlock");
  CHECK(file.kind == "deadlock");
  Game other = game_of_model("abba-deadlock");
  other.begin_with(path, file.schedule);
  CHECK(other.answer("list") == game.answer("list"));
}

TEST_CASE("game: a search that finds nothing says how much it has tried", "[tools][game]") {
  Game game = game_of_model("counter-locked");
  CHECK(play(game, "bug 10") == "no error in 10,000 random ways to go on from here\n");
  CHECK_THAT(play(game, "bug soon"), Contains("90s"));
}

TEST_CASE("game: a schedule of another program is noticed", "[tools][game]") {
  Game one = game_of_program(two_that_add);
  play(one, "1,2,1");
  Play played(job_of_program(two_that_add));
  played.go("main.1", 0);
  played.go("main.2", 0);
  Game other = game_of_model("abba-deadlock");
  CHECK_THROWS_WITH(other.begin_with("x.sched", played.schedule().text()),
                    Contains("x.sched: the program departs from the schedule at choice 1"));
}

TEST_CASE("game: what a program looks at late is known from the beginning", "[tools][game]") {
  Game game = game_of_program([] {
    Shared<int> x{0, "x"};
    Thread t([=] { x.set(1); }, "t");
    t.start();
    static_cast<void>(x.get());
    outcome(t.is_alive());
    t.join();
  });
  CHECK_THAT(play(game, "main,t,main,t"), Contains("x = 1"));
  CHECK_THAT(play(game, "main,main"), Contains("is t alive? yes") || Contains("is t alive? no"));
  CHECK_THAT(play(game, "list"), Contains("write x = 1"));
}

TEST_CASE("game: a first look that nobody could foresee is told", "[tools][game]") {
  Game game = game_of_program([] {
    Shared<int> x{0, "x"};
    Thread t([=] { x.set(1); }, "t");
    t.start();
    if (choose(3000) == 2999) outcome(t.is_alive());
    t.join();
  });
  play(game, "t,main/3000");
  CHECK_THAT(play(game, "main"),
             Contains("looked at something for the first time") || Contains("main"));
  CHECK_THAT(play(game, "threads"), Contains("0  main"));
}

TEST_CASE("game: a program that crashes does not take the game with it", "[tools][game]") {
  Game game = game_of_program([] {
    Shared<int> x{0, "x"};
    Thread a([=] { x.set(1); }, "a");
    Thread b(
        [=] {
          if (x.get() == 1) std::abort();
        },
        "b");
    a.start();
    b.start();
    a.join();
    b.join();
  });
  CHECK_THAT(play(game, "a,b"),
             Contains("The program has ended its process.") && Contains("b crashed: SIGABRT"));
  CHECK_THAT(play(game, "undo"), Contains("2  b     read x"));
  CHECK_THAT(play(game, "undo,b,a"), Contains("The program has ended."));
}

TEST_CASE("game: a thread that never comes to an operation is told", "[tools][game]") {
  Game game = game_of_program([] {
    Shared<int> x{0, "x"};
    Thread t(
        [=] {
          x.set(1);
          for (volatile bool on = true; on;) {}
        },
        "t");
    t.start();
    t.join();
  });
  CHECK_THAT(play(game, "t"), Contains("A thread runs on without any operation."));
  CHECK_THAT(play(game, "undo"), Contains("t     write x"));
}

TEST_CASE("game: a program that is not deterministic is told from others", "[tools][game]") {
  int runs = 0;
  Game game = game_of_program([&runs] {
    Shared<int> x{0, "x"};
    Shared<int> y{0, "y"};
    if (++runs % 2 == 0) y.set(1);
    x.set(1);
  });
  CHECK_FALSE(game.nondeterministic());  // nothing has happened yet
  CHECK_THAT(play(game, "main"), Contains("something else when the same steps were run again"));
  CHECK(game.nondeterministic());
}

TEST_CASE("game: help names every command", "[tools][game]") {
  Game game = game_of_program(two_that_add);
  const std::string text = play(game, "help");
  for (const char* name : {"go", "next", "undo", "restart", "threads", "list", "state", "why",
                           "findings", "bug", "follow", "save", "hint", "help", "quit"}) {
    CHECK_THAT(text, Contains(name));
  }
  CHECK(play(game, "quit") == "");
  CHECK(game.over());
}
