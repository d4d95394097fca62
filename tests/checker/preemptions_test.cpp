#include <mutex>

#include "heddle/tests/checker/strategies.hpp"

using namespace heddle;

namespace {

Options up_to(int preemptions) {
  Options options;
  options.preemptions = preemptions;
  return options;
}

/// With a bound that nothing meets, what depth-first search runs is run, each once.
void check_whole(const Body& program) {
  Options dfs;
  dfs.strategy = "dfs";
  dfs.reduce = Reduce::none;
  const Report all = search(program, dfs);
  const Report bounded = search(program, up_to(1000));
  CHECK(bounded.executions == all.executions);
  CHECK(bounded.complete == all.complete);
  CHECK(bounded.redundant == 0);
  CHECK(bounded.exhaustive == all.exhaustive);
  CHECK(bounded.verdict == all.verdict);
  CHECK(bounded.limits == all.limits);
  REQUIRE(bounded.outcome_values() == all.outcome_values());
  for (std::size_t i = 0; i < all.outcomes.size(); ++i) {
    CHECK(bounded.outcomes[i].executions == all.outcomes[i].executions);
  }
}

}  // namespace

TEST_CASE("preemptions: executions of two threads of three events, by hand",
          "[checker][preemptions]") {
  // m blocks of a thread's k events are made in C(k-1, m-1) ways. Of the switches between blocks
  // one, that at the end of the thread that ends first, is no preemption:
  // 2, 4, 8, 4 and 2 interleavings have 0, 1, 2, 3 and 4.
  const std::uint64_t executions[] = {2, 6, 14, 18, 20};
  for (int bound = 0; bound < 5; ++bound) {
    INFO(bound);
    const Report report = search(two_by(3), up_to(bound));
    CHECK(report.executions == executions[bound]);
    CHECK(report.outcomes.size() == executions[bound]);  // each once
    CHECK(report.redundant == 0);
  }
}

TEST_CASE("preemptions: executions of two threads of k events, by hand", "[checker][preemptions]") {
  for (const int k : {1, 2, 4, 6}) {
    INFO(k);
    const auto one = static_cast<std::uint64_t>(2 * (k - 1));
    const auto two = static_cast<std::uint64_t>(2 * (k - 1) * (k - 1));
    CHECK(search(two_by(k), up_to(0)).executions == 2);
    CHECK(search(two_by(k), up_to(1)).executions == 2 + one);
    CHECK(search(two_by(k), up_to(2)).executions == 2 + one + two);
  }
}

TEST_CASE("preemptions: the report says how far it is complete", "[checker][preemptions]") {
  const Report one = search(two_by(3), up_to(1));
  CHECK(one.limits == Texts{"complete up to 1 preemption"});
  CHECK(one.verdict == Verdict::no_bug_found);
  CHECK_FALSE(one.exhaustive);
  CHECK(search(two_by(3), up_to(3)).limits == Texts{"complete up to 3 preemptions"});
}

TEST_CASE("preemptions: a bound that nothing meets covers everything", "[checker][preemptions]") {
  for (const int bound : {4, 5, 100}) {
    const Report report = search(two_by(3), up_to(bound));
    CHECK(report.executions == 20);
    CHECK(report.verdict == Verdict::verified);
    CHECK(report.exhaustive);
    CHECK(report.limits.empty());
  }
}

TEST_CASE("preemptions: a search that ends early says which bound it completed",
          "[checker][preemptions]") {
  Options options = up_to(3);
  options.max_executions = 7;  // 2 + 4, and one with two preemptions
  const Report report = search(two_by(3), options);
  CHECK(report.executions == 7);
  CHECK(report.verdict == Verdict::inconclusive);
  CHECK(report.limits == Texts{"complete up to 1 preemption"});
  options.max_executions = 1;
  CHECK(search(two_by(3), options).limits == Texts{"not complete even without preemptions"});
}

TEST_CASE("preemptions: a bug is found with the fewest that it needs", "[checker][preemptions]") {
  CHECK(search(torn_pair, up_to(0)).verdict == Verdict::no_bug_found);
  const Report report = search(torn_pair, up_to(3));
  const Finding* finding = report.find(Kind::assertion);
  REQUIRE(finding != nullptr);
  CHECK(finding->preemptions == 1);
  CHECK(finding->first_execution > search(torn_pair, up_to(0)).executions);
}

TEST_CASE("preemptions: it is a depth-first search without reduction", "[checker][preemptions]") {
  Options options = up_to(1);
  options.strategy = "optimal";
  const Report report = search(two_by(3), options);
  CHECK(report.strategy == "dfs");
  CHECK(report.executions == 6);
  options.strategy = "random";
  CHECK_THROWS_AS(search(two_by(3), options), UsageError);
}

TEST_CASE("preemptions: all interleavings of locks", "[checker][preemptions]") {
  check_whole([] {
    const threading::Lock a("a");
    const threading::Lock b("b");
    in_threads({[=] { const std::scoped_lock both(a, b); },
                [=] {
                  b.acquire();
                  a.acquire();
                }});
  });
}

TEST_CASE("preemptions: all alternatives of operations", "[checker][preemptions]") {
  check_whole([] {
    const Atomic<int> sum;
    const auto body = [=] { sum.fetch_add(choose(3)); };
    in_threads({body, body});
    outcome(sum.load());
  });
}

TEST_CASE("preemptions: all interleavings of waits", "[checker][preemptions]") {
  check_whole([] {
    const threading::Condition ready;
    const Shared<int> items;
    in_threads({[=] {
                  ready.acquire();
                  if (items == 0) ready.wait(1);
                  ready.release();
                },
                [=] {
                  ready.acquire();
                  items += 1;
                  ready.notify();
                  ready.release();
                }});
    outcome(items.get());
  });
}

TEST_CASE("preemptions: all interleavings of polls", "[checker][preemptions]") {
  check_whole([] {
    const Atomic<int> ready;
    in_threads({[=] {
                  while (ready.load() == 0) yield();
                },
                [=] { ready.store(1); }});
  });
}

TEST_CASE("preemptions: all interleavings in virtual time", "[checker][preemptions]") {
  const auto program = [] {
    const Shared<std::string> order;
    const auto sleeper = [=](double seconds, char letter) {
      return [=] {
        sleep(seconds);
        order.write([letter](std::string& text) { text += letter; });
      };
    };
    in_threads({sleeper(1, 'a'), sleeper(2, 'b'), sleeper(1, 'c')});
    outcome(order.get());
  };
  Options options;
  options.strategy = "dfs";
  options.time = TimeMode::virtual_time;
  options.reduce = Reduce::none;
  const Report all = search(program, options);
  options.preemptions = 1000;
  const Report bounded = search(program, options);
  CHECK(bounded.executions == all.executions);
  CHECK(bounded.outcome_values() == all.outcome_values());
}
