// swift-tools-version: 6.2
import PackageDescription

// The arrows of ARCHITECTURE.md: a leaf imports no sibling; `CampaignRun` is where leaves meet.
// The Makefile passes --explicit-target-dependency-import-check error, so an arrow that is not drawn here
// does not compile.

/// `make check` sets STRICT_WARNINGS: warnings in our own targets are errors then, those of dependencies are not.
let settings: [SwiftSetting] =
    Context.environment["STRICT_WARNINGS"] == nil ? [] : [.treatAllWarnings(as: .error)]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
// Ledger takes SQLite itself from GRDB, too, for calls that GRDB does not have.
let grdb: [Target.Dependency] = ["GRDB", "GRDBSQLite"].map { .product(name: $0, package: "GRDB.swift") }
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude,
        swiftSettings: settings)
}

let package = Package(
    name: "merganser",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "merganser", targets: ["merganser"]),
        // What other packages may use; nothing else has anything public.
        .library(name: "Composition", targets: ["Composition"]),
        .library(name: "SMTP", targets: ["SMTP"]),
        .library(name: "Transport", targets: ["Transport"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CIDN2", providers: [.apt(["libidn2-dev"])]),
        .systemLibrary(
            name: "CCMark", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),

        library("CSV", ["CLibCSV"]),
        library("Cryptography", ["COpenSSL"]),
        library("IDNA", ["CIDN2"]),
        library("Markdown", ["CCMark"]),
        library("Composition", ["CLinux", "Cryptography", "IDNA", "Markdown"]),
        library("SMTP", ["Cryptography", deque]),
        library("Ledger", ["CLinux"] + grdb),
        library("Bounces"),
        library("Configuration", [.product(name: "Yams", package: "Yams")]),
        library("Transport", ["SMTP", "Cryptography", "IDNA"] + nio),
        library("Sink", ["Transport", "Cryptography"] + nio),
        library(
            "CampaignRun",
            ["CSV", "Composition", "SMTP", "Ledger", "Bounces", "Transport", "Cryptography", deque, heap]
                + nio),
        .executableTarget(
            name: "merganser",
            dependencies: [
                "CampaignRun", "Configuration", "CSV", "Composition", "IDNA", "SMTP", "Ledger", "Bounces",
                "Transport", "Sink", "Cryptography",
                argumentParser,
            ] + nio,
            swiftSettings: settings),

        // Counts what a benchmark allocates. Only the benchmarks link it: it takes malloc's place.
        .target(name: "Allocations", path: "Benchmarks/Allocations"),
        .executableTarget(
            name: "composing-benchmark", dependencies: ["Allocations", "Composition", "CSV", "Cryptography"],
            path: "Benchmarks/Composing",
            swiftSettings: settings),
        .executableTarget(
            name: "conversing-benchmark",
            dependencies: ["Allocations", "Transport", "SMTP", "Cryptography"] + nio,
            path: "Benchmarks/Conversing", swiftSettings: settings),
        .executableTarget(
            name: "keeping-benchmark", dependencies: ["Ledger"], path: "Benchmarks/Keeping",
            swiftSettings: settings),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        tests("CSVTests", ["CSV", "TestSupport"]),
        tests("CryptographyTests", ["Cryptography", "COpenSSL", "TestSupport"]),
        tests(
            "CompositionTests", ["Composition", "Cryptography", "IDNA", "TestSupport"], exclude: ["Golden"]),
        tests(
            "CommandLineTests",
            ["merganser", "CampaignRun", "Ledger", "SMTP", "Sink", "Transport", "TestSupport"],
            exclude: ["Golden"]),
        tests("BouncesTests", ["Bounces", "TestSupport"]),
        tests("ConfigurationTests", ["Configuration", "TestSupport"]),
        // Conversations as texts, which SMTPTests play to a session and TransportTests over a socket.
        .target(
            name: "TranscriptCorpus", dependencies: ["SMTP"], path: "Tests/TranscriptCorpus",
            swiftSettings: settings),
        tests("SMTPTests", ["SMTP", "TestSupport", "TranscriptCorpus"], exclude: ["Transcripts"]),
        .executableTarget(
            name: "LedgerVictim", dependencies: ["Ledger"], path: "Tests/LedgerVictim",
            swiftSettings: settings,
            // Its own write, fsync and unlink take the place of the C library's only when the loader can see them.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic"])]),
        tests("LedgerTests", ["Ledger", "LedgerVictim", "TestSupport", "CLinux", grdb[0]]),
        tests(
            "SinkTests", ["Sink", "Transport", "Composition", "SMTP", "Cryptography", "TestSupport"] + nio),
        tests(
            "TransportTests",
            [
                "Transport", "SMTP", "Cryptography", "TestSupport", "TranscriptCorpus",
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ] + nio),
        tests(
            "CampaignRunTests",
            [
                "CampaignRun", "CSV", "Composition", "Cryptography", "Ledger", "SMTP", "Transport", "Sink",
                "TestSupport",
            ] + nio),
        // The program itself is a dependency so that it is there to be run.
        tests("EndToEndTests", ["TestSupport", "merganser", "CLinux"]),
    ],
    swiftLanguageModes: [.v6]
)

// scripts/fuzz.sh sets it: every module that libFuzzer is to look into is instrumented then.
if Context.environment["MERGANSER_FUZZING"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzzing", dependencies: ["CSV", "Composition", "Cryptography", "SMTP"],
            path: "Tests/Fuzzing",
            exclude: ["Dictionaries"],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
}
