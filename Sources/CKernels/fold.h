// Sums side by side: lane l of every row of b, times the row's number of a, is a term of sum l.

// The steps of one row. Stochastic roundings are numbered in the order of the operations.
INLINE void fold_row(const struct steps *steps, double x, const double *restrict row,
                     double *restrict sum, double *restrict error, size_t lanes,
                     const uint32_t *keys, struct ck_sum_counts *counts, const int scheme,
                     const int method, const int is_counting) {
  const uint64_t cancelled_sign = steps->cancelled_sign;
  const struct constants64 first = at_step(steps, keys, 0);
  const struct constants64 second = at_step(steps, scheme == ck_fused ? 0 : keys, 1);
  const int is_compensated = scheme == ck_compensated;
  const struct constants64 third = at_step(steps, is_compensated ? keys : 0, 2);
  const struct constants64 fourth = at_step(steps, is_compensated ? keys : 0, 3);
  const struct constants64 fifth = at_step(steps, is_compensated ? keys : 0, 4);
  uint64_t terms = 0, flushed = 0, additions = 0, swamped = 0, overflowed = 0;
#define COUNT(exact, rounded)                                                                   \
  if (is_counting) {                                                                            \
    flushed += (uint64_t)(is_nonzero_number(exact) & (rounded.value == 0));                     \
    overflowed += (uint64_t)rounded.overflows;                                                  \
  }
  for (size_t l = 0; l < lanes; l++) {
    const uint32_t index = (uint32_t)l;
    const double product = x * row[l];
    const double before = sum[l];
    double addend, after;
    if (scheme == ck_fused) {
      const double exact = odd_sum(before, product, cancelled_sign);
      const struct outcome result = rounded(&first, exact, index, method);
      COUNT(exact, result)
      addend = product;
      after = result.value;
    } else {
      const struct outcome term = rounded(&first, product, index, method);
      COUNT(product, term)
      addend = term.value;
      if (scheme == ck_compensated) {
        const double exact = odd_sum(term.value, -error[l], cancelled_sign);
        const struct outcome corrected = rounded(&second, exact, index, method);
        COUNT(exact, corrected)
        addend = corrected.value;
      }
      const double exact = odd_sum(before, addend, cancelled_sign);
      const struct outcome result =
          rounded(scheme == ck_compensated ? &third : &second, exact, index, method);
      COUNT(exact, result)
      after = result.value;
      if (scheme == ck_compensated) {
        const double exact_change = odd_sum(after, -before, cancelled_sign);
        const struct outcome change = rounded(&fourth, exact_change, index, method);
        COUNT(exact_change, change)
        const double exact_error = odd_sum(change.value, -addend, cancelled_sign);
        const struct outcome next = rounded(&fifth, exact_error, index, method);
        COUNT(exact_error, next)
        error[l] = next.value;
      }
    }
    sum[l] = after;
    if (is_counting) {
      const uint64_t is_addition =
          (uint64_t)(is_nonzero_number(before) & is_nonzero_number(addend));
      terms += (uint64_t)is_nonzero_number(product);
      additions += is_addition;
      swamped += is_addition & (uint64_t)(after == before);
    }
  }
#undef COUNT
  if (is_counting) {
    counts->terms += terms;
    counts->flushed += flushed;
    counts->additions += additions;
    counts->swamped += swamped;
    counts->overflowed += overflowed;
  }
}

INLINE void fold_rows(const struct ck_arithmetic *arithmetic, const double *a, const double *b,
                      size_t stride, size_t rows, double *sum, double *error, size_t lanes,
                      const uint32_t *keys, struct ck_sum_counts *counts, const int scheme,
                      const int method) {
  const struct steps steps = steps_of(arithmetic);
  const size_t keys_of_row = 2 * (scheme == ck_fused ? 1 : scheme == ck_per_operation ? 2 : 5);
  for (size_t k = 0; k < rows; k++) {
    const uint32_t *row_keys = method == ck_stochastic && keys ? keys + k * keys_of_row : 0;
    if (counts)
      fold_row(&steps, a[k], b + k * stride, sum, error, lanes, row_keys, counts, scheme, method, 1);
    else
      fold_row(&steps, a[k], b + k * stride, sum, error, lanes, row_keys, counts, scheme, method, 0);
  }
}

#define SCHEME(scheme)                                                                          \
  switch (arithmetic->cast.method) {                                                            \
    case ck_nearest_even: FOLD(scheme, ck_nearest_even)                                         \
    case ck_remainder: FOLD(scheme, ck_remainder)                                               \
    default: FOLD(scheme, ck_stochastic)                                                        \
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

// target = ∘(x · row), the leaves of trees of sums.
INLINE void leaf_row(const struct ck_arithmetic *arithmetic, double x, const double *row,
                     double *target, size_t lanes, const uint32_t *keys,
                     struct ck_sum_counts *counts, const int method, const int is_counting) {
  const struct steps steps = steps_of(arithmetic);
  const struct constants64 cast = at_step(&steps, keys, 0);
  uint64_t terms = 0, flushed = 0, overflowed = 0;
  for (size_t l = 0; l < lanes; l++) {
    const double product = x * row[l];
    const struct outcome term = rounded(&cast, product, (uint32_t)l, method);
    target[l] = term.value;
    if (is_counting) {
      const uint64_t is_term = (uint64_t)is_nonzero_number(product);
      terms += is_term;
      flushed += is_term & (uint64_t)(term.value == 0);
      overflowed += (uint64_t)term.overflows;
    }
  }
  if (is_counting) {
    counts->terms += terms;
    counts->flushed += flushed;
    counts->overflowed += overflowed;
  }
}

// target = ∘(a + b), the nodes of trees of sums.
INLINE void join_rows(const struct ck_arithmetic *arithmetic, const double *a, const double *b,
                      double *target, size_t lanes, const uint32_t *keys,
                      struct ck_sum_counts *counts, const int method, const int is_counting) {
  const struct steps steps = steps_of(arithmetic);
  const struct constants64 cast = at_step(&steps, keys, 0);
  uint64_t flushed = 0, additions = 0, swamped = 0, overflowed = 0;
  for (size_t l = 0; l < lanes; l++) {
    const double x = a[l], y = b[l];
    const double exact = odd_sum(x, y, steps.cancelled_sign);
    const struct outcome result = rounded(&cast, exact, (uint32_t)l, method);
    target[l] = result.value;
    if (is_counting) {
      const uint64_t is_addition = (uint64_t)(is_nonzero_number(x) & is_nonzero_number(y));
      flushed += (uint64_t)(is_nonzero_number(exact) & (result.value == 0));
      overflowed += (uint64_t)result.overflows;
      additions += is_addition;
      swamped += is_addition & (uint64_t)((result.value == x) | (result.value == y));
    }
  }
  if (is_counting) {
    counts->flushed += flushed;
    counts->additions += additions;
    counts->swamped += swamped;
    counts->overflowed += overflowed;
  }
}

#define BY(method)                                                                              \
  if (counts) leaf_row(arithmetic, a, row, target, lanes, keys, counts, method, 1);             \
  else leaf_row(arithmetic, a, row, target, lanes, keys, counts, method, 0);                    \
  return;

TARGET void JOIN(ck_leaf, LEVEL)(const struct ck_arithmetic *arithmetic, double a,
                                 const double *row, double *target, size_t lanes,
                                 const uint32_t *keys, struct ck_sum_counts *counts) {
  switch (arithmetic->cast.method) {
    case ck_nearest_even: BY(ck_nearest_even)
    case ck_remainder: BY(ck_remainder)
    default: BY(ck_stochastic)
  }
}

#undef BY
#define BY(method)                                                                              \
  if (counts) join_rows(arithmetic, a, b, target, lanes, keys, counts, method, 1);              \
  else join_rows(arithmetic, a, b, target, lanes, keys, counts, method, 0);                     \
  return;

TARGET void JOIN(ck_join, LEVEL)(const struct ck_arithmetic *arithmetic, const double *a,
                                 const double *b, double *target, size_t lanes,
                                 const uint32_t *keys, struct ck_sum_counts *counts) {
  switch (arithmetic->cast.method) {
    case ck_nearest_even: BY(ck_nearest_even)
    case ck_remainder: BY(ck_remainder)
    default: BY(ck_stochastic)
  }
}

#undef BY
