// The levels of `heddle explore --tutorial`: each is a model with a bug that the player is to reach
// by choices of their own.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

struct Level {
  const char* title;  ///< "a race"
  const char* model;
  Kind goal;         ///< a finding of this kind or with this symptom
  const char* task;  ///< what the program does, and what to look for
  const char* hint;
  const char* remedy;  ///< one sentence
  const char* fixed;   ///< the model that has the remedy
};

std::span<const Level> levels();

/// Whether a report has the finding that a level is about.
bool reaches_goal(const Report& report, const Level& level);

/// What the player reads at the beginning of a level, from 1; and when its goal is reached.
std::string level_text(std::size_t number);
std::string success_text(std::size_t number, const std::string& program);

}  // namespace heddle::tools
