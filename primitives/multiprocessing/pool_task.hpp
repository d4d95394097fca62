// The tasks of a Pool: calls with their arguments, pickled, in chunks that one worker each takes.
#pragma once

#include <algorithm>
#include <any>
#include <cstddef>
#include <exception>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/primitives/multiprocessing/pool_result.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle::multiprocessing::detail {

/// What a worker takes: it calls, and returns a vector of pickled values.
struct PoolTask {
  std::function<ChunkOutcome()> call;
  PoolResult* result = nullptr;
  std::size_t chunk = 0;
  bool handled = false;  ///< the result goes through the thread that handles results
  Where where;           ///< of the call of map, apply, ...
};

/// The message of the refusal to pickle a T, an element of it where it is a container, or one of
/// a tuple; null if it can be pickled.
template <class T>
struct Refusal {
  static constexpr const char* message() {
    if constexpr (Pickling<T>::kRefusal != nullptr) return Pickling<T>::kRefusal;
    if constexpr (heddle::detail::Sequence<T> && requires { typename T::value_type; }) {
      if constexpr (!std::is_same_v<typename T::value_type, T>) {
        return Refusal<typename T::value_type>::message();
      }
    }
    return nullptr;
  }
  static constexpr bool inherited() {
    if constexpr (Pickling<T>::kInherited) return true;
    if constexpr (heddle::detail::Sequence<T> && requires { typename T::value_type; }) {
      if constexpr (!std::is_same_v<typename T::value_type, T>) {
        return Refusal<typename T::value_type>::inherited();
      }
    }
    return false;
  }
};
template <>
struct Refusal<std::tuple<>> {
  static constexpr const char* message() { return nullptr; }
  static constexpr bool inherited() { return false; }
};
template <class First, class... Rest>
struct Refusal<std::tuple<First, Rest...>> {
  using Others = Refusal<std::tuple<Rest...>>;
  static constexpr const char* message() {
    return Refusal<First>::message() != nullptr ? Refusal<First>::message() : Others::message();
  }
  static constexpr bool inherited() {
    return Refusal<First>::message() != nullptr ? Refusal<First>::inherited() : Others::inherited();
  }
};

/// The exception of pickling something that cannot be; null for what can.
std::exception_ptr refusal_of(const char* message, bool inherited);
/// The exception of a task whose values cannot be pickled.
std::exception_ptr encoding_error(const std::string& value, const char* message, bool inherited);
template <class T>
std::exception_ptr refusal_of() {
  return refusal_of(Refusal<T>::message(), Refusal<T>::inherited());
}

/// How arguments are pickled: as messages are, tuples by their elements.
template <class T>
struct Packed {
  using Value = typename Queued<T>::Value;
  static Value pack(const T& value, Where where) { return Queued<T>::pickle(value, where); }
  static T unpack(const Value& value) { return Queued<T>::unpickle(value); }
};
template <class... Ts>
struct Packed<std::tuple<Ts...>> {
  using Value = std::tuple<typename Queued<Ts>::Value...>;
  static Value pack(const std::tuple<Ts...>& value, Where where) {
    return std::apply(
        [&where](const Ts&... all) {
          static_cast<void>(where);  // an empty tuple
          return Value(Queued<Ts>::pickle(all, where)...);
        },
        value);
  }
  static std::tuple<Ts...> unpack(const Value& value) {
    return std::apply(
        [](const auto&... all) { return std::tuple<Ts...>(Queued<Ts>::unpickle(all)...); }, value);
  }
};

/// Calls `function` with every one of `items`, one after the other; what they return is pickled.
template <class R, class F, class T>
ChunkOutcome call_chunk(F& function, const std::vector<typename Packed<T>::Value>& items,
                        Where where) {
  std::vector<Returned<R>> returned;
  for (const auto& packed : items) {
    T item = Packed<T>::unpack(packed);
    if constexpr (std::is_void_v<R>) {
      function(item);
      returned.emplace_back();
    } else {
      returned.push_back(function(item));
    }
  }
  ChunkOutcome outcome;
  constexpr const char* kRefused = Refusal<Returned<R>>::message();
  if constexpr (kRefused != nullptr) {
    outcome.error = encoding_error(heddle::detail::value_text(returned), kRefused,
                                   Refusal<Returned<R>>::inherited());
  } else {
    if (running_execution().recording()) {
      outcome.text = returned.size() == 1
                         ? heddle::detail::value_text(Returned<R>(returned.front()))
                         : heddle::detail::value_text(returned);
    }
    PickledValues<R> values;
    for (auto&& value : returned) {
      values.push_back(Queued<Returned<R>>::pickle(std::move(value), where));
    }
    outcome.values = std::move(values);
  }
  return outcome;
}

/// The tasks that call `function` with all of `items`, by chunks of that size.
template <class R, class T, class F>
std::vector<PoolTask> make_tasks(const F& function, const std::vector<T>& items, std::size_t size,
                                 Where where) {
  std::vector<PoolTask> tasks;
  for (std::size_t begin = 0; begin < items.size(); begin += size) {
    std::vector<typename Packed<T>::Value> chunk;
    for (std::size_t i = begin; i < std::min(items.size(), begin + size); ++i) {
      chunk.push_back(Packed<T>::pack(items[i], where));
    }
    PoolTask& task = tasks.emplace_back();
    task.call = [function = F(function), chunk = std::move(chunk), where]() mutable {
      return call_chunk<R, F, T>(function, chunk, where);
    };
    task.chunk = tasks.size() - 1;
    task.where = where;
  }
  return tasks;
}

}  // namespace heddle::multiprocessing::detail
