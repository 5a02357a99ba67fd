// Reporting: see Package.swift for its place.
