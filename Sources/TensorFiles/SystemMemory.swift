import Glibc

/// The machine's memory.
enum SystemMemory {
  /// Its size in bytes.
  static let bytes: Int = {
    let (bytes, overflow) = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(
      by: sysconf(Int32(_SC_PAGESIZE)))
    // A system that does not tell refuses nothing.
    return overflow || bytes <= 0 ? .max : bytes
  }()
}
