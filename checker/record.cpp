#include "heddle/checker/record.hpp"

#include <algorithm>
#include <iterator>

namespace heddle {

void AddressSpaces::clear() {
  records_.clear();
  if (!copies_.empty()) copies_.clear();
}

void AddressSpaces::enter(Record& copy, Record& origin, ProcessId process) {
  copy.home = process;
  copy.origin = &origin;
  copy.type = origin.type;
  if (copies_.size() <= process) copies_.resize(process + std::size_t{1});
  copies_[process][&origin] = &copy;
  records_.push_back(&copy);
}

Record* AddressSpaces::find(const Record& origin, ProcessId process) const {
  if (process >= copies_.size()) return nullptr;
  const auto place = copies_[process].find(&origin);
  return place == copies_[process].end() ? nullptr : place->second;
}

std::vector<Record*> AddressSpaces::of(ProcessId process) const {
  std::vector<Record*> found;
  std::copy_if(records_.begin(), records_.end(), std::back_inserter(found),
               [process](const Record* record) { return record->home == process; });
  return found;
}

}  // namespace heddle
