// The table of benchmark programs: what each is, and what is found in it. How many executions they
// have, and how fast others are, is in tools/benchmarks/rows.hpp.
#include "heddle/models/bench/table.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace heddle::programs::bench {
namespace {

struct Row {
  const char* name;
  const char* file;
  const char* summary;
  std::optional<std::int64_t> n;  ///< by default; none: it has no such parameter
  void (*program)(const Parameters&);
  Expectation expected;
};

Expectation verified() {
  Expectation expected;
  expected.options = {{"strategy", "optimal"}};
  return expected;
}

Expectation bug(std::vector<Kind> findings) {
  Expectation expected = verified();
  expected.verdict = Verdict::bug;
  expected.findings = std::move(findings);
  return expected;
}

/// Too many executions for a search of all: a thousand random ones.
Expectation sampled(Expectation expected) {
  if (expected.verdict == Verdict::verified) expected.verdict = Verdict::no_bug_found;
  expected.options = {{"strategy", "random"}, {"max-executions", "1000"}};
  return expected;
}

std::vector<Row> table() {
  return {
      // ---- atomic variables
      {"fib", "fib.cpp", "two threads make Fibonacci numbers, n rounds", 3, fib, verified()},
      {"fib_bad", "fib.cpp", "the same with a bound that can be reached", 3, fib_bad,
       bug({Kind::assertion})},
      {"indexer", "indexer.cpp", "n threads fill a hash table by compare-exchange", 12, indexer,
       verified()},
      {"lastzero", "lastzero.cpp", "n writers, and a search for the last zero", 5, lastzero,
       verified()},
      {"readers", "readers.cpp", "one writer and n readers", 5, readers, verified()},
      {"nw1r", "nw1r.cpp", "n writers and one reader", 4, nw1r, verified()},
      {"ainc", "ainc.cpp", "n threads add to one counter", 4, ainc, verified()},
      {"binc", "binc.cpp", "n threads add to two counters", 3, binc, verified()},
      {"casrot", "casrot.cpp", "n threads rotate a number by compare-exchange", 5, casrot,
       verified()},
      {"sigma", "sigma.cpp", "threads mark the cell at an index that main moves on n times", 4,
       sigma, verified()},
      {"big0", "big0.cpp", "two readers and two writers over four variables", {}, big0, verified()},
      {"length", "length.cpp", "n operations on a private cell before one that is shared", 100,
       length, verified()},
      {"sb", "sb.cpp", "store buffering in a ring of n threads", 5, sb, verified()},
      {"peterson", "peterson.cpp", "Peterson's algorithm, n rounds, two tries each", 1, peterson,
       verified()},

      // ---- locks and conditions
      {"mutex", "mutex.cpp", "n threads change a variable under a lock", 4, mutex, verified()},
      {"account", "account.cpp", "n deposits and n withdrawals under a lock", 2, account,
       verified()},
      {"account_bad", "account.cpp", "the same, read and written in two critical sections", 1,
       account_bad, bug({Kind::assertion, Kind::lost_update})},
      {"circbuf", "circbuf.cpp", "two threads take turns at a circular buffer, n rounds", 4,
       circbuf, verified()},
      {"phil", "phil.cpp", "n philosophers take the fork with the lower number first", 5, phil,
       verified()},
      {"phil_bad", "phil.cpp", "n philosophers take the fork at the left first", 3, phil_bad,
       bug({Kind::deadlock})},
      {"prodcons", "prodcons.cpp", "a monitor with room for one of n items", 3, prodcons,
       verified()},
      {"raceplain",
       "raceplain.cpp",
       "two threads write a variable without a lock",
       {},
       raceplain,
       bug({Kind::data_race})},

      // ---- for random testing
      {"reorder", "reorder.cpp", "n - 1 threads set two variables, one looks in between", 3,
       reorder, bug({Kind::assertion, Kind::data_race})},
      {"twostage", "twostage.cpp", "n - 1 threads write in two stages, one looks in between", 2,
       twostage, bug({Kind::assertion})},
      {"bluetooth",
       "bluetooth.cpp",
       "a driver is stopped while it works",
       {},
       bluetooth,
       bug({Kind::assertion, Kind::data_race})},
      {"wronglock",
       "wronglock.cpp",
       "one of eight threads counts under another lock",
       {},
       wronglock,
       sampled(bug({Kind::assertion, Kind::data_race, Kind::lost_update}))},
      {"safestack",
       "safestack.cpp",
       "a stack of three cells; two threads may own one",
       {},
       safestack,
       sampled(verified())},
  };
}

bool register_all() {
  for (Row& row : table()) {
    Model model;
    model.name = row.name;
    model.summary = row.summary;
    if (row.n) model.parameters.declare("n", *row.n);
    model.program = row.program;
    model.expected = std::move(row.expected);
    model.where = {row.file, row.name, 1};
    model.group = "bench";
    register_model(std::move(model));
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = register_all();

}  // namespace
}  // namespace heddle::programs::bench
