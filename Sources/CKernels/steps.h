// One rounding of an exact sum or product to a format, in binary64.
//
// A sum that binary64 does not hold is first rounded to odd: to the neighbour, of the two around it, whose
// last bit is 1. Rounding that to a format with at least two bits fewer is one correct rounding in every
// mode (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008); products are exact
// where the module Kernels comes here.

// These templates are binary64's.
_Static_assert(TRAILING == 52, "carrier.h was last included for another carrier");

// How a format rounds here: the cast's constants, and the sign of x + (−x).
struct steps {
  struct constants64 cast;
  uint64_t cancelled_sign;
};

INLINE struct steps steps_of(const struct ck_arithmetic *arithmetic) {
  const struct steps steps = {constants_of64(&arithmetic->cast), arithmetic->cancelled_sign};
  return steps;
}

// The same with the random row of one rounding; keys are pairs of words, and may be null.
INLINE struct constants64 at_step(const struct steps *steps, const uint32_t *keys, size_t step) {
  struct constants64 cast = steps->cast;
  if (keys) {
    cast.outer_key = keys[2 * step];
    cast.inner_key = keys[2 * step + 1];
  }
  return cast;
}

// What one rounding did, beside its result.
struct outcome {
  double value;
  int overflows;
};

// How thoroughly a loop rounds: all cases, or where nothing overflows and all is finite (``cast_plainly``),
// which the largest magnitude of a result tells afterwards.
enum { checked = 0, plain = 1 };

INLINE struct outcome rounded(const struct constants64 *cast, double exact, uint32_t index,
                              const int method, const int care) {
  struct outcome outcome = {0, 0};
  if (care == plain) {
    outcome.value = real64(cast_plainly64(cast, bits64(exact), index, method));
  } else {
    outcome.value =
        real64(cast_element64(cast, bits64(exact), index, method, 0, 1, &outcome.overflows));
  }
  return outcome;
}

// The greater of a magnitude's encoding and another: its maximum tells whether a plain loop was right.
INLINE uint64_t greater(double x, uint64_t largest) {
  const uint64_t magnitude = bits64(x) & MAGNITUDE;
  return (int64_t)magnitude > (int64_t)largest ? magnitude : largest;
}

// Whether a loop may be plain: a format without a negative zero has signs to choose.
INLINE int can_be_plain(const struct ck_arithmetic *arithmetic) {
  return arithmetic->cast.sign == arithmetic->cast.zero_sign;
}

// x + y, to odd. (Knuth's sum gives the error exactly; it is no number where the sum is not finite.)
INLINE double odd_sum(double x, double y, uint64_t cancelled_sign) {
  const double sum = x + y;
  const double part = sum - x;
  const double error = (x - (sum - part)) + (y - part);
  const uint64_t bits = bits64(sum);
  const uint64_t is_inexact = (uint64_t)((error > 0) | (error < 0));
  // The exact sum lies on the error's side: away from zero where the signs agree.
  const uint64_t is_toward_zero = (bits64(error) ^ bits) >> 63;
  const uint64_t step = is_inexact & ~bits & 1;
  const uint64_t odd = bits + step - (step & is_toward_zero) * 2;
  const uint64_t cancelled = sum == 0 ? (bits64(x) ^ bits64(y)) & cancelled_sign : 0;
  return real64(odd | cancelled);
}

INLINE int is_finite(double x) { return __builtin_fabs(x) < __builtin_inf(); }

// 1 for everything but 0: the lesser of 1 and the encoding, since comparisons go through mask registers,
// which are few.
INLINE uint64_t is_nonzero(double x) {
  const uint64_t magnitude = bits64(x) & MAGNITUDE;
  return magnitude < 1 ? magnitude : 1;
}

// 1 for finite numbers other than 0; plain loops know that all are finite.
INLINE uint64_t is_nonzero_number(double x, const int care) {
  return care == checked ? (uint64_t)is_finite(x) & is_nonzero(x) : is_nonzero(x);
}

// 1 for two numbers that are one.
INLINE uint64_t is_same(double x, double y, const int care) {
  if (care == checked) return (uint64_t)(x == y);
  const uint64_t difference = bits64(x) ^ bits64(y);
  return 1 - (difference < 1 ? difference : 1);
}
