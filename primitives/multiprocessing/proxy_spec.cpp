#include "heddle/primitives/multiprocessing/proxy_spec.hpp"

#include <algorithm>
#include <utility>

namespace heddle::multiprocessing::detail {

std::string ProxySpec::describe(const Label& label, const std::string& name,
                                const std::string& value) {
  if (label.is(kSetMore)) return "";
  const char* verb = label.is(kGet) ? "read " : label.is(kSet) ? "write " : "call ";
  return verb + name + value;
}

/// A hash of the place has 26 bits: two places that share it depend, which need not.
Effect ProxySpec::touch(std::uint32_t touches, std::int64_t place) {
  const std::uint64_t mixed = static_cast<std::uint64_t>(place) * 0x9e3779b97f4a7c15;
  const auto hash = static_cast<std::uint32_t>(mixed >> (32 + kPlaceShift));
  return {0, touches | hash << kPlaceShift, (touches & (kWrites | kChanges)) != 0};
}

// ---- dict ---------------------------------------------------------------------------------------

void DictSpec::State::insert(std::int64_t key) {
  vague = vague || count == kMost || key == 0;
  if (vague) {
    *this = {};
    vague = true;
  } else {
    keys[count++] = key;
  }
}

Effect DictSpec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kCount: return touch(kCounts);
    case kReadAll: return touch(kReads | kCounts | kEverywhere);
    case kClear:
      if (!state.vague && state.count == 0) return touch(kCounts);
      state = {};
      return touch(kEverything);
    case kPopItem:
      if (state.vague) return touch(kEverything);
      if (state.count == 0) return touch(kCounts);
      --state.count;
      return touch(kReads | kWrites | kCounts | kChanges,
                   std::exchange(state.keys[state.count], 0));
    default: return apply_to_key(state, action);
  }
}

Effect DictSpec::apply_to_key(State& state, const Action& action) {
  const std::int64_t key = action.a >> 1;
  const bool only_reads = action.is(kGet) || action.is(kContains);
  if (state.vague || key == 0) {
    if (only_reads) return touch(kReads | kLooks | kCounts | kEverywhere);
    state = {};
    state.vague = true;
    return touch(kEverything);
  }
  std::int64_t* const end = state.keys.data() + state.count;
  std::int64_t* const place = std::find(state.keys.data(), end, key);
  const bool there = place != end;
  switch (action.kind) {
    case kGet: return touch(there ? kReads : kLooks, key);
    case kContains: return touch(kLooks, key);
    case kRemove:
      if (!there) return touch(kLooks, key);
      std::copy(place + 1, end, place);
      state.keys[--state.count] = 0;
      return touch(kReads | kWrites | kChanges, key);
    default:
      if (there) return touch(action.is(kSetDefault) ? kReads : kWrites, key);
      state.insert(key);
      return state.vague ? touch(kEverything) : touch(kWrites | kChanges, key);
  }
}

// ---- list ---------------------------------------------------------------------------------------

Effect ListSpec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kCount: return touch(kCounts);
    case kReadAll: return touch(kReads | kCounts | kEverywhere);
    case kReorder: return touch(kReads | kWrites | kEverywhere);
    case kAppend:
      if (state.vague) return touch(kEverything);
      return touch(kWrites | kChanges, state.size++);
    case kInsert:
    case kExtend:
      if (!state.vague) state.size += action.b;
      return touch(action.b == 0 ? 0U : kEverything);
    case kGet:
    case kSet: return apply_to_index(state, action);
    default: return shrink(state, action);
  }
}

/// A negative index counts from the end.
Effect ListSpec::apply_to_index(const State& state, const Action& action) {
  const std::int64_t index = action.a >> 1;
  const std::uint32_t value = action.is(kGet) ? kReads : kWrites;
  if (state.vague) {
    return index < 0 ? touch(value | kLooks | kCounts | kEverywhere) : touch(value | kLooks, index);
  }
  const std::int64_t place = index < 0 ? index + state.size : index;
  const bool there = place >= 0 && place < state.size;
  return touch((there ? value : kLooks) | (index < 0 ? kCounts : 0U), place);
}

Effect ListSpec::shrink(State& state, const Action& action) {
  if (!state.vague && state.size == 0) return touch(kCounts);
  if (action.is(kClear)) {
    state = {};
    return touch(kEverything);
  }
  if (action.is(kTakeOut)) {
    state = {};
    state.vague = true;
  }
  if (state.vague) return touch(kEverything);
  if (action.is(kPop)) {
    --state.size;
    return touch(kReads | kWrites | kCounts | kChanges, state.size);
  }
  const std::int64_t index = action.a >> 1;
  const std::int64_t place = index < 0 ? index + state.size : index;
  if (place < 0 || place >= state.size) return touch(kCounts);
  --state.size;
  return touch(kEverything);
}

}  // namespace heddle::multiprocessing::detail
