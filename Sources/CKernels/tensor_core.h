// One block of a tensor core, for sums side by side; see TensorCore of the module Kernels.
//
// All is done in binary64, which holds it exactly: products have at most 22 bits, aligned terms are
// integers below 2^27, and at most 33 of them are added.

// The power of two of a number's exponent, which is at least that of `least_normal`.
INLINE double binade(double magnitude, double least_normal) {
  const double raised = magnitude > least_normal ? magnitude : least_normal;
  return real64(bits64(raised) & INFINITE);
}

// The integer toward zero; exact for magnitudes below 2^51.
INLINE double truncated(double x) {
  const double magnitude = __builtin_fabs(x);
  const double nearest = (magnitude + 0x1p52) - 0x1p52;
  const double integer = nearest - (nearest > magnitude ? 1.0 : 0.0);
  return real64(bits64(integer) | (bits64(x) & ~MAGNITUDE));
}

enum { tensor_lanes = 64 };

// Aligns c and the products whose k is in the half (0, 1; both with 2), adds and converts them.
INLINE void add_aligned(const struct ck_tensor_core *core, const struct constants64 *conversion,
                        const double *a, const double *b, size_t stride, size_t rows,
                        double *restrict sum, size_t lanes, const int half, const int method,
                        struct ck_sum_counts *counts, const int is_counting) {
  double largest[tensor_lanes], total[tensor_lanes], infinite_sum[tensor_lanes];
  const double least_a = core->least_normal_a, least_b = core->least_normal_b;
  for (size_t l = 0; l < lanes; l++) {
    const double c = __builtin_fabs(sum[l]);
    largest[l] = c > 0 ? binade(c, core->least_normal_c) : 0;
    infinite_sum[l] = sum[l];
  }
  for (size_t k = 0; k < rows; k++) {
    if (half < 2 && (int)(k >> 1 & 1) != half) continue;
    const double x = a[k], exponent = binade(__builtin_fabs(x), least_a);
    const double *restrict row = b + k * stride;
    for (size_t l = 0; l < lanes; l++) {
      const double product = x * row[l];
      const double both = exponent * binade(__builtin_fabs(row[l]), least_b);
      const double candidate = product != 0 ? both : 0;
      largest[l] = candidate > largest[l] ? candidate : largest[l];
      infinite_sum[l] += product;
    }
  }
  // 2^alignment_bits / largest; 1 where there is nothing to align.
  uint64_t terms = 0, flushed = 0, overflowed = 0;
  double scale[tensor_lanes];
  const uint64_t twice_bias = (INFINITE >> TRAILING) - 1;
  const uint64_t field = (twice_bias + (uint64_t)core->alignment_bits) << TRAILING;
  for (size_t l = 0; l < lanes; l++) {
    scale[l] = largest[l] > 0 ? real64(field - bits64(largest[l])) : 1;
    total[l] = truncated(sum[l] * scale[l]);
    if (is_counting) flushed += (uint64_t)(is_finite(infinite_sum[l]) & (sum[l] != 0) & (total[l] == 0));
  }
  for (size_t k = 0; k < rows; k++) {
    if (half < 2 && (int)(k >> 1 & 1) != half) continue;
    const double x = a[k];
    const double *restrict row = b + k * stride;
    for (size_t l = 0; l < lanes; l++) {
      const double product = x * row[l];
      const double term = truncated(product * scale[l]);
      total[l] += term;
      if (is_counting) {
        const int is_term = is_finite(infinite_sum[l]) & (product != 0);
        terms += (uint64_t)is_term;
        flushed += (uint64_t)(is_term & (term == 0));
      }
    }
  }
  const uint64_t quantum = (uint64_t)core->alignment_bits << TRAILING;
  for (size_t l = 0; l < lanes; l++) {
    const double unit = largest[l] > 0 ? real64(bits64(largest[l]) - quantum) : 0;
    // NaN and infinities: binary64's own rules for them are the wanted ones.
    const double exact = is_finite(infinite_sum[l]) ? (total[l] != 0 ? total[l] * unit : 0.0) : infinite_sum[l];
    const struct outcome result = rounded(conversion, exact, 0, method, checked);
    if (is_counting) {
      overflowed += (uint64_t)result.overflows;
      flushed += (uint64_t)((exact != 0) & (result.value == 0));
    }
    sum[l] = result.value;
  }
  if (is_counting) {
    counts->terms += terms;
    counts->flushed += flushed;
    counts->overflowed += overflowed;
  }
}

// The accumulator plus a block's sum, in the output format, to nearest even: binary64 has the bits to
// spare that make two roundings one.
INLINE void add_block(const struct constants64 *joining, const double *block, double *sum,
                      size_t lanes, struct ck_sum_counts *counts, const int is_counting) {
  uint64_t overflowed = 0;
  for (size_t l = 0; l < lanes; l++) {
    const struct outcome result = rounded(joining, sum[l] + block[l], 0, ck_nearest_even, checked);
    overflowed += (uint64_t)result.overflows;
    sum[l] = result.value;
  }
  if (is_counting) counts->overflowed += overflowed;
}

INLINE void tensor_block(const struct ck_tensor_core *core, const double *a, const double *b,
                         size_t stride, size_t rows, double *sum, size_t lanes,
                         struct ck_sum_counts *counts, const int method, const int is_counting) {
  const struct constants64 conversion = constants_of64(&core->conversion);
  const struct constants64 joining = constants_of64(&core->joining);
  double before[tensor_lanes];
  uint64_t is_addend[tensor_lanes];
  if (is_counting) {
    for (size_t l = 0; l < lanes; l++) {
      before[l] = sum[l];
      is_addend[l] = 0;
    }
    for (size_t k = 0; k < rows; k++)
      for (size_t l = 0; l < lanes; l++) is_addend[l] |= (uint64_t)(a[k] * b[k * stride + l] != 0);
    for (size_t k = 0; k < rows; k++)
      for (size_t l = 0; l < lanes; l++) is_addend[l] &= (uint64_t)is_finite(a[k] * b[k * stride + l]);
  }
  if (core->order == ck_aligned_with_block) {
    add_aligned(core, &conversion, a, b, stride, rows, sum, lanes, 2, method, counts, is_counting);
  } else {
    double block[tensor_lanes];
    for (size_t l = 0; l < lanes; l++) block[l] = 0;
    if (core->order == ck_added_after_block) {
      add_aligned(core, &conversion, a, b, stride, rows, block, lanes, 2, method, counts,
                  is_counting);
    } else {
      add_aligned(core, &conversion, a, b, stride, rows, block, lanes, 0, method, counts,
                  is_counting);
      add_aligned(core, &conversion, a, b, stride, rows, block, lanes, 1, method, counts,
                  is_counting);
    }
    add_block(&joining, block, sum, lanes, counts, is_counting);
  }
  if (is_counting) {
    uint64_t additions = 0, swamped = 0;
    for (size_t l = 0; l < lanes; l++) {
      const uint64_t is_addition = is_addend[l] & is_nonzero_number(before[l], checked);
      additions += is_addition;
      swamped += is_addition & (uint64_t)(sum[l] == before[l]);
    }
    counts->additions += additions;
    counts->swamped += swamped;
  }
}

// All blocks of a call; the last may be shorter.
TARGET void JOIN(ck_tensor_core_fold, LEVEL)(const struct ck_tensor_core *core, const double *a,
                                             const double *b, size_t stride, size_t rows,
                                             double *sum, size_t lanes,
                                             struct ck_sum_counts *counts) {
  for (size_t first = 0; first < lanes; first += tensor_lanes) {
    const size_t count = lanes - first < tensor_lanes ? lanes - first : tensor_lanes;
    for (size_t k = 0; k < rows; k += core->block) {
      const size_t length = rows - k < core->block ? rows - k : core->block;
      const double *row = b + k * stride + first;
#define BLOCK(method, is_counting)                                                              \
  tensor_block(core, a + k, row, stride, length, sum + first, count, counts, method, is_counting);
      if (core->conversion.method == ck_nearest_even) {
        if (counts) BLOCK(ck_nearest_even, 1) else BLOCK(ck_nearest_even, 0)
      } else {
        if (counts) BLOCK(ck_remainder, 1) else BLOCK(ck_remainder, 0)
      }
#undef BLOCK
    }
  }
}
