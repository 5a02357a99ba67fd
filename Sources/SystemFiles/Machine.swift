/// The machine that the program runs on. Nothing of it reaches a result.
public enum Machine {
  /// The size of its memory in bytes; `Int.max` where the system does not tell.
  public static let memory: Int = {
    let (bytes, overflow) = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(
      by: sysconf(Int32(_SC_PAGESIZE)))
    return overflow || bytes <= 0 ? .max : bytes
  }()

  /// How many processors it has; at least 1.
  public static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
