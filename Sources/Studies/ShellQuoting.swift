/// A word as a POSIX shell reads it back: bare where no character means anything to a shell, in single
/// quotes otherwise.
public func shellQuoted(_ word: String) -> String {
  let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:,@%=")
  if !word.isEmpty, word.allSatisfy(plain.contains) { return word }
  return "'"
    + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
    + "'"
}
