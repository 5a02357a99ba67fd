// Template: one level's functions, for CARRIER. TARGET is the level's attribute, LEVEL its name.

#define LOOP(method, output, counts)                                                            \
  OF(cast_array)(cast, source, target, count, method, output, counts, overflows);               \
  return;

#define METHODS(output, counts)                                                                 \
  switch (cast->method) {                                                                       \
    case ck_nearest_even: LOOP(ck_nearest_even, output, counts)                                 \
    case ck_remainder: LOOP(ck_remainder, output, counts)                                       \
    case ck_stochastic: LOOP(ck_stochastic, output, counts)                                     \
    case ck_counted: LOOP(ck_counted, output, counts)                                           \
    case ck_aligned: LOOP(ck_aligned, output, counts)                                           \
    default: LOOP(ck_aligned_stochastic, output, counts)                                        \
  }

TARGET void JOIN(OF(ck_cast_), LEVEL)(const struct ck_cast *cast, const CELL *source,
                                      uint8_t *target, size_t count,
                                      struct ck_overflows *overflows) {
  if (overflows) METHODS(ck_values, 1)
  switch (cast->output) {
    case ck_codes8: METHODS(ck_codes8, 0)
    case ck_codes16: METHODS(ck_codes16, 0)
    case ck_codes32: METHODS(ck_codes32, 0)
    case ck_codes64: METHODS(ck_codes64, 0)
    default: METHODS(ck_values, 0)
  }
}

#undef LOOP
#undef METHODS
