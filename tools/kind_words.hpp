// The kinds of findings in words, for reports that explain them to somebody who sees the name for
// the first time.
#pragma once

#include <string>
#include <string_view>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

/// What a kind is, apart from any program that has it.
struct KindText {
  Kind kind;
  std::string_view brief;  ///< one line without a full stop
  std::string_view full;   ///< sentences: what happens, and what to do about it
};

const KindText& kind_text(Kind kind);

/// "data race": the kind's name as a sentence has it.
std::string spaced_name(Kind kind);

}  // namespace heddle::tools
