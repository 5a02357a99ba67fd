import ArbitraryPrecision
import FloatFormats
import Synchronization

/// Tables that the whole process shares.
extension FunctionTable {
  /// The table of a function, computed by the first who asks and kept until the process ends (three
  /// bytes a code: 192 KiB at 16 bits). Others who ask for the same table meanwhile wait for it.
  ///
  /// - Throws: ``FunctionTableError``, as `init`.
  public static func shared(
    _ function: UnaryFunction, _ format: FloatFormat, _ context: RoundingContext = RoundingContext()
  ) throws(FunctionTableError) -> FunctionTable {
    let key = Key(function: function, format: format, context: context)
    return try entry(key).table(key).get()
  }

  private struct Key: Hashable {
    let function: UnaryFunction
    let format: FloatFormat
    let context: RoundingContext
  }

  /// The place of one table: its lock is held while the table is computed, so that it is computed once
  /// and the other tables stay free.
  private final class Entry: Sendable {
    private let computed = Mutex<Result<FunctionTable, FunctionTableError>?>(nil)

    func table(_ key: Key) -> Result<FunctionTable, FunctionTableError> {
      computed.withLock { computed in
        if let computed { return computed }
        let result = Result { () throws(FunctionTableError) in
          try FunctionTable(key.function, key.format, key.context)
        }
        computed = result
        return result
      }
    }
  }

  private static let entries = Mutex<[Key: Entry]>([:])

  private static func entry(_ key: Key) -> Entry {
    entries.withLock { entries in
      if let entry = entries[key] { return entry }
      let entry = Entry()
      entries[key] = entry
      return entry
    }
  }
}
