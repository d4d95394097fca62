#include "heddle/tools/kind_words.hpp"

#include <algorithm>
#include <array>

#include "heddle/checker/errors.hpp"

namespace heddle::tools {
namespace {

constexpr std::array kKindTexts = {
    KindText{Kind::data_race, "Two accesses to one variable that nothing orders",
             "Two threads access one variable, at least one of them writes, and nothing orders the "
             "two accesses. Hold the same lock at both, or make the variable atomic."},
    KindText{Kind::deadlock, "Threads wait for each other, or for what never comes",
             "Threads wait for locks or events that none of them can ever get. Take locks in one "
             "order everywhere, and see to it that whatever is waited for happens."},
    KindText{
        Kind::lost_wakeup, "A notify came before the wait, or woke the wrong thread",
        "A thread waits for ever: the notify that was meant for it came before its wait began, "
        "or woke a thread that could not use it. Test the predicate and wait under one "
        "acquisition of the lock."},
    KindText{Kind::stolen_wakeup, "Another thread took what a waiter was woken for",
             "Between the notify and the turn of the thread that it woke another thread took the "
             "item. Wait in a loop that tests the predicate again."},
    KindText{Kind::lost_update, "A write was computed from a value that is no longer there",
             "A thread writes what it computed from an earlier read, and overwrites what another "
             "thread has written in between. Read and write in one step or under one lock."},
    KindText{Kind::assertion, "A check or an invariant does not hold",
             "A condition that the program states is false in some interleaving."},
    KindText{Kind::uncaught_exception, "An exception left a thread",
             "An exception that nobody caught ended a thread. As in Python it ends that thread "
             "alone; the others go on without it."},
    KindText{Kind::livelock, "Threads poll for what nobody will change",
             "All threads that could go on test something again and again, and none of them will "
             "ever change it."},
    KindText{Kind::starvation, "A thread is passed over again and again",
             "A thread that waits is passed over by others for ever, although what it waits for "
             "becomes free."},
    KindText{Kind::misuse, "A primitive is used against its rules",
             "A call breaks a rule of the primitive, such as the release of a lock that is not "
             "held."},
    KindText{Kind::leaked_thread, "A thread still runs when the program has ended",
             "The main thread ends without waiting for a thread that is no daemon. Join it."},
    KindText{Kind::lock_order, "Two locks are taken in both orders",
             "Two locks are taken in one order here and in the other order there. It may deadlock "
             "once the program changes: take them in one order everywhere."},
    KindText{Kind::nondeterministic_program, "The same schedule gave two different runs",
             "The program does something that the schedule does not decide: it asks for the time, "
             "draws random numbers, compares addresses, or keeps state from run to run."},
    KindText{Kind::daemon_killed_holding, "The program ends while a daemon holds a lock",
             "The end of the program stops a daemon thread in the middle of a critical section, so "
             "that what the lock protects may be half done. Stop and join the thread."},
    KindText{Kind::fork_with_held_lock, "A process is forked while a lock is held",
             "A process is forked while another thread holds a lock. The child's copy of the lock "
             "is held by nobody who could release it."},
    KindText{Kind::endpoint_race, "Two processes use one end of a pipe at once",
             "Two processes or threads send or receive at the same end of a pipe at the same time, "
             "so that what they transfer may be mixed. Put a lock around it, or use a queue."},
    KindText{Kind::join_before_drain, "A process is joined before its queue is emptied",
             "A process that has put items on a queue does not end before they are taken, and it "
             "is joined first. Take the items, then join."},
    KindText{Kind::terminated_holding, "A process is terminated while it holds a lock",
             "A process is terminated or killed while it holds a lock that others wait for. Ask it "
             "to end instead."},
    KindText{Kind::task_done_missing, "A queue's join waits for a task_done that never comes",
             "The join of a queue waits until task_done was called once for every item, and an "
             "item was taken without it."},
    KindText{Kind::unpicklable_argument, "An argument cannot be copied to the new process",
             "What is given to a process that is not forked must be something that can be "
             "pickled."},
    KindText{Kind::crash, "The program crashes",
             "A signal such as SIGSEGV or SIGABRT ended the process in some interleaving."},
    KindText{Kind::stack_overflow, "A thread's stack overflows",
             "A thread needs more stack than it has, most often by recursion without an end."},
    KindText{Kind::no_scheduling_point, "A thread computes without ever reaching an operation",
             "A thread runs on without any operation that could let another one go: an endless "
             "loop, or one that waits for an ordinary variable."},
    KindText{
        Kind::early_exit, "The program ends its process",
        "The program calls exit, _exit or the like, and so ends the process that explores it."},
    KindText{
        Kind::fork_with_threads, "A process is forked while other threads run",
        "A process is forked while it has several threads. Only the one that forks lives on in "
        "the child: locks and data of the others stay as they were at that moment."},
    KindText{Kind::orphaned_process, "A process outlives the one that started it",
             "A process was terminated or killed, and a child of its own goes on running, which "
             "nobody joins."},
    KindText{Kind::relies_on_time, "Only a long enough sleep or timeout hides the bug",
             "The program is right only as long as a sleep or a timeout is longer than what other "
             "threads need. Wait for the event itself."},
};

}  // namespace

const KindText& kind_text(Kind kind) {
  const auto found = std::find_if(kKindTexts.begin(), kKindTexts.end(),
                                  [kind](const KindText& text) { return text.kind == kind; });
  HEDDLE_CHECK(found != kKindTexts.end());
  return *found;
}

std::string spaced_name(Kind kind) {
  std::string words(kind_name(kind));
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

}  // namespace heddle::tools
