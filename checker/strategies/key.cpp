#include "heddle/checker/strategies/key.hpp"

#include <algorithm>

#include "heddle/checker/strategy.hpp"

namespace heddle {
namespace {

std::uint64_t hash_of(std::span<const Label> labels) {
  std::uint64_t hash = labels.size();
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  };
  for (const Label& label : labels) {
    mix(std::uint64_t{label.object} << 32 | std::uint64_t{label.kind} << 24 |
        std::uint64_t{label.thread} << 16 | std::uint64_t{label.wrote} << 9 |
        std::uint64_t{label.stored} << 8 | label.expired);
    mix(label.tag);
    for (const std::int64_t word : {label.a, label.b, label.result}) {
      mix(static_cast<std::uint64_t>(word));
    }
  }
  return hash;
}

}  // namespace

Key Keys::of(const TraceEvent& event) {
  const std::span<const Part> parts = trace_->parts_of(event);
  Key key{kNoObject, event.alternative, event.thread, 0};
  if (parts.size() == 1 && !event.released) {
    const Label& label = parts[0].label;
    if (!trace_->refines(label.object)) {
      make_simple(key, label);
      return key;
    }
  }
  scratch_.clear();
  for (const Part& part : parts) scratch_.push_back(part.label);
  key = of(event.thread, event.alternative, scratch_);
  if (event.released) key = {kNoObject, event.alternative, event.thread, Key::kReleased};
  return key;
}

Key Keys::of(ThreadId thread, unsigned alternative, std::span<const Label> labels) {
  Key key{kNoObject, static_cast<std::uint16_t>(alternative), thread, 0};
  if (labels.empty()) return key;
  if (labels.size() == 1 && !trace_->refines(labels[0].object)) {
    make_simple(key, labels[0]);
    return key;
  }
  key.what = number(labels);
  key.flags = Key::kCompound;
  return key;
}

/// What a plain variable or a manager's dict holds is no part of its abstract state, so that the
/// result of a read that has not been executed is not known: it is left out.
std::uint32_t Keys::number(std::span<const Label> labels) {
  std::vector<Label> list(labels.begin(), labels.end());
  for (Label& label : list) {
    if (trace_->spec(label.object).values_apart) label.result = 0;
  }
  const std::uint64_t hash = hash_of(list);
  const auto [first, last] = known_.equal_range(hash);
  for (auto place = first; place != last; ++place) {
    if (labels_[place->second] == list) return place->second;
  }
  const auto number = static_cast<std::uint32_t>(labels_.size());
  known_.emplace(hash, number);
  labels_.push_back(std::move(list));
  return number;
}

bool Keys::compound_dependent(const Key& a, const Key& b) const {
  if (a.is(Key::kReleased) || b.is(Key::kReleased)) return true;
  const auto any = [](const std::vector<Label>& labels, const auto& depends) {
    return std::any_of(labels.begin(), labels.end(), depends);
  };
  if (!a.is(Key::kCompound) && !b.is(Key::kCompound)) {
    return a.what == b.what && (a.is(Key::kStored) || b.is(Key::kStored)) &&
           !(a.is(Key::kCommutes) && b.is(Key::kCommutes));
  }
  if (!a.is(Key::kCompound)) {
    return any(labels_[b.what], [&](const Label& label) { return depends_on(label, a); });
  }
  if (!b.is(Key::kCompound)) {
    return any(labels_[a.what], [&](const Label& label) { return depends_on(label, b); });
  }
  return any(labels_[a.what], [&](const Label& mine) {
    return any(labels_[b.what],
               [&](const Label& other) { return heddle::dependent(*trace_, mine, other); });
  });
}

void Keys::transfer(Archive& archive) {
  archive(labels_);
  if (!archive.loads()) return;
  known_.clear();
  for (std::size_t i = 0; i < labels_.size(); ++i) {
    known_.emplace(hash_of(labels_[i]), static_cast<std::uint32_t>(i));
  }
}

/// A key that says everything in itself.
void Keys::make_simple(Key& key, const Label& label) const {
  key.what = label.object;
  key.flags = label.stored ? Key::kStored : 0;
  if (trace_->commutes(label)) key.flags |= Key::kCommutes;
}

bool Keys::depends_on(const Label& label, const Key& simple) const {
  return label.object == simple.what && (label.stored || simple.is(Key::kStored)) &&
         !(simple.is(Key::kCommutes) && trace_->commutes(label));
}

}  // namespace heddle
