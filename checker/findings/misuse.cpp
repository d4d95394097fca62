// misuse: a primitive was used against its rules and nobody caught the exception; or a condition
// over a plain lock was waited on or notified by a thread that did not hold the lock while another
// did, which CPython does not notice (semantics, section 1, Condition).
#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/uncaught.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class Misuse final : public Detector {
 public:
  [[nodiscard]] std::uint32_t roles() const override { return role_bit(Role::enqueue); }
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override {
    return kind == Kind::misuse || kind == Kind::unpicklable_argument;
  }
};

/// The plain lock that a condition's waits give back, or kNoObject. Of an owned lock the primitive
/// itself notices.
ObjectId plain_lock_of(const Trace& trace, ObjectId condition) {
  for (std::uint32_t p = trace.objects[condition].last; p != kNone; p = trace.parts[p].previous) {
    for (const Part& part : trace.parts_of(trace.parts[p].event)) {
      const Role role = trace.role(part.label);
      if (part.label.object == condition || (role != Role::release && role != Role::acquire)) {
        continue;
      }
      return trace.spec(part.label.object).owned ? kNoObject : part.label.object;
    }
  }
  return kNoObject;
}

/// Whether the last thing that happened to a lock, at its part `last` or before, is that `thread`
/// took it.
bool took_last(const Trace& trace, std::uint32_t last, ThreadId thread) {
  for (std::uint32_t p = last; p != kNone; p = trace.parts[p].previous) {
    const Label& label = trace.parts[p].label;
    const Role role = trace.role(label);
    if (role == Role::acquire && !label.expired) return label.thread == thread;
    if (role == Role::release && label.wrote) return false;
  }
  return false;
}

/// Walks the histories of a condition and its lock side by side.
void conclude_condition(const Trace& trace, ObjectId condition, std::vector<Detection>& out) {
  const ObjectId lock = plain_lock_of(trace, condition);
  if (lock == kNoObject) return;
  std::uint32_t before = trace.objects[lock].last;
  for (std::uint32_t p = trace.objects[condition].last; p != kNone; p = trace.parts[p].previous) {
    const Part& part = trace.parts[p];
    const Role role = trace.role(part.label);
    if (role != Role::notify && role != Role::enqueue) continue;
    while (before != kNone && trace.parts[before].event >= part.event) {
      before = trace.parts[before].previous;
    }
    if (took_last(trace, before, part.label.thread)) continue;
    Detection detection;
    detection.kind = Kind::misuse;
    detection.events = {part.event};
    detection.threads = {part.label.thread};
    detection.objects = {condition, lock};
    out.push_back(std::move(detection));
  }
}

void Misuse::conclude(const Trace& trace, std::vector<Detection>& out) {
  if (!trace.uncaught.empty()) {
    conclude_uncaught(trace, Category::misuse, Kind::misuse, out);
    conclude_uncaught(trace, Category::unpicklable, Kind::unpicklable_argument, out);
  }
  if (!trace.has(Role::enqueue)) return;
  for (std::size_t i = 0; i < trace.objects.size(); ++i) {
    const ObjectRecord& object = trace.objects[i];
    const SpecTable& spec = *object.spec;
    if (object.alive && object.last != kNone && spec.has(Role::enqueue) && !is_pulse(spec)) {
      conclude_condition(trace, static_cast<ObjectId>(i), out);
    }
  }
}

void Misuse::explain(const Trace& trace, const Detection& detection, Finding& finding) const {
  const std::string who = trace.thread_name(detection.threads[0]);
  if (detection.objects.empty()) {
    const Uncaught* uncaught = uncaught_of(trace, detection);
    if (uncaught == nullptr) return;
    const bool pickles = detection.kind == Kind::unpicklable_argument;
    words::begin(trace, detection,
                 who +
                     (pickles ? " gives a new process what cannot be sent to it: "
                              : " uses a primitive against its rules: ") +
                     words::sentence(exception_words(*uncaught)),
                 finding);
    explain_end(trace, *uncaught, finding);
    if (pickles) {
      words::fix(
          finding,
          "make it in the process that uses it, pass a primitive of multiprocessing instead, "
          "or start the process by fork.");
    }
    return;
  }
  const EventIndex event = detection.events[0];
  const std::string lock = words::quoted(trace, detection.objects[1]);
  const bool waits = part_with(trace, event, Role::enqueue) != kNone;
  words::begin(trace, detection,
               who + (waits ? " waits on " : " notifies ") +
                   words::quoted(trace, detection.objects[0]) + " without holding its lock " +
                   lock + ".",
               finding);
  words::why(finding, "at " + words::at(trace, event) + " " + who + " holds " +
                          words::locks(trace, detection.threads[0], event) +
                          "; another thread has " + lock +
                          ", so that Python's own check does not notice.");
  words::fix(finding, "do it inside `with cv:`; an RLock (the default) notices the mistake.");
}

}  // namespace

std::unique_ptr<Detector> misuse(const Options&) { return std::make_unique<Misuse>(); }

}  // namespace heddle::findings
