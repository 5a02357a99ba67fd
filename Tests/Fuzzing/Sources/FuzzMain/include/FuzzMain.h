#pragma once
#include <stddef.h>
#include <stdint.h>

/// libFuzzer's own main function for a program that gives inputs to `test`, which returns 0.
int fuzz_main(int argc, char **argv, int (*test)(const uint8_t *data, size_t count));
