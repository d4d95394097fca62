#include "heddle/tools/checkpoint.hpp"

#include <elf.h>
#include <link.h>
#include <unistd.h>
#include <algorithm>
#include <cstring>
#include <filesystem>

#include "heddle/checker/errors.hpp"
#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/hash.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/search_options.hpp"

namespace heddle::tools {
namespace {

constexpr const char* kMark = "heddle checkpoint 1\n";
constexpr std::size_t kDigits = 32;  ///< of Hash

std::string digits_of(std::string_view content) {
  Hash hash;
  hash.mix(content);
  return hash.digits();
}

/// The number that the linker gave the program, in bytes; empty where it gave none.
std::string build_id() {
  std::string id;
  dl_iterate_phdr(
      [](dl_phdr_info* object, std::size_t, void* found) {
        for (int i = 0; i < object->dlpi_phnum; ++i) {
          const ElfW(Phdr)& segment = object->dlpi_phdr[i];
          if (segment.p_type != PT_NOTE) continue;
          // NOLINTNEXTLINE(performance-no-int-to-ptr): where the loader has put it
          const auto* at = reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr);
          const char* const end = at + segment.p_memsz;
          while (at + sizeof(ElfW(Nhdr)) <= end) {
            ElfW(Nhdr) note;
            std::memcpy(&note, at, sizeof note);
            const char* const name = at + sizeof note;
            const char* const bytes = name + (note.n_namesz + 3U) / 4 * 4;
            at = bytes + (note.n_descsz + 3U) / 4 * 4;
            if (note.n_type == NT_GNU_BUILD_ID && std::string_view(name, 3) == "GNU") {
              static_cast<std::string*>(found)->assign(bytes, note.n_descsz);
            }
          }
        }
        return 1;  // the first object is the program
      },
      &id);
  return id;
}

/// What no other build of the program has.
std::string build_of_program() {
  const std::string id = build_id();
  return digits_of(id.empty() ? read_file("/proc/self/exe") : id);
}

/// What a search may have more or less of when it is gone on with.
bool is_budget(std::string_view option) {
  return option == "max-executions" || option == "max-time" || option == "shrink";
}

/// Why a checkpoint is not one of this search; empty: it is.
std::string difference(const Json& saved, const Json& now) {
  if (saved["target"] != now["target"]) {
    return "it is one of " + saved["target"].get<std::string>() + ", not of " +
           now["target"].get<std::string>();
  }
  if (saved["program"] != now["program"]) {
    return "it was saved by another build of the program: begin again without --resume";
  }
  std::vector<std::string> options;
  for (const auto& [name, value] : now["options"].items()) {
    const std::string was = saved["options"].value(name, std::string());
    if (was == value) continue;
    options.push_back("--" + name + " was " + was + " and is " + value.get<std::string>());
  }
  if (!options.empty()) return "it was saved with other options: " + joined(options, ", ");
  if (saved["parameters"] != now["parameters"]) {
    return "it was saved with other parameters: " + saved["parameters"].dump() + ", not " +
           now["parameters"].dump();
  }
  return {};
}

}  // namespace

Json identity_of(const std::string& target, const Parameters& parameters,
                 const Settings& settings) {
  Json identity;
  identity["program"] = build_of_program();
  identity["target"] = target;
  identity["parameters"] = Json::object();
  for (const auto& [name, value] : parameters.values()) identity["parameters"][name] = value;
  identity["options"] = Json::object();
  for (const SearchOption& option : search_options()) {
    if (is_budget(option.name)) continue;
    identity["options"][option.name] = option.get(settings.search);
  }
  return identity;
}

Checkpoint read_checkpoint(const std::string& path, const Json& identity) {
  const auto refuse = [&path](const std::string& why) {
    throw UsageError("cannot resume from `" + path + "`: " + why);
  };
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    refuse("it is no regular file");
  }
  const std::string content = read_file(path);
  const std::string_view mark = kMark;
  if (!content.starts_with(mark)) refuse("it is no checkpoint of this version of heddle");
  const std::string_view rest = std::string_view(content).substr(mark.size());
  const std::string_view body = rest.substr(std::min(rest.size(), kDigits));
  if (rest.substr(0, kDigits) != digits_of(body)) refuse("it is damaged");
  const Json json = Json::from_cbor(body);
  if (const std::string why = difference(json["identity"], identity); !why.empty()) refuse(why);
  const Json::binary_t& state = json["state"].get_binary();
  return {report_from_json(json["report"]), std::string(state.begin(), state.end())};
}

void write_checkpoint(const std::string& path, const Json& identity, const Checkpoint& checkpoint) {
  Json json;
  json["identity"] = identity;
  json["report"] = to_json(checkpoint.report);
  json["state"] = Json::binary({checkpoint.state.begin(), checkpoint.state.end()});
  std::string body;
  Json::to_cbor(json, body);
  write_file(path, kMark + digits_of(body) + body, Durable::yes);
}

Checkpoints Checkpoints::of(const std::string& target, const Parameters& parameters,
                            const Settings& settings) {
  Checkpoints all;
  std::error_code error;
  if (settings.checkpoint.empty() && settings.resume.empty()) return all;
  all.path = settings.checkpoint.empty() ? settings.resume : settings.checkpoint;
  if (draws(settings.search.strategy)) {
    throw UsageError("--strategy " + settings.search.strategy +
                     " has no end to go on to: leave --checkpoint and --resume out, and go on with "
                     "another --seed");
  }
  if (all.path != settings.resume && std::filesystem::is_regular_file(all.path, error) &&
      std::filesystem::file_size(all.path, error) > 0) {
    throw UsageError("`" + all.path + "` is there already: go on with --resume " + all.path +
                     " if it is this search, else remove it or name another file");
  }
  all.identity = identity_of(target, parameters, settings);
  if (std::filesystem::exists(all.path, error) &&
      !std::filesystem::is_regular_file(all.path, error)) {
    throw UsageError("cannot keep the search in `" + all.path + "`: it is no regular file");
  }
  check_writable(all.path);
  if (!settings.resume.empty()) {
    all.resumed_from = settings.resume;
    all.resumed =
        std::make_shared<const Checkpoint>(read_checkpoint(settings.resume, all.identity));
  }
  return all;
}

bool CheckpointWriter::is_due(bool cut_short) {
  if (to_.path.empty() || failed_) return false;
  cut_short_ = cut_short;
  return cut_short || Clock::now() >= next_;
}

void CheckpointWriter::write(const Checkpoint& checkpoint) {
  const Clock::time_point begin = Clock::now();
  try {
    write_checkpoint(to_.path, to_.identity, checkpoint);
    written_ = true;
  } catch (const UsageError& error) {
    give_up(error.what());
  }
  const Clock::time_point end = Clock::now();
  next_ = end + std::max<Clock::duration>(std::chrono::seconds(1), 20 * (end - begin));
}

void CheckpointWriter::give_up(const std::string& why) {
  complain("no checkpoint is kept any more: " + why);
  failed_ = true;
}

void CheckpointWriter::end() const {
  std::error_code error;
  if ((written_ || to_.path == to_.resumed_from) && !cut_short_ &&
      std::filesystem::is_regular_file(to_.path, error)) {
    unlink(to_.path.c_str());
  }
}

}  // namespace heddle::tools
