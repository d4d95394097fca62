// endpoint-race: two processes that both send at one end of a pipe, or both receive, unordered by
// happens-before: a message is not one step there, so that they may mix up what they transfer
// (semantics, section 2, Pipe).
#include <algorithm>
#include <string_view>
#include <tuple>

#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

constexpr std::uint32_t kRoles = role_bit(Role::send) | role_bit(Role::receive);

class EndpointRace final : public Detector {
 public:
  [[nodiscard]] std::uint32_t roles() const override { return kRoles; }
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::endpoint_race; }
};

/// The end that a label is about.
std::uint32_t end_of(const Label& label) { return static_cast<std::uint32_t>(label.a); }

/// Whether the label transfers something at an end of a pipe.
bool transfers(const Trace& trace, const Label& label) {
  return (role_bit(trace.role(label)) & kRoles) != 0 && label.result >= 0;
}

bool together(const Trace& trace, const Part& a, const Part& b) {
  return trace.role(a.label) == trace.role(b.label) && end_of(a.label) == end_of(b.label) &&
         trace.threads[a.label.thread].process != trace.threads[b.label.thread].process &&
         !trace.ordered(a.event, b.event);
}

/// The latest event of the object before a part that races with it, or kNone.
EventIndex rival(const Trace& trace, const Part& now) {
  for (std::uint32_t p = now.previous; p != kNone; p = trace.parts[p].previous) {
    const Part& then = trace.parts[p];
    if (transfers(trace, then.label) && together(trace, then, now)) return then.event;
  }
  return kNone;
}

/// In an order that does not depend on the schedule, so that both interleavings are one finding.
Detection detection_of(const Trace& trace, EventIndex earlier, EventIndex later, ObjectId object) {
  const auto place = [&](EventIndex e) {
    const TraceEvent& event = trace.events[e];
    return std::tuple(std::string_view(event.file), event.line, event.thread);
  };
  if (place(later) < place(earlier)) std::swap(earlier, later);
  Detection detection;
  detection.kind = Kind::endpoint_race;
  detection.events = {earlier, later};
  detection.threads = {trace.events[earlier].thread, trace.events[later].thread};
  detection.objects = {object};
  return detection;
}

/// The first race at each end of each pipe, of senders and of receivers.
void EndpointRace::conclude(const Trace& trace, std::vector<Detection>& out) {
  if (!trace.has(Role::send) && !trace.has(Role::receive)) return;
  std::vector<std::tuple<ObjectId, Role, std::uint32_t>> known;
  for (EventIndex i = 0; i < trace.size(); ++i) {
    if (trace.events[i].scheduling == Scheduling::local) continue;
    for (const Part& part : trace.parts_of(i)) {
      const Label& label = part.label;
      if (!transfers(trace, label)) continue;
      const std::tuple end{label.object, trace.role(label), end_of(label)};
      if (std::find(known.begin(), known.end(), end) != known.end()) continue;
      const EventIndex earlier = rival(trace, part);
      if (earlier == kNone) continue;
      known.push_back(end);
      out.push_back(detection_of(trace, earlier, i, label.object));
    }
  }
}

void EndpointRace::explain(const Trace& trace, const Detection& detection, Finding& finding) const {
  const auto [earlier, later] = std::minmax({detection.events[0], detection.events[1]});
  const ObjectId object = detection.objects[0];
  const auto& parts = trace.parts_of(earlier);
  const bool sends = std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
    return part.label.object == object && trace.role(part.label) == Role::send;
  });
  const std::string name = words::quoted(trace, object);
  const auto process = [&](EventIndex event) {
    return trace.process_name(trace.threads[trace.events[event].thread].process);
  };
  words::begin(trace, detection,
               process(earlier) + " and " + process(later) +
                   (sends ? " both send at one end of " : " both receive at one end of ") + name +
                   ", and nothing orders them: the data may be corrupted.",
               finding);
  for (const EventIndex event : {earlier, later}) {
    words::why(finding, words::at(trace, event) + ": " + process(event) + ": " +
                            trace.describe(event) + ".");
  }
  words::fix(finding, std::string("give each process a pipe of its own, hold one lock in every ") +
                          (sends ? "send" : "recv") + ", or use a queue.");
}

}  // namespace

std::unique_ptr<Detector> endpoint_race(const Options&) { return std::make_unique<EndpointRace>(); }

}  // namespace heddle::findings
