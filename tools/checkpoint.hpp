// Files from which a search can be gone on with, after whatever ended its process.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "heddle/checker/explorer.hpp"
#include "heddle/checker/model.hpp"
#include "heddle/tools/report_json.hpp"
#include "heddle/tools/settings.hpp"

namespace heddle::tools {

/// What must be the same for a search to be gone on with: the program's file, the target with its
/// parameters, and all options but budgets.
Json identity_of(const std::string& target, const Parameters& parameters, const Settings& settings);

/// Throws UsageError for what is no checkpoint, is damaged, or is one of another search; it says
/// what differs.
Checkpoint read_checkpoint(const std::string& path, const Json& identity);

/// Nobody ever sees half of it, and it is on the disk when this returns. Throws UsageError.
void write_checkpoint(const std::string& path, const Json& identity, const Checkpoint& checkpoint);

/// Where the search of one target is kept.
struct Checkpoints {
  std::string path;  ///< empty: nowhere
  Json identity;
  std::string resumed_from;                   ///< a file; empty: it begins
  std::shared_ptr<const Checkpoint> resumed;  ///< null: it begins

  /// What the settings ask for. Throws UsageError like read_checkpoint, and where the search cannot
  /// be kept or something else is there.
  static Checkpoints of(const std::string& target, const Parameters& parameters,
                        const Settings& settings);
};

/// Writes checkpoints of a search about once a second, and so seldom that they cost it little.
/// Takes the last one away when the search has come to its end.
class CheckpointWriter {
 public:
  explicit CheckpointWriter(const Checkpoints& to) : to_(to) {}

  [[nodiscard]] bool is_due(bool cut_short);
  void write(const Checkpoint& checkpoint);
  /// None can be written: says so, once.
  void give_up(const std::string& why);
  /// The search is over.
  void end() const;

 private:
  using Clock = std::chrono::steady_clock;

  const Checkpoints& to_;
  Clock::time_point next_ = Clock::now() + std::chrono::seconds(1);
  bool cut_short_ = false;
  bool failed_ = false;
  bool written_ = false;
};

}  // namespace heddle::tools
