// Normal numbers by Box and Muller's method in binary32: the steps of Normal32 of the module
// RandomStreams.

struct normal_pair {
  float first, second;
};

INLINE struct normal_pair normal_pair(uint32_t radius, uint32_t angle) {
  const int32_t is_upper = (int32_t)radius < 0;
  const float v = (float)(int32_t)radius + 0.5f;
  const uint32_t bits = bits32(v);
  const float mantissa = real32((bits & 0x7fffff) | 0x3f000000);
  const float g = is_upper ? v * -0x1p-32f : 1 - mantissa;
  const float e = (float)(is_upper ? 0 : 158 - (int32_t)(bits >> 23));
  const float g2 = g * g;
  const float low =
      (0x1.fffffcp+0f + 0x1.0004cap+0f * g) + (0x1.53d3dp-1f + 0x1.16c8a6p-1f * g) * g2;
  const float high =
      (0x1.377a68p-4f + 0x1.92227ep+0f * g) + (0x1.2f571ap+1f * g - 0x1.14dec4p+1f) * g2;
  const float squared = (low + high * (g2 * g2)) * g + e * 0x1.62e43p+0f;
  const float length = __builtin_elementwise_sqrt(squared);

  const float x = (float)(int32_t)((angle & ~3u) | 2) * 0x1p-31f;
  const float y = x * x;
  const float sine =
      (((-0x1.2d9302p-15f * y + 0x1.465e92p-9f) * y - 0x1.4abbbap-4f) * y + 0x1.921fb6p-1f) * x;
  const float magnitude = ((-0x1.4e853ep-12f * y + 0x1.03b096p-6f) * y - 0x1.3bd39ep-2f) * y + 1;
  const float cosine = real32(bits32(magnitude) ^ angle << 31);
  const int is_exchanged = (angle & 2) != 0;
  return (struct normal_pair){length * (is_exchanged ? sine : cosine),
                              length * (is_exchanged ? cosine : sine)};
}

// The pair at an even place.
INLINE struct normal_pair normal_at(uint32_t outer, uint32_t inner, uint32_t place) {
  const uint32_t first = place ^ outer;
  return normal_pair(mixed(mixed(first) ^ inner), mixed(mixed(first ^ 1) ^ inner));
}

TARGET void JOIN(ck_normal_rows, LEVEL)(const uint32_t *outer, const uint32_t *inner, size_t rows,
                                        uint32_t place, size_t columns, float scale,
                                        float *target, size_t stride) {
  const size_t head = columns > 0 ? place & 1 : 0;
  const size_t pairs = (columns - head) / 2;
  for (size_t r = 0; r < rows; r++) {
    const uint32_t outer_key = outer[r], inner_key = inner[r];
    float *row = target + r * stride;
    // Places as an induction variable: one addition a vector.
    uint32_t at = place;
    if (head) {
      *row++ = normal_at(outer_key, inner_key, at - 1).second * scale;
      at++;
    }
    for (size_t i = 0; i < pairs; i++) {
      const struct normal_pair pair = normal_at(outer_key, inner_key, at);
      at += 2;
      row[2 * i] = pair.first * scale;
      row[2 * i + 1] = pair.second * scale;
    }
    if ((columns - head) & 1) row[2 * pairs] = normal_at(outer_key, inner_key, at).first * scale;
  }
}

// Columns of which one or both are wanted.
INLINE void normal_columns(const uint32_t *restrict outer, const uint32_t *restrict inner,
                           size_t rows, uint32_t place, float scale, float *restrict first,
                           float *restrict second, const int has_first, const int has_second) {
  for (size_t r = 0; r < rows; r++) {
    const struct normal_pair pair = normal_at(outer[r], inner[r], place);
    if (has_first) first[r] = pair.first * scale;
    if (has_second) second[r] = pair.second * scale;
  }
}

TARGET void JOIN(ck_normal_columns, LEVEL)(const uint32_t *outer, const uint32_t *inner,
                                           size_t rows, uint32_t place, size_t columns,
                                           float scale, float *target, size_t stride) {
  size_t c = 0;
  if (columns > 0 && (place & 1)) {
    normal_columns(outer, inner, rows, place - 1, scale, target, target, 0, 1);
    c = 1;
  }
  for (; c + 1 < columns; c += 2) {
    float *column = target + c * stride;
    normal_columns(outer, inner, rows, place + (uint32_t)c, scale, column, column + stride, 1, 1);
  }
  if (c < columns) {
    float *column = target + c * stride;
    normal_columns(outer, inner, rows, place + (uint32_t)c, scale, column, column, 1, 0);
  }
}
