// The lengths that every contender uses, and CPU time.
#pragma once
#include <cmath>
#include <cstdint>
#include <ctime>
#include <utility>
#include <vector>

// 65,536 quantiles of the exponential distribution in whole nanoseconds, shuffled
// by a fixed generator, and used again from the beginning after the last.
class Gaps {
 public:
  Gaps(uint64_t seed, double mean_ns) : length_(kSize) {
    for (uint64_t i = 0; i < kSize; i++) length_[i] = std::llround(-std::log((i + 0.5) / kSize) * mean_ns);
    for (uint64_t i = kSize - 1; i > 0; i--) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      std::swap(length_[i], length_[(seed >> 33) % (i + 1)]);
    }
  }
  int64_t next() { return length_[used_++ % kSize]; }

 private:
  static constexpr uint64_t kSize = 1 << 16;
  std::vector<int64_t> length_;
  uint64_t used_ = 0;
};

// CPU time of this process so far, all threads.
inline double cpu_ns() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}
