// Models: named programs that a command line can check, with what is expected of them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "heddle/checker/report.hpp"
#include "heddle/checker/where.hpp"

namespace heddle {

/// The parameters of a model: whole numbers by name, with defaults, set by `-p NAME=VALUE`.
class Parameters {
 public:
  /// The value of `name`. Throws UsageError if the model did not declare it.
  [[nodiscard]] std::int64_t operator[](const std::string& name) const;
  /// Throws UsageError, naming those that exist, if the model did not declare `name`.
  void set(const std::string& name, std::int64_t value);
  void declare(const std::string& name, std::int64_t value) { values_[name] = value; }
  [[nodiscard]] const std::map<std::string, std::int64_t>& values() const { return values_; }

 private:
  std::map<std::string, std::int64_t> values_;
};

/// What a model's author expects, for its default parameters.
struct Expectation {
  Verdict verdict = Verdict::verified;
  std::vector<Kind> findings;                  ///< errors and warnings, with keep_going; any order
  bool sequential = false;                     ///< never starts a second thread, and means to
  std::optional<std::uint64_t> interleavings;  ///< executions of plain `dfs`, where it ends in 10 s
  std::optional<std::uint64_t> executions;     ///< executions of the reduced search
  std::optional<std::vector<std::string>> outcomes;  ///< exact, sorted
  /// Options it needs, e.g. {{"spurious", "1"}}; empty: the defaults.
  std::vector<std::pair<std::string, std::string>> options;
};

struct Model {
  std::string name;     ///< "counter-unlocked"
  std::string summary;  ///< one line
  Parameters parameters;
  std::function<void(const Parameters&)> program;
  std::optional<Expectation> expected;  ///< absent: a user's model without expectations
  Where where;
  std::string group = {};  ///< empty: the models that this program is about
};

/// All models of this program, sorted by group and name: those without a group come first.
const std::vector<Model>& models();
/// Adds a model at start-up. A second one of the same name: UsageError when models() is asked.
bool register_model(Model model);

}  // namespace heddle

#define HEDDLE_CONCAT_(a, b) a##b
#define HEDDLE_CONCAT(a, b) HEDDLE_CONCAT_(a, b)

/// Defines a model: `HEDDLE_MODEL("name", "one line") { program }`; the body is the main thread.
/// A model with parameters or expectations is registered by `register_model`.
#define HEDDLE_MODEL(name, summary)                                                \
  static void HEDDLE_CONCAT(heddle_model_, __LINE__)();                            \
  [[maybe_unused]] static const bool HEDDLE_CONCAT(heddle_registered_, __LINE__) = \
      ::heddle::register_model({name,                                              \
                                summary,                                           \
                                {},                                                \
                                [](const ::heddle::Parameters&) {                  \
                                  HEDDLE_CONCAT(heddle_model_, __LINE__)();        \
                                },                                                 \
                                {},                                                \
                                ::heddle::Where::current()});                      \
  static void HEDDLE_CONCAT(heddle_model_, __LINE__)()
