// PortableMath: see Package.swift for its place.
