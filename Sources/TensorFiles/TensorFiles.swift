// TensorFiles: see Package.swift for its place.
