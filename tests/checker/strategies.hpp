// Programs and options that the tests of random and bounded strategies share.
#pragma once

#include <memory>

#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/tests/checker/engine.hpp"

namespace heddle {

inline Options sampling(const char* strategy, std::uint64_t seed, std::uint64_t executions) {
  Options options;
  options.strategy = strategy;
  options.seed = seed;
  options.max_executions = executions;
  return options;
}

/// Two threads that write their letter `count` times: the outcome is the interleaving.
inline Body two_by(int count) {
  return [count] {
    const Shared<std::string> order;
    const auto writer = [order, count](char letter) {
      return [=] {
        for (int i = 0; i < count; ++i) {
          order.write([letter](std::string& text) { text += letter; });
        }
      };
    };
    in_threads({writer('a'), writer('b')});
    outcome(order.get());
  };
}

/// Depth 1: the reader must come first.
inline void read_before_write() {
  const Atomic<int> a;
  in_threads({[=] { a.store(1); }, [=] { check(a.load() == 1); }});
}

/// Depth 2: the reader must run between the two writes.
inline void torn_pair() {
  const Atomic<int> a;
  const Atomic<int> b;
  in_threads({[=] {
                a.store(1);
                b.store(1);
              },
              [=] {
                const int first = a.load();
                check(first == b.load());
              }});
}

/// The number of the first execution in which an assertion fails; 0: there was none.
inline std::uint64_t first_failure(const Body& program, const Options& options) {
  const Report report = search(program, options);
  const Finding* finding = report.find(Kind::assertion);
  return finding == nullptr ? 0 : finding->first_execution;
}

inline void check_same(const Report& a, const Report& b) {
  CHECK(a.verdict == b.verdict);
  CHECK(a.executions == b.executions);
  CHECK(a.steps == b.steps);
  CHECK(a.findings == b.findings);
  CHECK(a.outcomes == b.outcomes);
  CHECK(a.sample == b.sample);
}

}  // namespace heddle
