// What an object file gives away, and what homework may not contain.
#include <catch2/catch.hpp>

#include <algorithm>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/grade/code_rules.hpp"
#include "heddle/tools/grade/primitives_used.hpp"

using namespace heddle;
using namespace heddle::tools;
using namespace heddle::tools::grade;

namespace {

using Texts = std::vector<std::string>;
constexpr auto kStrong = Symbol::Binding::strong;
constexpr auto kWeak = Symbol::Binding::weak;

Symbol call(const std::string& name) { return {name, kStrong, false, false}; }
Symbol strong(const std::string& name) { return {name, kStrong, true, false}; }
Symbol weak(const std::string& name) { return {name, kWeak, true, false}; }

/// The checks call `make()` and define `inline int shared()`; Heddle defines `engine()` and calls
/// `std::exception::what`, which the system has.
Surroundings around() {
  ObjectFile checks{{}, {call("_Z4makev"), weak("_Z6sharedv")}};
  ObjectFile engine{{}, {strong("_ZN6heddle6engineEv"), call("_ZNKSt9exception4whatEv")}};
  return {checks, engine};
}

Texts objections_to(const Symbol& symbol, const Texts& allowed = {}) {
  return objections({{}, {symbol}}, around(), allowed);
}

Texts objections_to(const Section& section) { return objections({{section}, {}}, around(), {}); }

}  // namespace

TEST_CASE("code rules: ordinary code passes", "[tools][grade]") {
  const ObjectFile code{
      {{".text", true, false, true},
       {".text._ZN1A1fEv", true, false, true},
       {".rodata.str1.1", true, false, false},
       {".data.rel.ro", true, true, false},
       {".debug_info", false, false, false},
       {".note.GNU-stack", false, false, false}},
      {strong("_Z4makev"), strong("_ZN6Buffer3putEi"), weak("_ZNSt6vectorIiED1Ev"), call("memcpy"),
       call("exit"), call("__cxa_throw"), call("_Znwm"),
       call("_ZN6heddle9threading4Lock7acquireEv")}};
  CHECK(objections(code, around(), {}).empty());
}

TEST_CASE("code rules: functions of the system", "[tools][grade]") {
  CHECK(objections_to(call("fork")) ==
        Texts{"`fork`: that function of the system is not for homework"});
  CHECK(objections_to(call("pthread_create")) ==
        Texts{"`pthread_create`: threads and locks of the system cannot be checked: use Heddle's "
              "primitives"});
  CHECK(objections_to(call("_ZNSt6thread4joinEv")) ==
        Texts{"`std::thread`: threads and locks of the system cannot be checked: use Heddle's "
              "primitives"});
  for (const char* name : {"write", "syscall", "open", "kill", "dlopen", "mprotect", "_setjmp",
                           "longjmp", "sigaction", "ptrace", "fopen", "fdopen"}) {
    CHECK(objections_to(call(name)).size() == 1);
  }
  CHECK(objections_to(call("getenv")).size() == 1);
  CHECK(objections_to(call("getenv"), {"getenv"}).empty());
}

TEST_CASE("code rules: what is for the checks alone", "[tools][grade]") {
  CHECK(objections_to(call("_ZN6heddle6assumeEbNS_5WhereE")) ==
        Texts{"`heddle::assume`: that is for the checks alone"});
  CHECK(objections_to(call("_ZN6heddle5tools9write_allEi")) ==
        Texts{"`heddle::tools`: Heddle's innards are not for homework"});
}

TEST_CASE("code rules: definitions of what belongs to others", "[tools][grade]") {
  const auto not_yours = [](const std::string& name) {
    return Texts{"a definition of `" + name + "`, which is not yours to define"};
  };
  CHECK(objections_to(strong("write")) == not_yours("write"));
  CHECK(objections_to(weak("malloc")) == not_yours("malloc"));
  CHECK(objections_to(strong("_Znwm")) == not_yours("operator new(unsigned long)"));
  CHECK(objections_to(strong("_ZN6heddle6engineEv")) == not_yours("heddle::engine()"));
  CHECK(objections_to(strong("_Z6sharedv")) == not_yours("shared()"));
  CHECK(objections_to(weak("_Z6sharedv")).empty());
  // A weak one would take the place of the system's.
  CHECK(objections_to(weak("_ZNKSt9exception4whatEv")) ==
        not_yours("std::exception::what() const"));
}

TEST_CASE("code rules: code that runs before main", "[tools][grade]") {
  for (const char* name :
       {".init_array", ".init_array.00101", ".preinit_array", ".ctors", ".init", ".fini_array"}) {
    const Texts all = objections_to(Section{name, true, true, false});
    REQUIRE(all.size() == 1);
    CHECK(all[0].starts_with("code that runs before main"));
  }
  CHECK(objections_to(Symbol{"_Z1fv", kStrong, true, true}) ==
        Texts{"`f()`: code that runs before main (ifunc)"});
}

TEST_CASE("code rules: sections that no compiler makes of ordinary code", "[tools][grade]") {
  CHECK(objections_to(Section{".mine", true, false, true}).size() == 1);
  CHECK(objections_to(Section{".text", true, true, true}).size() == 1);
  CHECK(objections_to(Section{".data", true, true, true}).size() == 1);
  CHECK(objections_to(Section{".note.GNU-stack", false, false, true}) ==
        Texts{"it wants to execute its stack"});
}

TEST_CASE("code rules: which primitives code uses", "[tools][grade]") {
  const auto uses = [](const std::string& name, const std::string& primitive) {
    return refers_to({{}, {weak(name)}}, primitive);
  };
  const std::string acquire = "_ZNK6heddle9threading5RLock7acquireEv";
  CHECK(uses(acquire, "RLock"));
  CHECK_FALSE(uses(acquire, "Lock"));
  CHECK(uses("_ZN6heddle9threading5RLockC1EPKc", "RLock"));
  CHECK_FALSE(uses("_ZN6heddle9threading5RLockD1Ev", "RLock"));
  CHECK_FALSE(uses("_ZN6heddle9threading5RLockC1ERKS1_", "RLock"));
  CHECK_FALSE(uses("_ZN6heddle9threading5RLock4Spec5applyEi", "RLock"));
  CHECK(uses("_ZNK6heddle6SharedISt6vectorIiSaIiEEE3getEv", "Shared"));
  CHECK(uses("_ZN6heddle5sleepEdNS_5WhereE", "sleep"));
  CHECK_FALSE(uses("_ZN6heddle5sleepEdNS_5WhereE", "Lock"));
}

TEST_CASE("object files: anything else is refused", "[tools][grade]") {
  CHECK_THROWS_AS(parse_object("no object"), UsageError);
  CHECK_THROWS_AS(parse_object(std::string(64, '\0')), UsageError);
}

TEST_CASE("object files: names, demangled", "[tools][grade]") {
  CHECK(demangled("_ZN6Buffer3putEi") == "Buffer::put(int)");
  CHECK(demangled("memcpy") == "memcpy");
}

#ifdef __x86_64__
TEST_CASE("object files: sections and symbols of this program", "[tools][grade]") {
  const ObjectFile self = parse_object(read_file("/proc/self/exe"));
  const auto text = std::find_if(self.sections.begin(), self.sections.end(),
                                 [](const Section& section) { return section.name == ".text"; });
  REQUIRE(text != self.sections.end());
  CHECK(*text == Section{".text", true, false, true});
  const auto main = std::find_if(self.symbols.begin(), self.symbols.end(),
                                 [](const Symbol& symbol) { return symbol.name == "main"; });
  REQUIRE(main != self.symbols.end());
  CHECK(*main == strong("main"));
}
#endif
