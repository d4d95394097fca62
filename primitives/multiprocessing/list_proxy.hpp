// Manager.list.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/primitives/multiprocessing/array.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/multiprocessing/proxy.hpp"

namespace heddle::multiprocessing {

namespace detail {

/// Throws IndexError with Python's message: "list index out of range".
[[noreturn]] void throw_index(const char* what);
[[noreturn]] void throw_not_in_list(const std::string& message);

/// The calls of a list, for the proxies that are made of them.
template <class Spec, class T>
class ListCalls : public Proxy<Spec, std::vector<T>> {
 public:
  static_assert(std::is_copy_constructible_v<T>, "items are copied");

  ListCalls(const Server& server, const std::vector<T>& initial, Name name, Where where)
      : Base(server, state_of(initial), initial, name, where) {}

  /// How many items there are.
  [[nodiscard]] std::int64_t size(Where where = Where::current()) const {
    if (!this->call(this->part(Spec::kCount), where)) return 0;
    this->note(length());
    this->describe([&] { return ".len() = " + std::to_string(length()); });
    return length();
  }
  /// A copy of some items, made in one step.
  [[nodiscard]] std::vector<T> get(const Slice& slice, Where where = Where::current()) const {
    std::vector<T> part;
    const std::vector<T> all = read_all("[:]", where);
    for (const std::int64_t index : indexes_of(slice, static_cast<std::int64_t>(all.size()))) {
      part.push_back(all[static_cast<std::size_t>(index)]);
    }
    return part;
  }
  [[nodiscard]] std::vector<T> operator[](const Slice& slice) const {
    return get(slice, Where{"", "", 0});
  }

 protected:
  using Base = Proxy<Spec, std::vector<T>>;
  using typename Base::State;

  T load_or(std::int64_t index, const char* message, Where where) const {
    if (!this->call(this->part(Spec::kGet, 2 * index), where)) return nothing<T>();
    const std::optional<std::size_t> place = place_of(index);
    this->note(place ? heddle::detail::value_word(at(*place)) : 0);
    this->describe(
        [&] { return place_text(index) + " = " + (place ? python_text(at(*place)) : "?"); });
    if (!place) throw_index(message);
    return at(*place);
  }
  void store_or(std::int64_t index, T value, bool computed, const char* message,
                Where where) const {
    check_message<T>();
    const std::int64_t word = heddle::detail::value_word(value);
    if (!this->call(this->part(Spec::kSet, 2 * index + (computed ? 1 : 0), word), where)) return;
    this->describe([&] { return place_text(index) + " = " + python_text(value); });
    const std::optional<std::size_t> place = place_of(index);
    if (!place) throw_index(message);
    this->contents()[*place] = std::move(value);
  }
  /// One call that looks at all items.
  std::vector<T> read_all(const char* text, Where where) const {
    if (!this->call(this->part(Spec::kReadAll), where)) return {};
    this->note(this->contents());
    this->describe([&] { return text + (" = " + python_text(this->contents())); });
    return this->contents();
  }
  [[nodiscard]] std::int64_t length() const {
    return static_cast<std::int64_t>(this->contents().size());
  }
  /// Where an index that may count from the end is; none: out of range.
  [[nodiscard]] std::optional<std::size_t> place_of(std::int64_t index) const {
    const std::int64_t place = index < 0 ? index + length() : index;
    if (place < 0 || place >= length()) return std::nullopt;
    return static_cast<std::size_t>(place);
  }
  [[nodiscard]] decltype(auto) at(std::size_t place) const {
    return std::as_const(this->contents())[place];
  }
  static std::string place_text(std::int64_t index) { return '[' + std::to_string(index) + ']'; }

 private:
  static State state_of(const std::vector<T>& initial) {
    return {static_cast<std::int64_t>(initial.size()), false};
  }
};

}  // namespace detail

/// A list that a Manager keeps for all processes: `auto row = manager.list<int>({1, 2})`. Every
/// call is one step and goes to the manager: `row[0] += 1` is a read and then a write, and loses
/// updates of others (`lost-update`) unless a lock is held around both. What comes out is a copy,
/// changed in place by nobody.
///
/// Reads and assignments of different indexes do not depend on each other.
///
/// A proxy, as DictProxy.
///
/// Python:
/// https://docs.python.org/3/library/multiprocessing.html#multiprocessing.managers.SyncManager.list
template <class T, class Spec = detail::ListSpec>
class ListProxy : public detail::ListCalls<Spec, T> {
  using Base = detail::ListCalls<Spec, T>;

 public:
  using Item = detail::Place<ListProxy, std::int64_t, T>;
  using Base::get;
  using Base::operator[];

  /// Made by Manager::list.
  using Base::Base;

  /// The item as a variable; -1 is the last. Using it throws IndexError where there is none.
  template <std::integral Index>
  Item operator[](Index index) const {
    return Item(*this, static_cast<std::int64_t>(index));
  }
  template <std::integral Index>
  T get(Index index, Where where = Where::current()) const {
    return load(static_cast<std::int64_t>(index), where);
  }
  void set(std::int64_t index, T value, Where where = Where::current()) const {
    store(index, std::move(value), false, where);
  }
  void append(T value, Where where = Where::current()) const {
    detail::check_message<T>();
    const std::int64_t word = heddle::detail::value_word(value);
    if (!this->call(this->part(Spec::kAppend, 0, word), where)) return;
    this->describe([&] { return ".append(" + detail::python_text(value) + ')'; });
    this->contents().push_back(std::move(value));
  }
  void extend(const std::vector<T>& values, Where where = Where::current()) const {
    detail::check_message<T>();
    const auto more = static_cast<std::int64_t>(values.size());
    if (!this->call(this->part(Spec::kExtend, 0, more), where)) return;
    this->describe([&] { return ".extend(" + detail::python_text(values) + ')'; });
    std::vector<T>& all = this->contents();
    all.insert(all.end(), values.begin(), values.end());
  }
  /// Python's row += values: extends it, in one step.
  const ListProxy& operator+=(const std::vector<T>& values) const {
    extend(values, Where{"", "", 0});
    return *this;
  }
  /// Before the item at `index`, which may be beyond either end.
  void insert(std::int64_t index, T value, Where where = Where::current()) const {
    detail::check_message<T>();
    if (!this->call(this->part(Spec::kInsert, 0, 1), where)) return;
    this->describe([&] {
      return ".insert(" + std::to_string(index) + ", " + detail::python_text(value) + ')';
    });
    const std::int64_t place =
        std::clamp<std::int64_t>(index < 0 ? index + this->length() : index, 0, this->length());
    this->contents().insert(this->contents().begin() + place, std::move(value));
  }
  /// Takes the last item. Throws IndexError where there is none.
  T pop(Where where = Where::current()) const {
    if (!this->call(this->part(Spec::kPop), where)) return detail::nothing<T>();
    return take(-1, "pop index out of range", where);
  }
  template <std::integral Index>
  T pop(Index index, Where where = Where::current()) const {
    return take_at(static_cast<std::int64_t>(index), "pop index out of range", where);
  }
  /// Python's del row[index]. Throws IndexError.
  void erase(std::int64_t index, Where where = Where::current()) const {
    take_at(index, "list assignment index out of range", where);
  }
  /// Removes the first item that equals `value`. Throws ValueError where there is none.
  void remove(const T& value, Where where = Where::current()) const {
    if (!this->call(this->part(Spec::kTakeOut), where)) return;
    this->describe([&] { return ".remove(" + detail::python_text(value) + ')'; });
    std::vector<T>& all = this->contents();
    const auto place = std::find(all.begin(), all.end(), value);
    if (place == all.end()) detail::throw_not_in_list("list.remove(x): x not in list");
    all.erase(place);
  }
  /// The index of the first item that equals `value`. Throws ValueError where there is none.
  std::int64_t index(const T& value, Where where = Where::current()) const {
    const std::vector<T> all = this->read_all(".index()", where);
    const auto place = std::find(all.begin(), all.end(), value);
    if (place != all.end()) return place - all.begin();
    if (this->execution().leaving()) return 0;
    detail::throw_not_in_list(detail::python_text(value) + " is not in list");
  }
  /// How often `value` is in it.
  [[nodiscard]] std::int64_t count(const T& value, Where where = Where::current()) const {
    const std::vector<T> all = this->read_all(".count()", where);
    return std::count(all.begin(), all.end(), value);
  }
  [[nodiscard]] bool contains(const T& value, Where where = Where::current()) const {
    return count(value, where) > 0;
  }
  /// Sorts it by <.
  void sort(bool reverse = false, Where where = Where::current()) const {
    reorder(".sort()", where, [reverse](std::vector<T>& all) {
      std::stable_sort(all.begin(), all.end(),
                       [reverse](const T& a, const T& b) { return reverse ? b < a : a < b; });
    });
  }
  void reverse(Where where = Where::current()) const {
    reorder(".reverse()", where, [](std::vector<T>& all) { std::reverse(all.begin(), all.end()); });
  }
  void clear(Where where = Where::current()) const {
    if (!this->call(this->part(Spec::kClear), where)) return;
    this->describe([] { return ".clear()"; });
    this->contents().clear();
  }
  /// A list of the calling process alone.
  [[nodiscard]] std::vector<T> copy(Where where = Where::current()) const {
    return this->read_all(".copy()", where);
  }
  /// Python's str(row).
  [[nodiscard]] std::string repr(Where where = Where::current()) const {
    return detail::python_text(this->read_all(".__str__()", where));
  }

 private:
  friend Item;
  T load(std::int64_t index, Where where) const {
    return this->load_or(index, "list index out of range", where);
  }
  void store(std::int64_t index, T value, bool computed, Where where) const {
    this->store_or(index, std::move(value), computed, "list assignment index out of range", where);
  }
  T take_at(std::int64_t index, const char* message, Where where) const {
    if (!this->call(this->part(Spec::kRemoveAt, 2 * index), where)) return detail::nothing<T>();
    return take(index, message, where);
  }
  T take(std::int64_t index, const char* message, Where /*where*/) const {
    const std::optional<std::size_t> place = this->place_of(index);
    this->describe([&] { return ".pop(" + (index == -1 ? "" : std::to_string(index)) + ')'; });
    if (!place) detail::throw_index(this->length() == 0 ? "pop from empty list" : message);
    T value = this->at(*place);
    this->contents().erase(this->contents().begin() + static_cast<std::ptrdiff_t>(*place));
    return value;
  }
  template <class F>
  void reorder(const char* text, Where where, F&& change) const {
    if (!this->call(this->part(Spec::kReorder), where)) return;
    this->describe([&] { return text; });
    change(this->contents());
  }
};

namespace detail {

/// Goes through a list as Python does: it reads index 0, 1, 2, ..., each with a call, until there
/// is none.
template <class List, class T>
class ItemIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = T;
  using difference_type = std::ptrdiff_t;
  using pointer = const T*;
  using reference = const T&;

  explicit ItemIterator(List list) : list_(std::move(list)) { read(); }
  const T& operator*() const { return *item_; }
  ItemIterator& operator++() {
    ++index_;
    read();
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const ItemIterator& at, std::default_sentinel_t) {
    return !at.item_.has_value();
  }

 private:
  void read() {
    item_.reset();
    try {
      item_.emplace(list_.get(index_, Where{"", "", 0}));
    } catch (const IndexError&) {}
  }

  List list_;
  std::int64_t index_ = 0;
  std::optional<T> item_;
};

}  // namespace detail

// `for (const int item : list)`. Not members: a proxy in words is not its items, which are read by
// calls.
template <class T>
detail::ItemIterator<ListProxy<T>, T> begin(const ListProxy<T>& list) {
  return detail::ItemIterator<ListProxy<T>, T>(list);
}
template <class T>
std::default_sentinel_t end(const ListProxy<T>&) {
  return {};
}
/// Python's len(list).
template <class T>
std::int64_t len(const ListProxy<T>& list, Where where = Where::current()) {
  return list.size(where);
}

}  // namespace heddle::multiprocessing
