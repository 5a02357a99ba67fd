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
                           double);                                                             \
  void ck_tally_kept_32_##level(struct ck_tally *, const float *, size_t);                      \
  void ck_tally_kept_64_##level(struct ck_tally *, const double *, size_t);                     \
  struct ck_extremes ck_extremes_32_##level(const float *, size_t);                             \
  struct ck_extremes ck_extremes_64_##level(const double *, size_t);                            \
  void ck_elementwise_32_##level(const struct ck_arithmetic *, int, const float *,              \
                                 const float *, const float *, float *, size_t);                \
  void ck_elementwise_64_##level(const struct ck_arithmetic *, int, const double *,             \
                                 const double *, const double *, double *, size_t);             \
  void ck_fold_##level(const struct ck_arithmetic *, int, const double *, const double *,       \
                       size_t, size_t, double *, double *, size_t, const uint32_t *,            \
                       struct ck_sum_counts *);                                                 \
  void ck_leaf_##level(const struct ck_arithmetic *, double, const double *, double *, size_t,  \
                       const uint32_t *, struct ck_sum_counts *);                               \
  void ck_join_##level(const struct ck_arithmetic *, const double *, const double *, double *,  \
                       size_t, const uint32_t *, struct ck_sum_counts *);                       \
  void ck_tensor_core_fold_##level(const struct ck_tensor_core *, const double *,               \
                                   const double *, size_t, size_t, double *, size_t,            \
                                   struct ck_sum_counts *);                                     \
  int ck_narrow_core_##level(const struct ck_narrow_core *, const float *, size_t, size_t,      \
                             size_t, const float *, size_t, int32_t *, float *, size_t,         \
                             size_t);                                                           \
  double ck_matmul_dot_##level(const struct ck_matmul *, const void *, const void *, size_t,    \
                               double);                                                         \
  double ck_matmul_tile_##level(const struct ck_matmul *, const void *, const void *, size_t,   \
                                size_t, void *, size_t, int, struct ck_tile_counts *);          \
  void ck_pairs_32_32_##level(struct ck_pairs *, const float *, const float *, size_t, double,  \
                              double);                                                          \
  void ck_pairs_32_64_##level(struct ck_pairs *, const float *, const double *, size_t, double, \
                              double);                                                          \
  void ck_pairs_64_32_##level(struct ck_pairs *, const double *, const float *, size_t, double, \
                              double);                                                          \
  void ck_pairs_64_64_##level(struct ck_pairs *, const double *, const double *, size_t,        \
                              double, double);                                                  \
  void ck_nonzero_32_##level(const float *, size_t, size_t, size_t, uint32_t *);                \
  void ck_nonzero_64_##level(const double *, size_t, size_t, size_t, uint32_t *);               \
  void ck_normal_rows_##level(const uint32_t *, const uint32_t *, size_t, uint32_t, size_t,     \
                              float, float *, size_t);                                          \
  void ck_normal_columns_##level(const uint32_t *, const uint32_t *, size_t, uint32_t, size_t,  \
                                 float, float *, size_t);                                       \
  float ck_fma_peak_##level(size_t);

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
#define CHOOSE_RESULT(level, function, ...)                                                     \
  switch (level) {                                                                              \
    case ck_avx512: return function##avx512(__VA_ARGS__);                                       \
    case ck_avx2: return function##avx2(__VA_ARGS__);                                           \
    default: return function##baseline(__VA_ARGS__);                                            \
  }
#else
#define CHOOSE(level, function, ...) \
  (void)(level);                      \
  function##baseline(__VA_ARGS__);
#define CHOOSE_RESULT(level, function, ...) \
  (void)(level);                             \
  return function##baseline(__VA_ARGS__);
#endif

int ck_best_level(void) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return ck_baseline;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
    return ck_avx512;
  return ck_avx2;
#else
  return ck_baseline;
#endif
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

void ck_tally_kept32(struct ck_tally *tally, int level, const float *numbers, size_t count) {
  CHOOSE(level, ck_tally_kept_32_, tally, numbers, count)
}

void ck_tally_kept64(struct ck_tally *tally, int level, const double *numbers, size_t count) {
  CHOOSE(level, ck_tally_kept_64_, tally, numbers, count)
}

struct ck_extremes ck_extremes32(int level, const float *numbers, size_t count) {
  CHOOSE_RESULT(level, ck_extremes_32_, numbers, count)
}

struct ck_extremes ck_extremes64(int level, const double *numbers, size_t count) {
  CHOOSE_RESULT(level, ck_extremes_64_, numbers, count)
}

void ck_pairs(struct ck_pairs *pairs, int level, const void *reference, int is_wide_reference,
              const void *numbers, int are_wide, size_t count, double scale, double inverse) {
  if (is_wide_reference && are_wide) {
    CHOOSE(level, ck_pairs_64_64_, pairs, reference, numbers, count, scale, inverse)
  } else if (is_wide_reference) {
    CHOOSE(level, ck_pairs_64_32_, pairs, reference, numbers, count, scale, inverse)
  } else if (are_wide) {
    CHOOSE(level, ck_pairs_32_64_, pairs, reference, numbers, count, scale, inverse)
  } else {
    CHOOSE(level, ck_pairs_32_32_, pairs, reference, numbers, count, scale, inverse)
  }
}

void ck_nonzero32(int level, const float *numbers, size_t stride, size_t columns, size_t rows,
                  uint32_t *counts) {
  CHOOSE(level, ck_nonzero_32_, numbers, stride, columns, rows, counts)
}

void ck_nonzero64(int level, const double *numbers, size_t stride, size_t columns, size_t rows,
                  uint32_t *counts) {
  CHOOSE(level, ck_nonzero_64_, numbers, stride, columns, rows, counts)
}

void ck_elementwise32(const struct ck_arithmetic *arithmetic, int level, int operation,
                      const float *a, const float *b, const float *c, float *target,
                      size_t count) {
  CHOOSE(level, ck_elementwise_32_, arithmetic, operation, a, b, c, target, count)
}

void ck_elementwise64(const struct ck_arithmetic *arithmetic, int level, int operation,
                      const double *a, const double *b, const double *c, double *target,
                      size_t count) {
  CHOOSE(level, ck_elementwise_64_, arithmetic, operation, a, b, c, target, count)
}

void ck_fold(const struct ck_arithmetic *arithmetic, int level, int scheme, const double *a,
             const double *b, size_t stride, size_t rows, double *sum, double *error, size_t lanes,
             const uint32_t *keys, struct ck_sum_counts *counts) {
  CHOOSE(level, ck_fold_, arithmetic, scheme, a, b, stride, rows, sum, error, lanes, keys, counts)
}

void ck_leaf(const struct ck_arithmetic *arithmetic, int level, double a, const double *row,
             double *target, size_t lanes, const uint32_t *keys, struct ck_sum_counts *counts) {
  CHOOSE(level, ck_leaf_, arithmetic, a, row, target, lanes, keys, counts)
}

void ck_join(const struct ck_arithmetic *arithmetic, int level, const double *a, const double *b,
             double *target, size_t lanes, const uint32_t *keys, struct ck_sum_counts *counts) {
  CHOOSE(level, ck_join_, arithmetic, a, b, target, lanes, keys, counts)
}

void ck_tensor_core_fold(const struct ck_tensor_core *core, int level, const double *a,
                         const double *b, size_t stride, size_t rows, double *sum, size_t lanes,
                         struct ck_sum_counts *counts) {
  CHOOSE(level, ck_tensor_core_fold_, core, a, b, stride, rows, sum, lanes, counts)
}

int ck_narrow_core(const struct ck_narrow_core *core, int level, const float *a,
                   size_t row_stride, size_t term_stride, size_t rows, const float *b,
                   size_t terms, int32_t *exponents, float *target, size_t target_stride,
                   size_t columns) {
  CHOOSE_RESULT(level, ck_narrow_core_, core, a, row_stride, term_stride, rows, b, terms, exponents,
                target, target_stride, columns)
}

size_t ck_matmul_columns(int level, int kind) {
#if defined(__aarch64__)
  const size_t bytes = 16;
#else
  const size_t bytes = level == ck_avx512 ? 64 : level == ck_avx2 ? 32 : 0;
#endif
  (void)level;
  return 2 * bytes / (kind >= ck_matmul_fused ? sizeof(double) : sizeof(float));
}

double ck_matmul_tile(const struct ck_matmul *m, int level, const void *a, const void *b,
                      size_t stride, size_t terms, void *sums, size_t sums_stride, int begins,
                      struct ck_tile_counts *counts) {
#define TILE(function) function(m, a, b, stride, terms, sums, sums_stride, begins, counts)
#if defined(__x86_64__)
  if (level == ck_avx512) return TILE(ck_matmul_tile_avx512);
  if (level == ck_avx2) return TILE(ck_matmul_tile_avx2);
#elif defined(__aarch64__)
  (void)level;
  return TILE(ck_matmul_tile_baseline);
#endif
#undef TILE
  (void)level, (void)m, (void)a, (void)b, (void)stride, (void)terms, (void)sums;
  (void)sums_stride, (void)begins, (void)counts;
  return 0;
}

double ck_matmul_dot(const struct ck_matmul *m, int level, const void *a, const void *b,
                     size_t terms, double start) {
#if defined(__x86_64__)
  if (level == ck_avx512) return ck_matmul_dot_avx512(m, a, b, terms, start);
  if (level == ck_avx2) return ck_matmul_dot_avx2(m, a, b, terms, start);
#elif defined(__aarch64__)
  (void)level;
  return ck_matmul_dot_baseline(m, a, b, terms, start);
#endif
  (void)level, (void)m, (void)a, (void)b, (void)terms;
  return start;
}

void ck_normal_rows(int level, const uint32_t *outer, const uint32_t *inner, size_t rows,
                    uint32_t place, size_t columns, float scale, float *target, size_t stride) {
  CHOOSE(level, ck_normal_rows_, outer, inner, rows, place, columns, scale, target, stride)
}

void ck_normal_columns(int level, const uint32_t *outer, const uint32_t *inner, size_t rows,
                       uint32_t place, size_t columns, float scale, float *target, size_t stride) {
  CHOOSE(level, ck_normal_columns_, outer, inner, rows, place, columns, scale, target, stride)
}

float ck_fma_peak(int level, size_t operations) {
  CHOOSE_RESULT(level, ck_fma_peak_, operations)
}
