/* Numbers of any floating-point format, every operation rounded once, correctly.
 *
 *     int32_t e4m3 = gradual_format("e4m3fn");
 *     int32_t up = gradual_context("toward-positive", NULL);
 *     uint32_t flags;
 *     uint64_t sum = gradual_add(e4m3, 0x38, 0x01, up, 0, &flags);   // 1 + 2^-9 is 1.125: 0x39, inexact
 *
 * Formats, ways of rounding and accumulators are named once and then stand for themselves as handles, positive
 * numbers. A number is its code, in the low bits of 64. Arguments are plain scalars and pointers, so that the
 * functions can be imported by DPI-C (SystemVerilog), ctypes (Python, cocotb) and other languages as they are.
 *
 * A handle that is none, or a code with more bits than its format, is an error: the result is GRADUAL_NONE (of
 * gradual_decode and gradual_round NaN, of handles 0), the flags are GRADUAL_ERROR, and gradual_error() says what
 * was wrong. Nothing else ends so, and nothing ends the program.
 *
 * Every function may be called by any number of threads at once.
 */
#ifndef GRADUAL_H
#define GRADUAL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Flags, as in Berkeley TestFloat's lines. */
#define GRADUAL_INEXACT 1u
#define GRADUAL_UNDERFLOW 2u
#define GRADUAL_OVERFLOW 4u
#define GRADUAL_DIVISION_BY_ZERO 8u
#define GRADUAL_INVALID 16u
/* The call was of no use: see gradual_error(). */
#define GRADUAL_ERROR 0x80000000u
/* The result of such a call; no format has a code of 64 ones that is not a NaN. */
#define GRADUAL_NONE UINT64_MAX

/* What was wrong with the last call of this thread that was of no use: one line, "" if there was none. It is
 * valid until the thread's next such call. */
const char *gradual_error(void);

/* The format of a name or spelling ("e4m3fn", "bf16", "e5m7:bias=20") or of a JSON file ("mine.json"); 0 if there
 * is none. */
int32_t gradual_format(const char *name);

/* The bits of a format's codes; 0 for no format. */
int32_t gradual_bits(int32_t format);

/* A way of rounding: its name ("nearest-even", "toward-zero", "odd", "stochastic:13", ...; NULL is "nearest-even")
 * and what becomes of overflow ("ieee", "saturate", "saturate-finite", "nan"; NULL is the format's own rule). In
 * the functions below 0 may stand for the two NULLs. Returns 0 for names that are none. */
int32_t gradual_context(const char *rounding, const char *overflow);

/* In all that follows: `random` are the bits of a stochastic rounding, as many low ones as its name says, and of no
 * effect on others. `flags` gets the flags of the operation, unless it is NULL. */

/* The number nearest to a binary64 one (by the context), as a code. */
uint64_t gradual_encode(int32_t format, double value, int32_t context, uint64_t random, uint32_t *flags);

/* The value of a code, exactly: binary64 holds all of every format. */
double gradual_decode(int32_t format, uint64_t code);

/* gradual_decode of gradual_encode. */
double gradual_round(int32_t format, double value, int32_t context, uint64_t random, uint32_t *flags);

/* A number of one format as a number of another. */
uint64_t gradual_convert(int32_t from, uint64_t code, int32_t to, int32_t context, uint64_t random,
                         uint32_t *flags);

/* a + b, a - b, a * b, a / b, the square root of a, a * b + c, each rounded once. */
uint64_t gradual_add(int32_t format, uint64_t a, uint64_t b, int32_t context, uint64_t random, uint32_t *flags);
uint64_t gradual_sub(int32_t format, uint64_t a, uint64_t b, int32_t context, uint64_t random, uint32_t *flags);
uint64_t gradual_mul(int32_t format, uint64_t a, uint64_t b, int32_t context, uint64_t random, uint32_t *flags);
uint64_t gradual_div(int32_t format, uint64_t a, uint64_t b, int32_t context, uint64_t random, uint32_t *flags);
uint64_t gradual_sqrt(int32_t format, uint64_t a, int32_t context, uint64_t random, uint32_t *flags);
uint64_t gradual_fma(int32_t format, uint64_t a, uint64_t b, uint64_t c, int32_t context, uint64_t random,
                     uint32_t *flags);

/* a * b + c of numbers of a format each, rounded once to c's. */
uint64_t gradual_mixed_fma(int32_t a_format, uint64_t a, int32_t b_format, uint64_t b, int32_t c_format,
                           uint64_t c, int32_t context, uint64_t random, uint32_t *flags);

/* How the products of numbers of two formats are added up: a name as `gradual list accumulators` has it ("fp32",
 * "h100-fp8", "chunked(64, per-operation(e5m10), fp32)"); 0 for a name that is none, or one that does not take
 * numbers of these formats. */
int32_t gradual_accumulator(const char *name, int32_t a_format, int32_t b_format);

/* The format of an accumulator's results; 0 for no accumulator. */
int32_t gradual_result_format(int32_t accumulator);

/* c + a[0] * b[0] + ... + a[count - 1] * b[count - 1] as the accumulator adds it up; c and the result are codes of
 * gradual_result_format. `seed` is that of stochastic accumulators. `flags` gets 0 or GRADUAL_ERROR: models of
 * hardware tell no flags. O(count). */
uint64_t gradual_dot(int32_t accumulator, int32_t count, const uint64_t *a, const uint64_t *b, uint64_t c,
                     uint64_t seed, uint32_t *flags);

#ifdef __cplusplus
}
#endif

#endif
