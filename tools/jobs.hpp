// Several targets at once, and a share of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "heddle/tools/exploring.hpp"
#include "heddle/tools/settings.hpp"

namespace heddle::tools {

/// "2/3": the second of three shares. Throws UsageError unless it is I/N with 1 <= I <= N.
Shard shard_named(const std::string& text);

/// Every N-th target, from the I-th on: the shards of one list are disjoint, their union is all of
/// it, and a shard may be empty.
std::vector<Target> share_of(const std::vector<Target>& targets, const Shard& shard);

/// Explores the targets, in `settings.jobs` processes at once if that is more than one, and hands
/// their results over one by one in the order of the targets, whatever ends first. Ends early,
/// after the results that it has, when it is interrupted. Returns how many targets were explored.
/// Throws UsageError for a parameter that a target has not, InternalError where no process can be
/// started.
std::size_t explore_all(const std::vector<Target>& targets, const Settings& settings,
                        const std::function<void(Result& result)>& take);

}  // namespace heddle::tools
