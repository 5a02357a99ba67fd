// ArbitraryPrecision: see Package.swift for its place.
