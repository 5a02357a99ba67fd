// Template: one level's functions, for CARRIER. TARGET is the level's attribute, LEVEL its name.

TARGET void JOIN(OF(ck_tally_), LEVEL)(struct ck_tally *tally, const REAL *before,
                                       const REAL *after, size_t count, double least_normal,
                                       double largest) {
  const CELL *x = (const CELL *)before, *y = (const CELL *)after;
  const BITS normal = OF(bits)((REAL)least_normal), limit = OF(bits)((REAL)largest);
  if (OF(count_plainly)(tally, x, y, count, normal)) {
    OF(add_squares)(tally, before, after, count, limit, 1);
  } else {
    OF(count_kinds)(tally, x, y, count, normal);
    OF(add_squares)(tally, before, after, count, limit, 0);
  }
}

TARGET void JOIN(OF(ck_tally_kept_), LEVEL)(struct ck_tally *tally, const REAL *numbers,
                                            size_t count) {
  const CELL *x = (const CELL *)numbers;
  const BITS normal = (BITS)1 << TRAILING;
  if (OF(count_plainly)(tally, x, x, count, normal)) {
    OF(add_kept_squares)(tally, numbers, count, 1);
  } else {
    OF(count_kinds)(tally, x, x, count, normal);
    OF(add_kept_squares)(tally, numbers, count, 0);
  }
}

TARGET struct ck_extremes JOIN(OF(ck_extremes_), LEVEL)(const REAL *numbers, size_t count) {
  const CELL *cells = (const CELL *)numbers;
  // 0 less 1 is the greatest integer.
  BITS largest = 0, least_less_1 = (BITS)-1;
  for (size_t i = 0; i < count; i++) {
    const BITS magnitude = cells[i] & MAGNITUDE;
    largest = (SIGNED)magnitude > (SIGNED)largest ? magnitude : largest;
    least_less_1 = magnitude - 1 < least_less_1 ? magnitude - 1 : least_less_1;
  }
  return (struct ck_extremes){largest, (BITS)(least_less_1 + 1)};
}

TARGET void JOIN(OF(ck_nonzero_), LEVEL)(const REAL *numbers, size_t stride, size_t columns,
                                         size_t rows, uint32_t *counts) {
  const CELL *cells = (const CELL *)numbers;
  for (size_t r = 0; r < rows; r++) {
    uint32_t count = 0;
    for (size_t c = 0; c < columns; c++) count += (cells[r * stride + c] & MAGNITUDE) != 0;
    counts[r] = count;
  }
}
