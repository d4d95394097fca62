// multiprocessing.Pool: worker processes that carry out calls.
#pragma once

#include <concepts>
#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <ranges>
#include <tuple>
#include <utility>
#include <vector>

#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/pool_spec.hpp"
#include "heddle/primitives/multiprocessing/pool_task.hpp"
#include "heddle/primitives/multiprocessing/process.hpp"
#include "heddle/primitives/threading/thread.hpp"

namespace heddle::multiprocessing {

/// The other arguments of a Pool's constructor: `Pool pool(2, {.maxtasksperchild = 1})`.
struct PoolOptions {
  std::function<void()> initializer = {};    ///< what each worker calls first
  std::optional<int> maxtasksperchild = {};  ///< after so many chunks a worker is replaced
  Context context = {};                      ///< with which start method
  Name name = nullptr;
};

/// What is called, in the process that made the pool, with a result: in a thread that does nothing
/// else, before the result is ready.
template <class R>
struct PoolCallbacks {
  std::function<void(const R&)> callback = {};
  std::function<void(std::exception_ptr)> error_callback = {};
};
template <>
struct PoolCallbacks<void> {
  std::function<void()> callback = {};
  std::function<void(std::exception_ptr)> error_callback = {};
};

namespace detail {

/// A pool whatever it calls.
class AnyPool {
 public:
  /// No more tasks can be put; the workers end when all are done.
  void close(Where where = Where::current()) const;
  /// Ends the workers wherever they stand and drops the tasks that wait: their results never come.
  void terminate(Where where = Where::current()) const;
  /// Waits for the end of all workers. Throws ValueError before `close` or `terminate`.
  void join(Where where = Where::current()) const;

  /// Its number, for reports and `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  /// Throws NotImplementedError: a pool is no argument of a process that is not forked.
  void require_spawnable() const;

 protected:
  AnyPool(int processes, const PoolOptions& options, Where where);
  /// Throws ValueError once the pool has been closed.
  void require_running(Where where) const;
  /// Puts the tasks of one call, all in one step. Throws ValueError as `require_running` does.
  /// `refused`: the arguments cannot be pickled, and the result is that exception.
  void submit(PoolResult& result, std::vector<PoolTask> tasks, const std::exception_ptr& refused,
              Where where) const;
  /// About a quarter of what each worker gets, as `map` does it.
  [[nodiscard]] std::size_t default_chunksize(std::size_t items) const;

 private:
  struct Output {
    PoolResult* result;
    std::size_t chunk;
    ThreadId worker;  ///< kNoThread: nobody took the task
    ChunkOutcome outcome;
  };
  /// What the pool has beyond its state.
  struct Record {
    std::function<void()> initializer;
    int max_tasks = 0;  ///< of a worker; 0: any number
    int processes = 0;
    StartMethod method = StartMethod::fork;
    ProcessId creator = 0;
    std::uint16_t threads_before = 0;  ///< unnamed ones that its thread had made
    Where where;
    std::map<std::uint32_t, PoolTask> tasks;  ///< that wait, by number
    std::deque<Output> outputs;               ///< on their way to the thread that handles them
    std::vector<Process> workers;
    std::optional<threading::Thread> handling;
    std::optional<threading::Thread> replacing;
    bool ended = false;  ///< its workers have been waited for
  };
  static Record* make_record(void* place, int processes, const PoolOptions& options, Where where);
  [[nodiscard]] Record& record() const { return *handle_.payload(); }
  [[nodiscard]] bool elsewhere() const;
  void start_worker(Where where) const;
  void start_thread(std::optional<threading::Thread>& place, std::uint16_t number,
                    const char* function, std::function<void()> target) const;
  void work() const;
  [[nodiscard]] ChunkOutcome carry_out(const PoolTask& task) const;
  void finish(const PoolTask& task, ChunkOutcome outcome, ThreadId worker) const;
  void announce(const Output& output, Where where) const;
  void handle_results() const;
  void replace_workers() const;
  void finalize() const;

  Handle<PoolSpec, Record*> handle_;
};

}  // namespace detail

/// Worker processes that carry out calls of functions; the results come back.
///
/// Arguments are pickled (copied) when a task is put, results when a worker has them; what cannot
/// be is a TypeError, or a MaybeEncodingError, of the result. The function is copied as well. An
/// exception of a task is thrown where its result is asked for.
///
/// A worker that ends amid a task (SystemExit, or it is killed) loses it: its result never comes,
/// but a new worker takes the place of the old one. Workers are daemonic: they cannot have
/// children, and a pool that is left open is terminated at the end of its process. In another
/// process than the one that made it, a pool carries nothing out.
///
/// CPython's threads of a pool are there only where they can be seen: callbacks run in one, another
/// replaces workers. A result is therefore ready as soon as its worker has sent it.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#module-multiprocessing.pool
class Pool : public detail::AnyPool {
 public:
  class With;

  /// Starts the workers. Throws ValueError for fewer than one, or for maxtasksperchild < 1;
  /// AssertionError in a daemonic process.
  explicit Pool(int processes = cpu_count(), const PoolOptions& options = {},
                Where where = Where::current())
      : AnyPool(processes, options, where) {}

  // ---- one call

  /// Calls `function` in a worker and returns what it returns, or throws what it throws.
  template <class F, class... Args>
  auto apply(F function, std::tuple<Args...> arguments = {}, Where where = Where::current()) const {
    return apply_async(std::move(function), std::move(arguments), {}, where).get({}, where);
  }
  /// The same without waiting. Throws ValueError after `close`, as all of these do.
  template <class F, class... Args>
  auto apply_async(F function, std::tuple<Args...> arguments = {},
                   const PoolCallbacks<std::invoke_result_t<F&, Args&...>>& callbacks = {},
                   Where where = Where::current()) const {
    using R = std::invoke_result_t<F&, Args&...>;
    detail::PoolResult& result =
        make_result(detail::PoolResult::Order::kAll, 1, "ApplyResult", where);
    if (callbacks.callback) {
      result.callback = [&result, call = callbacks.callback] {
        if constexpr (std::is_void_v<R>) {
          static_cast<void>(result);
          call();
        } else {
          call(R(detail::all_values<R>(result).at(0)));
        }
      };
    }
    result.error_callback = callbacks.error_callback;
    const std::vector<std::tuple<Args...>> items{std::move(arguments)};
    put<R>(result, spread(std::move(function)), items, 1, where);
    return ApplyResult<R>(result);
  }

  // ---- a call for every item

  /// What `function` returns for each of `items`, in their order. `chunksize`: so many items are
  /// one task; 0: about a quarter of what each worker gets.
  template <class F, std::ranges::input_range Items>
  auto map(F function, const Items& items, int chunksize = 0,
           Where where = Where::current()) const {
    return map_async(std::move(function), items, chunksize, {}, where).get({}, where);
  }
  template <class F, class T>
  auto map(F function, std::initializer_list<T> items, int chunksize = 0,
           Where where = Where::current()) const {
    return map(std::move(function), std::vector<T>(items), chunksize, where);
  }
  template <class F, std::ranges::input_range Items>
  auto map_async(
      F function, const Items& items, int chunksize = 0,
      const PoolCallbacks<std::vector<detail::Returned<
          std::invoke_result_t<F&, std::ranges::range_value_t<Items>&>>>>& callbacks = {},
      Where where = Where::current()) const {
    using R = std::invoke_result_t<F&, std::ranges::range_value_t<Items>&>;
    return mapped<R>(std::move(function), listed(items), chunksize, callbacks, where);
  }
  template <class F, class T>
  auto map_async(F function, std::initializer_list<T> items, int chunksize = 0,
                 const PoolCallbacks<std::vector<detail::Returned<std::invoke_result_t<F&, T&>>>>&
                     callbacks = {},
                 Where where = Where::current()) const {
    return map_async(std::move(function), std::vector<T>(items), chunksize, callbacks, where);
  }
  /// The same with tuples of arguments: `starmap(power, std::vector{std::tuple(2, 3)})`.
  template <class F, std::ranges::input_range Items>
  auto starmap(F function, const Items& items, int chunksize = 0,
               Where where = Where::current()) const {
    return map(spread(std::move(function)), items, chunksize, where);
  }
  template <class F, std::ranges::input_range Items>
  auto starmap_async(
      F function, const Items& items, int chunksize = 0,
      const PoolCallbacks<std::vector<detail::Returned<decltype(std::apply(
          std::declval<F&>(), std::declval<std::ranges::range_value_t<Items>&>()))>>>& callbacks =
          {},
      Where where = Where::current()) const {
    return map_async(spread(std::move(function)), items, chunksize, callbacks, where);
  }
  /// An iterator over what `function` returns for each of `items`, in their order. Throws
  /// ValueError for a chunksize < 1. At most 256 chunks.
  template <class F, std::ranges::input_range Items>
  auto imap(F function, const Items& items, int chunksize = 1,
            Where where = Where::current()) const {
    return iterated(std::move(function), listed(items), chunksize,
                    detail::PoolResult::Order::kInTurn, where);
  }
  template <class F, class T>
  auto imap(F function, std::initializer_list<T> items, int chunksize = 1,
            Where where = Where::current()) const {
    return imap(std::move(function), std::vector<T>(items), chunksize, where);
  }
  /// The same in the order in which they come.
  template <class F, std::ranges::input_range Items>
  auto imap_unordered(F function, const Items& items, int chunksize = 1,
                      Where where = Where::current()) const {
    return iterated(std::move(function), listed(items), chunksize,
                    detail::PoolResult::Order::kAsTheyCome, where);
  }
  template <class F, class T>
  auto imap_unordered(F function, std::initializer_list<T> items, int chunksize = 1,
                      Where where = Where::current()) const {
    return imap_unordered(std::move(function), std::vector<T>(items), chunksize, where);
  }

 private:
  using Order = detail::PoolResult::Order;
  template <class Items>
  static auto listed(const Items& items) {
    return std::vector<std::ranges::range_value_t<Items>>(std::ranges::begin(items),
                                                          std::ranges::end(items));
  }
  /// A function of a tuple, from one of its elements.
  template <class F>
  static auto spread(F function) {
    return [function = std::move(function)](auto& arguments) mutable {
      return std::apply(function, arguments);
    };
  }
  static detail::PoolResult& make_result(Order order, std::size_t chunks, const char* type,
                                         Where where) {
    return *running_execution().arena().make<detail::PoolResult>(order, chunks, type, where);
  }
  template <class R, class F, class T>
  void put(detail::PoolResult& result, const F& function, const std::vector<T>& items,
           std::size_t size, Where where) const {
    const std::exception_ptr refused = detail::refusal_of<T>();
    submit(result, detail::make_tasks<R>(function, items, size, where), refused, where);
  }
  template <class R, class F, class T>
  MapResult<R> mapped(F function, const std::vector<T>& items, int chunksize,
                      const PoolCallbacks<std::vector<detail::Returned<R>>>& callbacks,
                      Where where) const {
    const std::size_t size =
        chunksize > 0 ? static_cast<std::size_t>(chunksize) : default_chunksize(items.size());
    const std::size_t chunks = (items.size() + size - 1) / size;
    detail::PoolResult& result = make_result(Order::kAll, chunks, "MapResult", where);
    if (callbacks.callback) {
      result.callback = [&result, call = callbacks.callback] {
        call(detail::all_values<detail::Returned<R>>(result));
      };
    }
    result.error_callback = callbacks.error_callback;
    put<R>(result, function, items, size, where);
    return MapResult<R>(result);
  }
  template <class F, class T>
  auto iterated(F function, const std::vector<T>& items, int chunksize, Order order,
                Where where) const {
    using R = std::invoke_result_t<F&, T&>;
    require_running(where);
    if (chunksize < 1) {
      throw ValueError("Chunksize must be 1+, not " + std::to_string(chunksize), Category::misuse);
    }
    const auto size = static_cast<std::size_t>(chunksize);
    const std::size_t chunks = (items.size() + size - 1) / size;
    if (order == Order::kInTurn && chunks > PoolResultSpec::kMostInTurn) {
      throw UsageError("imap takes at most 256 chunks: use a larger chunksize, or map");
    }
    detail::PoolResult& result = make_result(order, chunks, "IMapIterator", where);
    put<R>(result, function, items, size, where);
    return IMapIterator<R>(result, size == 1);
  }
};

/// Python's `with pool:`, until the end of the scope, which terminates the pool.
class [[nodiscard]] Pool::With {
 public:
  /// Throws ValueError if the pool is not running.
  explicit With(const Pool& pool, Where where = Where::current()) : pool_(pool), where_(where) {
    pool_.require_running(where);
  }
  With(const With&) = delete;
  With& operator=(const With&) = delete;
  ~With() noexcept(false) { pool_.terminate(where_); }

 private:
  Pool pool_;
  Where where_;
};

template <>
struct Pickling<Pool> {
  static constexpr const char* kRefusal =
      "pool objects cannot be passed between processes or pickled";
  static constexpr bool kInherited = false;
  [[noreturn]] static void refuse() { throw NotImplementedError(kRefusal, Category::unpicklable); }
};

}  // namespace heddle::multiprocessing
