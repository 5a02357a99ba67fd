/* Judges a bfloat16 multiplier of one's own, over all pairs of numbers.
 *
 *     make library
 *     cc -O2 -I .build/library judge_multiplier.c -L .build/library -lgradual -Wl,-rpath,$PWD/.build/library
 *
 * Prints how many of the products are wrong, and the first of each kind; ends with status 1 if any is. With
 * -DFAULT the multiplier cuts digits off instead of rounding. */

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "gradual.h"

static float widened(uint16_t code) {
  uint32_t bits = (uint32_t)code << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* The product of two bfloat16 numbers: exact in binary32 but for its range, then rounded to nearest even. */
static uint16_t multiply(uint16_t a, uint16_t b) {
  float product = widened(a) * widened(b);
  uint32_t bits;
  memcpy(&bits, &product, sizeof bits);
  if (isnan(product)) return 0x7fc0;
#ifndef FAULT
  bits += 0x7fff + (bits >> 16 & 1);
#endif
  return (uint16_t)(bits >> 16);
}

int main(void) {
  int32_t bf16 = gradual_format("bf16");
  uint64_t wrong = 0, shown = 0, count = 0;
  /* Every significand of either operand, at exponents from the ends and the middle of the range. */
  static const unsigned exponents[] = {0, 1, 2, 63, 64, 126, 127, 128, 190, 191, 253, 254, 255};
  for (unsigned i = 0; i < sizeof exponents / sizeof *exponents; i++)
    for (unsigned j = 0; j < sizeof exponents / sizeof *exponents; j++)
      for (unsigned s = 0; s < 1u << 14; s++) {
        uint16_t a = (uint16_t)(exponents[i] << 7 | s >> 7);
        uint16_t b = (uint16_t)(0x8000 | exponents[j] << 7 | (s & 127));
        uint32_t flags;
        uint64_t expected = gradual_mul(bf16, a, b, 0, 0, &flags);
        uint16_t observed = multiply(a, b);
        count++;
        if (expected == observed || (isnan(gradual_decode(bf16, expected)) && isnan(widened(observed)))) continue;
        wrong++;
        if (shown++ < 3)
          printf("%04x * %04x is %04" PRIx64 " (%g), and not %04x (%g); flags %02x\n", a, b, expected,
                 gradual_decode(bf16, expected), observed, widened(observed), flags);
      }
  printf("%" PRIu64 " of %" PRIu64 " products are wrong\n", wrong, count);
  return wrong > 0;
}
