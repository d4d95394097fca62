#include "heddle/primitives/multiprocessing/cell.hpp"

#include <utility>

#include "heddle/primitives/exceptions.hpp"

namespace heddle::multiprocessing::detail {

Cell::Cell(const TypeRecord& type, const Scalar& initial, Name name, Where where, void* home)
    : type_(&type), handle_({}, name, where, {initial.stored_as(type), 0}, home) {
  if (!is_pointer(type)) return;
  std::set<std::uint32_t> known{0};  // as many writes as had been made when it was stored
  addresses_.emplace(AddressSpec::State{}, name, where, std::move(known), home);
}

Scheduling access_scheduling(const Execution& run) {
  return run.options().plain == Plain::visible ? Scheduling::visible : Scheduling::invisible;
}

void Cell::access(const OperationPart& part, Where where) const {
  Execution& run = handle_.execution();
  run.perform({&part, 1, access_scheduling(run), false, kForever, where});
}

Scalar Cell::read(Where where) const {
  access(reading(), where);
  return after_reading();
}

Scalar Cell::after_reading() const {
  Execution& run = handle_.execution();
  const Stored& stored = handle_.payload();
  run.set_result(stored.value.word());
  if (run.recording()) run.describe_value(stored.value.text());
  const bool elsewhere =
      addresses_ && !stored.value.is_none() && !addresses_->payload().contains(stored.writes);
  if (elsewhere && !run.leaving()) {
    throw RuntimeError("this pointer points into the memory of the process that stored it",
                       Category::misuse);
  }
  return stored.value;
}

void Cell::write(const Scalar& value, bool computed, Where where) const {
  if (handle_.execution().leaving()) return;
  const Scalar stored = value.stored_as(*type_);
  access(writing(stored, computed), where);
  after_writing(stored);
}

void Cell::after_writing(const Scalar& stored) const {
  Execution& run = handle_.execution();
  if (run.leaving()) return;
  if (run.recording()) run.describe_value(stored.text());
  handle_.payload().value = stored;
  const std::uint32_t write = ++handle_.payload().writes;
  if (addresses_) addresses_->payload().insert(write);
}

}  // namespace heddle::multiprocessing::detail
