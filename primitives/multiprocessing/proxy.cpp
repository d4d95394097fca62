#include "heddle/primitives/multiprocessing/proxy.hpp"

#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/shared_memory.hpp"

namespace heddle::multiprocessing::detail {

std::string quoted(const std::string& text) {
  // As Python: in single quotes, unless only these occur in it.
  const bool single = text.find('\'') != std::string::npos && text.find('"') == std::string::npos;
  const char quote = single ? '"' : '\'';
  static constexpr const char* kDigits = "0123456789abcdef";
  std::string all(1, quote);
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    switch (letter) {
      case '\n': all += "\\n"; break;
      case '\r': all += "\\r"; break;
      case '\t': all += "\\t"; break;
      case '\\': all += "\\\\"; break;
      default:
        if (letter == quote) {
          all += '\\';
          all += letter;
        } else if (code < 0x20 || code == 0x7f) {
          all += "\\x";
          all += kDigits[code >> 4];
          all += kDigits[code & 15];
        } else {
          all += letter;
        }
    }
  }
  return all + quote;
}

Server::Server(Name name, Where where)
    : handle_({}, name, where, {Execution::process(), false, {}}) {}

bool Server::call(std::span<const OperationPart> parts, Where where) const {
  Execution& run = execution();
  if (run.observed(object())) {
    std::vector<OperationPart> all(parts.begin(), parts.end());
    all.push_back(handle_.part(ServerSpec::kUse));
    run.perform({all.data(), static_cast<std::uint8_t>(all.size()), Scheduling::visible, false,
                 kForever, where});
  } else {
    run.perform({parts.data(), static_cast<std::uint8_t>(parts.size()), Scheduling::visible, false,
                 kForever, where});
  }
  if (run.leaving()) return false;
  require_running();
  return true;
}

/// A thread keeps its connection to the server from its first call on.
void Server::require_running() const {
  Known& known = handle_.payload();
  const ThreadId self = execution().self();
  if (known.down && known.connected.contains(self)) throw BrokenPipeError();
  if (known.down) throw shared_memory::FileNotFoundError("[Errno 2] No such file or directory");
  known.connected.insert(self);
}

void Server::make(const char* method, Where where) const {
  Execution& run = execution();
  const Known& known = handle_.payload();
  const bool shared = run.observed(object());
  handle_.perform_as(shared ? Scheduling::visible : Scheduling::invisible, ServerSpec::kMake, 0, 0,
                     kForever, where);
  if (run.leaving()) return;
  if (run.recording()) run.describe_value(std::string(".") + method + "()");
  if (!known.down) return;
  if (!runs_here()) throw shared_memory::FileNotFoundError("[Errno 2] No such file or directory");
  throw AssertionError("server not yet started", Category::misuse);
}

bool Server::runs_here() const { return handle_.payload().owner == Execution::process(); }

void Server::shut_down(Where where) const {
  Execution& run = execution();
  if (!runs_here()) return;
  run.observe_object(object());
  handle_.perform(ServerSpec::kShutdown, 0, 0, kForever, where);
  if (!run.leaving()) handle_.payload().down = true;
}

void Server::end_with_process(Where where) const {
  if (has_children()) shut_down(where);
}

}  // namespace heddle::multiprocessing::detail
