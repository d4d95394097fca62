// Random programs of processes and threads: forks amid threads, spawns, kills, daemonic children.
// Plain depth-first search is the reference: what it sees, in how many classes, the optimal search
// must see, each class once.
#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "heddle/checker/search.hpp"
#include "heddle/primitives/heddle.hpp"
#include "heddle/tests/oracle/exploration.hpp"

namespace heddle::oracle {
namespace {

using multiprocessing::Process;
using threading::Lock;
using threading::Thread;

constexpr std::uint64_t kMostRuns = 3000;

/// A variable that all processes share.
struct SharedCounterSpec : AtomicSpec<int> {
  static constexpr bool kShared = true;
};

enum class Deed { read, write, load, add, acquire, release, start, join, kill, look };

struct Work {
  Deed deed = Deed::read;
  std::size_t child = 0;
};

struct Actor {
  bool process = false;
  bool daemon = false;
  bool spawned = false;
  std::vector<Work> works;
  std::vector<Actor> children;
};

void draw_deed(Actor& actor, Random& random) {
  constexpr Deed kDeeds[] = {Deed::read, Deed::write, Deed::load, Deed::add};
  if (random.chance(15)) {
    actor.works.push_back({Deed::acquire, 0});
    actor.works.push_back({Deed::release, 0});
    return;
  }
  actor.works.push_back({kDeeds[random.below(4)], 0});
}

Actor draw_actor(Random& random, int depth) {
  Actor actor;
  const auto deeds = 1 + random.below(depth == 0 ? 2 : 3);
  for (int i = 0; i < deeds; ++i) draw_deed(actor, random);
  if (depth > 0 && !random.chance(20)) return actor;
  if (depth > 2) return actor;
  const std::size_t count = depth == 0 ? 1U + static_cast<unsigned>(random.below(2)) : 1U;
  for (std::size_t child = 0; child < count; ++child) {
    Actor drawn = draw_actor(random, depth + 1);
    drawn.process = random.chance(65);
    drawn.daemon = random.chance(20) && (drawn.children.empty() || !drawn.process);
    drawn.spawned = random.chance(25);
    actor.children.push_back(drawn);
    actor.works.push_back({Deed::start, child});
    if (random.chance(40)) draw_deed(actor, random);
    if (drawn.process && random.chance(35)) actor.works.push_back({Deed::kill, child});
    if (drawn.process && random.chance(20)) actor.works.push_back({Deed::look, child});
    if (random.chance(60)) actor.works.push_back({Deed::join, child});
  }
  return actor;
}

/// The actor's part of the program.
class Player {
 public:
  Player()
      : plain_(0, "plain"), lock_("lock"), shared_({0}, "shared", Where{"program", "main", 1}) {}

  void play(const Actor& actor) const {
    std::vector<std::optional<Thread>> threads(actor.children.size());
    std::vector<std::optional<Process>> processes(actor.children.size());
    const Where where{"program", "actor", 1};
    for (const Work& work : actor.works) {
      switch (work.deed) {
        case Deed::read: outcome(plain_.get(where)); break;
        case Deed::write: plain_.set(7, where); break;
        case Deed::load: outcome(shared_.perform(SharedCounterSpec::kLoad).value); break;
        case Deed::add: outcome(shared_.perform(SharedCounterSpec::kAdd, 1).value); break;
        case Deed::acquire: lock_.acquire(true, -1, where); break;
        case Deed::release: lock_.release(where); break;
        case Deed::start:
          start(actor.children[work.child], threads[work.child], processes[work.child]);
          break;
        case Deed::join:
          if (threads[work.child]) threads[work.child]->join({}, where);
          if (processes[work.child]) processes[work.child]->join({}, where);
          break;
        case Deed::kill: processes[work.child]->kill(where); break;
        case Deed::look: outcome(processes[work.child]->exitcode(where).value_or(-1)); break;
      }
    }
  }

 private:
  void start(const Actor& actor, std::optional<Thread>& thread,
             std::optional<Process>& process) const {
    const Player own = *this;
    const auto body = [own, &actor] { own.play(actor); };
    if (actor.process) {
      multiprocessing::ProcessOptions options;
      options.daemon = actor.daemon;
      options.context = multiprocessing::get_context(actor.spawned ? "spawn" : "fork");
      process.emplace(body, options);
      process->start();
    } else {
      threading::ThreadOptions options;
      options.daemon = actor.daemon;
      thread.emplace(body, options);
      thread->start();
    }
  }

  Shared<int> plain_;
  Lock lock_;
  Handle<SharedCounterSpec> shared_;
};

struct Seen {
  Report report;
  std::set<std::string> finals;
  std::map<Form, int> classes;
};

class Gatherer final : public Watcher {
 public:
  void begin(const Execution& execution) override { execution_ = &execution; }
  void executed(const Report& so_far) override {
    if (so_far.executions + so_far.redundant <= 1) seen = {};  // it began again
    const Trace& trace = execution_->trace();
    if (trace.ending == Ending::redundant) return;
    std::string final = execution_->outcome() + " ended " +
                        std::to_string(static_cast<int>(trace.ending)) + " left";
    for (const ThreadId thread : trace.left) {
      final += " " + trace.thread_path(thread) + (trace.threads[thread].killed ? "!" : "");
    }
    seen.finals.insert(final);
    ++seen.classes[canonical_form(trace)];
  }
  Seen seen;

 private:
  const Execution* execution_ = nullptr;
};

Seen run(const Actor& main, const char* strategy, Reduce reduce) {
  Options options;
  options.strategy = strategy;
  options.reduce = reduce;
  options.keep_going = true;
  options.max_executions = kMostRuns;
  Gatherer gatherer;
  const auto program = [&main] { Player().play(main); };
  Report report = Search(program, options, &gatherer).run();
  gatherer.seen.report = std::move(report);
  return std::move(gatherer.seen);
}

std::set<std::string> kinds_of(const Report& report) {
  std::set<std::string> kinds;
  for (const Finding& finding : report.findings) kinds.emplace(kind_name(finding.kind));
  return kinds;
}

}  // namespace

TEST_CASE("oracle: processes", "[oracle]") {
  int compared = 0;
  const int wanted = programs_per_family();
  for (std::uint64_t number = 0; compared < wanted; ++number) {
    Random random(number);
    const Actor main = draw_actor(random, 0);
    const Seen all = run(main, "dfs", Reduce::none);
    if (!all.report.exhaustive) continue;  // too large for brute force
    ++compared;
    INFO("program " << number);
    const Seen optimal = run(main, "optimal", Reduce::sleep);
    REQUIRE(optimal.report.verdict != Verdict::error);
    REQUIRE(optimal.report.exhaustive);
    CHECK(optimal.report.redundant == 0);
    CHECK(optimal.finals == all.finals);
    CHECK(optimal.classes.size() == all.classes.size());
    CHECK(optimal.report.executions == all.classes.size());
    CHECK(kinds_of(optimal.report) == kinds_of(all.report));
    for (const Finding& finding : optimal.report.findings) {
      Options again;
      again.strategy = "replay";
      again.schedule = finding.schedule;
      again.keep_going = true;
      const Report replayed = Search([&main] { Player().play(main); }, again, nullptr).run();
      CHECK(replayed.has(finding.kind));
    }
  }
}

}  // namespace heddle::oracle
