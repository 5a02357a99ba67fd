import FloatFormats
import NearestNames

/// What arrays are rounded to: a format of numbers, or one of blocks of them.
public enum ArrayFormat: Hashable, Sendable {
  /// Every number by itself.
  case numbers(NamedFormat)
  /// Blocks of numbers, which share scales.
  case blocks(BlockFormat)

  /// The format's name.
  public var name: String {
    switch self {
    case .numbers(let format): format.name
    case .blocks(let format): format.name
    }
  }
}

/// Why a name is neither a format's nor a block format's.
public enum ArrayFormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with a format's name; `advice` has block formats' names that come near.
  case numbers(FormatNameError, advice: String)
  /// What is wrong with a block format's name.
  case blocks(BlockFormatError)

  /// One line.
  public var description: String {
    switch self {
    case .numbers(let error, let advice): error.description + advice
    case .blocks(let error): error.description
    }
  }

  /// The same for who has said the name already.
  public var reason: String {
    switch self {
    case .numbers(let error, let advice): error.reason + advice
    case .blocks(let error): error.description
    }
  }
}

extension ArrayFormat {
  /// The format of a name: what `FormatCatalogue` or ``BlockCatalogue`` understands.
  public init(named name: String) throws(ArrayFormatError) {
    if BlockCatalogue.isName(name) {
      do throws(BlockFormatError) {
        self = .blocks(try BlockCatalogue.format(named: name))
      } catch {
        throw .blocks(error)
      }
    } else {
      do throws(FormatNameError) {
        self = .numbers(try FormatCatalogue.format(named: name))
      } catch {
        let near = nearestNames(to: name, among: BlockCatalogue.names)
        let advice = near.isEmpty ? "" : "; of blocks: \(near.joined(separator: ", "))"
        throw .numbers(error, advice: advice)
      }
    }
  }

  /// The format of the numbers, or of the elements of blocks.
  public var elements: NamedFormat {
    switch self {
    case .numbers(let format): format
    case .blocks(let format): format.element.named
    }
  }
}
