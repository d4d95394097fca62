#include "heddle/checker/archive.hpp"

#include <map>

#include "heddle/checker/errors.hpp"

namespace heddle {
namespace {

/// All memories, and what was loaded for those that are not made yet, by name.
struct Memories {
  std::map<std::string, Memory*> made;
  std::map<std::string, std::string> loaded;
};

Memories& memories() {
  static auto* const all = new Memories;  // never freed
  return *all;
}

}  // namespace

void Archive::expect(std::size_t size) const {
  if (size > bytes_.size() - place_) {
    throw UsageError("the checkpoint is damaged: it ends too early");
  }
}

void Archive::raw(void* bytes, std::size_t size) {
  if (size == 0) return;
  if (!loads_) {
    bytes_.append(static_cast<const char*>(bytes), size);
    return;
  }
  expect(size);
  std::memcpy(bytes, bytes_.data() + place_, size);
  place_ += size;
}

void Memory::enter() {
  memories().made[name_] = this;
  const auto loaded = memories().loaded.find(name_);
  if (loaded == memories().loaded.end()) return;
  Archive archive(loaded->second);
  transfer(archive);
  memories().loaded.erase(loaded);
}

void Memory::transfer_all(Archive& archive) {
  std::vector<std::pair<std::string, std::string>> all(memories().loaded.begin(),
                                                       memories().loaded.end());
  if (!archive.loads()) {
    for (const auto& [name, memory] : memories().made) {
      Archive content;
      memory->transfer(content);
      all.emplace_back(name, content.bytes());
    }
  }
  archive(all);
  if (!archive.loads()) return;
  for (auto& [name, content] : all) {
    const auto memory = memories().made.find(name);
    if (memory == memories().made.end()) {
      memories().loaded[name] = std::move(content);
      continue;
    }
    Archive loaded(std::move(content));
    memory->second->transfer(loaded);
  }
}

}  // namespace heddle
