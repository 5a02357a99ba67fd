#pragma once

// zlib for Swift: what is used of it imports as it is.
#include <zlib.h>
