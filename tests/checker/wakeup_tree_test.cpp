// What is inserted into a wakeup tree, and what is said to cover it.
#include "heddle/checker/strategies/wakeup_tree.hpp"
#include "heddle/tests/checker/engine.hpp"

using namespace heddle;

namespace {

/// A write of the object with the thread's number: writes of two threads are independent.
Key own_write(ThreadId thread) { return {thread, 0, thread, Key::kStored}; }
/// A write of an object that no thread calls its own.
Key write(ThreadId thread, ObjectId object) { return {object, 0, thread, Key::kStored}; }

/// A wakeup tree without an execution.
class Tree {
 public:
  /// What covers a sequence, whose events are the present execution's from number 10 on.
  Cover insert(const std::vector<Key>& sequence) {
    Steps steps;
    std::uint32_t event = 10;
    for (const Key& key : sequence) steps.add() = {key, event++};
    return insert(std::move(steps));
  }
  Cover insert(Steps steps) {
    Cover cover;
    list_ = trees_.insert(keys_, list_, steps, cover);
    return cover;
  }
  /// Threads in the order of a walk, children in parentheses.
  [[nodiscard]] std::string text() const { return text(list_); }

 private:
  [[nodiscard]] std::string text(WakeupTrees::Index list) const {
    std::string words;
    for (; list != WakeupTrees::kEnd; list = trees_[list].next) {
      if (!words.empty()) words += ' ';
      words += std::to_string(trees_[list].key.thread);
      const std::string below = text(trees_[list].child);
      if (!below.empty()) words += '(' + below + ')';
    }
    return words;
  }

  const Trace* trace_ = nullptr;  // simple keys say it all
  Keys keys_{trace_};
  WakeupTrees trees_;
  WakeupTrees::Index list_ = WakeupTrees::kEnd;
};

}  // namespace

TEST_CASE("wakeup tree: a sequence becomes a chain", "[checker][wakeup-tree]") {
  Tree tree;
  tree.insert({own_write(1), own_write(2), own_write(3)});
  CHECK(tree.text() == "1(2(3))");
}

TEST_CASE("wakeup tree: a sequence with another beginning is a sibling", "[checker][wakeup-tree]") {
  Tree tree;
  tree.insert({write(1, 9), own_write(3)});
  tree.insert({write(2, 9), own_write(3)});
  CHECK(tree.text() == "1(3) 2(3)");
}

TEST_CASE("wakeup tree: a sequence goes below what it can begin with", "[checker][wakeup-tree]") {
  Tree tree;
  tree.insert({own_write(1), write(2, 9)});
  tree.insert({own_write(1), write(3, 9)});
  CHECK(tree.text() == "1(2 3)");
}

TEST_CASE("wakeup tree: what a leaf can begin is covered", "[checker][wakeup-tree]") {
  Tree tree;
  tree.insert({own_write(1)});
  tree.insert({own_write(2), own_write(1)});
  CHECK(tree.text() == "1");
}

TEST_CASE("wakeup tree: a chain is covered by its last event", "[checker][wakeup-tree]") {
  Tree tree;
  const Cover cover = tree.insert({own_write(1), own_write(2), own_write(3)});
  CHECK(cover.last == 12);
  CHECK(cover.count == 0);
}

TEST_CASE("wakeup tree: the steps of the sequence that a branch has are what covers it",
          "[checker][wakeup-tree]") {
  Tree tree;
  tree.insert({own_write(1)});
  const Cover cover = tree.insert({own_write(2), own_write(1), own_write(3)});
  CHECK(cover.last == 11);
  CHECK(cover.count == 0);
}

TEST_CASE("wakeup tree: the reversed event has no place in the execution: it is open",
          "[checker][wakeup-tree]") {
  Steps steps;
  steps.add() = {own_write(1), 10};
  steps.add() = {write(2, 9), kNone};
  Tree tree;
  const Cover cover = tree.insert(std::move(steps));
  CHECK(cover.last == 10);
  REQUIRE(cover.count == 1);
  CHECK(cover.open[0] == write(2, 9));
}

TEST_CASE("wakeup tree: all of a branch that the sequence has not are open",
          "[checker][wakeup-tree]") {
  Tree tree;
  tree.insert({own_write(1), own_write(2), own_write(3)});
  const Cover cover = tree.insert({own_write(4)});
  REQUIRE(cover.count == 3);
  CHECK(cover.open[0] == own_write(1));
  CHECK(cover.open[1] == own_write(2));
  CHECK(cover.open[2] == own_write(3));
}

TEST_CASE("wakeup tree: with more open ones the cover is of the present execution alone",
          "[checker][wakeup-tree]") {
  Tree tree;
  tree.insert({own_write(1), own_write(2), own_write(3), own_write(4)});
  CHECK(tree.insert({own_write(5)}).count > Cover::kMost);
}

TEST_CASE("wakeup tree: a sequence that ends within a branch is covered in the present execution",
          "[checker][wakeup-tree]") {
  Tree tree;
  tree.insert({own_write(1), own_write(2)});
  CHECK(tree.insert({own_write(1)}).count > Cover::kMost);
  CHECK(tree.text() == "1(2)");
}

TEST_CASE("wakeup tree: another way to go is no beginning", "[checker][wakeup-tree]") {
  Tree tree;
  tree.insert({own_write(1)});
  Key other_way = own_write(1);
  other_way.alternative = 1;
  tree.insert({other_way});
  CHECK(tree.text() == "1 1");
}
