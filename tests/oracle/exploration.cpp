#include "heddle/tests/oracle/exploration.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

#include "heddle/checker/execution.hpp"
#include "heddle/checker/search.hpp"
#include "heddle/tests/checker/legs.hpp"

namespace heddle::oracle {
namespace {

constexpr std::uint64_t kMostInterleavings = 1500;

class Hash {
 public:
  void mix(std::uint64_t word) {
    form_.first = (form_.first ^ word) * 0x9e3779b97f4a7c15;
    form_.first ^= form_.first >> 29;
    form_.second = (form_.second + word) * 0xbf58476d1ce4e5b9;
    form_.second ^= form_.second >> 32;
  }
  [[nodiscard]] const Form& form() const { return form_; }

 private:
  Form form_{0x243f6a8885a308d3, 0x13198a2e03707344};
};

void mix_label(Hash& hash, const Label& label) {
  hash.mix(std::uint64_t{label.object} << 32 | label.tag);
  hash.mix(label.kind * 4U + (label.wrote ? 2U : 0U) + (label.expired ? 1U : 0U));
  hash.mix(static_cast<std::uint64_t>(label.a));
  hash.mix(static_cast<std::uint64_t>(label.b));
  hash.mix(static_cast<std::uint64_t>(label.result));
}

Form form_of_event(const Trace& trace, EventIndex number) {
  const TraceEvent& event = trace.events[number];
  Hash hash;
  hash.mix(std::uint64_t{event.thread} << 32 | event.index);
  hash.mix(event.alternative);
  for (const Part& part : trace.parts_of(event)) mix_label(hash, part.label);
  std::uint64_t sum = 0;  // the order of independent predecessors is no part of the form
  for (EventIndex i = 0; i < number; ++i) {
    const TraceEvent& earlier = trace.events[i];
    if (earlier.thread == event.thread || earlier.scheduling != Scheduling::visible) continue;
    if (!dependent(trace, earlier, event)) continue;
    Hash one;
    one.mix(std::uint64_t{earlier.thread} << 32 | earlier.index);
    sum += one.form().first;
  }
  hash.mix(sum);
  return hash.form();
}

/// A program that is being run by Heddle.
class Live {
 public:
  explicit Live(const Program& program) : program_(program) {}

  void run_main() {
    results_.assign(program_.threads.size(), {});
    for (const auto& subject : program_.subjects) subject->make();
    std::vector<threading::Thread>& threads = program_.live;
    threads.clear();
    for (ThreadId i = 1; i < program_.threads.size(); ++i) {
      threads.emplace_back([this, i] { run_calls(i); });
    }
    if (program_.main_starts) return run_calls(0);
    for (const threading::Thread& thread : threads) thread.start();
    for (const threading::Thread& thread : threads) thread.join();
  }

  [[nodiscard]] std::string final_state(const Trace& trace) const {
    std::string words;
    for (ThreadId number = 0; number < results_.size(); ++number) {
      const ThreadSummary& thread = trace.threads[number];
      const char* noun = nullptr;
      int kind = 0;
      if (thread.exists && thread.pending && (number > 0 || program_.main_starts)) {
        noun = trace.spec(thread.parts.at(0).object).noun;
        kind = thread.parts[0].action.kind;
      }
      words += final_words(number, results_[number], noun, kind);
    }
    return words;
  }

 private:
  void run_calls(ThreadId self) {
    int line = 0;
    for (const Call& call : program_.threads[self]) {
      const Where where{"program", self == 0 ? "main" : self == 1 ? "first" : "second", ++line};
      if (!call.run) continue;
      try {
        results_[self] += ' ' + call.run(where);
      } catch (const Exception& exception) {
        results_[self] += ' ' + raised(exception.name());
        if (program_.throws) throw;
      }
    }
  }

  const Program& program_;
  std::vector<std::string> results_;
};

/// Collects final states and classes.
class Collector final : public Watcher {
 public:
  explicit Collector(const Live& live) : live_(live) {}
  void begin(const Execution& execution) override { execution_ = &execution; }
  void executed(const Report& so_far) override {
    if (so_far.executions + so_far.redundant <= 1) explored_ = {};  // it began again
    const Trace& trace = execution_->trace();
    if (trace.ending == Ending::redundant) return;
    explored_.finals.insert(live_.final_state(trace));
    ++explored_.classes[canonical_form(trace)];
  }
  Explored take(Report report) {
    explored_.report = std::move(report);
    return std::move(explored_);
  }

 private:
  const Live& live_;
  const Execution* execution_ = nullptr;
  Explored explored_;
};

Report search(const Program& program, const Options& options) {
  Live live(program);
  const std::function<void()> main = [&live] { live.run_main(); };
  return Search(main, options, nullptr).run();
}

/// Whether a replay shows the same finding. The numbers of executions differ.
bool same_witness(const Finding& a, const Finding& b) {
  return a.id == b.id && a.kind == b.kind && a.symptom == b.symptom && a.message == b.message &&
         a.explanation == b.explanation && a.schedule == b.schedule &&
         a.preemptions == b.preemptions && a.columns == b.columns && a.threads == b.threads &&
         a.objects == b.objects && a.events == b.events;
}

std::string replay_complaint(const Program& program, const Finding& finding) {
  Options options = program.options;
  options.strategy = "replay";
  options.schedule = finding.schedule;
  options.keep_going = true;
  const Report report = search(program, options);
  for (const Finding& again : report.findings) {
    if (again.id != finding.id) continue;
    return same_witness(finding, again) ? "" : finding.id + " replays to another finding\n";
  }
  // Locks may have been taken in the one order in one execution, in the other in another.
  if (finding.kind == Kind::lock_order) return {};
  std::string kinds;
  for (const Finding& other : report.findings) kinds += " " + other.id + ": " + other.message;
  return finding.id + " (" + finding.message + ") does not replay from " + finding.schedule +
         ", which shows" + kinds + "\n";
}

std::string difference(const char* name, const Finals& found, const Finals& expected) {
  std::string text;
  for (const std::string& final : expected) {
    if (!found.contains(final)) text += std::string(name) + " misses " + final + "\n";
  }
  for (const std::string& final : found) {
    if (!expected.contains(final)) text += std::string(name) + " invents " + final + "\n";
  }
  return text;
}

std::string class_complaints(const std::string& name, const Explored& all,
                             const Explored& reduced) {
  std::string text;
  for (const auto& [form, executions] : all.classes) {
    if (!reduced.classes.contains(form)) text += name + " misses a class\n";
  }
  for (const auto& [form, executions] : reduced.classes) {
    if (executions > 1) text += name + " runs a class twice\n";
    if (!all.classes.contains(form)) text += name + " invents a class\n";
  }
  if (reduced.report.executions != all.classes.size()) {
    text += name + " has " + std::to_string(reduced.report.executions) + " executions for " +
            std::to_string(all.classes.size()) + " classes\n";
  }
  return text;
}

/// What some interleaving races on, and whether one deadlocks.
Finals bugs(const Report& report) {
  Finals all;
  for (const Finding& finding : report.findings) {
    if (finding.kind == Kind::deadlock) all.insert("a deadlock");
    if (finding.kind != Kind::data_race) continue;
    for (const std::string& object : finding.objects) all.insert("a race on " + object);
  }
  return all;
}

int number_from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : otherwise;
}

}  // namespace

Form canonical_form(const Trace& trace) {
  // Events of one thread follow each other in every member of the class, so a sum will do.
  Form sum{0, 0};
  for (EventIndex i = 0; i < trace.size(); ++i) {
    // The others depend on nothing, or follow from these.
    if (trace.events[i].scheduling != Scheduling::visible) continue;
    const Form form = form_of_event(trace, i);
    sum.first += form.first;
    sum.second += form.second;
  }
  return sum;
}

Explored explore_program(const Program& program, const char* strategy, Reduce reduce) {
  Live live(program);
  Collector collector(live);
  Options options = program.options;
  options.strategy = strategy;
  options.reduce = reduce;
  options.keep_going = true;
  const std::function<void()> main = [&live] { live.run_main(); };
  return collector.take(Search(main, options, &collector).run());
}

/// A search in three legs has the same report as one in a single leg.
std::string leg_complaint(const Program& program, const Report& whole) {
  Live live(program);
  Options options = program.options;
  options.strategy = "optimal";
  options.keep_going = true;
  const std::function<void()> main = [&live] { live.run_main(); };
  Keeper keeper;
  Report report;
  do {
    options.max_executions += whole.executions / 3 + 1;
    report = Search(main, options, &keeper).run();
  } while (keeper.next_leg());
  return timeless(report) == timeless(whole)
             ? ""
             : "a search in legs differs\n" + timeless(report) + "from\n" + timeless(whole);
}

std::string complaints(const Program& program) {
  const Reference reference = enumerate(program);
  const Explored all = explore_program(program, "dfs", Reduce::none);
  const Explored reduced = explore_program(program, "dfs", Reduce::sleep);
  const Explored optimal = explore_program(program, "optimal", Reduce::none);
  std::string text = difference("brute force", all.finals, reference.finals);
  text += difference("sleep sets", reduced.finals, reference.finals);
  text += difference("the optimal search", optimal.finals, reference.finals);
  if (all.report.executions != reference.interleavings) {
    text += "brute force has " + std::to_string(all.report.executions) + " executions for " +
            std::to_string(reference.interleavings) + " interleavings\n";
  }
  text += class_complaints("sleep sets", all, reduced);
  text += class_complaints("the optimal search", all, optimal);
  text += difference("sleep sets", bugs(reduced.report), bugs(all.report));
  text += difference("the optimal search", bugs(optimal.report), bugs(all.report));
  text += leg_complaint(program, optimal.report);
  if (optimal.report.redundant > 0) text += "the optimal search has redundant runs\n";
  for (const Report* report : {&all.report, &reduced.report, &optimal.report}) {
    if (!report->exhaustive) text += "the search has not ended\n";
    for (const Finding& finding : report->findings) text += replay_complaint(program, finding);
  }
  return text;
}

std::unique_ptr<Program> draw_program(const Family& family, std::uint64_t number) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    Random random(number * 1'000'003 + attempt);
    auto program = std::make_unique<Program>();
    family(*program, random);
    if (program->threads.size() == 1) program->draw_threads(random);
    const std::uint64_t paths = enumerate(*program).interleavings;
    if (paths > 1 && paths <= kMostInterleavings) return program;
  }
}

int programs_per_family() {
  const bool nightly = number_from_environment("HEDDLE_NIGHTLY", 0) != 0;
  return number_from_environment("HEDDLE_PROGRAMS", nightly ? 10'000 : 300);
}

void check_family(const Family& family) {
  int wrong = 0;
  for (int number = 0; number < programs_per_family() && wrong < 3; ++number) {
    const auto program = draw_program(family, static_cast<std::uint64_t>(number));
    const std::string text = complaints(*program);
    if (text.empty()) continue;
    ++wrong;
    FAIL_CHECK("program " << number << ":\n" << program->text() << text);
  }
  CHECK(wrong == 0);
}

bool complains(const Family& family, int programs) {
  for (int number = 0; number < programs; ++number) {
    try {
      if (!complaints(*draw_program(family, static_cast<std::uint64_t>(number))).empty())
        return true;
    } catch (const InternalError&) {
      return true;
    }
  }
  return false;
}

}  // namespace heddle::oracle
