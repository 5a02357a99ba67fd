// Template: the loops over arrays, for CARRIER.

// A block is small enough to be cast twice out of the nearest cache, where it holds an infinity or NaN.
enum { OF(block) = 1024 };

// Casts a block, element `first` of the call and on, and returns the largest magnitude in it.
INLINE BITS OF(cast_block)(const struct OF(constants) *k, const CELL *restrict source,
                           void *restrict target, uint32_t first, size_t count, const int method,
                           const int output, const int is_checked, const int counts,
                           struct ck_overflows *overflows) {
  BITS largest = 0;
  BITS positive = 0, negative = 0;
  for (size_t i = 0; i < count; i++) {
    const BITS bits = source[i];
    int is_beyond;
    const BITS result = OF(cast_element)(k, bits, first + (uint32_t)i, method, output != ck_values,
                                         is_checked, &is_beyond);
    const BITS magnitude = bits & MAGNITUDE;
    if (!is_checked) largest = (SIGNED)magnitude > (SIGNED)largest ? magnitude : largest;
    if (counts) {
      positive += (BITS)(is_beyond & ((SIGNED)bits >= 0));
      negative += (BITS)(is_beyond & ((SIGNED)bits < 0));
    }
    switch (output) {
      case ck_codes8: ((uint8_t *)target)[i] = (uint8_t)result; break;
      case ck_codes16: ((uint16_t *)target)[i] = (uint16_t)result; break;
      case ck_codes32: ((uint32_t *)target)[i] = (uint32_t)result; break;
      case ck_codes64: ((uint64_t *)target)[i] = (uint64_t)result; break;
      default: ((CELL *)target)[i] = result;
    }
  }
  if (counts && (is_checked || largest < INFINITE)) {
    overflows->count[0] += positive;
    overflows->count[1] += negative;
  }
  return largest;
}

// Casts a block plainly, and returns the largest magnitude of a result: right if it is at most
// the format's largest number.
INLINE BITS OF(cast_plain_block)(const struct OF(constants) *k, const CELL *restrict source,
                                 CELL *restrict target, uint32_t first, size_t count,
                                 const int method) {
  BITS largest = 0;
  for (size_t i = 0; i < count; i++) {
    const BITS result = OF(cast_plainly)(k, source[i], first + (uint32_t)i, method);
    const BITS magnitude = result & MAGNITUDE;
    largest = (SIGNED)magnitude > (SIGNED)largest ? magnitude : largest;
    target[i] = result;
  }
  return largest;
}

INLINE void OF(cast_array)(const struct ck_cast *cast, const CELL *source, uint8_t *target,
                           size_t count, const int method, const int output, const int counts,
                           struct ck_overflows *overflows) {
  const struct OF(constants) k = OF(constants_of)(cast);
  const size_t size = output == ck_values ? sizeof(BITS) : (size_t)1 << (output - 1);
  const int can_be_plain =
      method < ck_aligned && output == ck_values && cast->sign == cast->zero_sign;
  // Where one block overflows the next is likely to.
  int is_plain = can_be_plain;
  for (size_t start = 0; start < count; start += OF(block)) {
    const size_t length = count - start < OF(block) ? count - start : OF(block);
    const CELL *from = source + start;
    uint8_t *to = target + start * size;
    const uint32_t first = (uint32_t)start;
    if (is_plain) {
      if (OF(cast_plain_block)(&k, from, (CELL *)to, first, length, method) <= k.largest) continue;
      is_plain = 0;
    }
    // Infinities and NaNs are rare where numbers matter: they cost only the blocks they are in.
    if (cast->is_symmetric) {
      const BITS largest =
          OF(cast_block)(&k, from, to, first, length, method, output, 0, counts, overflows);
      is_plain = can_be_plain && largest <= k.largest;
      if (largest < INFINITE) continue;
    }
    OF(cast_block)(&k, from, to, first, length, method, output, 1, counts, overflows);
  }
}
