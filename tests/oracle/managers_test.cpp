#include "heddle/tests/oracle/manager_lists.hpp"
#include "heddle/tests/oracle/mutants.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

using multiprocessing::detail::DictSpec;
using multiprocessing::detail::ListSpec;
using multiprocessing::detail::ProxySpec;
using multiprocessing::detail::ServerSpec;

}  // namespace

TEST_CASE("oracle: a dict of a manager", "[oracle][manager]") {
  check_family([](Program& program, Random& random) {
    program.add<DictSubject<int>>();
    if (random.chance(20)) program.add<SharedSubject>();
  });
}
TEST_CASE("oracle: a dict of a manager with more keys than its state knows", "[oracle][manager]") {
  check_family([](Program& program, Random& random) {
    program.add<DictSubject<int>>(false, 12 + random.below(4));
  });
}
TEST_CASE("oracle: a dict of a manager whose keys cannot be told apart", "[oracle][manager]") {
  check_family([](Program& program, Random&) { program.add<DictSubject<DullKey>>(); });
}
TEST_CASE("oracle: a list of a manager", "[oracle][manager]") {
  check_family([](Program& program, Random& random) {
    program.add<ListSubject<>>(random.below(3));
    if (random.chance(20)) program.add<SharedSubject>();
  });
}
TEST_CASE("oracle: the shutdown of a manager", "[oracle][manager]") {
  check_family([](Program& program, Random& random) {
    if (random.chance(50)) {
      program.add<DictSubject<int>>(true);
    } else {
      program.add<ListSubject<>>(1, true);
    }
  });
}

// ---- mutants ------------------------------------------------------------------------------------

namespace {

/// The comparison passes for the right specification and fails for one in which `Wrong` labels are
/// independent.
template <class Wrong>
void check_dict_mutant(Wrong /*wrong*/, int programs = kPrograms) {
  const auto family = []<class Spec>(Spec /*spec*/) {
    return Family([](Program& program, Random&) { program.add<DictSubject<int, Spec>>(); });
  };
  CHECK_FALSE(complains(family(DictSpec{}), kPrograms));
  CHECK(complains(family(Mutant<DictSpec, Wrong>{}), programs));
}
template <class Spec>
Family list_family() {
  return [](Program& program, Random& random) { program.add<ListSubject<Spec>>(random.below(3)); };
}
template <class Wrong>
void check_list_mutant(Wrong /*wrong*/) {
  CHECK_FALSE(complains(list_family<ListSpec>(), kPrograms));
  CHECK(complains(list_family<Mutant<ListSpec, Wrong>>(), kPrograms));
}
bool touches(const Label& label, std::uint32_t what) { return (label.tag & what) != 0; }

/// One that forgets that it does not know everything.
template <class Spec>
struct SureOf : Spec {
  static Effect apply(typename Spec::State& state, const Action& action, unsigned alternative) {
    const Effect effect = Spec::apply(state, action, alternative);
    state.vague = false;
    return effect;
  }
};

}  // namespace

TEST_CASE("mutant: new keys of a dict commute", "[oracle][mutant][manager]") {
  check_dict_mutant([](const Label& a, const Label& b) {
    return both(a, b, ProxySpec::kSet) && touches(a, ProxySpec::kChanges) &&
           touches(b, ProxySpec::kChanges);
  });
}
TEST_CASE("mutant: the keys of a dict do not depend on new ones", "[oracle][mutant][manager]") {
  check_dict_mutant([](const Label& a, const Label& b) {
    return a.is(ProxySpec::kCount) && touches(b, ProxySpec::kChanges);
  });
}
TEST_CASE("mutant: an absent key does not depend on its coming", "[oracle][mutant][manager]") {
  check_dict_mutant([](const Label& a, const Label& b) {
    return a.is(ProxySpec::kGet) && touches(a, ProxySpec::kLooks) &&
           touches(b, ProxySpec::kChanges);
  });
}
TEST_CASE("mutant: contains depends on nothing", "[oracle][mutant][manager]") {
  check_dict_mutant([](const Label& a, const Label&) { return a.is(ProxySpec::kContains); });
}
TEST_CASE("mutant: a read of a key does not depend on its writes", "[oracle][mutant][manager]") {
  check_dict_mutant([](const Label& a, const Label& b) {
    return pair(a, b, ProxySpec::kGet, ProxySpec::kSet) && !touches(b, ProxySpec::kChanges);
  });
}
TEST_CASE("mutant: writes of a key commute", "[oracle][mutant][manager]") {
  check_dict_mutant(
      [](const Label& a, const Label& b) {
        return both(a, b, ProxySpec::kSet) && !touches(a, ProxySpec::kChanges) &&
               !touches(b, ProxySpec::kChanges);
      },
      10 * kPrograms);
}
TEST_CASE("mutant: the items of a dict do not depend on values", "[oracle][mutant][manager]") {
  check_dict_mutant([](const Label& a, const Label& b) {
    return pair(a, b, ProxySpec::kReadAll, ProxySpec::kSet) && !touches(b, ProxySpec::kChanges);
  });
}
TEST_CASE("mutant: popitem does not depend on the value that it takes",
          "[oracle][mutant][manager]") {
  check_dict_mutant([](const Label& a, const Label& b) {
    return pair(a, b, ProxySpec::kPopItem, ProxySpec::kSet) && !touches(b, ProxySpec::kChanges);
  });
}
TEST_CASE("mutant: setdefault of a key that is there depends on nothing",
          "[oracle][mutant][manager]") {
  check_dict_mutant([](const Label& a, const Label&) {
    return a.is(ProxySpec::kSetDefault) && !touches(a, ProxySpec::kChanges);
  });
}
TEST_CASE("mutant: a dict never has too many keys for its state", "[oracle][mutant][manager]") {
  const auto family = []<class Spec>(Spec /*spec*/) {
    return Family(
        [](Program& program, Random&) { program.add<DictSubject<int, Spec>>(false, 14); });
  };
  CHECK_FALSE(complains(family(DictSpec{}), kPrograms));
  CHECK(complains(family(SureOf<DictSpec>{}), kPrograms));
}
TEST_CASE("mutant: the last item of a list is always the same", "[oracle][mutant][manager]") {
  check_list_mutant([](const Label& a, const Label& b) {
    return a.is(ProxySpec::kGet) && a.a < 0 && b.is(ProxySpec::kAppend);
  });
}
TEST_CASE("mutant: an index out of range does not depend on new items",
          "[oracle][mutant][manager]") {
  check_list_mutant([](const Label& a, const Label& b) {
    return a.is(ProxySpec::kGet) && a.a >= 0 && touches(a, ProxySpec::kLooks) &&
           b.is(ProxySpec::kAppend);
  });
}
TEST_CASE("mutant: items are appended in any order", "[oracle][mutant][manager]") {
  check_list_mutant([](const Label& a, const Label& b) { return both(a, b, ProxySpec::kAppend); });
}
TEST_CASE("mutant: len depends on nothing", "[oracle][mutant][manager]") {
  check_list_mutant([](const Label& a, const Label&) { return a.is(ProxySpec::kCount); });
}
TEST_CASE("mutant: pops commute", "[oracle][mutant][manager]") {
  check_list_mutant([](const Label& a, const Label& b) { return both(a, b, ProxySpec::kPop); });
}
TEST_CASE("mutant: pop does not depend on the item that it takes", "[oracle][mutant][manager]") {
  check_list_mutant(
      [](const Label& a, const Label& b) { return pair(a, b, ProxySpec::kPop, ProxySpec::kSet); });
}
TEST_CASE("mutant: reads do not depend on reverse", "[oracle][mutant][manager]") {
  check_list_mutant([](const Label& a, const Label& b) {
    return pair(a, b, ProxySpec::kGet, ProxySpec::kReorder);
  });
}
TEST_CASE("mutant: pop of an empty list does not depend on append", "[oracle][mutant][manager]") {
  check_list_mutant([](const Label& a, const Label& b) {
    return a.is(ProxySpec::kPop) && !a.wrote && b.is(ProxySpec::kAppend);
  });
}
TEST_CASE("mutant: the size of a list is always known", "[oracle][mutant][manager]") {
  CHECK(complains(list_family<SureOf<ListSpec>>(), 5 * kPrograms));
}
