#include "heddle/tools/death.hpp"

#include <sys/wait.h>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

std::string signal_words(int signal) {
  switch (signal) {
    case SIGSEGV: return "SIGSEGV (invalid memory access)";
    case SIGBUS: return "SIGBUS (invalid memory access)";
    case SIGFPE: return "SIGFPE (division by zero or another arithmetic error)";
    case SIGILL: return "SIGILL (illegal instruction)";
    case SIGABRT: return "SIGABRT (abort, a failed assert or std::terminate)";
    case SIGKILL: return "SIGKILL (most likely memory ran out)";
    default: return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
  }
}

Death silence(const Job& job, bool blocked) {
  Death death;
  death.kind = Kind::no_scheduling_point;
  const std::string limit = spoken_seconds(job.silence_seconds);
  death.what = blocked ? "has been blocked outside of Heddle for " + limit
                       : "has used " + limit + " of CPU time without any operation";
  death.explanation = {
      {"why", blocked
                  ? "it waits for something that Heddle does not schedule: a real mutex, a "
                    "read, a sleep of the operating system."
                  : "a loop that never comes to a scheduling point: no other thread can run, so "
                    "what it waits for never happens."},
      {"fix", blocked ? "use Heddle's primitives, sleep() included."
                      : "wait with a Condition, Event, await() or spin_until(), or call yield() in "
                        "the loop; shared variables must be Shared<T> or Atomic<T>."}};
  return death;
}

Death early_exit(int status) {
  Death death;
  death.kind = Kind::early_exit;
  death.what = "ended the process with status " + std::to_string(status);
  death.explanation = {
      {"why", "exit(), quick_exit() or _exit() ends all threads wherever they stand."},
      {"fix", "return from the thread's function, or throw SystemExit, which ends one thread."}};
  return death;
}

Death stack_overflow(const Job& job) {
  Death death;
  death.kind = Kind::stack_overflow;
  death.what = "used up its stack of " + std::to_string(job.options.stack_bytes / 1024) + " KiB";
  death.explanation = {{"why", "a recursion without end, or local variables that are too large."},
                       {"fix", "end the recursion; put large arrays into a std::vector."}};
  return death;
}

Death crash(const std::string& how) {
  Death death;
  death.what = how;
  death.explanation = {{"why",
                        "what it did after that step is an error in any interleaving that "
                        "leads there; a debugger shows the line."}};
  return death;
}

Death forbidden_call(int number) {
  Death death = crash("asked the operating system for `" + system_call_name(number) +
                      "`, which is forbidden here");
  death.explanation = {{"why",
                        "the program runs in a sandbox: it may compute and use Heddle's "
                        "primitives, not open files, start programs or threads, or send signals."},
                       {"fix", "leave that call out."}};
  return death;
}

Death too_much_output(const Job& job) {
  Death death =
      crash("printed more than the " + with_commas(job.sandbox ? job.sandbox->output_bytes : 0) +
            " bytes it may print");
  death.explanation = {{"fix", "print less: what is printed counts in every execution."}};
  return death;
}

/// A short, stable id for a death that no witness explains.
std::string id_of(Kind kind, const char* file) {
  std::uint32_t hash = 2166136261U;
  const char* slash = std::strrchr(file, '/');
  for (const char* c = slash != nullptr ? slash + 1 : file; *c != '\0'; ++c) {
    hash = (hash ^ static_cast<unsigned char>(*c)) * 16777619U;
  }
  char digits[16];
  std::snprintf(digits, sizeof digits, "-%06x", hash & 0xffffffU);
  return std::string(kind_letters(kind)) + digits;
}

/// Where it was: "after step 4 (write counter = 3, model.cpp:12)".
std::string place(const Finding& finding, const NotedRun& run) {
  const std::string thread = finding.threads.empty() ? std::string{} : finding.threads.front();
  for (std::size_t i = finding.events.size(); i-- > 0;) {
    const ReportEvent& event = finding.events[i];
    if (event.thread != thread) continue;
    const std::string file = event.file.substr(event.file.rfind('/') + 1);
    std::string text = " after step " + std::to_string(event.step) + " (" + event.text;
    if (!file.empty()) text += ", " + file + ":" + std::to_string(event.line);
    return text + ")";
  }
  if (!finding.events.empty() || run.file[0] == '\0') return " before its first step";
  const char* slash = std::strrchr(run.file, '/');
  return std::string(" after ") + (slash != nullptr ? slash + 1 : run.file) + ":" +
         std::to_string(run.line);
}

}  // namespace

Death forgery() {
  Death death = crash("wrote into the pipe by which results are sent");
  death.explanation = {{"why", "nobody but the checker may say what it found."}};
  return death;
}

Death death_of(const Job& job, const Journal& journal, int wait_status, bool silent, bool blocked) {
  if (silent) return silence(job, blocked);
  switch (journal.cause.load()) {
    case Cause::exit: return early_exit(journal.status);
    case Cause::stack_overflow: return stack_overflow(job);
    case Cause::signal: return crash("crashed: " + signal_words(journal.signal));
    case Cause::forbidden_call: return forbidden_call(journal.status);
    case Cause::output: return too_much_output(job);
    case Cause::sanitizer: return crash("was ended by a sanitizer: its message stands above");
    case Cause::none: break;
  }
  if (WIFSIGNALED(wait_status)) return crash("was ended by " + signal_words(WTERMSIG(wait_status)));
  // exit, quick_exit and _exit would have been noticed.
  return crash("ended the process with status " + std::to_string(WEXITSTATUS(wait_status)) +
               " past all hooks: a sanitizer's message may stand above");
}

Finding finding_of(const Death& death, const Journal& journal,
                   const std::optional<Finding>& witness, std::uint64_t found) {
  Finding finding;
  const NotedRun& run = journal.run;
  const bool noted = run.complete.load() && run.execution == found;
  if (witness) {
    finding = *witness;
  } else if (noted) {
    finding.id = id_of(death.kind, run.file);
    finding.schedule = run.schedule().text();
    finding.threads.emplace_back(run.running);
  } else {
    finding.id = id_of(death.kind, "");
  }
  finding.kind = death.kind;
  finding.severity = severity_of(death.kind);
  finding.executions = 1;
  finding.first_execution = found;
  finding.explanation = death.explanation;
  const std::string who = finding.threads.empty() ? "the program" : finding.threads.front();
  finding.message = who + " " + death.what;
  if (witness || noted) finding.message += place(finding, run);
  finding.message += '.';
  if (!witness && noted) {
    finding.explanation.emplace_back(
        "remark",
        "the same schedule, run a second time, did not end in this way: the steps are "
        "not known.");
  }
  return finding;
}

}  // namespace heddle::tools
