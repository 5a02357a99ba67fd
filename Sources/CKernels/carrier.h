// What a template needs to know of its carrier. CARRIER is 32 or 64.
#undef BITS
#undef SIGNED
#undef REAL
#undef TRAILING
#if CARRIER == 32
#define BITS uint32_t
#define SIGNED int32_t
#define REAL float
#define TRAILING 23
#else
#define BITS uint64_t
#define SIGNED int64_t
#define REAL double
#define TRAILING 52
#endif

#ifndef JOIN
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
// The name of a template's instance.
#define OF(name) JOIN(name, CARRIER)
#define INLINE static inline __attribute__((always_inline))
#endif

// The carrier's encodings in memory that others see as its numbers: reads and writes of either kind meet.
#undef CELL
#define CELL OF(cell)
typedef BITS __attribute__((may_alias)) CELL;

// In a template of each carrier: these are undefined and defined again with it.
#undef INFINITE
#undef MAGNITUDE
#define INFINITE (((BITS)-1 << (TRAILING + 1)) >> 1)
#define MAGNITUDE ((BITS)-1 >> 1)

INLINE REAL OF(real)(BITS bits) {
  REAL real;
  __builtin_memcpy(&real, &bits, sizeof real);
  return real;
}

INLINE BITS OF(bits)(REAL real) {
  BITS bits;
  __builtin_memcpy(&bits, &real, sizeof bits);
  return bits;
}
