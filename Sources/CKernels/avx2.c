// For x86-64 CPUs with AVX2.
#if defined(__x86_64__)
#define LEVEL _avx2
#define TARGET __attribute__((target("avx2")))
#include "level.h"
#else
typedef int ck_nothing_for_this_architecture;
#endif
