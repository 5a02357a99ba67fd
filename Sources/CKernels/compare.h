// Template: sums over pairs of a reference's number x, of type REFERENCE, and another y, of type NUMBER; PAIRS
// makes names for both. Lane l of the sums has pairs l, l + 16, …

INLINE void PAIRS(add_block_)(struct ck_pairs *pairs, const REFERENCE *reference,
                              const NUMBER *numbers, double scale, double inverse,
                              const int is_divided) {
  for (size_t l = 0; l < 16; l++) {
    const double x = (double)reference[l], number = (double)numbers[l];
    const double y = is_divided ? number / scale : number * inverse;
    // What is not finite less itself is a NaN.
    const int is_finite = (x - x == 0) & (y - y == 0);
    const double a = is_finite ? x : 0, b = is_finite ? y : 0;
    const int is_lost = (a != 0) & (b == 0);
    pairs->not_finite[l] += (uint64_t)!is_finite;
    pairs->nonzero[l] += (uint64_t)(a != 0);
    pairs->lost[l] += (uint64_t)is_lost;
    pairs->squares_of_reference[l] += a * a;
    pairs->squares[l] += b * b;
    pairs->products[l] += a * b;
    pairs->squares_of_errors[l] += (b - a) * (b - a);
    pairs->squares_lost[l] += is_lost ? a * a : 0;
  }
}

INLINE void PAIRS(add_pairs_)(struct ck_pairs *pairs, const REFERENCE *reference,
                              const NUMBER *numbers, size_t count, double scale, double inverse,
                              const int is_divided) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16)
    PAIRS(add_block_)(pairs, reference + i, numbers + i, scale, inverse, is_divided);
  if (i == count) return;
  // Zeros in the lanes that are left over add nothing.
  REFERENCE x[16] = {0};
  NUMBER y[16] = {0};
  for (size_t l = 0; i + l < count; l++) {
    x[l] = reference[i + l];
    y[l] = numbers[i + l];
  }
  PAIRS(add_block_)(pairs, x, y, scale, inverse, is_divided);
}

TARGET void JOIN(PAIRS(ck_pairs_), LEVEL)(struct ck_pairs *pairs, const REFERENCE *reference,
                                          const NUMBER *numbers, size_t count, double scale,
                                          double inverse) {
  // A copy, which the numbers cannot be a part of.
  struct ck_pairs sums = *pairs;
  if (inverse != 0)
    PAIRS(add_pairs_)(&sums, reference, numbers, count, scale, inverse, 0);
  else
    PAIRS(add_pairs_)(&sums, reference, numbers, count, scale, inverse, 1);
  *pairs = sums;
}

#undef REFERENCE
#undef NUMBER
#undef PAIRS
