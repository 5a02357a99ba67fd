#include "FuzzMain.h"

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t count));

int fuzz_main(int argc, char **argv, int (*test)(const uint8_t *data, size_t count)) {
  return LLVMFuzzerRunDriver(&argc, &argv, test);
}
