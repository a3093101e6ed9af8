import NIOCore

/// Has a context to write to, and does nothing.
final class Bystander: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
}
