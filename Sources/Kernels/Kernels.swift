// Kernels: see Package.swift for its place.
