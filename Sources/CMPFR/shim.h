#pragma once

// MPFR and GMP for Swift. Function-like macros of mpfr.h that have a prototype import as they are; what
// Swift cannot import (GMP's inline and variadic functions, macros with casts) gets a small function
// here, with the prefix `cmpfr_`.

#include <stdint.h>
#include <stdio.h>
#define MPFR_USE_INTMAX_T
#include <gmp.h>
#include <mpfr.h>

#if GMP_NUMB_BITS != 64
#error "the 128-bit significand transfers below need GMP's limbs to be of 64 bits"
#endif

/// Sets x to (-1)^negative * (high * 2^64 + low) * 2^exponent, rounded; returns the ternary value. A
/// zero significand gives a zero of the stated sign.
static inline int cmpfr_set_significand(mpfr_ptr x, int negative, uint64_t high, uint64_t low,
                                        mpfr_exp_t exponent, mpfr_rnd_t rounding) {
  if (high == 0 && low == 0) {
    mpfr_set_zero(x, negative ? -1 : 1);
    return 0;
  }
  const mp_limb_t limbs[2] = {low, high};
  mpz_t z;
  const mp_size_t count = high != 0 ? 2 : 1;
  return mpfr_set_z_2exp(x, mpz_roinit_n(z, limbs, negative ? -count : count), exponent, rounding);
}

/// The decimal digits of |integer * 2^exponent| for exponent >= 0, or of |integer * 5^-exponent| (the
/// same number with the point moved -exponent places) for exponent < 0, where x = integer * 2^exponent.
/// The caller frees the text with cmpfr_free_digits and finds in *exponent_of_ten what the digits are
/// to be multiplied by. x must be finite and not zero.
static inline char *cmpfr_exact_digits(mpfr_srcptr x, long *exponent_of_ten) {
  mpz_t integer;
  mpz_init(integer);
  mpfr_exp_t exponent = mpfr_get_z_2exp(integer, x);
  mpz_abs(integer, integer);
  const mp_bitcnt_t zeros = mpz_scan1(integer, 0);
  mpz_tdiv_q_2exp(integer, integer, zeros);
  exponent += (mpfr_exp_t)zeros;
  if (exponent >= 0) {
    mpz_mul_2exp(integer, integer, (mp_bitcnt_t)exponent);
    *exponent_of_ten = 0;
  } else {
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, 5, (unsigned long)-exponent);
    mpz_mul(integer, integer, power);
    mpz_clear(power);
    *exponent_of_ten = exponent;
  }
  char *digits = mpz_get_str(NULL, 10, integer);
  mpz_clear(integer);
  return digits;
}

/// Frees a text that GMP allocated.
static inline void cmpfr_free_digits(char *digits) {
  void (*release)(void *, size_t);
  mp_get_memory_functions(NULL, NULL, &release);
  size_t size = 1;
  for (const char *c = digits; *c != 0; ++c) ++size;
  release(digits, size);
}
