// What the tests of what processes share have in common.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

namespace heddle {

namespace mp = multiprocessing;

/// Runs `code` in a process of its own and waits for its end.
inline void run_in_process(std::function<void()> code) {
  const mp::Process process(std::move(code));
  process.start();
  process.join();
}
/// Starts all, each in a process of its own, and waits for all.
inline void run_in_processes(const std::vector<std::function<void()>>& bodies) {
  std::vector<mp::Process> processes;
  for (const auto& body : bodies) processes.emplace_back(body);
  for (const mp::Process& process : processes) process.start();
  for (const mp::Process& process : processes) process.join();
}

inline Options started_with(StartMethod method) {
  Options options;
  options.start_method = method;
  return options;
}

/// Runs every case alone; where it raises, also without catching: that is a misuse.
inline void check_shared_cases(std::initializer_list<Case> cases) {
  for (const Case& each : cases) {
    INFO(each.id);
    CHECK(behaviour(each.call) == each.expected);
    if (each.expected.rfind("raises", 0) != 0) continue;
    const Report report = explore_all([&] { each.call(); });
    REQUIRE(report.findings.size() == 1);
    CHECK(kind_name(report.findings[0].kind) == kind_name(Kind::misuse));
  }
}

}  // namespace heddle
