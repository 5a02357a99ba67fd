// Theory: see Package.swift for its place.
