// Template: what a cast's elements were, for CARRIER.

// The integer part: counts and extremes.
INLINE void OF(count_kinds)(struct ck_tally *tally, const CELL *restrict before,
                            const CELL *restrict after, size_t count, BITS least_normal) {
  BITS zeros = 0, nans = 0, infinities = 0, flushed = 0, subnormal = 0, to_nan = 0;
  SIGNED largest = 0, least = (SIGNED)INFINITE;
  for (size_t i = 0; i < count; i++) {
    const SIGNED x = (SIGNED)(before[i] & MAGNITUDE);
    const SIGNED y = (SIGNED)(after[i] & MAGNITUDE);
    const SIGNED infinite = (SIGNED)INFINITE;
    zeros += x == 0;
    nans += x > infinite;
    infinities += x == infinite;
    to_nan += (x == infinite) & (y > infinite);
    flushed += (x != 0) & (y == 0) & (x < infinite);
    subnormal += (y != 0) & (y < (SIGNED)least_normal) & (x != 0) & (x < infinite);
    const SIGNED finite = x < infinite ? x : 0;
    largest = finite > largest ? finite : largest;
    const SIGNED positive = x == 0 ? infinite : x;
    least = positive < least ? positive : least;
  }
  tally->zeros += zeros;
  tally->nans += nans;
  tally->infinities += infinities;
  tally->flushed += flushed;
  tally->subnormal += subnormal;
  tally->infinities_to_nan += to_nan;
  if ((BITS)largest > tally->largest) tally->largest = (BITS)largest;
  if ((BITS)least < tally->least) tally->least = (BITS)least;
}

// The sums over finite x. What overflowed to infinity or NaN stands in them as the largest number, with
// the sign of x. An element that does not count adds +0, which changes no sum: they begin at +0, and
// rounding to nearest never makes −0 of a sum that was not.
INLINE void OF(add_squares)(struct ck_tally *tally, const REAL *restrict before,
                            const REAL *restrict after, size_t count, BITS largest) {
  double squares_before[16], squares_after[16], products[16], squares_flushed[16];
  for (int l = 0; l < 16; l++) {
    squares_before[l] = tally->squares_before[l];
    squares_after[l] = tally->squares_after[l];
    products[l] = tally->products[l];
    squares_flushed[l] = tally->squares_flushed[l];
  }
  for (size_t start = 0; start < count; start += 16) {
    const size_t length = count - start < 16 ? count - start : 16;
#define ADD(l)                                                                                  \
  {                                                                                             \
    const BITS a = OF(bits)(before[start + l]), b = OF(bits)(after[start + l]);                 \
    const BITS mask = (a & MAGNITUDE) < INFINITE ? (BITS)-1 : 0;                                \
    const BITS stored = (b & MAGNITUDE) < INFINITE ? b : (a & ~MAGNITUDE) | largest;            \
    const double x = OF(real)(a & mask), y = OF(real)(stored & mask);                           \
    squares_before[l] += x * x;                                                                 \
    squares_after[l] += y * y;                                                                  \
    products[l] += x * y;                                                                       \
    squares_flushed[l] += y == 0 ? x * x : 0;                                                   \
  }
    if (length == 16) {
      for (size_t l = 0; l < 16; l++) ADD(l)
    } else {
      for (size_t l = 0; l < length; l++) ADD(l)
    }
#undef ADD
  }
  for (int l = 0; l < 16; l++) {
    tally->squares_before[l] = squares_before[l];
    tally->squares_after[l] = squares_after[l];
    tally->products[l] = products[l];
    tally->squares_flushed[l] = squares_flushed[l];
  }
}
