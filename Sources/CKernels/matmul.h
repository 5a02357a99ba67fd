// Matrix products whose sums stay in registers: tiles of 4 rows and two vectors of columns.
//
// What is rounded here is rounded to nearest even by the carrier's own additions and multiplications,
// without a comparison. But for the carrier's own fused multiply-add, a caller must know that no number is
// infinite or NaN, that none overflows, and what the kinds ask for; TilePlan of the module Kernels does.
#if defined(HAS_FMA)

enum { tile_rows = 4, tile_vectors = 2 };

typedef float vector32 __attribute__((ext_vector_type(VECTOR_BYTES / 4)));
typedef double vector64 __attribute__((ext_vector_type(VECTOR_BYTES / 8)));
typedef uint32_t ints32 __attribute__((ext_vector_type(VECTOR_BYTES / 4)));
typedef uint64_t ints64 __attribute__((ext_vector_type(VECTOR_BYTES / 8)));
// The same from addresses that are aligned to a number only.
typedef float __attribute__((ext_vector_type(VECTOR_BYTES / 4), aligned(4))) unaligned32;
typedef double __attribute__((ext_vector_type(VECTOR_BYTES / 8), aligned(8))) unaligned64;

#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define ABS(a) __builtin_elementwise_abs(a)
// The carriers' own sums have the one NaN that results have; others have none.
#define ONE_NAN(sum, kind)                                                                      \
  ((kind) == ck_matmul_binary32 || (kind) == ck_matmul_binary64                                 \
       ? ((sum) == (sum) ? (sum) : (__typeof__(sum))__builtin_nanf(""))                         \
       : (sum))
#define UNROLLED _Pragma("clang loop unroll(full)")
#define EACH_SUM                                                                                \
  UNROLLED for (int r = 0; r < tile_rows; r++) UNROLLED for (int v = 0; v < tile_vectors; v++)

// What happened in a tile, lane by lane. `one` is 1 everywhere, which the compiler must not know: then it
// adds under a mask, where it would make a number of the mask first.
struct counts32 {
  ints32 one, products, additions, moved;
};
struct counts64 {
  ints64 one, flushed, additions, moved;
};

#define COUNT(counter, is_counted) \
  counts->counter = (is_counted) ? counts->counter + counts->one : counts->counter
#if defined(__aarch64__)
#define UNKNOWN(value) __asm__("" : "+w"(value))
#else
#define UNKNOWN(value) __asm__("" : "+x"(value))
#endif

// One term of one vector of sums. With S = 2^(T − m), y − (y − t) for y = t·S is t rounded to m trailing
// bits, and so is t·S − ∘(t·(S − 1)). The first takes more additions, the second more products: of each
// as many as keep both busy.
INLINE TARGET vector32 next32(vector32 sum, vector32 a, vector32 scaled_a, vector32 b,
                              vector32 abs_b, vector32 S, vector32 S_less_1, vector32 least,
                              const int kind, struct counts32 *counts) {
  if (kind == ck_matmul_binary32) return FMA(a, b, sum);
  vector32 product;
  if (kind == ck_matmul_normal) {
    const vector32 exact = a * b;
    const vector32 scaled = exact * S;
    product = scaled - (scaled - exact);
  } else {
    // |a|·|b|·S, or S and a half times the least normal number: what is added to it is rounded at the
    // product's last place, or the subnormals'.
    const vector32 place = scaled_a * abs_b;
    const vector32 raised = place > least ? place : least;
    product = FMA(a, b, raised) - raised;
  }
  const vector32 total = sum + product;
  const vector32 rounded = FMA(total, S, -(total * S_less_1));
  if (counts) {
    const ints32 is_product = (ints32)(product != 0);
    const ints32 is_addition = is_product & (ints32)(sum != 0);
    COUNT(products, is_product);
    COUNT(additions, is_addition);
    COUNT(moved, is_addition & (ints32)(rounded != sum));
  }
  return rounded;
}

INLINE TARGET double tile32(const struct ck_matmul *m, const float *a, const float *b,
                            size_t stride, size_t terms, float *sums, size_t sums_stride,
                            const int begins, const int kind,
                            struct ck_tile_counts *total, const int is_counting) {
  enum { width = VECTOR_BYTES / 4 };
  vector32 sum[tile_rows][tile_vectors];
  const vector32 zero = 0;
  const vector32 S = zero + m->scale, S_less_1 = zero + (m->scale - 1), least = zero + m->least;
  struct counts32 counts = {1, 0, 0, 0};
  if (is_counting) UNKNOWN(counts.one);
  EACH_SUM sum[r][v] =
      begins ? zero : *(const unaligned32 *)(sums + r * sums_stride + v * width);
  for (size_t k = 0; k < terms; k++) {
    vector32 row[tile_vectors], abs_row[tile_vectors];
    UNROLLED for (int v = 0; v < tile_vectors; v++) {
      row[v] = *(const unaligned32 *)(b + k * stride + v * width);
      abs_row[v] = ABS(row[v]);
    }
    UNROLLED for (int r = 0; r < tile_rows; r++) {
      const vector32 x = (vector32)(a[k * tile_rows + r]);
      const vector32 scaled = ABS(x) * S;
      UNROLLED for (int v = 0; v < tile_vectors; v++)
        sum[r][v] =
            next32(sum[r][v], x, scaled, row[v], abs_row[v], S, S_less_1, least, kind,
                   is_counting ? &counts : 0);
    }
  }
  ints32 largest = 0;
  EACH_SUM {
    *(unaligned32 *)(sums + r * sums_stride + v * width) = ONE_NAN(sum[r][v], kind);
    largest = __builtin_elementwise_max(largest, (ints32)ABS(sum[r][v]));
  }
  for (int l = 0; is_counting && l < width; l++) {
    total->products += counts.products[l];
    total->additions += counts.additions[l];
    total->swamped += counts.additions[l] - counts.moved[l];
  }
  return (double)real32(__builtin_reduce_max(largest));
}

// One term with one rounding for product and sum, in binary64.
INLINE TARGET vector64 next64(vector64 sum, vector64 a, vector64 b, vector64 least, ints64 cut,
                              const int kind, struct counts64 *counts) {
  const ints64 infinite = 0x7ff0000000000000, half = 0x0008000000000000;
  const vector64 total = FMA(a, b, sum);
  if (kind == ck_matmul_binary64) return total;
  const vector64 magnitude = ABS(total);
  // One and a half times the power of two whose last place is the quantum here.
  const ints64 place = (ints64)(magnitude > least ? magnitude : least);
  const vector64 raised = (vector64)(((place & infinite) | half) + cut);
  // A negative number that becomes 0 becomes −0.
  const vector64 rounded = __builtin_elementwise_copysign((total + raised) - raised, total);
  if (counts) {
    const ints64 is_addition = (ints64)(a != 0) & (ints64)(b != 0) & (ints64)(sum != 0);
    COUNT(flushed, (ints64)(total != 0) & (ints64)(rounded == 0));
    COUNT(additions, is_addition);
    COUNT(moved, is_addition & (ints64)((ints64)rounded != (ints64)sum));
  }
  return rounded;
}

INLINE TARGET double tile64(const struct ck_matmul *m, const double *a, const double *b,
                            size_t stride, size_t terms, double *sums, size_t sums_stride,
                            const int begins, const int kind,
                            struct ck_tile_counts *total, const int is_counting) {
  enum { width = VECTOR_BYTES / 8 };
  vector64 sum[tile_rows][tile_vectors];
  const vector64 zero = 0;
  const vector64 least = zero + m->wide_least;
  const ints64 cut = (uint64_t)m->cut << 52;
  struct counts64 counts = {1, 0, 0, 0};
  if (is_counting) UNKNOWN(counts.one);
  EACH_SUM sum[r][v] =
      begins ? zero : *(const unaligned64 *)(sums + r * sums_stride + v * width);
  for (size_t k = 0; k < terms; k++) {
    vector64 row[tile_vectors];
    UNROLLED for (int v = 0; v < tile_vectors; v++) row[v] =
        *(const unaligned64 *)(b + k * stride + v * width);
    UNROLLED for (int r = 0; r < tile_rows; r++) {
      const vector64 x = (vector64)(a[k * tile_rows + r]);
      UNROLLED for (int v = 0; v < tile_vectors; v++) sum[r][v] =
          next64(sum[r][v], x, row[v], least, cut, kind, is_counting ? &counts : 0);
    }
  }
  ints64 largest = 0;
  EACH_SUM {
    *(unaligned64 *)(sums + r * sums_stride + v * width) = ONE_NAN(sum[r][v], kind);
    largest = __builtin_elementwise_max(largest, (ints64)ABS(sum[r][v]));
  }
  for (int l = 0; is_counting && l < width; l++) {
    total->flushed += counts.flushed[l];
    total->additions += counts.additions[l];
    total->swamped += counts.additions[l] - counts.moved[l];
  }
  return real64(__builtin_reduce_max(largest));
}

TARGET double JOIN(ck_matmul_tile, LEVEL)(const struct ck_matmul *m, const void *a, const void *b,
                                          size_t stride, size_t terms, void *sums,
                                          size_t sums_stride, int begins,
                                          struct ck_tile_counts *counts) {
#define TILE(tile, kind, counts, is_counting)                                                   \
  return tile(m, a, b, stride, terms, sums, sums_stride, begins, kind, counts, is_counting);
#define COUNTED_TILE(tile, kind)                                                                \
  if (counts) TILE(tile, kind, counts, 1)                                                       \
  TILE(tile, kind, 0, 0)
  switch (m->kind) {
    case ck_matmul_binary32: TILE(tile32, ck_matmul_binary32, 0, 0)
    case ck_matmul_normal: COUNTED_TILE(tile32, ck_matmul_normal)
    case ck_matmul_any: COUNTED_TILE(tile32, ck_matmul_any)
    case ck_matmul_binary64: TILE(tile64, ck_matmul_binary64, 0, 0)
    default: COUNTED_TILE(tile64, ck_matmul_fused)
  }
#undef TILE
#undef COUNTED_TILE
}

// One sum: its steps wait for one another, whatever the width.
INLINE TARGET double dot32(const struct ck_matmul *m, const float *a, const float *b, size_t terms,
                           float start, const int kind) {
  const vector32 S = (vector32)(m->scale), S_less_1 = (vector32)(m->scale - 1);
  const vector32 least = (vector32)(m->least);
  vector32 sum = (vector32)(start);
  for (size_t k = 0; k < terms; k++) {
    const vector32 x = (vector32)(a[k]), y = (vector32)(b[k]);
    sum = next32(sum, x, ABS(x) * S, y, ABS(y), S, S_less_1, least, kind, 0);
  }
  return (double)sum[0];
}

INLINE TARGET double dot64(const struct ck_matmul *m, const double *a, const double *b,
                           size_t terms, double start, const int kind) {
  const vector64 least = (vector64)(m->wide_least);
  const ints64 cut = (uint64_t)m->cut << 52;
  vector64 sum = (vector64)(start);
  for (size_t k = 0; k < terms; k++) sum =
      next64(sum, (vector64)(a[k]), (vector64)(b[k]), least, cut, kind, 0);
  return sum[0];
}

TARGET double JOIN(ck_matmul_dot, LEVEL)(const struct ck_matmul *m, const void *a, const void *b,
                                         size_t terms, double start) {
  switch (m->kind) {
    case ck_matmul_binary32: return dot32(m, a, b, terms, (float)start, ck_matmul_binary32);
    case ck_matmul_normal: return dot32(m, a, b, terms, (float)start, ck_matmul_normal);
    case ck_matmul_any: return dot32(m, a, b, terms, (float)start, ck_matmul_any);
    case ck_matmul_binary64: return dot64(m, a, b, terms, start, ck_matmul_binary64);
    default: return dot64(m, a, b, terms, start, ck_matmul_fused);
  }
}

#undef FMA
#undef ABS
#undef ONE_NAN
#undef UNROLLED
#undef EACH_SUM
#undef COUNT
#undef UNKNOWN
#endif
