// What the tests of the primitives share: all that a program can do, in words, and tables of cases.
#pragma once

#include <catch2/catch.hpp>

#include <functional>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/primitives/heddle.hpp"

namespace heddle {

/// Explores every interleaving of `program`.
inline Report explore_all(const std::function<void()>& program, Options options = {}) {
  options.keep_going = true;
  Report report = explore(program, options);
  CHECK(report.exhaustive);
  return report;
}

/// The options of one kind of search each.
inline Options without_reduction() {
  Options options;
  options.strategy = "dfs";
  options.reduce = Reduce::none;
  return options;
}
inline Options in_virtual_time() {
  Options options;
  options.time = TimeMode::virtual_time;
  return options;
}
inline Options in_order() {
  Options options;
  options.notify_order = NotifyOrder::fifo;
  return options;
}

/// The results of a program over all interleavings, sorted.
using Results = std::vector<std::string>;
inline Results results(const std::function<void()>& program, const Options& options = {}) {
  return explore_all(program, options).outcome_values();
}

/// How an exception reads in the tables: "raises ValueError: message".
inline std::string in_words(const Exception& exception) {
  const std::string message = exception.what();
  return std::string("raises ") + exception.name() + (message.empty() ? "" : ": ") + message;
}

/// What `call` returns, or the exception that it throws, in words.
template <class F>
std::string result_of(F&& call) {
  try {
    if constexpr (std::is_void_v<decltype(call())>) {
      call();
      return "nothing";
    } else {
      return detail::value_text(call());
    }
  } catch (const Exception& exception) {
    return in_words(exception);
  }
}

/// What a call does over all interleavings: its results, separated by " or ", and "blocks" where it
/// never returns.
inline std::string behaviour(const std::function<std::string()>& call,
                             const Options& options = {}) {
  const Report report = explore_all([&] { outcome(result_of(call)); }, options);
  std::string words;
  for (const std::string& value : report.outcome_values()) {
    words += (words.empty() ? "" : " or ") + value;
  }
  if (report.has(Kind::deadlock)) words += words.empty() ? "blocks" : " or blocks";
  return words;
}

/// A row of CPython's behaviour (its id there), what it is in C++, and what it must do.
struct Case {
  template <class F>
  Case(const char* name, F code, std::string what)
      : id(name),
        call([code] {
          if constexpr (std::is_void_v<decltype(code())>) {
            code();
            return std::string("nothing");
          } else {
            return detail::value_text(code());
          }
        }),
        expected(std::move(what)) {}
  const char* id;
  std::function<std::string()> call;
  std::string expected;
};

/// The kind of finding that an uncaught exception of a primitive is.
inline Kind kind_of_uncaught(const std::string& raised) {
  for (const char* wrong_use :
       {"raises RuntimeError", "raises ValueError", "raises Overflow", "raises TypeError",
        "raises IndexError", "raises AssertionError", "raises File", "raises OSError"}) {
    if (raised.rfind(wrong_use, 0) == 0) return Kind::misuse;
  }
  return Kind::uncaught_exception;
}

/// Runs every case alone; where it raises, also without catching.
inline void check_cases(std::initializer_list<Case> cases, const Options& options = {}) {
  for (const Case& each : cases) {
    INFO(each.id);
    CHECK(behaviour(each.call, options) == each.expected);
    if (each.expected.rfind("raises", 0) != 0) continue;
    const Report report = explore_all([&] { each.call(); }, options);
    REQUIRE(report.findings.size() == 1);
    CHECK(kind_name(report.findings[0].kind) == kind_name(kind_of_uncaught(each.expected)));
  }
}

/// Starts all threads, then waits for all.
inline void run_threads(std::vector<threading::Thread> threads) {
  for (const threading::Thread& thread : threads) thread.start();
  for (const threading::Thread& thread : threads) thread.join();
}

/// Runs `code` in a thread of its own and waits for its end.
inline void run_in_thread(std::function<void()> code) { run_threads({threading::Thread(code)}); }

}  // namespace heddle
