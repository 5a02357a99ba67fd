// Sums side by side: lane l of every row of b, times the row's number of a, is a term of sum l.

// What happens in a row or block is counted in these, and the largest magnitude of a result is kept.
struct tally {
  uint64_t terms, flushed, additions, swamped, overflowed, largest;
};

INLINE void add_tally(struct ck_sum_counts *counts, const struct tally *tally) {
  counts->terms += tally->terms;
  counts->flushed += tally->flushed;
  counts->additions += tally->additions;
  counts->swamped += tally->swamped;
  counts->overflowed += tally->overflowed;
}

// One rounding, and what there is to count of it; `peak` is the largest magnitude of a term's results.
INLINE double counted(const struct constants64 *cast, double exact, uint32_t index,
                      struct tally *tally, uint64_t *peak, const int method, const int care,
                      const int is_counting) {
  const struct outcome result = rounded(cast, exact, index, method, care);
  if (care == plain) *peak = greater(result.value, *peak);
  if (is_counting) {
    tally->flushed += is_nonzero_number(exact, care) & ~is_nonzero(result.value);
    tally->overflowed += (uint64_t)result.overflows;
  }
  return result.value;
}

// An addition, and whether it left a number as it was.
INLINE void count_addition(struct tally *tally, double before, double addend, double after,
                           const int either, const int care) {
  const uint64_t is_addition = is_nonzero_number(before, care) & is_nonzero_number(addend, care);
  uint64_t is_left = is_same(after, before, care);
  if (either) is_left |= is_same(after, addend, care);
  tally->additions += is_addition;
  tally->swamped += is_addition & is_left;
}

// The steps of one row. Stochastic roundings are numbered in the order of the operations.
INLINE void fold_row(const struct steps *steps, double x, const double *restrict row,
                     double *restrict sum, double *restrict error, uint32_t first, size_t lanes,
                     const uint32_t *keys, struct tally *total, const int scheme,
                     const int method, const int care, const int is_counting) {
  const uint64_t sign = steps->cancelled_sign;
  const int is_compensated = scheme == ck_compensated;
  const struct constants64 casts[5] = {
      at_step(steps, keys, 0),
      at_step(steps, scheme == ck_fused ? 0 : keys, 1),
      at_step(steps, is_compensated ? keys : 0, 2),
      at_step(steps, is_compensated ? keys : 0, 3),
      at_step(steps, is_compensated ? keys : 0, 4),
  };
  struct tally tally = *total;
#define ROUNDED(step, exact)                                                                    \
  counted(&casts[step], exact, first + (uint32_t)l, &tally, &peak, method, care, is_counting)
  for (size_t l = 0; l < lanes; l++) {
    const double product = x * row[l];
    const double before = sum[l];
    double addend, after;
    uint64_t peak = 0;
    if (scheme == ck_fused) {
      addend = product;
      after = ROUNDED(0, odd_sum(before, product, sign));
    } else {
      addend = ROUNDED(0, product);
      if (is_compensated) addend = ROUNDED(1, odd_sum(addend, -error[l], sign));
      after = ROUNDED(is_compensated ? 2 : 1, odd_sum(before, addend, sign));
      if (is_compensated) {
        const double change = ROUNDED(3, odd_sum(after, -before, sign));
        error[l] = ROUNDED(4, odd_sum(change, -addend, sign));
      }
    }
    sum[l] = after;
    tally.largest = (int64_t)peak > (int64_t)tally.largest ? peak : tally.largest;
    if (is_counting) {
      tally.terms += is_nonzero_number(product, care);
      count_addition(&tally, before, addend, after, 0, care);
    }
  }
#undef ROUNDED
  *total = tally;
}

// The words of a row's keys.
INLINE size_t key_words(const int scheme) {
  return 2 * (scheme == ck_fused ? 1 : scheme == ck_per_operation ? 2 : 5);
}

// Lanes whose sums are kept, to be taken back, and rows that are added at a time.
enum { strip_lanes = 256, strip_rows = 64 };

// Some rows of a strip of lanes: plainly, and once more where that was not right.
INLINE void fold_block(const struct steps *steps, const double *a, const double *b, size_t stride,
                       size_t rows, double *sum, double *error, uint32_t first, size_t lanes,
                       const uint32_t *keys, struct ck_sum_counts *counts, int *is_plain,
                       const int scheme, const int method, const int is_counting) {
#define ROWS(care)                                                                              \
  for (size_t k = 0; k < rows; k++)                                                             \
    fold_row(steps, a[k], b + k * stride, sum, error, first, lanes,                             \
             method == ck_counted && keys ? keys + k * key_words(scheme) : 0, &tally, scheme, method, \
             care, is_counting);
  struct tally tally = {0, 0, 0, 0, 0, 0};
  if (*is_plain) {
    double kept_sum[strip_lanes], kept_error[strip_lanes];
    for (size_t l = 0; l < lanes; l++) kept_sum[l] = sum[l];
    if (scheme == ck_compensated)
      for (size_t l = 0; l < lanes; l++) kept_error[l] = error[l];
    ROWS(plain)
    if (tally.largest <= steps->cast.largest) {
      if (is_counting) add_tally(counts, &tally);
      return;
    }
    for (size_t l = 0; l < lanes; l++) sum[l] = kept_sum[l];
    if (scheme == ck_compensated)
      for (size_t l = 0; l < lanes; l++) error[l] = kept_error[l];
    const struct tally nothing = {0, 0, 0, 0, 0, 0};
    tally = nothing;
  }
  ROWS(checked)
#undef ROWS
  // An infinity or NaN stays in its sum; a saturated one is likely to saturate again.
  *is_plain = 0;
  if (is_counting) add_tally(counts, &tally);
}

INLINE void fold_rows(const struct ck_arithmetic *arithmetic, const double *a, const double *b,
                      size_t stride, size_t rows, double *sum, double *error, size_t lanes,
                      const uint32_t *keys, struct ck_sum_counts *counts, const int scheme,
                      const int method) {
  const struct steps steps = steps_of(arithmetic);
  for (size_t first = 0; first < lanes; first += strip_lanes) {
    const size_t width = lanes - first < strip_lanes ? lanes - first : strip_lanes;
    double *errors = scheme == ck_compensated ? error + first : 0;
    int is_plain = can_be_plain(arithmetic);
    for (size_t k = 0; k < rows; k += strip_rows) {
      const size_t height = rows - k < strip_rows ? rows - k : strip_rows;
      const uint32_t *block_keys = keys ? keys + k * key_words(scheme) : 0;
      const double *block = b + k * stride + first;
      if (counts)
        fold_block(&steps, a + k, block, stride, height, sum + first, errors, (uint32_t)first,
                   width, block_keys, counts, &is_plain, scheme, method, 1);
      else
        fold_block(&steps, a + k, block, stride, height, sum + first, errors, (uint32_t)first,
                   width, block_keys, counts, &is_plain, scheme, method, 0);
    }
  }
}

#define SCHEME(scheme)                                                                          \
  switch (arithmetic->cast.method) {                                                            \
    case ck_nearest_even: FOLD(scheme, ck_nearest_even)                                         \
    case ck_remainder: FOLD(scheme, ck_remainder)                                               \
    default: FOLD(scheme, ck_counted)                                                           \
  }
#define FOLD(scheme, method)                                                                    \
  fold_rows(arithmetic, a, b, stride, rows, sum, error, lanes, keys, counts, scheme, method);   \
  return;

TARGET void JOIN(ck_fold, LEVEL)(const struct ck_arithmetic *arithmetic, int scheme,
                                 const double *a, const double *b, size_t stride, size_t rows,
                                 double *sum, double *error, size_t lanes, const uint32_t *keys,
                                 struct ck_sum_counts *counts) {
  switch (scheme) {
    case ck_per_operation: SCHEME(ck_per_operation)
    case ck_fused: SCHEME(ck_fused)
    default: SCHEME(ck_compensated)
  }
}

#undef FOLD
#undef SCHEME

// A row of leaves, target = ∘(x · row), or of nodes, target = ∘(a + row), of trees of sums.
INLINE uint64_t tree_row(const struct ck_arithmetic *arithmetic, const double *restrict a,
                         double x, const double *restrict row, double *restrict target,
                         size_t lanes, const uint32_t *keys, struct ck_sum_counts *counts,
                         const int is_leaf, const int method, const int care,
                         const int is_counting) {
  const struct steps steps = steps_of(arithmetic);
  const struct constants64 cast = at_step(&steps, method == ck_counted ? keys : 0, 0);
  struct tally tally = {0, 0, 0, 0, 0, 0};
  for (size_t l = 0; l < lanes; l++) {
    const double first = is_leaf ? x : a[l], second = row[l];
    const double exact = is_leaf ? first * second : odd_sum(first, second, steps.cancelled_sign);
    uint64_t peak = 0;
    const double result =
        counted(&cast, exact, (uint32_t)l, &tally, &peak, method, care, is_counting);
    target[l] = result;
    tally.largest = (int64_t)peak > (int64_t)tally.largest ? peak : tally.largest;
    if (!is_counting) continue;
    if (is_leaf)
      tally.terms += is_nonzero_number(exact, care);
    else
      count_addition(&tally, first, second, result, 1, care);
  }
  if (is_counting && (care == checked || tally.largest <= steps.cast.largest))
    add_tally(counts, &tally);
  return tally.largest;
}

#define ROW(method, care, is_counting)                                                          \
  tree_row(arithmetic, a, x, row, target, lanes, keys, counts, is_leaf, method, care, is_counting)
#define BY(method)                                                                              \
  if (counts) {                                                                                 \
    if (!is_plain || ROW(method, plain, 1) > arithmetic->cast.largest) ROW(method, checked, 1); \
  } else {                                                                                      \
    if (!is_plain || ROW(method, plain, 0) > arithmetic->cast.largest) ROW(method, checked, 0); \
  }                                                                                             \
  return;

INLINE void tree_rows(const struct ck_arithmetic *arithmetic, const double *a, double x,
                      const double *row, double *target, size_t lanes, const uint32_t *keys,
                      struct ck_sum_counts *counts, const int is_leaf) {
  const int is_plain = can_be_plain(arithmetic);
  switch (arithmetic->cast.method) {
    case ck_nearest_even: BY(ck_nearest_even)
    case ck_remainder: BY(ck_remainder)
    default: BY(ck_counted)
  }
}

#undef BY
#undef ROW

TARGET void JOIN(ck_leaf, LEVEL)(const struct ck_arithmetic *arithmetic, double a,
                                 const double *row, double *target, size_t lanes,
                                 const uint32_t *keys, struct ck_sum_counts *counts) {
  tree_rows(arithmetic, 0, a, row, target, lanes, keys, counts, 1);
}

TARGET void JOIN(ck_join, LEVEL)(const struct ck_arithmetic *arithmetic, const double *a,
                                 const double *b, double *target, size_t lanes,
                                 const uint32_t *keys, struct ck_sum_counts *counts) {
  tree_rows(arithmetic, a, 0, b, target, lanes, keys, counts, 0);
}
