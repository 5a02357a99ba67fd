// For x86-64 CPUs with AVX2 and FMA.
#if defined(__x86_64__)
#define LEVEL _avx2
#define VECTOR_BYTES 32
#define HAS_FMA 1
#define TARGET __attribute__((target("avx2,fma")))
#include "level.h"
#else
typedef int ck_nothing_for_this_architecture;
#endif
