import NIOCore

/// A server that answers commands, up to the moment when it misbehaves.
final class PlayedServer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Manners {
        /// Says an octet of the answer to EHLO now and then, and never its end.
        case drips
        /// Reads nothing behind the recipients.
        case stopsReading
        /// Refuses a chunk when it begins, reads no more of it and closes.
        case refusesAndCloses
        /// Reads only what it has answered, as a server does that waits for each write.
        case readsWhenAnswered
    }

    private let manners: Manners
    private var unread: [UInt8] = []
    private var isInContent = false

    init(_ manners: Manners) {
        self.manners = manners
    }

    func channelActive(context: ChannelHandlerContext) { say("220 mx", context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unread += Array(unwrapInboundIn(data).readableBytesView)
        while let end = unread.firstIndex(of: 10) {
            let line = String(decoding: unread[...end].dropLast(2), as: UTF8.self)
            unread.removeFirst(end + 1)
            take(line, context)
        }
    }

    private func take(_ line: String, _ context: ChannelHandlerContext) {
        guard !isInContent else {
            isInContent = line != "."
            return isInContent ? () : say("250 taken", context)
        }
        switch line.prefix(4) {
        case "EHLO" where manners == .drips: drip(context)
        case "EHLO" where manners == .readsWhenAnswered: say("250-mx\r\n250 PIPELINING", context)
        case "EHLO": say("250-mx\r\n250-PIPELINING\r\n250 CHUNKING", context)
        case "RCPT":
            say("250 " + String(repeating: "x", count: manners == .readsWhenAnswered ? 450 : 1), context)
            if manners == .stopsReading { pause(context) }
        case "BDAT" where manners == .refusesAndCloses:
            pause(context)
            say("552 5.3.4 too big", context)
            // What was not read makes it a reset.
            context.close(promise: nil)
        case "DATA":
            isInContent = true
            say("354 go", context)
        case "QUIT": say("221 bye", context)
        default: say("250 ok", context)
        }
    }

    private func pause(_ context: ChannelHandlerContext) {
        _ = try? context.channel.syncOptions?.setOption(ChannelOptions.autoRead, value: false)
    }

    private func say(_ reply: String, _ context: ChannelHandlerContext) {
        let buffer = ByteBuffer(string: reply + "\r\n")
        guard manners == .readsWhenAnswered else {
            return context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
        pause(context)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(buffer)).whenSuccess {
            _ = try? bound.value.channel.syncOptions?.setOption(ChannelOptions.autoRead, value: true)
        }
    }

    private func drip(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let dripping = context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(20)) {
            _ in
            let (server, context) = bound.value
            context.writeAndFlush(server.wrapOutboundOut(ByteBuffer(string: "2")), promise: nil)
        }
        context.channel.closeFuture.whenComplete { _ in dripping.cancel() }
    }
}
