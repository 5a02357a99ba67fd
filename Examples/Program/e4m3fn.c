/* An implementation of OCP's E4M3, to nearest even, that gradual judges over a pipe:
 *
 *     cc -O1 -o e4m3fn e4m3fn.c -lm
 *     gradual verify e4m3fn_mul --against './e4m3fn e4m3fn_mul'
 *     gradual verify e4m3fn --laws --against './e4m3fn {function} {rounding}'
 *
 * It reads lines of operands and writes lines of result and flags. Compiled with -DTIES_AWAY it has a
 * fault that gradual finds.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { INEXACT = 1, UNDERFLOW_ = 2, OVERFLOW_ = 4, INVALID = 16, NOT_OFFERED = 77 };

static double round_half(double x) {
#ifdef TIES_AWAY
  return round(x);
#else
  return rint(x);
#endif
}

static double from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static uint64_t to_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static double decode(unsigned code) {
  int field = code >> 3 & 15, trailing = code & 7;
  double magnitude = (code & 0x7f) == 0x7f ? NAN
                     : field == 0          ? ldexp(trailing, -9)
                                           : ldexp(8 + trailing, field - 10);
  return code & 0x80 ? -magnitude : magnitude;
}

/* x is exact, or as good as exact: no closer to a midpoint than it would be exact. */
static unsigned encode(double x, int *flags) {
  unsigned sign = signbit(x) ? 0x80 : 0;
  double a = fabs(x);
  if (isnan(x)) return sign | 0x7f;
  if (isinf(x)) {
    *flags |= INVALID; /* there is no infinity */
    return sign | 0x7f;
  }
  if (a == 0) return sign;
  int binade = ilogb(a), exponent = binade < -6 ? -6 : binade;
  double step = ldexp(1, exponent - 3), count = round_half(a / step);
  int is_inexact = count != a / step;
  if (count * step > 448) {
    *flags |= OVERFLOW_ | INEXACT;
    return sign | 0x7f;
  }
  if (is_inexact) *flags |= INEXACT;
  /* Tiny: below the least normal, 2^-6, also when rounded as if the exponent had no bound. */
  int is_tiny = binade < -7 || (binade == -7 && round_half(ldexp(a, 10)) < 16);
  if (is_inexact && is_tiny) *flags |= UNDERFLOW_;
  /* A count of 16 carries into the exponent, and 8 makes the largest subnormal's successor normal. */
  return sign | (unsigned)(((exponent + 6) << 3) + (int)count);
}

int main(int count, char **arguments) {
  const char *function = count > 1 ? arguments[1] : "";
  if (count > 2 && strcmp(arguments[2], "nearest-even") != 0) return NOT_OFFERED;
  int encodes = !strcmp(function, "binary64_to_e4m3fn");
  int decodes = !strcmp(function, "e4m3fn_to_binary64");
  int adds = !strcmp(function, "e4m3fn_add"), multiplies = !strcmp(function, "e4m3fn_mul");
  int fuses = !strcmp(function, "e4m3fn_mulAdd");
  if (!encodes && !decodes && !adds && !multiplies && !fuses) return NOT_OFFERED;
  int operands = fuses ? 3 : adds || multiplies ? 2 : 1;
  uint64_t a, b, c;
  while (scanf("%" SCNx64, &a) == 1 && (operands < 2 || scanf("%" SCNx64, &b) == 1) &&
         (operands < 3 || scanf("%" SCNx64, &c) == 1)) {
    int flags = 0;
    if (decodes) {
      printf("%016" PRIX64 " 00\n", to_bits(decode(a)));
      continue;
    }
    if (encodes) {
      /* A signalling NaN: no quiet bit. */
      if (isnan(from_bits(a)) && !(a >> 51 & 1)) flags |= INVALID;
      unsigned code = encode(from_bits(a), &flags);
      printf("%02X %02X\n", code, flags);
      continue;
    }
    /* Sums and products of two, and a product plus one, are exact in binary64. */
    double x = decode(a), y = decode(b);
    unsigned code = encode(adds ? x + y : multiplies ? x * y : x * y + decode(c), &flags);
    printf("%02X %02X\n", code, flags);
  }
  return 0;
}
