// ModelShapes: see Package.swift for its place.
