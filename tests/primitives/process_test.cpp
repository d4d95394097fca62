// multiprocessing.Process, against CPython's behaviour.
#include <string>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using multiprocessing::args;
using multiprocessing::current_process;
using multiprocessing::Process;
using multiprocessing::ProcessOptions;

namespace {

void no_work() {}

/// The exit code of a child that does that.
int exit_code_of(const std::function<void()>& work) {
  const Process child(work);
  child.start();
  child.join();
  return child.exitcode().value();
}

/// What a child says of itself, as its outcome.
template <class F>
std::function<void()> in_child(F work) {
  return [work] {
    const Process child(work);
    child.start();
    child.join();
  };
}

Process ended() {
  Process child(no_work);
  child.start();
  child.join();
  return child;
}

Process closed() {
  const Process child = ended();
  child.close();
  return child;
}

}  // namespace

TEST_CASE("Process: names and numbers are CPython's", "[primitives][process]") {
  check_cases({
      {"Process.name", [] { return Process().name(); }, "Process-1"},
      {"Process.name-second",
       [] {
         const Process first;
         return Process().name();
       },
       "Process-2"},
      {"Process.name-given-counted",
       [] {
         const Process given(no_work, "x");
         return given.name() + " " + Process().name();
       },
       "x Process-2"},
      {"Process.name-function", [] { return Process(no_work).name(); }, "Process-1"},
      {"Process.name-main", [] { return current_process().name(); }, "MainProcess"},
      {"Process.pid-main", [] { return *current_process().pid() == multiprocessing::getpid(); },
       "true"},
      {"Process.pid-new", [] { return Process().pid().has_value(); }, "false"},
      {"Process.pid-ended", [] { return ended().pid().has_value(); }, "true"},
      {"Process.parent-main", [] { return multiprocessing::parent_process().has_value(); },
       "false"},
  });
}

TEST_CASE("Process: what it must not be asked raises as in CPython", "[primitives][process]") {
  check_cases({
      {"Process.start-twice-ended", [] { ended().start(); },
       "raises AssertionError: cannot start a process twice"},
      {"Process.start-twice-running",
       [] {
         const Process child(no_work);
         child.start();
         child.start();
       },
       "raises AssertionError: cannot start a process twice"},
      {"Process.join-not-started", [] { Process().join(); },
       "raises AssertionError: can only join a started process"},
      {"Process.join-main-itself", [] { current_process().join(); },
       "raises AssertionError: can only join a child process"},
      {"Process.join-twice", [] { ended().join(); }, "nothing"},
      {"Process.terminate-new", [] { Process().terminate(); },
       "raises AttributeError: 'NoneType' object has no attribute 'terminate'"},
      {"Process.kill-new", [] { Process().kill(); },
       "raises AttributeError: 'NoneType' object has no attribute 'kill'"},
      {"Process.terminate-ended", [] { ended().terminate(); }, "nothing"},
      {"Process.daemon-set-ended", [] { ended().set_daemon(true); },
       "raises AssertionError: process has already started"},
      {"Process.close-twice", [] { closed().close(); }, "nothing"},
      {"Process.close-new", [] { Process().close(); }, "nothing"},
      {"Process.start-closed",
       [] {
         const Process child;
         child.close();
         child.start();
       },
       "raises ValueError: process object is closed"},
      {"Process.join-closed", [] { closed().join(); },
       "raises ValueError: process object is closed"},
      {"Process.alive-closed", [] { return closed().is_alive(); },
       "raises ValueError: process object is closed"},
      {"Process.exitcode-closed", [] { return closed().exitcode().has_value(); },
       "raises ValueError: process object is closed"},
      {"Process.pid-closed", [] { return closed().pid().has_value(); },
       "raises ValueError: process object is closed"},
      {"Process.terminate-closed", [] { closed().terminate(); },
       "raises ValueError: process object is closed"},
      {"Process.name-closed", [] { return closed().name(); }, "Process-1"},
  });
}

TEST_CASE("Process: is_alive and exitcode without a running child", "[primitives][process]") {
  check_cases({
      {"Process.alive-new", [] { return Process().is_alive(); }, "false"},
      {"Process.alive-ended", [] { return ended().is_alive(); }, "false"},
      {"Process.alive-main", [] { return current_process().is_alive(); }, "true"},
      {"Process.exitcode-new", [] { return Process().exitcode().has_value(); }, "false"},
      {"Process.exitcode-main", [] { return current_process().exitcode().has_value(); }, "false"},
      {"Process.daemon-default", [] { return Process().daemon(); }, "false"},
      {"Process.daemon-main", [] { return current_process().daemon(); }, "false"},
      {"Process.exit-normal", [] { return exit_code_of(no_work); }, "0"},
      {"Process.exit-sys-exit", [] { return exit_code_of([] { throw SystemExit(); }); }, "0"},
      {"Process.exit-sys-exit-3", [] { return exit_code_of([] { throw SystemExit(3); }); }, "3"},
      {"Process.exit-sys-exit-256", [] { return exit_code_of([] { throw SystemExit(256); }); },
       "0"},
      {"Process.exit-sys-exit-minus-1", [] { return exit_code_of([] { throw SystemExit(-1); }); },
       "255"},
      {"Process.exit-no-target",
       [] {
         const Process child;
         child.start();
         child.join();
         return *child.exitcode();
       },
       "0"},
  });
}

TEST_CASE("Process: an exception ends it with 1 and is a finding", "[primitives][process]") {
  const Report report =
      explore_all([] { outcome(exit_code_of([] { throw RuntimeError("boom"); })); });
  CHECK(report.outcome_values() == Results{"1"});
  REQUIRE(report.find(Kind::uncaught_exception) != nullptr);
  CHECK(report.find(Kind::uncaught_exception)->message ==
        "RuntimeError: boom left Process-1/MainThread.");
}

TEST_CASE("Process: while it runs its end is open", "[primitives][process]") {
  const auto program = [] {
    const Process child([] { yield(); });
    child.start();
    outcome(child.is_alive());
    child.join(0.05);
    const auto code = child.exitcode();
    outcome(code ? std::to_string(*code) : "None");
  };
  CHECK(results(program) == Results{"false 0", "true 0", "true None"});
}

TEST_CASE("Process: close is refused while it may run", "[primitives][process]") {
  const Report report = explore_all([] {
    const Process child([] { yield(); });
    child.start();
    child.close();
    outcome("closed");
  });
  CHECK(report.outcome_values() == Results{"", "closed"});
  REQUIRE(report.find(Kind::misuse) != nullptr);
  CHECK(report.find(Kind::misuse)->message ==
        "main uses a primitive against its rules: ValueError: Cannot close a process while it is "
        "still running. You should first call join() or terminate().");
}

TEST_CASE("Process: a child of a child is named after it", "[primitives][process]") {
  CHECK(results(in_child([] {
          outcome(Process().name());
          outcome(current_process().name());
          outcome(multiprocessing::parent_process()->name());
        })) == Results{"Process-1:1 Process-1 MainProcess"});
}

TEST_CASE("Process: only its parent may start and join it", "[primitives][process]") {
  const auto program = [] {
    const Process first(no_work);
    first.start();
    const Process other;
    const Process second([=] {
      for (const auto& deed : {+[](const Process&a, const Process&) { a.join(); },
                               +[](const Process&a, const Process&) { (void)a.is_alive(); },
                               +[](const Process&, const Process&b) { b.start(); }}) {
        try {
          deed(first, other);
        } catch (const AssertionError& error) {
          outcome(std::string(error.what()));
        }
      }
      outcome(first.exitcode().has_value());
    });
    second.start();
    second.join();
    first.join();
  };
  CHECK(results(program) ==
        Results{"can only join a child process can only test a child process can only start a "
                "process object created by current process false"});
}

TEST_CASE("Process: a daemonic one has no children and hands daemon on", "[primitives][process]") {
  const auto program = [] {
    const Process child(
        [] {
          const Process grandchild(no_work);
          outcome(grandchild.daemon());
          try {
            grandchild.start();
          } catch (const AssertionError& error) {
            outcome(std::string(error.what()));
          }
        },
        ProcessOptions{.daemon = true});
    child.start();
    child.join();
  };
  CHECK(results(program) == Results{"true daemonic processes are not allowed to have children"});
}

TEST_CASE("Process: it waits for its own threads and children", "[primitives][process]") {
  const auto program = [] {
    const Atomic<int> done{0, "done"};
    const Process child([=] {
      const threading::Thread thread([=] { done.add(1); });
      thread.start();
      const Process grandchild([] { outcome("grandchild"); });
      grandchild.start();
    });
    child.start();
    child.join();
    outcome(*child.exitcode());
  };
  CHECK(results(program) == Results{"0 | grandchild"});
}

TEST_CASE("Process: the program waits for its children", "[primitives][process]") {
  CHECK(results([] {
          const Process child([] {
            yield();
            outcome("child");
          });
          child.start();
          outcome("main");
        }) == Results{"main | child"});
}

TEST_CASE("Process: active_children joins those that have ended", "[primitives][process]") {
  CHECK(results([] {
          const Process child(no_work);
          child.start();
          child.join();
          const Process other([] { yield(); });
          other.start();
          outcome(multiprocessing::active_children().size());
        }) == Results{"0", "1"});
}

TEST_CASE("Process: terminate strikes at every place", "[primitives][process]") {
  const auto program = [] {
    const Process child([] {
      yield();
      outcome("half");
      yield();
      outcome("whole");
    });
    child.start();
    child.terminate();
    child.join();
    outcome(*child.exitcode());
  };
  CHECK(results(program) == Results{"-15", "-15 | half", "-15 | half whole", "0 | half whole"});
}

TEST_CASE("Process: kill ends it with -9, and it need not be its parent", "[primitives][process]") {
  const auto program = [] {
    const threading::Lock never{"never"};
    never.acquire();
    const Process victim([=] { never.acquire(); });
    victim.start();
    const Process killer([=] { victim.kill(); });
    killer.start();
    killer.join();
    victim.join();
    outcome(*victim.exitcode());
  };
  CHECK(results(program) == Results{"-9"});
}

TEST_CASE("Process: daemon threads end with their process", "[primitives][process]") {
  const auto program = [] {
    const Process child([] {
      threading::ThreadOptions daemon;
      daemon.daemon = true;
      const threading::Thread thread(
          [] {
            outcome("begun");
            yield();
            outcome("done");
          },
          daemon);
      thread.start();
    });
    child.start();
    child.join();
    outcome(*child.exitcode());
  };
  CHECK(results(program) == Results{"0", "0 | begun", "0 | begun done"});
}

TEST_CASE("Process: run may be called directly, more than once", "[primitives][process]") {
  CHECK(results([] {
          Process process([] { outcome(multiprocessing::getpid()); });
          process.run();
          process.run();
          outcome(process.is_alive());
        }) == Results{"1000 1000 false"});
}

TEST_CASE("Process: arguments are copies", "[primitives][process]") {
  CHECK(results([] {
          std::vector<int> list{1};
          const Process child(
              [](std::vector<int>& own) {
                own.push_back(2);
                outcome(own.size());
              },
              args(list));
          child.start();
          child.join();
          outcome(list.size());
        }) == Results{"1 | 2"});
}
