// The mixing hash of RandomStreams, the same bits.
static inline __attribute__((always_inline)) uint32_t mixed(uint32_t x) {
  x ^= x >> 16;
  x *= 0x21f0aaadu;
  x ^= x >> 15;
  x *= 0x735a2d97u;
  x ^= x >> 15;
  return x;
}
