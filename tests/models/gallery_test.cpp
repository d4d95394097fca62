// The gallery: seven bugs whose reports say what failed, in which threads, by which steps, why they
// could come in that order, and what to do; and the page that shows them.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "heddle/checker/explorer.hpp"
#include "heddle/checker/model.hpp"
#include "heddle/checker/schedule.hpp"
#include "heddle/tests/models/pages.hpp"

namespace heddle {
namespace {

/// What a report of the gallery has to say.
struct Exhibit {
  const char* model;
  Kind kind;
  std::vector<std::string> failed;   ///< words of the message
  std::vector<std::string> threads;  ///< all that are to be named
  int first;                         ///< the decisive steps
  int then;
  std::string why;  ///< words of the reason
  std::string fix;  ///< words of the remedy
};

const std::vector<Exhibit>& exhibits() {
  static const std::vector<Exhibit> all = {
      {"condition-if",
       Kind::stolen_wakeup,
       {"fails: std::out_of_range: pop from an empty list"},
       {"consumer1", "consumer2", "main"},
       9,
       15,
       "it has to take the lock like any other thread",
       "test `items` again after each wakeup"},
      {"condition-notify-before-wait",
       Kind::lost_wakeup,
       {"waits on `not_empty` for ever"},
       {"consumer", "producer"},
       8,
       12,
       "releases `lock` before it waits",
       "keep `lock` from the test"},
      {"abba-deadlock",
       Kind::deadlock,
       {"wait for each other for ever"},
       {"t1", "t2"},
       3,
       4,
       "take these locks in different orders",
       "for instance `a`, then `b`"},
      {"counter-unlocked",
       Kind::data_race,
       {"writes `counter`", "nothing orders the two accesses"},
       {"t1", "t2"},
       4,
       5,
       "waited for nothing that",
       "hold one lock at every access to `counter`"},
      {"queue-join-before-drain",
       Kind::join_before_drain,
       {"waits for the end of Process-1"},
       {"main", "Process-1/MainThread", "Process-1/QueueFeederThread"},
       2,
       7,
       "waits until somebody gets from it",
       "get everything from `results` before main joins Process-1"},
      {"value-unlocked-increment",
       Kind::lost_update,
       {"an update of `counter`", "is lost"},
       {"p1/MainThread", "p2/MainThread"},
       4,
       10,
       "does not keep `counter.get_lock()` from step 4 to step 14",
       "hold counter.get_lock() from before the read until after the write"},
      {"fork-with-held-lock",
       Kind::fork_with_held_lock,
       {"waits for ever for `lock`"},
       {"Process-1/MainThread", "writer", "main"},
       2,
       3,
       "nothing makes main wait until writer has released",
       "Process-1 (fork_with_held_lock.cpp:26) before writer"},
  };
  return all;
}

const Model& model_named(const std::string& name) {
  const auto found = std::find_if(models().begin(), models().end(),
                                  [&](const Model& model) { return model.name == name; });
  REQUIRE(found != models().end());
  return *found;
}

Finding finding_of(const Exhibit& exhibit) {
  const Model& model = model_named(exhibit.model);
  const Report report = explore([&] { model.program(model.parameters); });
  REQUIRE(report.has(exhibit.kind));
  return *report.find(exhibit.kind);
}

/// The sentences under a heading.
std::vector<std::string> under(const Finding& finding, const std::string& heading) {
  std::vector<std::string> all;
  for (const auto& [head, sentence] : finding.explanation) {
    if (head == heading) all.push_back(sentence);
  }
  return all;
}

/// Whether the sentence names a step and its place as the witness has them.
void check_step(const Finding& finding, const std::string& sentence, int step) {
  INFO(sentence);
  CHECK_THAT(sentence, Catch::Contains("step " + std::to_string(step)));
  const ReportEvent& event = finding.events.at(static_cast<std::size_t>(step - 1));
  CHECK((event.decisive || event.blocked));
  const std::string file = event.file.substr(event.file.rfind('/') + 1);
  CHECK_THAT(sentence, Catch::Contains("(" + file + ":" + std::to_string(event.line) + ")"));
}

std::string all_sentences(const Finding& finding) {
  std::string text = finding.message;
  for (const auto& [heading, sentence] : finding.explanation) text += "\n" + sentence;
  return text;
}

#ifdef HEDDLE_COMMAND

/// What stands before the verdict, where the time is and makes lines break.
std::string findings_of(const std::string& output) {
  const std::size_t verdict = output.rfind("\n\n");
  return verdict == std::string::npos ? std::string{} : output.substr(0, verdict);
}

#endif

}  // namespace

TEST_CASE("gallery: what failed, the threads, the steps, why, and one remedy",
          "[models][gallery]") {
  for (const Exhibit& exhibit : exhibits()) {
    INFO(exhibit.model);
    const Finding finding = finding_of(exhibit);
    for (const std::string& words : exhibit.failed)
      CHECK_THAT(finding.message, Catch::Contains(words));
    for (const std::string& thread : exhibit.threads) {
      CHECK_THAT(all_sentences(finding), Catch::Contains(thread));
    }
    REQUIRE(under(finding, "first").size() == 1);
    check_step(finding, under(finding, "first")[0], exhibit.first);
    REQUIRE_FALSE(under(finding, "then").empty());
    check_step(finding, under(finding, "then")[0], exhibit.then);
    REQUIRE(under(finding, "why").size() == 1);
    CHECK_THAT(under(finding, "why")[0], Catch::Contains(exhibit.why));
    REQUIRE(under(finding, "fix").size() == 1);
    CHECK_THAT(under(finding, "fix")[0], Catch::Contains(exhibit.fix));
    // In this order; the rest comes behind or between.
    std::vector<std::string> headings;
    for (const auto& [heading, sentence] : finding.explanation) {
      if (heading != "waits" && (headings.empty() || headings.back() != heading))
        headings.push_back(heading);
    }
    headings.resize(4);
    CHECK(headings == std::vector<std::string>{"first", "then", "why", "fix"});
  }
}

TEST_CASE("gallery: no internal words", "[models][gallery]") {
  const std::regex internal(
      "\\b(class|classes|vector clock|clock|object id|execution tree|sleep set|happens-before|edge|"
      "trace|event|label|0x[0-9a-f]+)\\b");
  for (const Exhibit& exhibit : exhibits()) {
    const std::string text = all_sentences(finding_of(exhibit));
    std::smatch word;
    INFO(text);
    CHECK_FALSE(std::regex_search(text, word, internal));
  }
}

TEST_CASE("gallery: five philosophers: the report shows the cycle of five", "[models][gallery]") {
  const Model& model = model_named("philosophers-naive");
  Parameters parameters = model.parameters;
  parameters.set("n", 5);
  const Report report = explore([&] { model.program(parameters); });
  REQUIRE(report.has(Kind::deadlock));
  const Finding& finding = *report.find(Kind::deadlock);
  CHECK(finding.message ==
        "philosopher0, philosopher1, philosopher2, philosopher3 and philosopher4 wait for each "
        "other for ever.");
  const std::regex edge(
      "philosopher(\\d) does `acquire fork(\\d)` at step \\d+ \\(philosophers_naive\\.cpp:24\\), "
      "and "
      "keeps it while it wants `fork(\\d)` \\(philosophers_naive\\.cpp:25\\)\\.");
  std::map<int, int> wants;  // by whom, of whom
  for (const auto& [heading, sentence] : finding.explanation) {
    if (heading != "first" && heading != "then") continue;
    std::smatch found;
    INFO(sentence);
    REQUIRE(std::regex_match(sentence, found, edge));
    CHECK(found[1] == found[2]);  // each has its own fork
    wants[std::stoi(found[1])] = std::stoi(found[3]);
  }
  REQUIRE(wants.size() == 5);
  int at = 0;
  for (int i = 0; i < 5; ++i) {
    CHECK(wants[at] == (at + 1) % 5);
    at = wants[at];
  }
  CHECK(at == 0);
}

TEST_CASE("gallery: five philosophers: without any one step there is no deadlock",
          "[models][gallery]") {
  const Model& model = model_named("philosophers-naive");
  Parameters parameters = model.parameters;
  parameters.set("n", 5);
  const auto program = [&] { model.program(parameters); };
  const Report report = explore(program);
  REQUIRE(report.has(Kind::deadlock));
  const Schedule whole = Schedule::parse(report.find(Kind::deadlock)->schedule);
  REQUIRE(whole.steps.size() == 5);  // each takes a fork; starts and joins are no choices
  Options options;
  options.strategy = "follow";
  options.stopped = [](const Crossroads&) {};
  const auto deadlocks = [&](const Schedule& schedule) {
    options.schedule = schedule.text();
    return explore(program, options).has(Kind::deadlock);
  };
  CHECK(deadlocks(whole));
  for (std::size_t absent = 0; absent < whole.steps.size(); ++absent) {
    Schedule shorter = whole;
    shorter.steps.erase(shorter.steps.begin() + static_cast<std::ptrdiff_t>(absent));
    INFO(shorter.text());
    CHECK_FALSE(deadlocks(shorter));
  }
}

TEST_CASE("gallery: the lines of code that the page shows are those of the models",
          "[models][gallery]") {
  const std::string page = pages::read_file(HEDDLE_SOURCE_FOLDER "/models/README.md");
  int lines = 0;
  for (const Exhibit& exhibit : exhibits()) {
    const std::size_t begin = page.find("\n## " + std::string(exhibit.model) + "\n");
    REQUIRE(begin != std::string::npos);
    const Model& model = model_named(exhibit.model);
    const std::string folder = model.group.empty() ? "" : model.group + "/";
    const std::string file = std::string(model.where.file);
    std::istringstream source(pages::read_file(HEDDLE_SOURCE_FOLDER "/models/" + folder +
                                               file.substr(file.rfind('/') + 1)));
    std::vector<std::string> code(1);
    for (std::string line; std::getline(source, line);) code.push_back(line);
    const pages::Block block = pages::next_block(page, "c++", begin);
    std::istringstream shown(page.substr(block.begin, block.end - block.begin));
    const std::regex numbered("\\s*(.*?)\\s*// line (\\d+)");
    for (std::string line; std::getline(shown, line);) {
      std::smatch found;
      if (!std::regex_match(line, found, numbered)) continue;
      ++lines;
      INFO(line);
      CHECK_THAT(code.at(std::stoul(found[2])), Catch::Contains(found[1].str()));
    }
  }
  CHECK(lines >= static_cast<int>(exhibits().size()));
}

#ifdef HEDDLE_COMMAND

TEST_CASE("gallery: the command prints what the page shows", "[models][gallery][readme]") {
  const std::string path = HEDDLE_SOURCE_FOLDER "/models/README.md";
  const pages::Folder folder;
  const int blocks =
      pages::check_page(path, folder, [](const std::string& shown, const std::string& actual) {
        const std::string findings = findings_of(actual);
        return !findings.empty() && findings == findings_of(shown) &&
               pages::comparable(shown) == pages::comparable(actual);
      });
  CHECK(blocks == static_cast<int>(exhibits().size()));
  const std::string page = pages::read_file(path);
  for (const Exhibit& exhibit : exhibits()) {
    CHECK_THAT(page, Catch::Contains("\n## " + std::string(exhibit.model) + "\n"));
    CHECK_THAT(page, Catch::Contains("\n$ heddle check " + std::string(exhibit.model) + "\n"));
  }
}

#endif

}  // namespace heddle
