// The sandbox: what a program that is not trusted can and cannot do, and that it cannot report in
// the engine's name.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "heddle/checker/errors.hpp"
#include "heddle/heddle.hpp"
#include "heddle/tools/worker.hpp"

using namespace heddle;
using namespace heddle::tools;
using threading::Thread;

// A sanitizer makes system calls of its own, and its memory has no bounds.
#if defined(__SANITIZE_ADDRESS__)
#define HEDDLE_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HEDDLE_SANITIZED
#endif
#endif

TEST_CASE("sandbox: it goes over a command line", "[tools][sandbox]") {
  CHECK(sandbox_text({1, 2}) == "1,2");
  CHECK(sandbox_named("1,2") == Sandbox{1, 2});
  for (const char* wrong : {"", "1", "1,", "a,b"})
    CHECK_THROWS_AS(sandbox_named(wrong), UsageError);
}

#ifndef HEDDLE_SANITIZED
namespace {

Explored caged(const std::function<void()>& act, Sandbox sandbox = {}) {
  Job job;
  job.target = "target";
  job.program = [act] {
    Shared<int> x{0, "x"};
    Thread thread(
        [=] {
          x.set(1);
          act();
        },
        "culprit");
    thread.start();
    thread.join();
    outcome(x.get());
  };
  job.options.keep_going = true;
  job.sandbox = sandbox;
  return explore_in_worker(job);
}

/// The message of the only finding, which ended the search.
std::string end_of(const std::function<void()>& act, Sandbox sandbox = {}) {
  const Explored result = caged(act, sandbox);
  CHECK(result.internal_error.empty());
  CHECK(result.report.verdict == Verdict::bug);
  CHECK_FALSE(result.report.exhaustive);
  REQUIRE(result.report.findings.size() == 1);
  return result.report.findings[0].message;
}

std::string forbidden(const std::string& call) {
  return "culprit asked the operating system for `" + call +
         "`, which is forbidden here after step 2 (write x = 1, sandbox_test.cpp:49).";
}

}  // namespace

TEST_CASE("sandbox: what a program computes, throws and prints is its own affair",
          "[tools][sandbox]") {
  const Explored result = caged([] {
    std::cout << "{\"report\":{}}\n" << std::flush;
    std::printf("text\n");
    auto memory = std::make_unique<char[]>(std::size_t{1} << 24U);
    memory[1] = 1;
    try {
      throw std::runtime_error("caught");
    } catch (const std::exception&) {
      yield();
    }
  });
  CHECK(result.internal_error.empty());
  CHECK(result.report.verdict == Verdict::verified);
  CHECK(result.report.outcome_values() == std::vector<std::string>{"1"});
}

TEST_CASE("sandbox: the system refuses the rest, by name", "[tools][sandbox]") {
  CHECK(end_of([] { open("/dev/null", O_RDONLY); }) == forbidden("openat"));
  CHECK(end_of([] { std::fopen("/tmp/heddle-sandbox-test", "w"); }) == forbidden("openat"));
  CHECK(end_of([] { static_cast<void>(fork()); }) == forbidden("clone"));
  CHECK(end_of([] { kill(getppid(), SIGKILL); }) == forbidden("getppid"));
  CHECK(end_of([] { kill(1, SIGTERM); }) == forbidden("kill"));
  CHECK(end_of([] { execl("/bin/true", "true", nullptr); }) == forbidden("execve"));
  CHECK(end_of([] { syscall(SYS_socket, 1, 1, 0); }) == forbidden("socket"));
  CHECK(end_of([] { syscall(SYS_tgkill, getpid(), gettid(), SIGKILL); }) == forbidden("tgkill"));
  CHECK(end_of([] { static_cast<void>(!write(17, "x", 1)); }) == forbidden("write"));
}

TEST_CASE("sandbox: what is printed is counted", "[tools][sandbox]") {
  const auto print_much = [] {
    for (int i = 0; i < 300; ++i) std::cout << "four" << std::flush;
  };
  CHECK(end_of(print_much, {std::uint64_t{1} << 30U, 1024}) ==
        "culprit printed more than the 1,024 bytes it may print after step 2 (write x = 1, "
        "sandbox_test.cpp:49).");
  CHECK(caged(print_much).report.verdict == Verdict::verified);
}

TEST_CASE("sandbox: memory is bounded", "[tools][sandbox]") {
  const Explored result = caged([] {
    auto memory = std::make_unique<char[]>(std::size_t{1} << 37U);
    memory[1] = 1;
  });
  CHECK(result.report.has(Kind::uncaught_exception));
}

TEST_CASE("sandbox: nobody but the engine reports", "[tools][sandbox]") {
  // The next pipe that is made will have the same ends.
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  for (const int end : ends) close(end);
  const auto report = [pipe = ends[1]] {
    const std::string text = "{\"report\":{\"verdict\":\"verified\"}}\n";
    static_cast<void>(!write(pipe, text.data(), text.size()));
  };
  CHECK(end_of(report) == "the program wrote into the pipe by which results are sent.");
}

TEST_CASE("sandbox: an end is an end", "[tools][sandbox]") {
  CHECK(caged([] { std::exit(0); }).report.has(Kind::early_exit));
  CHECK(caged([] { std::abort(); }).report.has(Kind::crash));
  CHECK(caged([] { syscall(SYS_exit_group, 0); }).report.has(Kind::crash));
}
#endif
