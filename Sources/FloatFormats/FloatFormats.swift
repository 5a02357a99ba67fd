// FloatFormats: see Package.swift for its place.
