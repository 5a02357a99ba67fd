// The most fused multiply-adds a second: what other loops are measured against.

// Sums of 12 vectors, which no CPU's two pipes of 4 or 5 cycles outrun and 16 registers hold.
TARGET float JOIN(ck_fma_peak, LEVEL)(size_t operations) {
#ifdef VECTOR_BYTES
  enum { width = VECTOR_BYTES / 4, sums = 12 };
#else
  enum { width = 4, sums = 12 };
#endif
  typedef float vector __attribute__((ext_vector_type(width)));
  vector sum[sums];
  // The values stay near 1: neither infinite nor subnormal, which some CPUs are slow at.
  const vector factor = 0.999f, term = 0.001f;
  for (int s = 0; s < sums; s++) sum[s] = 1 + 0.01f * (float)s;
  for (size_t done = 0; done < operations; done += sums * width) {
    _Pragma("clang loop unroll(full)") for (int s = 0; s < sums; s++)
#ifdef HAS_FMA
        sum[s] = __builtin_elementwise_fma(sum[s], factor, term);
#else
        sum[s] = sum[s] * factor + term;
#endif
  }
  vector total = 0;
  for (int s = 0; s < sums; s++) total += sum[s];
  float result = 0;
  for (int l = 0; l < width; l++) result += total[l];
  return result;
}
