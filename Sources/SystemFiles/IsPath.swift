/// Whether a text that may be a name or a path is a path: it has a `/` in it, ends in `.json`, or is `.`
/// or `..`.
///
/// A name with a `/` (a model's `Qwen/Qwen2.5-7B`) is known by its catalogue, which is asked first. What
/// exists in the file system has no say, so that the same words mean the same in every folder.
public func isPath(_ text: String) -> Bool {
  text.utf8.contains(UInt8(ascii: "/")) || text.hasSuffix(".json") || text == "." || text == ".."
}
