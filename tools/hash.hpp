// A hash of long texts that many of them will not share.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace heddle::tools {

/// Two FNV-1a hashes of 64 bits with different beginnings.
class Hash {
 public:
  void mix(std::string_view text) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      a_ = (a_ ^ byte) * 1099511628211U;
      b_ = (b_ + byte) * 6364136223846793005U + 1442695040888963407U;
    }
    a_ = (a_ ^ 0x100U) * 1099511628211U;
  }
  [[nodiscard]] std::string digits() const {
    char text[40];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(a_),
                  static_cast<unsigned long long>(b_));
    return text;
  }

 private:
  std::uint64_t a_ = 14695981039346656037U;
  std::uint64_t b_ = 88172645463325252U;
};

}  // namespace heddle::tools
