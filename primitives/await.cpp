#include "heddle/primitives/await.hpp"

#include <unordered_map>
#include <vector>

#include "heddle/checker/archive.hpp"
#include "heddle/checker/handle.hpp"
#include "heddle/primitives/exceptions.hpp"

namespace heddle::detail {
namespace {

/// What a predicate has said so far, in the present execution.
struct Answers {
  const std::function<bool(std::int64_t)>* ask = nullptr;  ///< while the thread waits
  std::unordered_map<std::int64_t, bool> known;            ///< by word

  void transfer(Archive& archive) { archive(known); }
};

struct AllAnswers final : Memory {
  AllAnswers() : Memory("await") {}
  void transfer(Archive& archive) override { archive(by_number); }
  std::unordered_map<std::int64_t, Answers> by_number;
};

std::unordered_map<std::int64_t, Answers>& all_answers() {
  static AllAnswers* const all = remembered<AllAnswers>();
  return all->by_number;
}

}  // namespace

bool await_holds(std::int64_t number, std::int64_t word) {
  Answers& answers = all_answers()[number];
  const auto known = answers.known.find(word);
  if (known != answers.known.end()) return known->second;
  HEDDLE_CHECK(answers.ask != nullptr);
  bool holds = true;
  try {
    holds = running_execution().ask([&] { return (*answers.ask)(word); });
  } catch (...) {  // the thread will meet it again
  }
  answers.known.emplace(word, holds);
  return holds;
}

Awaited::Awaited(ObjectId object, std::function<bool(std::int64_t word)> holds)
    : run_(running_execution()),
      object_(object),
      number_(std::int64_t{run_.self()} << 32 | run_.next_await()),
      holds_(std::move(holds)) {
  Answers& answers = all_answers()[number_];
  answers.ask = &holds_;
  answers.known.clear();
}

Awaited::~Awaited() {
  const Trace& trace = run_.trace();
  const ObjectRecord& object = trace.objects[object_];
  std::vector<std::uint32_t> parts;
  for (std::uint32_t p = object.last; p != kNone; p = trace.parts[p].previous) {
    if (trace.parts[p].label.wrote) parts.push_back(p);
  }
  std::int64_t word = 0;
  HEDDLE_CHECK(object.spec->state_size == sizeof word);
  copy_state(&word, object.initial, sizeof word);
  await_holds(number_, word);
  for (; !parts.empty(); parts.pop_back()) {
    const Part& part = trace.parts[parts.back()];
    const Label& label = part.label;
    object.spec->apply(&word, {label.kind, label.thread, part.may_expire, label.a, label.b},
                       part.alternative);
    await_holds(number_, word);
  }
  all_answers()[number_].ask = nullptr;
}

void Awaited::check(std::int64_t word) const {
  if (run_.leaving() || run_.ask([&] { return holds_(word); })) return;
  throw RuntimeError("the predicate of await() must be a function of the value alone",
                     Category::misuse);
}

}  // namespace heddle::detail
