#include "heddle/tools/grade/object_file.hpp"

#include <cxxabi.h>
#include <elf.h>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "heddle/checker/errors.hpp"

namespace heddle::tools::grade {
namespace {

[[noreturn]] void broken() {
  throw UsageError(
      "the compiler makes object files that `heddle grade` cannot read: it needs ELF for 64 bits");
}

/// A T that lies at `offset`.
template <class T>
T at(std::string_view bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) broken();
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

std::string_view content(std::string_view bytes, const Elf64_Shdr& header) {
  if (header.sh_offset > bytes.size() || bytes.size() - header.sh_offset < header.sh_size) broken();
  return bytes.substr(header.sh_offset, header.sh_size);
}

std::string text_at(std::string_view strings, std::uint64_t offset) {
  if (offset >= strings.size()) broken();
  const std::size_t end = strings.find('\0', offset);
  return std::string(strings.substr(offset, end - offset));
}

Symbol symbol_of(const Elf64_Sym& entry, std::string_view strings) {
  Symbol symbol;
  symbol.name = text_at(strings, entry.st_name);
  const auto binding = ELF64_ST_BIND(entry.st_info);
  // Unique ones are the weak ones of which the loader, too, keeps only one.
  if (binding == STB_WEAK || binding == STB_GNU_UNIQUE) symbol.binding = Symbol::Binding::weak;
  symbol.defined = entry.st_shndx != SHN_UNDEF;
  symbol.chosen_at_load = ELF64_ST_TYPE(entry.st_info) == STT_GNU_IFUNC;
  return symbol;
}

}  // namespace

ObjectFile parse_object(std::string_view bytes) {
  const auto elf = at<Elf64_Ehdr>(bytes, 0);
  if (std::memcmp(elf.e_ident, ELFMAG, SELFMAG) != 0 || elf.e_ident[EI_CLASS] != ELFCLASS64) {
    broken();
  }
  const auto first =
      elf.e_shnum == 0 && elf.e_shoff == 0 ? Elf64_Shdr{} : at<Elf64_Shdr>(bytes, elf.e_shoff);
  // Where there are too many for the header, the first section holds the numbers.
  const std::uint64_t count = elf.e_shnum != 0 ? elf.e_shnum : first.sh_size;
  const std::uint64_t named = elf.e_shstrndx != SHN_XINDEX ? elf.e_shstrndx : first.sh_link;
  const auto header = [&](std::uint64_t number) {
    if (number >= count) broken();
    return at<Elf64_Shdr>(bytes, elf.e_shoff + number * sizeof(Elf64_Shdr));
  };
  ObjectFile object;
  for (std::uint64_t i = 1; i < count; ++i) {
    const Elf64_Shdr section = header(i);
    object.sections.push_back({text_at(content(bytes, header(named)), section.sh_name),
                               (section.sh_flags & SHF_ALLOC) != 0,
                               (section.sh_flags & SHF_WRITE) != 0,
                               (section.sh_flags & SHF_EXECINSTR) != 0});
    if (section.sh_type != SHT_SYMTAB) continue;
    const std::string_view strings = content(bytes, header(section.sh_link));
    const std::string_view symbols = content(bytes, section);
    for (std::uint64_t at_byte = sizeof(Elf64_Sym); at_byte + sizeof(Elf64_Sym) <= symbols.size();
         at_byte += sizeof(Elf64_Sym)) {
      const auto entry = at<Elf64_Sym>(symbols, at_byte);
      Symbol symbol = symbol_of(entry, strings);
      const bool seen = ELF64_ST_BIND(entry.st_info) != STB_LOCAL;
      if (seen || symbol.chosen_at_load) object.symbols.push_back(std::move(symbol));
    }
  }
  return object;
}

std::string demangled(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 ? text.get() : name;
}

}  // namespace heddle::tools::grade
