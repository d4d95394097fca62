// Manager.dict.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/multiprocessing/proxy.hpp"

namespace heddle::multiprocessing {

namespace detail {

/// What a dict of a manager holds, in the order in which the keys came.
template <class K, class V>
struct Entries {
  std::vector<std::pair<K, V>> all;
  std::map<std::int64_t, K> words;  ///< of the keys that were ever named

  [[nodiscard]] V* find(const K& key) {
    const auto place =
        std::find_if(all.begin(), all.end(), [&](const auto& entry) { return entry.first == key; });
    return place == all.end() ? nullptr : &place->second;
  }
  void set(const K& key, V value) {
    if (V* const old = find(key); old != nullptr) {
      *old = std::move(value);
    } else {
      all.emplace_back(key, std::move(value));
    }
  }
  void erase(const K& key) {
    all.erase(std::find_if(all.begin(), all.end(),
                           [&](const auto& entry) { return entry.first == key; }));
  }
};

/// A key as a word of 62 bits that is not 0.
template <class K>
std::int64_t key_word(const K& key) {
  const auto word = static_cast<std::uint64_t>(heddle::detail::value_word(key));
  const auto folded = static_cast<std::int64_t>((word ^ word >> 62) & ((1ULL << 62) - 1));
  return folded == 0 ? std::int64_t{1} << 61 : folded;
}

/// The calls of a dict, for the proxies that are made of them.
template <class Spec, class K, class V>
class DictCalls : public Proxy<Spec, Entries<K, V>> {
 public:
  using Pairs = std::vector<std::pair<K, V>>;
  static_assert(std::is_copy_constructible_v<K> && std::is_copy_constructible_v<V>,
                "keys and values are copied");

  DictCalls(const Server& server, const Pairs& initial, Name name, Where where)
      : Base(server, state_of(initial), entries_of(initial), name, where) {}

 protected:
  using Base = Proxy<Spec, Entries<K, V>>;
  using typename Base::State;

  /// Reads one value; none where there is no such key.
  std::optional<V> find(const K& key, Where where) const {
    if (!this->call(keyed(Spec::kGet, key), where)) return std::nullopt;
    const std::optional<V> value = held(key);
    this->note(value ? heddle::detail::value_word(*value) : 0);
    this->describe([&] { return place_text(key) + " = " + (value ? python_text(*value) : "?"); });
    return value;
  }
  void put(const K& key, V value, bool computed, Where where) const {
    check_message<V>();
    if (!this->call(keyed(Spec::kSet, key, value, computed), where)) return;
    this->describe([&] { return place_text(key) + " = " + python_text(value); });
    this->contents().set(key, std::move(value));
  }
  bool has_key(const K& key, Where where) const {
    if (!this->call(keyed(Spec::kContains, key), where)) return false;
    const bool there = held(key).has_value();
    this->note(there);
    this->describe([&] { return ".contains(" + python_text(key) + ") = " + python_text(there); });
    return there;
  }
  /// Takes a key out; none where it is not there.
  std::optional<V> take(const K& key, Where where) const {
    if (!this->call(keyed(Spec::kRemove, key), where)) return std::nullopt;
    std::optional<V> value = held(key);
    this->describe([&] { return ".pop(" + python_text(key) + ')'; });
    if (value) this->contents().erase(key);
    return value;
  }
  OperationPart keyed(int kind, const K& key) const {
    return this->part(kind, 2 * this->word(key), 0);
  }
  OperationPart keyed(int kind, const K& key, const V& value, bool computed) const {
    return this->part(kind, 2 * this->word(key) + (computed ? 1 : 0),
                      heddle::detail::value_word(value));
  }
  static std::string place_text(const K& key) { return '[' + python_text(key) + ']'; }

 private:
  std::optional<V> held(const K& key) const {
    const V* value = this->contents().find(key);
    return value != nullptr ? std::optional<V>(*value) : std::nullopt;
  }
  /// What the key is in labels. Where two keys of a dict have the same word, all keys of it become
  /// 0: nothing is known of which is which. The search then begins again.
  std::int64_t word(const K& key) const {
    Execution& run = this->execution();
    if (run.observed(this->object())) return 0;
    const std::int64_t word = key_word(key);
    const auto [known, is_new] = this->contents().words.emplace(word, key);
    if (!is_new && !(known->second == key)) run.observe_object(this->object());
    return word;
  }
  static Entries<K, V> entries_of(const Pairs& initial) {
    Entries<K, V> entries;
    for (const auto& [key, value] : initial) {
      entries.set(key, value);
      entries.words.emplace(key_word(key), key);
    }
    return entries;
  }
  static State state_of(const Pairs& initial) {
    State state;
    for (const auto& [key, value] : entries_of(initial).all) state.insert(key_word(key));
    return state;
  }
};

}  // namespace detail

/// A dict that a Manager keeps for all processes: `auto d = manager.dict<std::string, int>()`. Keys
/// keep the order in which they were put in. Every call is one step and goes to the manager:
/// `d["x"] += 1` is a read and then a write, and loses updates of others (`lost-update`) unless a
/// lock is held around both. What comes out is a copy, changed in place by nobody.
///
/// Calls on different keys do not depend on each other, unless they bring or remove keys.
///
/// A proxy: a copy is another name of the same dict. It may be sent through pipes and queues, and
/// be put into another proxy. Once the manager was shut down its calls throw BrokenPipeError or
/// FileNotFoundError.
///
/// Python:
/// https://docs.python.org/3/library/multiprocessing.html#multiprocessing.managers.SyncManager.dict
template <class K, class V, class Spec = detail::DictSpec>
class DictProxy : public detail::DictCalls<Spec, K, V> {
  using Base = detail::DictCalls<Spec, K, V>;

 public:
  using typename Base::Pairs;
  using Item = detail::Place<DictProxy, K, V>;

  /// Made by Manager::dict.
  using Base::Base;

  /// The value of a key as a variable. Reading it throws KeyError where it is not there.
  Item operator[](const K& key) const { return Item(*this, key); }
  /// Python's d[key]. Throws KeyError.
  V at(const K& key, Where where = Where::current()) const { return load(key, where); }
  /// Python's d[key] = value.
  void set(const K& key, V value, Where where = Where::current()) const {
    store(key, std::move(value), false, where);
  }
  /// Python's d.get(key): none where it is not there.
  std::optional<V> get(const K& key, Where where = Where::current()) const {
    return this->find(key, where);
  }
  V get(const K& key, const V& otherwise, Where where = Where::current()) const {
    return this->find(key, where).value_or(otherwise);
  }
  [[nodiscard]] bool contains(const K& key, Where where = Where::current()) const {
    return this->has_key(key, where);
  }
  /// Python's del d[key]. Throws KeyError.
  void erase(const K& key, Where where = Where::current()) const { pop(key, where); }
  /// Takes a key out and returns its value. Throws KeyError.
  V pop(const K& key, Where where = Where::current()) const {
    return value_or_error(this->take(key, where), key);
  }
  V pop(const K& key, const V& otherwise, Where where = Where::current()) const {
    return this->take(key, where).value_or(otherwise);
  }
  /// Takes the last key out. Throws KeyError where there is none.
  std::pair<K, V> popitem(Where where = Where::current()) const {
    if (!this->call(this->part(Spec::kPopItem), where)) {
      return {detail::nothing<K>(), detail::nothing<V>()};
    }
    auto& all = this->contents().all;
    if (all.empty()) throw KeyError("'popitem(): dictionary is empty'");
    std::pair<K, V> last = std::move(all.back());
    all.pop_back();
    this->describe([&] { return ".popitem() = " + detail::python_text(last); });
    return last;
  }
  /// The value of a key, which is put in where it is not there.
  V setdefault(const K& key, V value, Where where = Where::current()) const {
    detail::check_message<V>();
    if (!this->call(this->keyed(Spec::kSetDefault, key, value, false), where)) return value;
    const V* there = this->contents().find(key);
    if (there != nullptr) value = *there;
    if (there == nullptr) this->contents().set(key, value);
    this->describe([&] {
      return ".setdefault(" + detail::python_text(key) + ") = " + detail::python_text(value);
    });
    return value;
  }
  /// Sets several keys in one step.
  void update(const Pairs& entries, Where where = Where::current()) const {
    detail::check_message<V>();
    constexpr std::size_t kMost = 32;
    std::vector<OperationPart> parts;
    for (const auto& [key, value] : entries) {
      parts.push_back(this->keyed(parts.empty() ? Spec::kSet : Spec::kSetMore, key, value, false));
    }
    if (parts.empty()) parts.push_back(this->part(Spec::kCount));
    if (parts.size() > kMost) parts = {this->part(Spec::kSet)};  // of any key
    if (!this->call(parts, where)) return;
    this->describe([&] { return ".update(" + detail::python_dict(entries) + ')'; });
    for (const auto& [key, value] : entries) this->contents().set(key, value);
  }
  [[nodiscard]] std::int64_t size(Where where = Where::current()) const {
    if (!this->call(this->part(Spec::kCount), where)) return 0;
    const auto count = static_cast<std::int64_t>(this->contents().all.size());
    this->note(count);
    this->describe([&] { return ".len() = " + std::to_string(count); });
    return count;
  }
  [[nodiscard]] std::vector<K> keys(Where where = Where::current()) const {
    std::vector<K> all;
    if (!this->call(this->part(Spec::kCount), where)) return all;
    for (const auto& [key, value] : this->contents().all) all.push_back(key);
    this->note(all);
    this->describe([&] { return ".keys() = " + detail::python_text(all); });
    return all;
  }
  [[nodiscard]] std::vector<V> values(Where where = Where::current()) const {
    std::vector<V> all;
    for (auto& [key, value] : read_all(".values()", where)) all.push_back(value);
    return all;
  }
  /// Keys and values, in the order of the keys.
  [[nodiscard]] Pairs items(Where where = Where::current()) const {
    return read_all(".items()", where);
  }
  /// The same: a dict of the calling process alone.
  [[nodiscard]] Pairs copy(Where where = Where::current()) const {
    return read_all(".copy()", where);
  }
  /// Python's str(d).
  [[nodiscard]] std::string repr(Where where = Where::current()) const {
    return detail::python_dict(read_all(".__str__()", where));
  }
  void clear(Where where = Where::current()) const {
    if (!this->call(this->part(Spec::kClear), where)) return;
    this->describe([] { return ".clear()"; });
    this->contents().all.clear();
  }

 private:
  friend Item;
  V load(const K& key, Where where) const { return value_or_error(this->find(key, where), key); }
  void store(const K& key, V value, bool computed, Where where) const {
    this->put(key, std::move(value), computed, where);
  }
  V value_or_error(std::optional<V> value, const K& key) const {
    if (value) return std::move(*value);
    if (this->execution().leaving()) return detail::nothing<V>();
    throw KeyError(detail::python_text(key));
  }
  Pairs read_all(const char* text, Where where) const {
    if (!this->call(this->part(Spec::kReadAll), where)) return {};
    const Pairs all = this->contents().all;
    std::vector<std::int64_t> words;
    for (const auto& [key, value] : all) {
      words.push_back(heddle::detail::value_word(key));
      words.push_back(heddle::detail::value_word(value));
    }
    this->note(words);
    this->describe([&] { return text + (" = " + detail::python_dict(all)); });
    return all;
  }
};

/// Python's len(d).
template <class K, class V>
std::int64_t len(const DictProxy<K, V>& dict, Where where = Where::current()) {
  return dict.size(where);
}

}  // namespace heddle::multiprocessing
