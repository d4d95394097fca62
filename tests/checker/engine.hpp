// What the tests of the engine share.
#pragma once

#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "heddle/checker/execution.hpp"
#include "heddle/primitives/heddle.hpp"

namespace heddle {

/// Explores every interleaving, also after a finding.
inline Report search(const std::function<void()>& program, Options options = {}) {
  options.keep_going = true;
  return explore(program, options);
}

/// The numbers of executions without and with reduction.
struct Counts {
  std::uint64_t dfs;
  std::uint64_t sleep;
  friend bool operator==(const Counts&, const Counts&) = default;
};
inline std::ostream& operator<<(std::ostream& out, const Counts& counts) {
  return out << counts.dfs << " and " << counts.sleep;
}
inline Counts count(const std::function<void()>& program, Options options = {}) {
  options.strategy = "dfs";
  options.reduce = Reduce::none;
  const Report all = search(program, options);
  CHECK(all.exhaustive);
  CHECK(all.redundant == 0);
  options.reduce = Reduce::sleep;
  const Report reduced = search(program, options);
  CHECK(reduced.exhaustive);
  CHECK(reduced.outcome_values() == all.outcome_values());
  options.strategy = "optimal";
  const Report optimal = search(program, options);
  CHECK(optimal.exhaustive);
  CHECK(optimal.redundant == 0);
  CHECK(optimal.executions == reduced.executions);
  CHECK(optimal.outcome_values() == all.outcome_values());
  return {all.executions, reduced.executions};
}

using Texts = std::vector<std::string>;
using Body = std::function<void()>;

/// Runs each body in a thread of its own and waits for all.
inline void in_threads(const std::vector<Body>& bodies) {
  std::vector<threading::Thread> threads;
  for (const Body& body : bodies) threads.emplace_back(body);
  for (const threading::Thread& thread : threads) thread.start();
  for (const threading::Thread& thread : threads) thread.join();
}

/// A program of some threads.
inline Body program_of(std::function<std::vector<Body>()> make) {
  return [make = std::move(make)] { in_threads(make()); };
}

/// Calls a function after every execution.
class AfterEach final : public Watcher {
 public:
  explicit AfterEach(std::function<void(const Execution&, const Report&)> act)
      : act_(std::move(act)) {}
  void begin(const Execution& execution) override { execution_ = &execution; }
  void executed(const Report& so_far) override { act_(*execution_, so_far); }

 private:
  std::function<void(const Execution&, const Report&)> act_;
  const Execution* execution_ = nullptr;
};

inline threading::ThreadOptions as_daemon() {
  threading::ThreadOptions options;
  options.daemon = true;
  return options;
}

}  // namespace heddle
