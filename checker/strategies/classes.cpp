#include "heddle/checker/strategies/classes.hpp"

#include "heddle/checker/strategy.hpp"

namespace heddle {
namespace {

constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 32U);
}

}  // namespace

/// The hash of an event covers its thread's events before it and all earlier events that it depends
/// on. The sum over the events does not depend on their order.
std::uint64_t ClassHash::operator()(const Trace& trace) {
  threads_.assign(trace.threads.size(), 0);
  histories_.assign(trace.objects.size(), {});
  parts_.assign(trace.parts.size(), 0);
  std::uint64_t sum = 0;
  std::uint64_t base = 0;  // of what all that follows depends on
  for (const TraceEvent& event : trace.events) {
    if (event.scheduling >= Scheduling::invisible) continue;
    std::uint64_t hash = mixed(base + event.thread + 1, threads_[event.thread]);
    hash = mixed(hash, event.alternative);
    for (std::uint32_t p = event.first_part; p < event.first_part + event.part_count; ++p) {
      hash = mixed(hash, of_part(trace, p));
    }
    if (event.released) base = hash = mixed(hash, sum);
    threads_[event.thread] = hash;
    sum += hash;
    for (std::uint32_t p = event.first_part; p < event.first_part + event.part_count; ++p) {
      remember(trace, p, hash);
    }
  }
  return mixed(sum, static_cast<std::uint64_t>(trace.ending));
}

std::uint64_t ClassHash::of_part(const Trace& trace, std::uint32_t number) {
  const Part& part = trace.parts[number];
  const Label& label = part.label;
  const History& history = histories_[label.object];
  std::uint64_t before = label.stored ? mixed(history.write, history.reads) : history.write;
  if (trace.refined && trace.spec(label.object).refined) {
    before = 0;
    for (std::uint32_t p = part.previous; p != kNone; p = trace.parts[p].previous) {
      if (dependent(trace, trace.parts[p].label, label)) before += parts_[p];
    }
  }
  return mixed(mixed(before, label.object), label.kind);
}

void ClassHash::remember(const Trace& trace, std::uint32_t number, std::uint64_t hash) {
  const Label& label = trace.parts[number].label;
  parts_[number] = hash;
  History& history = histories_[label.object];
  if (label.stored) {
    history = {hash, 0};
  } else {
    history.reads += hash;
  }
}

void ClassCounter::add(const Trace& trace) {
  ++sample_.executions;
  const std::uint32_t times = ++seen_[hash_(trace)];
  if (times == 1) {
    ++sample_.classes;
    ++sample_.once;
  } else if (times == 2) {
    --sample_.once;
    ++twice_;
  } else if (times == 3) {
    --twice_;
  }
}

double ClassCounter::all() const {
  const auto once = static_cast<double>(sample_.once);
  const double unseen = once * (once - 1) / (2 * (static_cast<double>(twice_) + 1));
  return static_cast<double>(sample_.classes) + (unseen > 0 ? unseen : 0);
}

}  // namespace heddle
