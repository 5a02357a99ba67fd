#pragma once

#include <stdio.h>
#define MPFR_USE_INTMAX_T
#include <gmp.h>
#include <mpfr.h>
