#include "heddle/primitives/multiprocessing/shared_memory.hpp"

#include <functional>
#include <utility>

#include "heddle/checker/engine_specs.hpp"
#include "heddle/primitives/task.hpp"

namespace heddle::multiprocessing::shared_memory {
namespace {

using detail::AttachedSpec;
using detail::Block;
using multiprocessing::detail::Cell;

/// The names of all blocks. Each action is about one name: a is its hash. An action that does not
/// find what it needs counts as a write as well. All others know what was done before the creation
/// of their block.
struct BlocksSpec {
  static constexpr const char* kNoun = "names of shared memory";
  static constexpr bool kShared = true;
  enum Kind : std::uint8_t { kOpen, kCreate, kUnlink };
  static constexpr bool kDeclaresWrites = true;
  static constexpr Sync kSync = Sync::all;
  using State = NoState;
  static constexpr bool may_block(int) { return false; }
  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State&, const Action& action, unsigned) { return {0, 0, !action.is(kOpen)}; }
  static bool synchronizes(const Label& earlier, const Label& later) {
    return earlier.is(kCreate) && earlier.a == later.a;
  }
  static std::string describe(const Label& label, const std::string&, const std::string& value) {
    const char* what = label.is(kOpen) ? "open" : label.is(kCreate) ? "create" : "unlink";
    return std::string(what) + " shared memory " + value;
  }
};
using Blocks = std::map<std::string, std::shared_ptr<const Block>>;

/// Made anew for every execution.
const Handle<BlocksSpec, Blocks>& blocks() {
  static const Handle<BlocksSpec, Blocks> all({}, nullptr, Where{});
  return all;
}

void act(BlocksSpec::Kind kind, const std::string& name, Where where) {
  const auto hash = static_cast<std::int64_t>(std::hash<std::string>{}(name));
  blocks().perform(kind, hash, 0, kForever, where);
  Execution& run = running_execution();
  if (run.recording()) run.describe_value(name);
}

[[noreturn]] void throw_not_found(const std::string& name) {
  throw FileNotFoundError("[Errno 2] No such file or directory: '/" + name + "'");
}

/// The byte that a buffer stores for a value.
Scalar byte_of(const Scalar& value) {
  const std::string type = value.type_name();
  if (type != "int" && type != "bool") {
    throw TypeError("memoryview: invalid type for format 'B'", Category::misuse);
  }
  if (value < 0 || value > 255) {
    throw ValueError("memoryview: invalid value for format 'B'", Category::misuse);
  }
  return value.stored_as(c_ubyte.record);
}

}  // namespace

// ---- Buffer -------------------------------------------------------------------------------------

const Cell& Buffer::cell(std::int64_t index) const {
  const std::vector<Cell>& bytes = handle_.payload().block->bytes;
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) {
    throw IndexError("index out of bounds on dimension 1", Category::misuse);
  }
  return bytes[static_cast<std::size_t>(index)];
}

std::vector<std::int64_t> Buffer::indexes(const Slice& slice) const {
  return multiprocessing::detail::indexes_of(
      slice, static_cast<std::int64_t>(handle_.payload().block->bytes.size()));
}

void Buffer::access(const OperationPart& part, Where where) const {
  Execution& run = running_execution();
  const OperationPart parts[] = {part, handle_.part(AttachedSpec::kUse)};
  run.perform({parts, 2, multiprocessing::detail::access_scheduling(run), false, kForever, where});
  if (handle_.payload().closed && !run.leaving()) {
    throw TypeError("'NoneType' object is not subscriptable", Category::misuse);
  }
}

std::uint8_t Buffer::Byte::get(Where where) const {
  const Cell& cell = buffer_.cell(index_);
  buffer_.access(cell.reading(), where);
  return cell.after_reading().as<std::uint8_t>();
}

void Buffer::Byte::store(const Scalar& value, bool computed, Where where) const {
  if (running_execution().leaving()) return;
  const Scalar stored = byte_of(value);
  const Cell& cell = buffer_.cell(index_);
  buffer_.access(cell.writing(stored, computed), where);
  cell.after_writing(stored);
}

std::vector<std::uint8_t> Buffer::get(const Slice& slice, Where where) const {
  std::vector<std::uint8_t> bytes;
  for (const std::int64_t index : indexes(slice)) bytes.push_back((*this)[index].get(where));
  return bytes;
}

void Buffer::set(const Slice& slice, const Contents& bytes, Where where) const {
  const std::vector<std::int64_t> places = indexes(slice);
  const std::vector<Scalar>& values = bytes.values();
  if (values.size() != places.size()) {
    throw ValueError("memoryview assignment: lvalue and rvalue have different structures",
                     Category::misuse);
  }
  for (std::size_t i = 0; i < places.size(); ++i) (*this)[places[i]].set(values[i], where);
}

// ---- SharedMemory -------------------------------------------------------------------------------

SharedMemory::SharedMemory(const std::optional<std::string>& name, bool create, std::int64_t size,
                           Where where)
    : buf(name ? heddle::detail::kept(*name)->c_str() : nullptr, where) {
  Execution& run = running_execution();
  // Two objects have different paths, in every execution the same.
  name_ =
      heddle::detail::kept(name ? *name : "psm_" + run.trace().object_path(buf.handle_.object()));
  buf.handle_.payload().block = std::make_shared<const Block>();
  if (run.leaving()) return;
  if (size < 0) throw ValueError("'size' must be a positive integer", Category::misuse);
  if (create && size == 0) {
    throw ValueError("'size' must be a positive number different from zero", Category::misuse);
  }
  if (!create && !name) {
    throw ValueError("'name' can only be None if create=True", Category::misuse);
  }
  if (create) {
    this->create(size, where);
  } else {
    open(where);
  }
}

void SharedMemory::create(std::int64_t size, Where where) {
  act(BlocksSpec::kCreate, *name_, where);
  if (running_execution().leaving()) return;
  std::shared_ptr<const Block>& place = blocks().payload()[*name_];
  if (place != nullptr) throw FileExistsError("[Errno 17] File exists: '/" + *name_ + "'");
  const auto block = std::make_shared<Block>();
  for (std::int64_t i = 0; i < size; ++i) {
    const std::string byte = *name_ + ".buf[" + std::to_string(i) + "]";
    block->bytes.emplace_back(c_ubyte.record, 0, heddle::detail::kept(byte)->c_str(), where);
  }
  place = block;
  buf.handle_.payload().block = block;
}

void SharedMemory::open(Where where) {
  act(BlocksSpec::kOpen, *name_, where);
  if (running_execution().leaving()) return;
  const auto found = blocks().payload().find(*name_);
  if (found == blocks().payload().end()) throw_not_found(*name_);
  buf.handle_.payload().block = found->second;
}

std::int64_t SharedMemory::size() const {
  return static_cast<std::int64_t>(buf.handle_.payload().block->bytes.size());
}

void SharedMemory::close(Where where) const {
  buf.handle_.perform(AttachedSpec::kClose, 0, 0, kForever, where);
  if (!running_execution().leaving()) buf.handle_.payload().closed = true;
}

void SharedMemory::unlink(Where where) const {
  act(BlocksSpec::kUnlink, *name_, where);
  if (running_execution().leaving()) return;
  if (blocks().payload().erase(*name_) == 0) throw_not_found(*name_);
}

}  // namespace heddle::multiprocessing::shared_memory
