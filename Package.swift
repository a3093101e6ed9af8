// swift-tools-version: 6.2
import PackageDescription

// The arrows of ARCHITECTURE.md: a leaf imports no sibling; `CampaignRun` is where leaves meet.
// `make build` passes --explicit-target-dependency-import-check error, so an arrow that is not
// drawn here does not compile.

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]

let package = Package(
    name: "merganser",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "merganser", targets: ["merganser"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .target(name: "CSV", dependencies: ["CLibCSV"]),
        .target(name: "Cryptography", dependencies: ["COpenSSL"]),
        .target(name: "Composition"),
        .target(name: "SMTP", dependencies: ["Cryptography", .product(name: "DequeModule", package: "swift-collections")]),
        .target(name: "Ledger", dependencies: [.product(name: "GRDB", package: "GRDB.swift")]),
        .target(name: "Transport", dependencies: ["SMTP", "Cryptography"] + nio),
        .target(name: "Sink", dependencies: ["Transport", "Cryptography"] + nio),
        .target(
            name: "CampaignRun",
            dependencies: ["CSV", "Composition", "SMTP", "Ledger", "Transport", "Cryptography"] + nio),
        .executableTarget(
            name: "merganser",
            dependencies: [
                "CampaignRun", "CSV", "Composition", "SMTP", "Ledger", "Transport", "Sink", "Cryptography",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + nio),
    ],
    swiftLanguageModes: [.v6]
)
