// What the calls of a Pool give: results that come later, and iterators over them.
#pragma once

#include <any>
#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/exceptions.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/multiprocessing/pool_result_spec.hpp"
#include "heddle/primitives/multiprocessing/queued.hpp"
#include "heddle/primitives/threading/timeout.hpp"

namespace heddle::multiprocessing {

using threading::OptionalTimeout;

/// A result of a Pool has not come in time.
class TimeoutError : public Exception {
 public:
  TimeoutError() : Exception("multiprocessing.context.TimeoutError", {}) {}
};

/// What a task of a Pool returned cannot be pickled.
class MaybeEncodingError : public Exception {
 public:
  /// `value` and `reason` in words.
  MaybeEncodingError(const std::string& value, const std::string& reason)
      : Exception("multiprocessing.pool.MaybeEncodingError",
                  "Error sending result: '" + value + "'. Reason: '" + reason + "'") {}
};

/// What a task that returns nothing gives to `map`.
struct None {
  friend bool operator==(const None&, const None&) = default;
  friend std::ostream& operator<<(std::ostream& out, const None&) { return out << "None"; }
};

namespace detail {

/// What came of a chunk: a vector of pickled values, or an exception.
struct ChunkOutcome {
  std::any values;
  std::exception_ptr error;
  std::string text;  ///< the values in words, where a report needs them
};

/// A result whatever the values are: the object, and what has come of it. Lives as long as the
/// execution; both sides of the pool refer to it.
class PoolResult {
 public:
  using Order = PoolResultSpec::Order;
  PoolResult(Order order, std::size_t chunks, const char* type, Where where);
  PoolResult(const PoolResult&) = delete;
  PoolResult& operator=(const PoolResult&) = delete;

  // ---- for who asked
  /// Waits until all chunks have come. False: not in time.
  [[nodiscard]] bool wait(OptionalTimeout timeout, Where where) const;
  [[nodiscard]] bool ready(Where where) const;
  /// Whether no task threw an exception. Throws ValueError before all chunks have come.
  [[nodiscard]] bool successful(Where where) const;
  /// The next chunk; null: there are no more. Throws TimeoutError.
  [[nodiscard]] const ChunkOutcome* next(OptionalTimeout timeout, Where where) const;
  /// Throws what the first chunk that failed threw.
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }
  [[nodiscard]] const std::vector<ChunkOutcome>& chunks() const { return chunks_; }

  // ---- for the pool
  /// What a finished chunk does to the result's object; `worker` finished it.
  [[nodiscard]] OperationPart done(std::size_t chunk, bool succeeded, ThreadId worker) const;
  /// The running worker has taken a chunk.
  void begin(std::size_t chunk, Where where) const;
  void store(std::size_t chunk, ChunkOutcome outcome);
  /// What the thread that handles results does before others know of the last chunk.
  void call_back();

  std::function<void()> callback;
  std::function<void(std::exception_ptr)> error_callback;
  [[nodiscard]] bool has_callbacks() const { return callback || error_callback; }
  [[nodiscard]] ObjectId object() const { return handle_.object(); }

 private:
  Order order_;
  const char* type_;
  Handle<PoolResultSpec> handle_;
  std::vector<ChunkOutcome> chunks_;
  std::vector<std::size_t> arrivals_;  ///< chunks, in the order in which they came
  std::exception_ptr error_;           ///< of the first that failed
};

/// Calls that return nothing give None.
template <class R>
using Returned = std::conditional_t<std::is_void_v<R>, None, R>;
template <class R>
using PickledValues = std::vector<typename Queued<Returned<R>>::Value>;

template <class R>
std::vector<R> all_values(const PoolResult& result) {
  std::vector<R> values;
  for (const ChunkOutcome& chunk : result.chunks()) {
    if (!chunk.values.has_value()) continue;  // the execution is left
    for (const auto& value : std::any_cast<const PickledValues<R>&>(chunk.values)) {
      values.push_back(Queued<R>::unpickle(value));
    }
  }
  return values;
}

/// What ApplyResult and MapResult have in common.
class AnyPoolResult {
 public:
  explicit AnyPoolResult(PoolResult& result) : result_(&result) {}
  /// Waits until the result has come, or the time is up.
  void wait(OptionalTimeout timeout = {}, Where where = Where::current()) const {
    static_cast<void>(result_->wait(timeout, where));
  }
  [[nodiscard]] bool ready(Where where = Where::current()) const { return result_->ready(where); }
  /// Whether no task threw an exception. Throws ValueError before the result has come.
  [[nodiscard]] bool successful(Where where = Where::current()) const {
    return result_->successful(where);
  }
  /// Its number, for reports and `invariant`.
  [[nodiscard]] ObjectId object() const { return result_->object(); }

 protected:
  void require(OptionalTimeout timeout, Where where) const {
    if (!result_->wait(timeout, where)) throw TimeoutError();
    result_->rethrow();
  }
  PoolResult* result_;
};

}  // namespace detail

/// The result of `apply_async`. A handle, for the process that made the call.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.AsyncResult
template <class R>
class ApplyResult : public detail::AnyPoolResult {
 public:
  using detail::AnyPoolResult::AnyPoolResult;
  /// What the task returned, or the exception that it threw. Throws TimeoutError.
  R get(OptionalTimeout timeout = {}, Where where = Where::current()) const {
    require(timeout, where);
    if constexpr (!std::is_void_v<R>) {
      std::vector<R> values = detail::all_values<R>(*result_);
      if constexpr (std::is_default_constructible_v<R>) {
        if (values.empty()) return R{};  // the execution is left
      }
      return std::move(values.at(0));
    }
  }
};

/// The result of `map_async` and `starmap_async`: it comes when all tasks are done, also where one
/// of them has failed.
template <class R>
class MapResult : public detail::AnyPoolResult {
 public:
  using detail::AnyPoolResult::AnyPoolResult;
  /// What the tasks returned, in the order of their arguments, or the exception of the task that
  /// failed first. Throws TimeoutError.
  std::vector<detail::Returned<R>> get(OptionalTimeout timeout = {},
                                       Where where = Where::current()) const {
    require(timeout, where);
    return detail::all_values<detail::Returned<R>>(*result_);
  }
};

/// What `imap` and `imap_unordered` give: an iterator over results as they come. A handle.
template <class R>
class IMapIterator {
 public:
  /// `whole`: chunks have one value each; else they come as a generator, which an exception ends.
  IMapIterator(detail::PoolResult& result, bool whole)
      : result_(&result), rest_(running_execution().arena().make<Rest>()), whole_(whole) {}

  /// The next result, or the exception of its task. Throws StopIteration after the last,
  /// TimeoutError; AttributeError for a timeout where chunks have several values.
  detail::Returned<R> next(OptionalTimeout timeout = {}, Where where = Where::current()) const {
    if (!whole_ && timeout) throw AttributeError("'generator' object has no attribute 'next'");
    while (rest_->values.empty()) {
      const detail::ChunkOutcome* chunk = rest_->ended ? nullptr : result_->next(timeout, where);
      if (chunk == nullptr) throw StopIteration();
      if (chunk->error) rest_->ended = !whole_;
      if (chunk->error) std::rethrow_exception(chunk->error);
      for (const auto& value : std::any_cast<const detail::PickledValues<R>&>(chunk->values)) {
        rest_->values.push_back(value);
      }
    }
    auto value = std::move(rest_->values.front());
    rest_->values.pop_front();
    return detail::Queued<detail::Returned<R>>::unpickle(std::move(value));
  }
  /// All that are still to come: Python's list(iterator).
  std::vector<detail::Returned<R>> rest(Where where = Where::current()) const {
    std::vector<detail::Returned<R>> values;
    try {
      for (;;) values.push_back(next({}, where));
    } catch (const StopIteration&) {  // that was the last one
    }
    return values;
  }
  [[nodiscard]] ObjectId object() const { return result_->object(); }

 private:
  /// What has been taken of a chunk and not been asked for yet.
  struct Rest {
    std::deque<typename detail::Queued<detail::Returned<R>>::Value> values;
    bool ended = false;
  };
  detail::PoolResult* result_;
  Rest* rest_;
  bool whole_;
};

template <class R>
struct Pickling<ApplyResult<R>> : detail::HasALock {};
template <class R>
struct Pickling<MapResult<R>> : detail::HasALock {};
template <class R>
struct Pickling<IMapIterator<R>> : detail::HasALock {};

}  // namespace heddle::multiprocessing
