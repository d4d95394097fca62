// The dicts of a manager in random programs, and its shutdown.
#pragma once

#include "heddle/tests/oracle/program.hpp"

namespace heddle::oracle {

/// What calls on one object of a manager have in common: the model has the object and the server.
class ProxySubject : public Subject {
 public:
  explicit ProxySubject(Program& program, bool ends)
      : server_(program.add_object<multiprocessing::detail::ServerSpec>({})), ends_(ends) {}
  void make() override { manager_.emplace("manager", Where{}); }

 protected:
  using Spec = multiprocessing::detail::ProxySpec;
  using Server = multiprocessing::detail::ServerSpec;
  using Parts = std::vector<OperationPart>;
  using Items = std::vector<int>;
  /// What a step makes of the contents; it may keep something for the next. Nothing: there is one.
  using Act = std::function<Returned(Items& items, std::int8_t& kept)>;

  [[nodiscard]] const multiprocessing::detail::Server& manager() const { return *manager_; }
  /// A call of one or several steps, each with its parts.
  Call call(std::string text, std::function<std::string(Where)> run,
            const std::vector<std::pair<Parts, Act>>& steps) {
    Call call;
    call.text = std::move(text);
    call.run = std::move(run);
    call.step = [=, this](const World& world, ThreadId self) {
      Parts parts = steps[world.threads[self].phase].first;
      for (OperationPart& part : parts) part.object = object_;
      parts.push_back(oracle::part(server_, Server::kUse));
      return Step{parts};
    };
    call.then = [=, this](World& world, ThreadId self, const Effect&) -> Returned {
      ThreadModel& thread = world.threads[self];
      if (world.state<Server::State>(server_).down) {
        return raised(thread.levels[server_] != 0 ? "BrokenPipeError" : "FileNotFoundError");
      }
      thread.levels[server_] = 1;
      return steps[thread.phase++].second(world.items[object_], thread.kept);
    };
    return call;
  }
  Call call(std::string text, std::function<std::string(Where)> run, const OperationPart& part,
            const std::function<std::string(Items&)>& act) {
    return call(std::move(text), std::move(run),
                {{Parts{part}, [act](Items& items, std::int8_t&) { return act(items); }}});
  }
  Call shut_down() {
    return void_step(
        "shutdown", [this](Where where) { manager_->shut_down(where); },
        part(server_, Server::kShutdown), "down");
  }
  static OperationPart action(int kind, std::int64_t a = 0, std::int64_t b = 0) {
    return oracle::part(0, kind, a, b);
  }
  /// Values in a row, in words without blanks.
  template <class Values>
  static std::string row(const Values& values) {
    std::string text = "[";
    for (const int value : values) text += std::to_string(value) + ",";
    return text + "]";
  }

  ObjectId object_ = 0;
  ObjectId server_;
  bool ends_;  ///< threads shut the manager down
  std::optional<multiprocessing::detail::Server> manager_;
};

/// A key whose hash is that of every other one.
struct DullKey {
  int number;
  DullKey(int n) : number(n) {}  // NOLINT: as a number
  friend bool operator==(const DullKey&, const DullKey&) = default;
};

}  // namespace heddle::oracle

template <>
struct std::hash<heddle::oracle::DullKey> {
  std::size_t operator()(const heddle::oracle::DullKey&) const { return 7; }
};

namespace heddle::oracle {

/// A dict with a few keys. In the model its items are keys and values by turns.
template <class K, class DictSpec = multiprocessing::detail::DictSpec>
class DictSubject : public ProxySubject {
 public:
  /// `crowd`: keys that it has from the beginning, beside 0, and nobody names.
  explicit DictSubject(Program& program, bool ends = false, int crowd = 0)
      : ProxySubject(program, ends) {
    typename DictSpec::State state;
    std::vector<int> items;
    for (int key : initial_keys(crowd)) {
      state.insert(word(key));
      items.push_back(key);
      items.push_back(key);
      initial_.emplace_back(key, key);
    }
    object_ = program.add_object<DictSpec>(state, items);
  }
  void make() override {
    ProxySubject::make();
    dict_.emplace(manager(), initial_, nullptr, Where{});
  }
  Calls draw(Random& random) override {
    const int key = random.below(3);
    const int value = 1 + random.below(2);
    if (ends_ && random.chance(25)) return {shut_down()};
    switch (random.below(14)) {
      case 0:
      case 1: return {get(key)};
      case 2:
      case 3: return {set(key, value)};
      case 4:
      case 5: return {increase(key)};
      case 6: return {contains(key)};
      case 7: return {pop(key)};
      case 8: return {popitem()};
      case 9: return {setdefault(key, value)};
      case 10: return {keys()};
      case 11: return {items()};
      case 12: return {update(key, (key + 1) % 3, value)};
      default: return random.chance(50) ? Calls{clear()} : Calls{len()};
    }
  }

 private:
  static std::vector<int> initial_keys(int crowd) {
    std::vector<int> keys{0};
    for (int key = 0; key < crowd; ++key) keys.push_back(20 + key);
    return keys;
  }
  static std::int64_t word(int key) { return multiprocessing::detail::key_word(K(key)); }
  static OperationPart keyed(int kind, int key, int value = 0) {
    return action(kind, 2 * word(key), value);
  }
  static int* find(Items& items, int key) {
    for (std::size_t i = 0; i < items.size(); i += 2) {
      if (items[i] == key) return &items[i + 1];
    }
    return nullptr;
  }
  static void put(Items& items, int key, int value) {
    if (int* const there = find(items, key); there != nullptr) {
      *there = value;
    } else {
      items.insert(items.end(), {key, value});
    }
  }
  static std::string take(Items& items, int key) {
    const int* there = find(items, key);
    if (there == nullptr) return "-1";
    const std::string value = std::to_string(*there);
    const auto place = items.begin() + (there - items.data()) - 1;
    items.erase(place, place + 2);
    return value;
  }

  Call get(int key) {
    return call(
        "get " + std::to_string(key),
        [=, this](Where where) { return std::to_string(dict_->at(key, where)); },
        keyed(Spec::kGet, key),
        [key](Items& items) {
          const int* value = find(items, key);
          return value != nullptr ? std::to_string(*value) : raised("KeyError");
        });
  }
  Call set(int key, int value) {
    return call(
        "set " + std::to_string(key) + "=" + std::to_string(value),
        [=, this](Where where) {
          dict_->set(key, value, where);
          return std::string("set");
        },
        keyed(Spec::kSet, key, value),
        [=](Items& items) {
          put(items, key, value);
          return std::string("set");
        });
  }
  Call increase(int key) {
    const Act read = [key](Items& items, std::int8_t& kept) -> Returned {
      const int* value = find(items, key);
      if (value == nullptr) return raised("KeyError");
      kept = static_cast<std::int8_t>(*value);
      return std::nullopt;
    };
    const Act write = [key](Items& items, std::int8_t& kept) -> Returned {
      put(items, key, kept + 1);
      return std::to_string(kept + 1);
    };
    return call(
        "increase " + std::to_string(key),
        [=, this](Where where) {
          return std::to_string((*dict_)[key].update([](int value) { return value + 1; }, where));
        },
        {{{keyed(Spec::kGet, key)}, read}, {{keyed(Spec::kSet, key)}, write}});
  }
  Call contains(int key) {
    return call(
        "contains " + std::to_string(key),
        [=, this](Where where) { return in_words(dict_->contains(key, where)); },
        keyed(Spec::kContains, key),
        [key](Items& items) { return in_words(find(items, key) != nullptr); });
  }
  Call pop(int key) {
    return call(
        "pop " + std::to_string(key),
        [=, this](Where where) { return std::to_string(dict_->pop(key, -1, where)); },
        keyed(Spec::kRemove, key), [key](Items& items) { return take(items, key); });
  }
  Call popitem() {
    return call(
        "popitem", [this](Where where) { return std::to_string(dict_->popitem(where).second); },
        action(Spec::kPopItem),
        [](Items& items) {
          if (items.empty()) return raised("KeyError");
          return take(items, items[items.size() - 2]);
        });
  }
  Call setdefault(int key, int value) {
    return call(
        "setdefault " + std::to_string(key) + "=" + std::to_string(value),
        [=, this](Where where) { return std::to_string(dict_->setdefault(key, value, where)); },
        keyed(Spec::kSetDefault, key),
        [=](Items& items) {
          if (find(items, key) == nullptr) put(items, key, value);
          return std::to_string(*find(items, key));
        });
  }
  Call update(int first, int second, int value) {
    const auto run = [=, this](Where where) {
      dict_->update({{first, value}, {second, value}}, where);
      return std::string("updated");
    };
    const Act act = [=](Items& items, std::int8_t&) -> Returned {
      put(items, first, value);
      put(items, second, value);
      return "updated";
    };
    return call("update " + std::to_string(first) + "," + std::to_string(second), run,
                {{{keyed(Spec::kSet, first), keyed(Spec::kSetMore, second)}, act}});
  }
  Call keys() {
    return call(
        "keys",
        [this](Where where) {
          std::vector<int> all;
          for (const K& key : dict_->keys(where)) all.push_back(number(key));
          return row(all);
        },
        action(Spec::kCount),
        [](Items& items) {
          std::vector<int> all;
          for (std::size_t i = 0; i < items.size(); i += 2) all.push_back(items[i]);
          return row(all);
        });
  }
  Call items() {
    return call(
        "items",
        [this](Where where) {
          std::vector<int> all;
          for (const auto& [key, value] : dict_->items(where)) {
            all.push_back(number(key));
            all.push_back(value);
          }
          return row(all);
        },
        action(Spec::kReadAll), [](Items& items) { return row(items); });
  }
  Call len() {
    return call(
        "len", [this](Where where) { return std::to_string(dict_->size(where)); },
        action(Spec::kCount), [](Items& items) { return std::to_string(items.size() / 2); });
  }
  Call clear() {
    return call(
        "clear",
        [this](Where where) {
          dict_->clear(where);
          return std::string("cleared");
        },
        action(Spec::kClear),
        [](Items& items) {
          items.clear();
          return std::string("cleared");
        });
  }
  static int number(const K& key) {
    if constexpr (std::is_same_v<K, int>) {
      return key;
    } else {
      return key.number;
    }
  }

  std::vector<std::pair<K, int>> initial_;
  std::optional<multiprocessing::DictProxy<K, int, DictSpec>> dict_;
};

}  // namespace heddle::oracle
