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
  /// Stochastic rounding where 30 bits hold the steps up to any number of a binade; T bits in binary64,
  /// and where steps are rounded.
  ck_counted = 3,
  /// Every deterministic mode of an aligned format.
  ck_aligned = 4,
  /// Stochastic rounding of an aligned format.
  ck_aligned_stochastic = 5,
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

/// How a format rounds the results of arithmetic, which is done in binary64: the cast of binary64
/// numbers to it (``ck_values``; nearest-even, remainder or counted; its `place` is that of the first
/// element or lane), and the sign of an exact sum x + (−x), 0 or binary64's sign bit.
struct ck_arithmetic {
  struct ck_cast cast;
  uint64_t cancelled_sign;
};

enum ck_operation {
  ck_add = 0,
  ck_subtract = 1,
  ck_multiply = 2,
  ck_divide = 3,
  ck_square_root = 4,
  ck_multiply_add = 5,
};

/// a ∘ b or a · b + c, element by element, each rounded once to the format, of which the operands are
/// values. Operands that the operation has not may be null; none may overlap with the target.
void ck_elementwise32(const struct ck_arithmetic *arithmetic, int level, int operation,
                      const float *a, const float *b, const float *c, float *target,
                      size_t count);

/// As ``ck_elementwise32``, for binary64 numbers.
void ck_elementwise64(const struct ck_arithmetic *arithmetic, int level, int operation,
                      const double *a, const double *b, const double *c, double *target,
                      size_t count);

/// What happened in sums: the fields of AccumulatorCounts of the module Kernels.
struct ck_sum_counts {
  uint64_t terms, flushed, additions, swamped, overflowed;
};

/// How terms are added: product and sum rounded; one rounding for both; Kahan's compensation.
enum ck_scheme { ck_per_operation = 0, ck_fused = 1, ck_compensated = 2 };

/// Adds terms to sums side by side: to `sum[l]` the products a[k] · b[k · stride + l], k ascending.
///
/// Products are exact in binary64. `error` has Kahan's corrections, and may be null in other schemes.
/// Stochastic roundings take the keys of a random row each, in pairs, in the order of the operations of a
/// lane: 2, 1 or 5 a term. `counts` may be null; else it is added to.
void ck_fold(const struct ck_arithmetic *arithmetic, int level, int scheme, const double *a,
             const double *b, size_t stride, size_t rows, double *sum, double *error, size_t lanes,
             const uint32_t *keys, struct ck_sum_counts *counts);

/// target[l] = the rounded product a · row[l], a leaf of a tree of sums. `keys` is one pair.
void ck_leaf(const struct ck_arithmetic *arithmetic, int level, double a, const double *row,
             double *target, size_t lanes, const uint32_t *keys, struct ck_sum_counts *counts);

/// target[l] = the rounded sum of a[l] and b[l], a node of a tree of sums.
void ck_join(const struct ck_arithmetic *arithmetic, int level, const double *a, const double *b,
             double *target, size_t lanes, const uint32_t *keys, struct ck_sum_counts *counts);

/// How a tensor core's accumulator meets a block: TensorCore.Joining of the module Kernels.
enum ck_order {
  ck_aligned_with_block = 0,
  ck_added_after_block = 1,
  ck_added_after_halves = 2,
};

/// A tensor core, as TensorCore of the module Kernels says it.
struct ck_tensor_core {
  /// Of a block's sum to the output; overflow gives infinities.
  struct ck_cast conversion;
  /// Of the accumulator plus a block's sum, to nearest even.
  struct ck_cast joining;
  int order;
  int alignment_bits;
  size_t block;
  /// The least normal numbers of the operands' formats and of the output's.
  double least_normal_a, least_normal_b, least_normal_c;
};

/// Adds blocks of products to sums side by side; arguments as of ``ck_fold``. The last block may be
/// shorter.
void ck_tensor_core_fold(const struct ck_tensor_core *core, int level, const double *a,
                         const double *b, size_t stride, size_t rows, double *sum, size_t lanes,
                         struct ck_sum_counts *counts);

/// Columns of B that ``ck_narrow_core`` takes.
enum { ck_narrow_columns = 32 };

/// A tensor core of FP8 whose aligned terms are integers, with their sum and an aligned accumulator below
/// 2^24, and whose output is binary32 cut to `fraction_bits`.
struct ck_narrow_core {
  int32_t alignment_bits, fraction_bits;
  size_t block;
  /// binary32's exponent fields of the operands' least normal numbers.
  int32_t least_a, least_b;
};

/// Products of rows of A, whose numbers are finite, with `columns` of B's ck_narrow_columns columns, from sums
/// of 0. Returns 0, and nothing else, if a number of B is not finite.
///
/// A's element (i, k) is at i · row_stride + k · term_stride; B and `exponents`, which is overwritten, have
/// ck_narrow_columns numbers a term; result (i, j) goes to target[i · target_stride + j].
int ck_narrow_core(const struct ck_narrow_core *core, int level, const float *a,
                   size_t row_stride, size_t term_stride, size_t rows, const float *b,
                   size_t terms, int32_t *exponents, float *target, size_t target_stride,
                   size_t columns);

/// How the tiles of ``ck_matmul_tile`` are added up, always to nearest even.
enum ck_matmul_kind {
  /// A fused multiply-add of binary32 for each term.
  ck_matmul_binary32 = 0,
  /// Product and sum rounded to a format of 3 to 11 bits of precision; products are 0 or normal in it.
  ck_matmul_normal = 1,
  /// The same for any products of at most 23 bits, where every |a| · scale is finite.
  ck_matmul_any = 2,
  /// One rounding a term to a narrower format; all is binary64.
  ck_matmul_fused = 3,
  /// Every term by binary64's own fused multiply-add.
  ck_matmul_binary64 = 4,
};

struct ck_matmul {
  int kind;
  /// In binary32: 2^(T − m), and one and a half times the format's least normal number times that.
  float scale, least;
  /// In binary64: T − m, and the format's least normal number.
  int cut;
  double wide_least;
};

/// A tile's columns: two vectors of binary32, of binary64 in the last two kinds; 0 where the level has no
/// tiles.
size_t ck_matmul_columns(int level, int kind);

/// What happened in tiles, in which nothing overflows.
struct ck_tile_counts {
  /// Rounded products other than 0; not where `kind` is fused.
  uint64_t products;
  /// Sums other than 0 that became 0, where `kind` is fused.
  uint64_t flushed;
  /// Additions of a term other than 0 to a sum other than 0, and those that left it as it was.
  uint64_t additions, swamped;
};

/// Adds `terms` products to a tile of 4 rows: a[4k + r] · b[k · stride + j] to sums[r · sums_stride + j], or
/// where `begins` is not 0 to +0, and puts the results there.
///
/// Numbers are binary32, or binary64 in the last two kinds. Returns the largest magnitude of a sum; a sum
/// that is no number is the positive quiet NaN. `counts` may be null, and is where `kind` is a carrier's
/// own; else it is added to, for fewer than 2^29 terms.
double ck_matmul_tile(const struct ck_matmul *m, int level, const void *a, const void *b,
                      size_t stride, size_t terms, void *sums, size_t sums_stride, int begins,
                      struct ck_tile_counts *counts);

/// Adds `terms` products a[k] · b[k] to `start`, as a tile does for each of its sums.
double ck_matmul_dot(const struct ck_matmul *m, int level, const void *a, const void *b,
                     size_t terms, double start);

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

/// What ``ck_tally32`` does for numbers of the carrier's own format, which a cast leaves as they are, in
/// fewer steps. All elements of a tally are added by this or none.
void ck_tally_kept32(struct ck_tally *tally, int level, const float *numbers, size_t count);

/// As ``ck_tally_kept32``, for binary64 numbers.
void ck_tally_kept64(struct ck_tally *tally, int level, const double *numbers, size_t count);

/// Sums over pairs of a reference's number x and another y, of which those with an infinity or a NaN are only
/// counted; see PairSums of the module Kernels. Sums have 16 lanes, lane l for pairs l, l + 16, … of a call.
struct ck_pairs {
  uint64_t not_finite[16], nonzero[16], lost[16];
  double squares_of_reference[16], squares[16], products[16], squares_of_errors[16],
      squares_lost[16];
};

/// Adds `count` pairs; y is a number times `inverse`, or, where that is 0, divided by `scale`. Arrays are of
/// binary64 numbers where they are said to be wide, else of binary32.
void ck_pairs(struct ck_pairs *pairs, int level, const void *reference, int is_wide_reference,
              const void *numbers, int are_wide, size_t count, double scale, double inverse);

/// Encodings of magnitudes.
struct ck_extremes {
  /// The largest; above an infinity's if there is a NaN.
  uint64_t largest;
  /// The least but 0; 0 if there is none.
  uint64_t least;
};

/// The extremes of at least one number.
struct ck_extremes ck_extremes32(int level, const float *numbers, size_t count);

/// As ``ck_extremes32``, for binary64 numbers.
struct ck_extremes ck_extremes64(int level, const double *numbers, size_t count);

/// How many of the `columns` numbers of each row are not 0, to counts[r]: row r begins at r · stride.
void ck_nonzero32(int level, const float *numbers, size_t stride, size_t columns, size_t rows,
                  uint32_t *counts);

/// As ``ck_nonzero32``, for binary64 numbers.
void ck_nonzero64(int level, const double *numbers, size_t stride, size_t columns, size_t rows,
                  uint32_t *counts);

/// Normal numbers of the law Normal32 of the module RandomStreams, each times `scale`, of rows whose keys
/// are given: row r's number at place `place` + c to target[r · stride + c], c below `columns`. Places are
/// below 2^31.
void ck_normal_rows(int level, const uint32_t *outer, const uint32_t *inner, size_t rows,
                    uint32_t place, size_t columns, float scale, float *target, size_t stride);

/// The same numbers transposed: to target[c · stride + r].
void ck_normal_columns(int level, const uint32_t *outer, const uint32_t *inner, size_t rows,
                       uint32_t place, size_t columns, float scale, float *target, size_t stride);

/// The arithmetic peak that measurements are given as a share of: does `operations` fused multiply-adds of
/// binary32, a multiple of 192, as fast as the level can (multiplications and additions, where it has no
/// fused ones). What it returns says nothing; it is there so that the work is done.
float ck_fma_peak(int level, size_t operations);

#endif
