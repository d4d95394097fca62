// Caught exceptions and those in flight belong to a thread of the program, not to the OS thread.
#include <cerrno>
#include <exception>
#include <string>

#include "heddle/tests/checker/engine.hpp"

using namespace heddle;

namespace {

/// Runs two threads that do the same with their own number; all their checks must hold in every
/// interleaving.
Counts in_two_threads(const std::function<void(int own, const Atomic<int>& point)>& act) {
  return count(program_of([act] {
    const Atomic<int> point;
    return std::vector<Body>{[=] { act(1, point); }, [=] { act(2, point); }};
  }));
}

int caught_now() {
  try {
    throw;
  } catch (int value) {
    return value;
  }
}

}  // namespace

TEST_CASE("exceptions: a handler with a scheduling point rethrows its own",
          "[checker][exceptions]") {
  CHECK(in_two_threads([](int own, const Atomic<int>& point) {
          int again = 0;
          try {
            try {
              throw own;
            } catch (int) {
              point.fetch_add(1);
              throw;
            }
          } catch (int value) {
            again = value;
          }
          REQUIRE(again == own);
        }) == Counts{2, 2});
}

TEST_CASE("exceptions: nested handlers", "[checker][exceptions]") {
  CHECK(in_two_threads([](int own, const Atomic<int>& point) {
          try {
            throw own;
          } catch (int) {
            point.fetch_add(1);
            try {
              throw own + 10;
            } catch (int) {
              point.fetch_add(1);
              REQUIRE(caught_now() == own + 10);
            }
            point.fetch_add(1);
            REQUIRE(caught_now() == own);
          }
          REQUIRE(std::current_exception() == nullptr);
        }) == Counts{20, 20});
}

TEST_CASE("exceptions: a destructor with a scheduling point during unwinding",
          "[checker][exceptions]") {
  struct Point {
    const Atomic<int>& point;
    ~Point() {
      REQUIRE(std::uncaught_exceptions() == 1);
      point.fetch_add(1);
      REQUIRE(std::uncaught_exceptions() == 1);
    }
  };
  CHECK(in_two_threads([](int own, const Atomic<int>& point) {
          try {
            const Point unwound{point};
            throw own;
          } catch (int value) {
            REQUIRE(value == own);
          }
          REQUIRE(std::uncaught_exceptions() == 0);
        }) == Counts{2, 2});
}

TEST_CASE("exceptions: one thread in a handler, the other without any", "[checker][exceptions]") {
  const auto program = program_of([] {
    const Atomic<int> point;
    return std::vector<Body>{[=] {
                               try {
                                 throw 1;
                               } catch (int) {
                                 point.fetch_add(1);
                                 point.fetch_add(1);
                                 REQUIRE(caught_now() == 1);
                               }
                             },
                             [=] {
                               REQUIRE(std::current_exception() == nullptr);
                               point.fetch_add(1);
                               REQUIRE(std::current_exception() == nullptr);
                             }};
  });
  CHECK(count(program) == Counts{3, 3});
}

TEST_CASE("exceptions: an exception pointer may be rethrown in another thread",
          "[checker][exceptions]") {
  const Report report = search([] {
    const Shared<std::exception_ptr> failure;
    in_threads({[=] {
      try {
        throw std::string("text");
      } catch (...) {
        failure.set(std::current_exception());
      }
    }});
    try {
      std::rethrow_exception(failure.get());
    } catch (const std::string& text) {
      outcome(text);
    }
  });
  CHECK(report.outcome_values() == Texts{"text"});
}

TEST_CASE("exceptions: errno belongs to the thread", "[checker][exceptions]") {
  CHECK(in_two_threads([](int own, const Atomic<int>& point) {
          REQUIRE(errno == 0);
          errno = own;
          point.fetch_add(1);
          REQUIRE(errno == own);
        }) == Counts{2, 2});
}

TEST_CASE("exceptions: what leaves a thread ends it alone", "[checker][exceptions]") {
  const Report report = search([] {
    const Atomic<int> point;
    in_threads({[=] {
                  point.fetch_add(1);
                  throw std::out_of_range("far away");
                },
                [=] { outcome(point.fetch_add(1)); }});
    outcome("main");
  });
  CHECK(report.outcome_values() == Texts{"main | 0", "main | 1"});
  const Finding* finding = report.find(Kind::uncaught_exception);
  REQUIRE(finding != nullptr);
  CHECK(finding->executions == 2);
  CHECK_THAT(finding->message, Catch::Contains("std::out_of_range: far away"));
}

TEST_CASE("exceptions: one that is no std::exception", "[checker][exceptions]") {
  const Report report = search([] { throw 7; });
  const Finding* finding = report.find(Kind::uncaught_exception);
  REQUIRE(finding != nullptr);
  CHECK_THAT(finding->message, Catch::Contains("int"));
}
