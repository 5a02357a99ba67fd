import FloatFormats

/// An operation under test with the types of its operands and result, as Berkeley TestFloat's function
/// names say them: `f16_add`, `f32_to_i64`, and the same for every format, `e4m3fn_mulAdd`.
public struct TestFunction: Hashable, Sendable {
  /// What is computed.
  public enum Kind: Hashable, Sendable {
    /// Arithmetic in one format.
    case arithmetic(TestArithmetic)
    /// a · b + c of a format each, rounded once to c's.
    case mixedMultiplyAdd
    /// A comparison, whose result is 0 or 1.
    case comparison(TestComparison)
    /// A number to the nearest integer (by the mode) of the same format.
    case roundToInteger
    /// A number of one type to another type.
    case conversion
  }

  /// The name in its canonical spelling: `binary16_add`.
  public let name: String
  /// What is computed.
  public let kind: Kind
  /// The type of every operand: 1 … 3.
  public let operandTypes: [TestType]
  /// The type of the result.
  public let resultType: TestType
  /// How many random bits each test has, for stochastic rounding: a field behind its operands; 0 is none.
  public var randomBitCount = 0

  init(name: String, kind: Kind, operandTypes: [TestType], resultType: TestType) {
    self.name = name
    self.kind = kind
    self.operandTypes = operandTypes
    self.resultType = resultType
  }

  init(
    name: String, kind: Kind, operandType: TestType, operandCount: Int, resultType: TestType
  ) {
    self.init(
      name: name, kind: kind, operandTypes: Array(repeating: operandType, count: operandCount),
      resultType: resultType)
  }

  /// How many operands there are.
  public var operandCount: Int { operandTypes.count }

  /// The type of the first operand: of all of them but in mixed functions.
  public var operandType: TestType { operandTypes[0] }

  /// The bits of all operands together.
  public var operandBits: Int { operandTypes.reduce(0) { $0 + $1.bitWidth } }
}

/// What an operand or a result is.
public enum TestType: Hashable, Sendable {
  /// A code of a format.
  case float(FloatFormat)
  /// An integer, in two's complement if it is signed.
  case integer(IntegerType)
  /// 0 or 1.
  case truth

  /// The number of bits in a code.
  public var bitWidth: Int {
    switch self {
    case .float(let format): format.bitWidth
    case .integer(let type): type.bitWidth
    case .truth: 1
    }
  }

  /// The number of hexadecimal digits that TestFloat writes.
  public var digitCount: Int { (bitWidth + 3) / 4 }

  /// The largest code.
  public var largestCode: UInt64 { UInt64.max >> UInt64(64 - bitWidth) }

  /// A code in as many upper-case hexadecimal digits as TestFloat writes.
  public func hexadecimal(_ code: UInt64) -> String {
    Hexadecimal.text(code, bits: bitWidth)
  }

  /// What a code stands for: an integer, `true` or `false`, or the shortest decimal digits that name
  /// this binary64 number, which every format's values are.
  public func description(of code: UInt64) -> String {
    switch self {
    case .float(let format):
      format.isSignaling(code) ? "snan" : format.decode(code).description
    case .integer(let type): "\(type.value(code))"
    case .truth: code == 0 ? "false" : "true"
    }
  }
}

/// TestFloat's integer types.
public enum IntegerType: String, CaseIterable, Hashable, Sendable {
  /// Unsigned, 32 bits.
  case ui32
  /// Unsigned, 64 bits.
  case ui64
  /// Signed, 32 bits.
  case i32
  /// Signed, 64 bits.
  case i64

  /// The number of bits.
  public var bitWidth: Int {
    switch self {
    case .ui32, .i32: 32
    case .ui64, .i64: 64
    }
  }

  /// Whether there are negative values.
  public var isSigned: Bool { self == .i32 || self == .i64 }

  /// The value of a code.
  func value(_ code: UInt64) -> Int128 {
    switch self {
    case .ui32, .ui64: Int128(code)
    case .i32: Int128(Int32(truncatingIfNeeded: code))
    case .i64: Int128(Int64(bitPattern: code))
    }
  }

  /// The code of a value, or nil where the type has none.
  func code(_ value: Int128) -> UInt64? {
    let range: ClosedRange<Int128> =
      switch self {
      case .ui32: 0...Int128(UInt32.max)
      case .ui64: 0...Int128(UInt64.max)
      case .i32: Int128(Int32.min)...Int128(Int32.max)
      case .i64: Int128(Int64.min)...Int128(Int64.max)
      }
    guard range.contains(value) else { return nil }
    return UInt64(truncatingIfNeeded: value) & (UInt64.max >> UInt64(64 - bitWidth))
  }

  /// What an invalid conversion gives; any integer would be right. This one is x86's: all ones
  /// unsigned, the least value signed.
  var indefinite: UInt64 {
    isSigned ? 1 << UInt64(bitWidth - 1) : UInt64.max >> UInt64(64 - bitWidth)
  }
}

/// Arithmetic in one format, by TestFloat's names.
public enum TestArithmetic: String, CaseIterable, Hashable, Sendable {
  /// a + b.
  case add
  /// a − b.
  case sub
  /// a · b.
  case mul
  /// a ÷ b.
  case div
  /// a · b + c, rounded once.
  case mulAdd
  /// √a.
  case sqrt
  /// IEEE 754's remainder.
  case rem

  /// How many operands it takes.
  public var operandCount: Int {
    switch self {
    case .sqrt: 1
    case .add, .sub, .mul, .div, .rem: 2
    case .mulAdd: 3
    }
  }
}

/// Comparisons, by TestFloat's names. A NaN compares false. The signalling ones raise `invalid` for
/// every NaN, the quiet ones for signalling NaNs only.
public enum TestComparison: String, CaseIterable, Hashable, Sendable {
  /// a = b, quiet.
  case eq
  /// a ≤ b, signalling.
  case le
  /// a < b, signalling.
  case lt
  /// a = b, signalling.
  case equalSignaling = "eq_signaling"
  /// a ≤ b, quiet.
  case lessOrEqualQuiet = "le_quiet"
  /// a < b, quiet.
  case lessQuiet = "lt_quiet"

  /// Whether a quiet NaN raises `invalid`.
  var isSignaling: Bool {
    switch self {
    case .le, .lt, .equalSignaling: true
    case .eq, .lessOrEqualQuiet, .lessQuiet: false
    }
  }
}
