// Everything that one level has: a source file defines TARGET and LEVEL, and includes this.
#include "CKernels.h"
#include "mixing.h"

// Products and sums are rounded one by one, as in Swift.
#pragma STDC FP_CONTRACT OFF

#define CARRIER 32
#include "carrier.h"
#include "cast.h"
#include "cast_loops.h"
#include "cast_level.h"
#include "tally.h"
#include "tally_level.h"
#undef CARRIER

#define CARRIER 64
#include "carrier.h"
#include "cast.h"
#include "cast_loops.h"
#include "cast_level.h"
#include "tally.h"
#include "tally_level.h"
#undef CARRIER

// Pairs of a reference's number and another.
#define REFERENCE float
#define NUMBER float
#define PAIRS(name) JOIN(name, 32_32)
#include "compare.h"
#define REFERENCE float
#define NUMBER double
#define PAIRS(name) JOIN(name, 32_64)
#include "compare.h"
#define REFERENCE double
#define NUMBER float
#define PAIRS(name) JOIN(name, 64_32)
#include "compare.h"
#define REFERENCE double
#define NUMBER double
#define PAIRS(name) JOIN(name, 64_64)
#include "compare.h"

// Arithmetic, all of it in binary64.
#include "steps.h"
#include "fold.h"
#include "tensor_core.h"

#define WIDTH 32
#define NUMBER float
#include "elementwise.h"
#undef WIDTH
#undef NUMBER

#define WIDTH 64
#define NUMBER double
#include "elementwise.h"
#undef WIDTH
#undef NUMBER

#include "matmul.h"
#include "narrow_core.h"

#include "normal.h"

#include "fma_peak.h"
