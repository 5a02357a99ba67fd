import FloatFormats
import TensorFiles

/// How the elements of an array are stored, as far as reading numbers of them goes.
enum ElementKind: Equatable, Sendable {
  /// Codes of a format of up to 16 bits; those of 4 and 6 bits lie without gaps, the first in the lowest bits.
  case codes(FloatFormat)
  /// binary32; a complex number is two of them.
  case binary32
  case binary64
  /// Whole numbers; booleans are those of 8 bits.
  case signed(bits: Int)
  case unsigned(bits: Int)

  /// Bytes that hold whole numbers of elements, and how many of these they are.
  var group: (bytes: Int, elements: Int) {
    switch self {
    case .codes(let format):
      switch format.bitWidth {
      case 4: (1, 2)
      case 6: (3, 4)
      default: (format.bitWidth / 8, 1)
      }
    case .binary32: (4, 1)
    case .binary64: (8, 1)
    case .signed(let bits), .unsigned(let bits): (bits / 8, 1)
    }
  }

  init(_ dtype: SafetensorsDtype) {
    switch dtype {
    case .f4: self = .codes(.e2m1fn)
    case .f6e2m3: self = .codes(.e2m3fn)
    case .f6e3m2: self = .codes(.e3m2fn)
    case .f8e5m2: self = .codes(.e5m2)
    case .f8e4m3: self = .codes(.e4m3fn)
    case .f8e8m0: self = .codes(.e8m0fnu)
    case .f8e4m3fnuz: self = .codes(.e4m3fnuz)
    case .f8e5m2fnuz: self = .codes(.e5m2fnuz)
    case .f16: self = .codes(.binary16)
    case .bf16: self = .codes(.bfloat16)
    case .f32, .c64: self = .binary32
    case .f64: self = .binary64
    case .i8: self = .signed(bits: 8)
    case .i16: self = .signed(bits: 16)
    case .i32: self = .signed(bits: 32)
    case .i64: self = .signed(bits: 64)
    case .bool, .u8: self = .unsigned(bits: 8)
    case .u16: self = .unsigned(bits: 16)
    case .u32: self = .unsigned(bits: 32)
    case .u64: self = .unsigned(bits: 64)
    }
  }

  init(_ type: ElementType) {
    switch type {
    case .float16: self = .codes(.binary16)
    case .float32: self = .binary32
    case .float64: self = .binary64
    case .int8: self = .signed(bits: 8)
    case .int16: self = .signed(bits: 16)
    case .int32: self = .signed(bits: 32)
    case .int64: self = .signed(bits: 64)
    case .bool, .uint8: self = .unsigned(bits: 8)
    case .uint16: self = .unsigned(bits: 16)
    case .uint32: self = .unsigned(bits: 32)
    case .uint64: self = .unsigned(bits: 64)
    }
  }
}

extension ElementKind {
  /// Whether every number of the kind is one of binary32.
  var isBinary32: Bool {
    switch self {
    case .codes, .binary32: true
    case .signed(let bits), .unsigned(let bits): bits <= 16
    case .binary64: false
    }
  }

  /// Whether no number of the kind has more than the 12 significant bits that cells tell apart.
  var isNarrow: Bool {
    switch self {
    case .codes: true
    case .signed(let bits), .unsigned(let bits): bits <= 8
    case .binary32, .binary64: false
    }
  }
}
