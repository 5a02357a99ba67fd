// Studies: see Package.swift for its place.
