// For every CPU of the architecture.
#define LEVEL _baseline
#define TARGET
#if defined(__aarch64__)
#define VECTOR_BYTES 16
#define HAS_FMA 1
#endif
#include "level.h"
