// Template: one level's function, for CARRIER. TARGET is the level's attribute, LEVEL its name.

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
