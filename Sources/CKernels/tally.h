// Template: what a cast's elements were, for CARRIER.
#ifndef TALLY_LANES
#define TALLY_LANES
typedef double lanes16 __attribute__((ext_vector_type(16)));
typedef double __attribute__((ext_vector_type(16), aligned(8))) unaligned16;
#endif

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

// The integer part where x and y are finite, in the fewest steps: comparisons would go through mask
// registers, which are few. False, and nothing is counted, where any is not.
INLINE int OF(count_plainly)(struct ck_tally *tally, const CELL *restrict before,
                             const CELL *restrict after, size_t count, BITS least_normal) {
  BITS nonzero_before = 0, nonzero_after = 0, normal = 0;
  SIGNED largest = 0, largest_after = 0;
  BITS least = INFINITE - 1;
  for (size_t i = 0; i < count; i++) {
    const BITS x = before[i] & MAGNITUDE;
    const BITS y = after[i] & MAGNITUDE;
    nonzero_before += x < 1 ? x : 1;
    nonzero_after += y < 1 ? y : 1;
    // The sign bit of what is negative.
    normal += (least_normal - 1 - y) >> (sizeof(BITS) * 8 - 1);
    largest = (SIGNED)x > largest ? (SIGNED)x : largest;
    largest_after = (SIGNED)y > largest_after ? (SIGNED)y : largest_after;
    // 0 becomes the greatest integer.
    least = x - 1 < least ? x - 1 : least;
  }
  if (largest >= (SIGNED)INFINITE || largest_after >= (SIGNED)INFINITE) return 0;
  tally->zeros += count - nonzero_before;
  tally->flushed += nonzero_before - nonzero_after;
  tally->subnormal += nonzero_after - normal;
  if ((BITS)largest > tally->largest) tally->largest = (BITS)largest;
  if (least + 1 < tally->least) tally->least = least + 1;
  return 1;
}

typedef BITS OF(bits16) __attribute__((ext_vector_type(16)));
// From addresses that are aligned to a number only.
typedef REAL __attribute__((ext_vector_type(16), aligned(sizeof(REAL)))) OF(reals16);

// The sums over finite x. What overflowed to infinity or NaN stands in them as the largest number, with
// the sign of x. An element that does not count adds +0, which changes no sum: they begin at +0, and
// rounding to nearest never makes −0 of a sum that was not.
INLINE TARGET void OF(add_squares)(struct ck_tally *tally, const REAL *restrict before,
                                   const REAL *restrict after, size_t count, BITS largest,
                                   const int is_plain) {
  const size_t whole = count / 16 * 16;
  lanes16 squares_before = *(const unaligned16 *)tally->squares_before;
  lanes16 squares_after = *(const unaligned16 *)tally->squares_after;
  lanes16 products = *(const unaligned16 *)tally->products;
  lanes16 squares_flushed = *(const unaligned16 *)tally->squares_flushed;
  for (size_t start = 0; start < whole; start += 16) {
    OF(bits16) a = (OF(bits16))(*(const OF(reals16) *)(before + start));
    OF(bits16) b = (OF(bits16))(*(const OF(reals16) *)(after + start));
    if (!is_plain) {
      const OF(bits16) is_finite = (OF(bits16))((a & MAGNITUDE) < INFINITE);
      const OF(bits16) is_stored = (OF(bits16))((b & MAGNITUDE) < INFINITE);
      b = ((is_stored & b) | (~is_stored & ((a & ~MAGNITUDE) | largest))) & is_finite;
      a &= is_finite;
    }
    const lanes16 x = __builtin_convertvector((OF(reals16))a, lanes16);
    const lanes16 y = __builtin_convertvector((OF(reals16))b, lanes16);
    const lanes16 square = x * x;
    squares_before += square;
    squares_after += y * y;
    products += x * y;
    squares_flushed += y == 0 ? square : (lanes16)0;
  }
  *(unaligned16 *)tally->squares_before = squares_before;
  *(unaligned16 *)tally->squares_after = squares_after;
  *(unaligned16 *)tally->products = products;
  *(unaligned16 *)tally->squares_flushed = squares_flushed;
  for (size_t l = 0; l < count - whole; l++) {
    const BITS a = OF(bits)(before[whole + l]), b = OF(bits)(after[whole + l]);
    if ((a & MAGNITUDE) >= INFINITE) continue;
    const BITS stored = (b & MAGNITUDE) < INFINITE ? b : (a & ~MAGNITUDE) | largest;
    const double x = OF(real)(a), y = OF(real)(stored);
    tally->squares_before[l] += x * x;
    tally->squares_after[l] += y * y;
    tally->products[l] += x * y;
    if (y == 0) tally->squares_flushed[l] += x * x;
  }
}

// The sums of numbers that stay as they are: x² is y² and x·y, and what is 0 adds +0.
INLINE TARGET void OF(add_kept_squares)(struct ck_tally *tally, const REAL *numbers, size_t count,
                                        const int is_plain) {
  const size_t whole = count / 16 * 16;
  lanes16 squares = *(const unaligned16 *)tally->squares_before;
  for (size_t start = 0; start < whole; start += 16) {
    OF(bits16) bits = (OF(bits16))(*(const OF(reals16) *)(numbers + start));
    if (!is_plain) bits &= (OF(bits16))((bits & MAGNITUDE) < INFINITE);
    const lanes16 x = __builtin_convertvector((OF(reals16))bits, lanes16);
    squares += x * x;
  }
  for (size_t l = 0; l < count - whole; l++) {
    const double x = numbers[whole + l];
    if ((OF(bits)(numbers[whole + l]) & MAGNITUDE) < INFINITE) squares[l] += x * x;
  }
  *(unaligned16 *)tally->squares_before = squares;
  *(unaligned16 *)tally->squares_after = squares;
  *(unaligned16 *)tally->products = squares;
}
