// Wrong dependences: what makes a mutant of a specification.
#pragma once

#include "heddle/tests/oracle/subjects.hpp"

namespace heddle::oracle {

/// A specification that takes labels for independent of which `Wrong` says so, in either order.
template <class Spec, class Wrong>
struct Mutant : Spec {
  static bool dependent(const Label& a, const Label& b) {
    return detail::SpecAdapter<Spec>::dependent(a, b) && !Wrong{}(a, b) && !Wrong{}(b, a);
  }
};

inline bool both(const Label& a, const Label& b, int kind) { return a.is(kind) && b.is(kind); }
inline bool pair(const Label& a, const Label& b, int kind, int other) {
  return a.is(kind) && b.is(other);
}

/// With how many programs a mutant is to be found.
constexpr int kPrograms = 100;

}  // namespace heddle::oracle
