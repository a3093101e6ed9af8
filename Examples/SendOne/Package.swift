// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "SendOne",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Elsewhere: .package(url: "…", from: "…")
        .package(name: "merganser", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "SendOne",
            dependencies: ["Composition", "SMTP", "Transport"].map {
                .product(name: $0, package: "merganser")
            })
    ],
    swiftLanguageModes: [.v6]
)
