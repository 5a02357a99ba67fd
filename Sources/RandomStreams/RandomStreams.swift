// RandomStreams: see Package.swift for its place.
