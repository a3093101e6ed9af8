import ArgumentParser
import Sink

/// Which service extensions `sink` offers.
struct SinkExtensionOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Offer PIPELINING.")
    var pipelining = true

    @Flag(help: "Without PIPELINING, answer several commands in one write instead of closing the connection.")
    var toleratePipelining = false

    @Flag(inversion: .prefixedNo, help: "Offer CHUNKING.")
    var chunking = true

    @Flag(name: .customLong("size-extension"), inversion: .prefixedNo, help: "Offer SIZE.")
    var sizeExtension = true

    @Flag(name: .customLong("8bitmime"), inversion: .prefixedNo, help: "Offer 8BITMIME.")
    var eightBitMIME = true

    @Flag(name: .customLong("smtputf8"), inversion: .prefixedNo, help: "Offer SMTPUTF8.")
    var internationalized = true

    @Flag(inversion: .prefixedNo, help: "Offer DSN.")
    var dsn = true

    @Flag(inversion: .prefixedNo, help: "Offer ENHANCEDSTATUSCODES, and write them in replies.")
    var enhancedCodes = true

    @Flag(inversion: .prefixedNo, help: "Offer REQUIRETLS, under TLS.")
    var requiretls = true

    @Flag(inversion: .prefixedNo, help: "Offer BINARYMIME.")
    var binarymime = false

    func apply(to settings: inout SinkSettings) {
        let switches: [(isOn: Bool, extension: SinkExtensions)] = [
            (pipelining, .pipelining), (chunking, .chunking), (sizeExtension, .size),
            (eightBitMIME, .eightBitMIME),
            (internationalized, .internationalized), (dsn, .deliveryStatus), (enhancedCodes, .enhancedCodes),
            (requiretls, .requireTLS), (binarymime, .binaryMIME),
        ]
        settings.extensions = SinkExtensions(switches.filter(\.isOn).map(\.extension))
        settings.toleratesPipelining = toleratePipelining
    }
}
