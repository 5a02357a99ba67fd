// For every CPU of the architecture.
#define LEVEL _baseline
#define TARGET
#include "level.h"
