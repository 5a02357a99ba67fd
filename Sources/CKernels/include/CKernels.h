/// The array loops whose speed depends on the CPU's vector instructions, which Swift cannot choose at
/// run time. Nothing is decided here: the module Kernels fills in the constants, and its plain Swift
/// loops give the same bits.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// The instructions that a loop is compiled for, least first.
enum ck_level {
  /// What every CPU of the architecture has: SSE2 on x86-64, NEON on arm64.
  ck_baseline = 0,
  ck_avx2 = 1,
  ck_avx512 = 2,
};

/// The highest level that this CPU can run.
int ck_best_level(void);

/// How a cast's loop rounds. An *aligned* format is one whose codes are the leading bits of the
/// carrier's (the same bias, the same width of exponent), so that integers do it all.
enum ck_method {
  /// To nearest even by the carrier's own addition.
  ck_nearest_even = 0,
  /// Every deterministic mode, from the exact remainder.
  ck_remainder = 1,
  /// Stochastic rounding from the exact remainder.
  ck_stochastic = 2,
  /// Every deterministic mode of an aligned format.
  ck_aligned = 3,
  /// Stochastic rounding of an aligned format.
  ck_aligned_stochastic = 4,
};

/// What a cast stores: the carrier's numbers, or codes as integers of 8 · 2^(output − 1) bits.
enum ck_output { ck_values = 0, ck_codes8 = 1, ck_codes16 = 2, ck_codes32 = 3, ck_codes64 = 4 };

/// The constants of a cast. m is the format's trailing width, T the carrier's; "in place" means shifted
/// left by T, where the carrier has its exponent. Two-element arrays are for signs + and −; results are
/// encodings of the carrier, or codes, as `output` says. All deterministic constants are computed once.
struct ck_cast {
  int method;
  int output;
  /// Nothing but the sign tells the results of −x and x apart, in overflow and in zero as well: blocks
  /// without infinities and NaNs may take the shorter loop.
  int is_symmetric;

  /// The least normal number and 2^(largest exponent + 1), as numbers of the carrier.
  double least_normal, ceiling;
  /// T − m: the bits that a normal number loses.
  int cut;
  /// The result of the largest finite number, positive.
  uint64_t largest;
  /// Results of NaNs, infinities and of finite numbers beyond the largest.
  uint64_t nan[2], infinity[2], overflow[2];
  /// The sign of a negative result, and of a negative number's zero, in place in the result.
  uint64_t sign, zero_sign;
  /// How far right of the carrier's sign bit `sign` is.
  int sign_shift;

  /// A remainder above threshold · quantum rounds away from zero.
  double threshold[2];
  /// For aligned formats: what is added before the cut; plus the last kept bit & even_bit.
  uint64_t addend[2];
  uint64_t even_bit;
  /// 1 in mode odd, where only even codes round away; else 0.
  uint64_t odd;

  /// Stochastic: the remainder counted in quantum / 2^steps, plus the random integer, must reach
  /// 2^steps. The integer is the first `random_bits` bits, times 2^random_shift, plus random_offset.
  int steps, random_bits, random_shift, random_offset;
  /// Whether the count is rounded to nearest even (P3109's variant C) and not cut off.
  int rounds_steps;
  /// The keys of the random row, and the place of the first element in it.
  uint32_t outer_key, inner_key, place;
};

/// How many finite elements rounded to beyond the largest number, by their sign.
struct ck_overflows {
  uint64_t count[2];
};

/// Casts `count` binary32 numbers. `level` is at most `ck_best_level()`; arrays need no alignment and
/// must not overlap. `overflows` may be null; with it, values are stored (`ck_values`), and it is
/// added to.
void ck_cast32(const struct ck_cast *cast, int level, const float *source, void *target,
               size_t count, struct ck_overflows *overflows);

/// As ``ck_cast32``, for binary64 numbers.
void ck_cast64(const struct ck_cast *cast, int level, const double *source, void *target,
               size_t count, struct ck_overflows *overflows);

/// What a cast's elements were, x before and y after; see CastCounts of the module Kernels. Sums have 16
/// lanes, lane l for elements l, l + 16, … of a call.
struct ck_tally {
  uint64_t zeros, nans, infinities, flushed, subnormal;
  /// x infinite, y NaN.
  uint64_t infinities_to_nan;
  /// Encodings of the largest finite |x| (0 if there is none) and of the least other than 0 (the
  /// infinity's if there is none).
  uint64_t largest, least;
  double squares_before[16], squares_after[16], products[16], squares_flushed[16];
};

/// Adds `count` elements to a tally; subnormal is what is not 0 and below `least_normal`, and the format's
/// `largest` number stands in the sums for what overflowed to infinity or NaN.
void ck_tally32(struct ck_tally *tally, int level, const float *before, const float *after,
                size_t count, double least_normal, double largest);

/// As ``ck_tally32``, for binary64 numbers.
void ck_tally64(struct ck_tally *tally, int level, const double *before, const double *after,
                size_t count, double least_normal, double largest);

#endif
