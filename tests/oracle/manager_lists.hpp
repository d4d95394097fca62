// The lists of a manager in random programs.
#pragma once

#include "heddle/tests/oracle/managers.hpp"

namespace heddle::oracle {

/// A list of a few numbers.
template <class ListSpec = multiprocessing::detail::ListSpec>
class ListSubject : public ProxySubject {
 public:
  explicit ListSubject(Program& program, int size, bool ends = false)
      : ProxySubject(program, ends) {
    for (int i = 0; i < size; ++i) initial_.push_back(i);
    object_ = program.add_object<ListSpec>({size, false}, initial_);
  }
  void make() override {
    ProxySubject::make();
    list_.emplace(manager(), initial_, nullptr, Where{});
  }
  Calls draw(Random& random) override {
    const int index = random.below(4) - 1;
    const int value = random.below(3);
    if (ends_ && random.chance(25)) return {shut_down()};
    switch (random.below(18)) {
      case 0:
      case 1:
      case 2: return {get(index)};
      case 3:
      case 4: return {set(index, value)};
      case 5: return {increase(index)};
      case 6:
      case 7: return {append(value)};
      case 8:
      case 9: return {pop()};
      case 10: return {pop_at(index)};
      case 11: return {insert(index, value)};
      case 12: return {extend(value)};
      case 13: return {len()};
      case 14: return {copy()};
      case 15: return {reverse()};
      case 16: return {random.chance(50) ? remove(value) : clear()};
      default: return {find(value)};
    }
  }

 private:
  static int* at(Items& items, int index) {
    const int place = index < 0 ? index + static_cast<int>(items.size()) : index;
    if (place < 0 || place >= static_cast<int>(items.size())) return nullptr;
    return &items[static_cast<std::size_t>(place)];
  }
  static std::string take(Items& items, int index) {
    const int* there = at(items, index);
    if (there == nullptr) return raised("IndexError");
    const std::string value = std::to_string(*there);
    items.erase(items.begin() + (there - items.data()));
    return value;
  }
  /// A call that returns nothing.
  Call change(std::string text, const std::function<void(Where)>& run, const OperationPart& part,
              const std::function<void(Items&)>& act) {
    return call(
        std::move(text),
        [run](Where where) {
          run(where);
          return std::string("done");
        },
        part,
        [act](Items& items) {
          act(items);
          return std::string("done");
        });
  }

  Call get(int index) {
    return call(
        "get " + std::to_string(index),
        [=, this](Where where) { return std::to_string(list_->get(index, where)); },
        action(Spec::kGet, 2 * index),
        [index](Items& items) {
          const int* there = at(items, index);
          return there != nullptr ? std::to_string(*there) : raised("IndexError");
        });
  }
  Call set(int index, int value) {
    return call(
        "set " + std::to_string(index) + "=" + std::to_string(value),
        [=, this](Where where) {
          list_->set(index, value, where);
          return std::string("set");
        },
        action(Spec::kSet, 2 * index, value),
        [=](Items& items) {
          int* const there = at(items, index);
          if (there == nullptr) return raised("IndexError");
          *there = value;
          return std::string("set");
        });
  }
  Call increase(int index) {
    const Act read = [index](Items& items, std::int8_t& kept) -> Returned {
      const int* there = at(items, index);
      if (there == nullptr) return raised("IndexError");
      kept = static_cast<std::int8_t>(*there);
      return std::nullopt;
    };
    const Act write = [index](Items& items, std::int8_t& kept) -> Returned {
      int* const there = at(items, index);
      if (there == nullptr) return raised("IndexError");
      *there = kept + 1;
      return std::to_string(kept + 1);
    };
    return call(
        "increase " + std::to_string(index),
        [=, this](Where where) {
          return std::to_string((*list_)[index].update([](int value) { return value + 1; }, where));
        },
        {{{action(Spec::kGet, 2 * index)}, read}, {{action(Spec::kSet, 2 * index)}, write}});
  }
  Call append(int value) {
    return change(
        "append " + std::to_string(value), [=, this](Where where) { list_->append(value, where); },
        action(Spec::kAppend), [value](Items& items) { items.push_back(value); });
  }
  Call pop() {
    return call(
        "pop", [this](Where where) { return std::to_string(list_->pop(where)); },
        action(Spec::kPop), [](Items& items) { return take(items, -1); });
  }
  Call pop_at(int index) {
    return call(
        "pop " + std::to_string(index),
        [=, this](Where where) { return std::to_string(list_->pop(index, where)); },
        action(Spec::kRemoveAt, 2 * index), [index](Items& items) { return take(items, index); });
  }
  Call insert(int index, int value) {
    return change(
        "insert " + std::to_string(index) + " " + std::to_string(value),
        [=, this](Where where) { list_->insert(index, value, where); }, action(Spec::kInsert, 0, 1),
        [=](Items& items) {
          const int size = static_cast<int>(items.size());
          const int place = std::clamp(index < 0 ? index + size : index, 0, size);
          items.insert(items.begin() + place, value);
        });
  }
  Call extend(int more) {
    return change(
        "extend " + std::to_string(more),
        [=, this](Where where) {
          list_->extend(std::vector<int>(static_cast<std::size_t>(more), 5), where);
        },
        action(Spec::kExtend, 0, more),
        [more](Items& items) { items.insert(items.end(), static_cast<std::size_t>(more), 5); });
  }
  Call remove(int value) {
    return call(
        "remove " + std::to_string(value),
        [=, this](Where where) {
          list_->remove(value, where);
          return std::string("removed");
        },
        action(Spec::kTakeOut),
        [value](Items& items) {
          const auto place = std::find(items.begin(), items.end(), value);
          if (place == items.end()) return raised("ValueError");
          items.erase(place);
          return std::string("removed");
        });
  }
  Call find(int value) {
    return call(
        "index " + std::to_string(value),
        [=, this](Where where) { return std::to_string(list_->index(value, where)); },
        action(Spec::kReadAll),
        [value](Items& items) {
          const auto place = std::find(items.begin(), items.end(), value);
          if (place == items.end()) return raised("ValueError");
          return std::to_string(place - items.begin());
        });
  }
  Call len() {
    return call(
        "len", [this](Where where) { return std::to_string(list_->size(where)); },
        action(Spec::kCount), [](Items& items) { return std::to_string(items.size()); });
  }
  Call copy() {
    return call(
        "copy", [this](Where where) { return row(list_->copy(where)); }, action(Spec::kReadAll),
        [](Items& items) { return row(items); });
  }
  Call reverse() {
    return change(
        "reverse", [this](Where where) { list_->reverse(where); }, action(Spec::kReorder),
        [](Items& items) { std::reverse(items.begin(), items.end()); });
  }
  Call clear() {
    return change(
        "clear", [this](Where where) { list_->clear(where); }, action(Spec::kClear),
        [](Items& items) { items.clear(); });
  }

  std::vector<int> initial_;
  std::optional<multiprocessing::ListProxy<int, ListSpec>> list_;
};

}  // namespace heddle::oracle
