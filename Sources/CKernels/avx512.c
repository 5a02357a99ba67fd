// For x86-64 CPUs with AVX-512. Without the least vector width the compiler stays with 256 bits.
#if defined(__x86_64__)
#define LEVEL _avx512
#define VECTOR_BYTES 64
#define HAS_FMA 1
#define TARGET                                                       \
  __attribute__((target("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq"), min_vector_width(512)))
#include "level.h"
#else
typedef int ck_nothing_for_this_architecture;
#endif
