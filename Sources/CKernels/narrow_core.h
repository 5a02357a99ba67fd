// Tensor cores of FP8 whose aligned terms and their sums are integers below 2^24; see TensorCore of the module
// Kernels. All is exact in binary32 and integers of 32 bits: products have at most 8 bits, and sums are
// cut to the output's few.

enum { narrow_vectors = 2, narrow_width = 16, narrow_columns = ck_narrow_columns };

typedef float narrow_reals __attribute__((ext_vector_type(narrow_width)));
typedef int32_t narrow_ints __attribute__((ext_vector_type(narrow_width)));
// The same from addresses that are aligned to a number only.
typedef float __attribute__((ext_vector_type(narrow_width), aligned(4))) narrow_numbers;
typedef int32_t __attribute__((ext_vector_type(narrow_width), aligned(4))) narrow_words;

#define NARROW_MAGNITUDE 0x7fffffff
// Exponents of products are those of their factors' fields added up, and so have twice the bias: that of 1
// is 254. Of a 0 there is none, and least are exponents that no product has.
enum { narrow_bias = 127, narrow_absent = -1024, narrow_least = 2 * narrow_bias - 64 };
#define EACH_VECTOR _Pragma("clang loop unroll(full)") for (int v = 0; v < narrow_vectors; v++)

// The exponent fields of B's numbers; 0 if one of them is not finite.
TARGET static int JOIN(narrow_exponents, LEVEL)(const float *b, size_t count, int32_t least,
                                               int32_t *exponents) {
  narrow_ints largest = 0;
  for (size_t index = 0; index < count; index += narrow_width) {
    const narrow_ints words = *(const narrow_words *)(const void *)(b + index);
    const narrow_ints magnitude = words & NARROW_MAGNITUDE;
    const narrow_ints field = __builtin_elementwise_max(magnitude >> 23, (narrow_ints)least);
    largest = __builtin_elementwise_max(largest, field);
    *(narrow_words *)(exponents + index) =
        magnitude == 0 ? (narrow_ints)narrow_absent : field;
  }
  int is_finite = 1;
  for (int lane = 0; lane < narrow_width; lane++) is_finite &= largest[lane] < 255;
  return is_finite;
}

// Rows of A times `narrow_columns` columns of B, from sums of 0; 0 if B has numbers that are not finite.
TARGET int JOIN(ck_narrow_core, LEVEL)(const struct ck_narrow_core *core, const float *a,
                                       size_t row_stride, size_t term_stride, size_t rows,
                                       const float *b, size_t terms, int32_t *exponents,
                                       float *target, size_t target_stride, size_t columns) {
  if (!JOIN(narrow_exponents, LEVEL)(b, terms * narrow_columns, core->least_b, exponents)) return 0;
  const int32_t bits = core->alignment_bits;
  const int32_t kept = (int32_t)(~0u << (23 - core->fraction_bits));
  for (size_t row = 0; row < rows; row++) {
    const float *numbers = a + row * row_stride;
    narrow_reals sum[narrow_vectors];
    EACH_VECTOR sum[v] = 0;
    for (size_t first = 0; first < terms; first += core->block) {
      const size_t end = terms - first < core->block ? terms : first + core->block;
      narrow_ints largest[narrow_vectors], total[narrow_vectors];
      narrow_reals scale[narrow_vectors];
      EACH_VECTOR {
        const narrow_ints field = ((narrow_ints)sum[v] & NARROW_MAGNITUDE) >> 23;
        largest[v] = __builtin_elementwise_max(field + narrow_bias, (narrow_ints)narrow_least);
      }
      for (size_t k = first; k < end; k++) {
        const int32_t magnitude =
            (int32_t)bits32(numbers[k * term_stride]) & NARROW_MAGNITUDE;
        const int32_t field = magnitude >> 23;
        const int32_t normal = field > core->least_a ? field : core->least_a;
        const int32_t exponent = magnitude ? normal : narrow_absent;
        EACH_VECTOR {
          const narrow_ints other =
              *(const narrow_words *)(exponents + k * narrow_columns + v * narrow_width);
          largest[v] = __builtin_elementwise_max(largest[v], other + exponent);
        }
      }
      EACH_VECTOR {
        const narrow_ints field = 3 * narrow_bias + bits - largest[v];
        scale[v] = (narrow_reals)(field << 23);
        total[v] = __builtin_convertvector(sum[v] * scale[v], narrow_ints);
      }
      for (size_t k = first; k < end; k++) {
        const float x = numbers[k * term_stride];
        EACH_VECTOR {
          const narrow_reals other =
              *(const narrow_numbers *)(b + k * narrow_columns + v * narrow_width);
          total[v] += __builtin_convertvector(other * x * scale[v], narrow_ints);
        }
      }
      EACH_VECTOR {
        const narrow_ints field = largest[v] - narrow_bias - bits;
        const narrow_reals exact = __builtin_convertvector(total[v], narrow_reals) *
                                   (narrow_reals)(field << 23);
        sum[v] = (narrow_reals)((narrow_ints)exact & kept);
      }
    }
    float results[narrow_columns];
    EACH_VECTOR *(narrow_numbers *)(results + v * narrow_width) = sum[v];
    for (size_t column = 0; column < columns; column++)
      target[row * target_stride + column] = results[column];
  }
  return 1;
}

#undef EACH_VECTOR
#undef NARROW_MAGNITUDE
