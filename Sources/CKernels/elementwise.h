// Template: arithmetic on arrays of NUMBER, of WIDTH bits, each element rounded once to a format.

// A block, element `first` of the call and on; returns the largest magnitude of a result.
INLINE uint64_t JOIN(elementwise, WIDTH)(const struct steps *steps, const NUMBER *restrict a,
                                         const NUMBER *restrict b, const NUMBER *restrict c,
                                         NUMBER *restrict target, size_t first, size_t count,
                                         const int operation, const int method, const int care) {
  uint64_t largest = 0;
  for (size_t i = first; i < first + count; i++) {
    const double x = (double)a[i];
    double exact;
    switch (operation) {
      case ck_add: exact = odd_sum(x, (double)b[i], steps->cancelled_sign); break;
      case ck_subtract: exact = odd_sum(x, -(double)b[i], steps->cancelled_sign); break;
      case ck_multiply: exact = x * (double)b[i]; break;
      // A quotient or root that is no number of the format's, nor between two of them halfway, nor at a
      // stochastic step, is further from these than half a unit of binary64.
      case ck_divide: exact = x / (double)b[i]; break;
      case ck_square_root: exact = __builtin_elementwise_sqrt(x); break;
      default: exact = odd_sum(x * (double)b[i], (double)c[i], steps->cancelled_sign);
    }
    const double result = rounded(&steps->cast, exact, (uint32_t)i, method, care).value;
    target[i] = (NUMBER)result;
    largest = greater(result, largest);
  }
  return largest;
}

// All blocks: plainly, and where that was not right once more.
INLINE void JOIN(elementwise_array, WIDTH)(const struct ck_arithmetic *arithmetic,
                                           const NUMBER *a, const NUMBER *b, const NUMBER *c,
                                           NUMBER *target, size_t count, const int operation,
                                           const int method) {
  const struct steps steps = steps_of(arithmetic);
  const size_t block = 1024;
  for (size_t first = 0; first < count; first += block) {
    const size_t length = count - first < block ? count - first : block;
    if (can_be_plain(arithmetic) &&
        JOIN(elementwise, WIDTH)(&steps, a, b, c, target, first, length, operation, method,
                                 plain) <= steps.cast.largest)
      continue;
    JOIN(elementwise, WIDTH)(&steps, a, b, c, target, first, length, operation, method, checked);
  }
}

#define OPERATION(operation)                                                                    \
  case operation:                                                                               \
    JOIN(elementwise_array, WIDTH)(arithmetic, a, b, c, target, count, operation, method);      \
    return;

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
                                                      int operation, const NUMBER *a,
                                                      const NUMBER *b, const NUMBER *c,
                                                      NUMBER *target, size_t count) {
  switch (arithmetic->cast.method) {
    case ck_nearest_even: OPERATIONS(ck_nearest_even)
    case ck_remainder: OPERATIONS(ck_remainder)
    default: OPERATIONS(ck_counted)
  }
}

#undef OPERATION
#undef OPERATIONS
