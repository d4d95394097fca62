// The journal: what a signal handler notes is what the engine would have written.
#include <catch2/catch.hpp>

#include <memory>

#include "heddle/checker/explorer.hpp"
#include "heddle/heddle.hpp"
#include "heddle/tools/journal.hpp"

using namespace heddle;
using namespace heddle::tools;
using threading::Lock;
using threading::Thread;

TEST_CASE("journal: a noted run is Schedule::of the same run", "[tools][worker]") {
  const SharedJournal journal;
  int compared = 0;
  const auto compare = [&] {
    const Execution& execution = *Execution::current_execution();
    note_run(execution, 1, journal->run);
    CHECK(journal->run.complete.load());
    CHECK(journal->run.schedule() == Schedule::of(execution.trace()));
    CHECK(std::string(journal->run.running) == execution.trace().thread_path(execution.self()));
    ++compared;
  };
  explore(
      [&compare] {
        Lock lock("lock");
        Shared<int> x{0};
        Thread outer([=] {
          Thread inner([=] {
            lock.acquire();
            x.set(choose(3));
            lock.release();
          });
          inner.start();
          x.set(x.get() + 1);
          compare();
          inner.join();
        });
        outer.start();
        lock.acquire();
        lock.release();
        outer.join();
        compare();
      },
      [] {
        Options options;
        options.keep_going = true;
        return options;
      }());
  CHECK(compared > 20);
}
