// Reference: see Package.swift for its place.
