// The choice of a level at run time.
#include "CKernels.h"

// The carriers' encodings, as in carrier.h.
typedef uint32_t __attribute__((may_alias)) cell32;
typedef uint64_t __attribute__((may_alias)) cell64;

#define DECLARE(level)                                                                          \
  void ck_cast_32_##level(const struct ck_cast *, const cell32 *, uint8_t *, size_t,            \
                          struct ck_overflows *);                                               \
  void ck_cast_64_##level(const struct ck_cast *, const cell64 *, uint8_t *, size_t,            \
                          struct ck_overflows *);                                               \
  void ck_tally_32_##level(struct ck_tally *, const float *, const float *, size_t, double,     \
                           double);                                                             \
  void ck_tally_64_##level(struct ck_tally *, const double *, const double *, size_t, double,   \
                           double);

DECLARE(baseline)
#if defined(__x86_64__)
DECLARE(avx2)
DECLARE(avx512)
#define CHOOSE(level, function, ...)                                                            \
  switch (level) {                                                                              \
    case ck_avx512: function##avx512(__VA_ARGS__); break;                                       \
    case ck_avx2: function##avx2(__VA_ARGS__); break;                                           \
    default: function##baseline(__VA_ARGS__);                                                   \
  }
#else
#define CHOOSE(level, function, ...) \
  (void)(level);                      \
  function##baseline(__VA_ARGS__);
#endif

int ck_best_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
    return ck_avx512;
  if (__builtin_cpu_supports("avx2")) return ck_avx2;
#endif
  return ck_baseline;
}

void ck_cast32(const struct ck_cast *cast, int level, const float *source, void *target,
               size_t count, struct ck_overflows *overflows) {
  CHOOSE(level, ck_cast_32_, cast, (const cell32 *)source, target, count, overflows)
}

void ck_cast64(const struct ck_cast *cast, int level, const double *source, void *target,
               size_t count, struct ck_overflows *overflows) {
  CHOOSE(level, ck_cast_64_, cast, (const cell64 *)source, target, count, overflows)
}

void ck_tally32(struct ck_tally *tally, int level, const float *before, const float *after,
                size_t count, double least_normal, double largest) {
  CHOOSE(level, ck_tally_32_, tally, before, after, count, least_normal, largest)
}

void ck_tally64(struct ck_tally *tally, int level, const double *before, const double *after,
                size_t count, double least_normal, double largest) {
  CHOOSE(level, ck_tally_64_, tally, before, after, count, least_normal, largest)
}
