// The vocabulary that all explanations share: who, what, at which step and line.
#pragma once

#include <string>
#include <vector>

#include "heddle/checker/detector.hpp"

namespace heddle::words {

/// "step 5".
std::string step(const Trace& trace, EventIndex event);
/// " (model.cpp:31)", without folders; empty where no place is known.
std::string place(const char* file, int line);
/// The same without brackets, for within a sentence: "model.cpp:31".
std::string spot(const char* file, int line);
std::string spot(const Trace& trace, EventIndex event);
/// "step 5 (model.cpp:31)".
std::string at(const Trace& trace, EventIndex event);
/// "t1 does `write x = 1` at step 5 (model.cpp:31)": in the words of the witness.
std::string deed(const Trace& trace, EventIndex event);
/// With a full stop at the end, if there is none.
std::string sentence(std::string text);
/// "`not_empty`".
std::string quoted(const Trace& trace, ObjectId object);
/// "A", "A and B", "A, B and C".
std::string list(const std::vector<std::string>& items);
std::string threads(const Trace& trace, const std::vector<ThreadId>& threads);
/// The locks that a thread holds after `count` events: "`a` and `b`", or "no lock".
std::string locks(const Trace& trace, ThreadId thread, std::uint32_t count);
/// How the waiters of an object are woken: "set" of an event, "notify" of a condition.
std::string wake(const Trace& trace, ObjectId object);
/// What every thread that is blocked at the end waits for: "consumer -> notify of not_empty (last
/// one: step 8);  main -> join(consumer)". Empty if none is.
std::string waits(const Trace& trace);
/// The same of one thread: "notify of not_empty (last one: step 8)". Empty if it is not blocked.
std::string waits(const Trace& trace, ThreadId thread);
/// Where a thread is about to do what it announced: " (model.cpp:31)".
std::string wanted_at(const Trace& trace, ThreadId thread);
/// The line of the witness in which a thread is blocked: "step 11 (model.cpp:31)".
std::string stuck_at(const Trace& trace, ThreadId thread);
/// What the holder of an object that has words for it lets another wait by: "Process-1 still has a
/// copy of the sending end of `pipe` open". Empty: it holds the object.
std::string share(const Trace& trace, const OperationPart& part, ThreadId holder);
/// Why `waiter`, which is blocked by `part`, waits for a holder: "Thread-1 holds `a` since step 3
/// (model.cpp:10); Thread-2 wants it (model.cpp:20)."
std::string wait_for(const Trace& trace, ThreadId waiter, const OperationPart& part,
                     ThreadId holder);

/// Begins a finding: its message and the names of threads and objects.
void begin(const Trace& trace, const Detection& detection, std::string message, Finding& finding);
/// The decisive steps: the first, and each of those that come then.
void first(Finding& finding, std::string text);
void then(Finding& finding, std::string text);
/// Why that order was possible.
void why(Finding& finding, std::string text);
/// What to do: one sentence.
void fix(Finding& finding, std::string text);
void remark(Finding& finding, std::string text);
/// Adds what `waits` says, if anything.
void add_waits(const Trace& trace, Finding& finding);

}  // namespace heddle::words
