import CMPFR

/// A row of MPFR numbers of one precision, made at once and given back at once.
///
/// Numbers of up to 128 bits are two limbs beside a header; a table of 65,536 values is two blocks of
/// memory instead of as many allocations. The numbers are zero at first.
struct NumberSlab: ~Copyable {
  private let numbers: UnsafeMutablePointer<__mpfr_struct>
  private let limbs: UnsafeMutablePointer<mp_limb_t>

  /// The precision of every number here, in bits.
  ///
  /// It holds every sum of neighbours and midpoint exactly, and 53 + 60 + 2 bits, which is what the
  /// widest significand and the longest random number take.
  static let precision = 120

  init(count: Int) {
    let limbsEach = mpfr_custom_get_size(Self.precision) / MemoryLayout<mp_limb_t>.size
    numbers = .allocate(capacity: count)
    limbs = .allocate(capacity: count * limbsEach)
    limbs.initialize(repeating: 0, count: count * limbsEach)
    for index in 0..<count {
      mpfr_custom_init_set(
        numbers + index, Int32(MPFR_ZERO_KIND.rawValue), 0, Self.precision,
        limbs + index * limbsEach)
    }
  }

  /// The number at `index`; valid while the slab lives.
  subscript(index: Int) -> UnsafeMutablePointer<__mpfr_struct> { numbers + index }

  deinit {
    numbers.deallocate()
    limbs.deallocate()
  }
}
