// Template: arithmetic on arrays of NUMBER, of WIDTH bits, each element rounded once to a format.

INLINE void JOIN(elementwise, WIDTH)(const struct ck_arithmetic *arithmetic, const NUMBER *restrict a,
                            const NUMBER *restrict b, const NUMBER *restrict c,
                            NUMBER *restrict target, size_t count, const int operation,
                            const int method) {
  const struct steps steps = steps_of(arithmetic);
  for (size_t i = 0; i < count; i++) {
    const double x = (double)a[i];
    double exact;
    switch (operation) {
      case ck_add: exact = odd_sum(x, (double)b[i], steps.cancelled_sign); break;
      case ck_subtract: exact = odd_sum(x, -(double)b[i], steps.cancelled_sign); break;
      case ck_multiply: exact = x * (double)b[i]; break;
      // A quotient or root that is no number of the format's, nor between two of them halfway, nor at a
      // stochastic step, is further from these than half a unit of binary64.
      case ck_divide: exact = x / (double)b[i]; break;
      case ck_square_root: exact = __builtin_elementwise_sqrt(x); break;
      default: exact = odd_sum(x * (double)b[i], (double)c[i], steps.cancelled_sign);
    }
    target[i] = (NUMBER)rounded(&steps.cast, exact, (uint32_t)i, method).value;
  }
}

#define OPERATION(operation)                                                                    \
  case operation: JOIN(elementwise, WIDTH)(arithmetic, a, b, c, target, count, operation, method); return;

// All operations by one method.
#define OPERATIONS(m)                                                                           \
  {                                                                                             \
    enum { method = m };                                                                        \
    switch (operation) {                                                                        \
      OPERATION(ck_add)                                                                         \
      OPERATION(ck_subtract)                                                                    \
      OPERATION(ck_multiply)                                                                    \
      OPERATION(ck_divide)                                                                      \
      OPERATION(ck_square_root)                                                                 \
      OPERATION(ck_multiply_add)                                                                \
    }                                                                                           \
    return;                                                                                     \
  }

TARGET void JOIN(JOIN(ck_elementwise_, WIDTH), LEVEL)(const struct ck_arithmetic *arithmetic,
                                             int operation, const NUMBER *a, const NUMBER *b,
                                             const NUMBER *c, NUMBER *target, size_t count) {
  switch (arithmetic->cast.method) {
    case ck_nearest_even: OPERATIONS(ck_nearest_even)
    case ck_remainder: OPERATIONS(ck_remainder)
    default: OPERATIONS(ck_stochastic)
  }
}

#undef OPERATION
#undef OPERATIONS
