// HEDDLE_ASAN: the build has the address sanitizer (GCC and Clang say so in two ways).
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define HEDDLE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HEDDLE_ASAN 1
#endif
#endif
