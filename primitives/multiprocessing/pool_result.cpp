#include "heddle/primitives/multiprocessing/pool_result.hpp"

#include "heddle/primitives/multiprocessing/connection.hpp"
#include "heddle/primitives/multiprocessing/inheritance.hpp"

namespace heddle::multiprocessing::detail {

PoolResult::PoolResult(Order order, std::size_t chunks, const char* type, Where where)
    : order_(order),
      type_(type),
      handle_(PoolResultSpec::initial(order, static_cast<std::int64_t>(chunks)), nullptr, where),
      chunks_(chunks) {}

bool PoolResult::wait(OptionalTimeout timeout, Where where) const {
  const Timeout limit = block_timeout(true, timeout);
  return !handle_.perform(PoolResultSpec::kGet, 0, 0, limit, where).expired;
}

bool PoolResult::ready(Where where) const {
  return handle_.perform(PoolResultSpec::kReady, 0, 0, kForever, where).value != 0;
}

bool PoolResult::successful(Where where) const {
  if (!ready(where) && !handle_.execution().leaving()) {
    throw ValueError(std::string("<multiprocessing.pool.") + type_ + " object at 0x..> not ready",
                     Category::misuse);
  }
  return !error_;
}

const ChunkOutcome* PoolResult::next(OptionalTimeout timeout, Where where) const {
  const Timeout limit = block_timeout(true, timeout);
  const bool in_turn = order_ == PoolResultSpec::kInTurn;
  const Result next = handle_.perform(PoolResultSpec::kNext, in_turn ? 1 : 0, 0, limit, where);
  if (next.expired) throw TimeoutError();
  if (handle_.execution().leaving() || next.value == PoolResultSpec::kStop) return nullptr;
  const auto number = static_cast<std::size_t>(next.value);
  const ChunkOutcome& chunk = chunks_[in_turn ? number : arrivals_[number]];
  if (handle_.execution().recording()) handle_.execution().describe_value(chunk.text);
  return &chunk;
}

/// Where they are asked for one by one it is not seen which one failed first.
OperationPart PoolResult::done(std::size_t chunk, bool succeeded, ThreadId worker) const {
  const std::int64_t outcome =
      PoolResultSpec::outcome(succeeded || order_ != PoolResultSpec::kAll, worker);
  return handle_.part(PoolResultSpec::kDone, static_cast<std::int64_t>(chunk), outcome);
}

void PoolResult::begin(std::size_t chunk, Where where) const {
  perform_along(object(), PoolResultSpec::kBegin, static_cast<std::int64_t>(chunk), 0, where);
}

void PoolResult::store(std::size_t chunk, ChunkOutcome outcome) {
  if (outcome.error && !error_) error_ = outcome.error;
  chunks_[chunk] = std::move(outcome);
  arrivals_.push_back(chunk);
}

void PoolResult::call_back() {
  if (arrivals_.size() != chunks_.size()) return;
  if (error_ && error_callback) error_callback(error_);
  if (!error_ && callback) callback();
}

}  // namespace heddle::multiprocessing::detail
