// Functions: see Package.swift for its place.
