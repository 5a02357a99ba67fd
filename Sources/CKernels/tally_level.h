// Template: one level's function, for CARRIER. TARGET is the level's attribute, LEVEL its name.

TARGET void JOIN(OF(ck_tally_), LEVEL)(struct ck_tally *tally, const REAL *before,
                                       const REAL *after, size_t count, double least_normal,
                                       double largest) {
  OF(count_kinds)(tally, (const CELL *)before, (const CELL *)after, count,
                  OF(bits)((REAL)least_normal));
  OF(add_squares)(tally, before, after, count, OF(bits)((REAL)largest));
}
