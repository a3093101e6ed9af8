import Cryptography
import NIOCore
import SMTP

/// Drives one ``Session`` over one channel: does what its actions say, tells it what happened.
///
/// It decides nothing. Everything here runs on the channel's event loop.
package final class ConversationHandler: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private var session: Session
    private let supplier: any MessageSupplier
    private let makeTLS: @Sendable () throws -> TLSHandler
    /// Told what became of the access token, where there is one.
    private let tokenWatch: TokenWatch?
    private let salter: PasswordSalter
    private var context: ChannelHandlerContext?

    /// What the session asked for and is not done yet; kept to save the array from one read to the next.
    private var actions: [Session.Action] = []
    private var performing: [Session.Action] = []
    /// Contents of the transactions offered and not yet written.
    private var contents: [(id: UInt64, content: MessageContent)] = []
    /// Contents that are written and not yet at the kernel, in their order.
    private var leaving = CircularBuffer<UInt64>()
    private let outbox: Outbox
    /// The opening is over.
    private var isReady = false
    private var isAdvancing = false
    /// A flush goes on, whose turn sets the clock for all that it wrote.
    private var isFlushing = false

    private let clock = PatienceClock()
    private var observer: ConversationObserver
    private var end: ConversationEnd?
    private var isGone = false
    private var isEndReported = false

    /// - Parameter outlet: what this handler writes to, until STARTTLS.
    package init(
        session: Session, supplier: any MessageSupplier, tokenWatch: TokenWatch? = nil,
        salter: PasswordSalter = PasswordSalter(), outlet: Outlet,
        makeTLS: @escaping @Sendable () throws -> TLSHandler
    ) {
        self.tokenWatch = tokenWatch
        self.salter = salter
        self.session = session
        self.supplier = supplier
        self.makeTLS = makeTLS
        outbox = Outbox(outlet)
        observer = ConversationObserver(transcribes: supplier.keepsTranscript)
    }

    // MARK: What the runner asks

    /// Asks the supplier again: there are messages now.
    package func resupply() {
        guard context != nil, end == nil else { return }
        advance()
    }

    /// Finishes what is out, says QUIT, closes.
    package func drain() {
        guard context != nil, end == nil else { return }
        session.handle(.drain, appendingTo: &actions)
        advance()
    }

    /// Closes at once; what was written and not answered is in doubt.
    package func abandon() {
        context?.close(promise: nil)
    }

    // MARK: What the channel says

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        clock.start(on: context.eventLoop) { bound.value.patienceEnded() }
        outbox.start(
            // A large message on a slow line is not a silent server.
            sliceTaken: { [self] in sliceTaken() }, contentTaken: { [self] in contentTaken() })
        if context.channel.isActive { connected() }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        // Both know this handler, which would stay for ever with all it has.
        clock.stop()
        outbox.stop()
    }

    package func channelActive(context: ChannelHandlerContext) {
        connected()
        context.fireChannelActive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard end == nil else { return }
        let buffer = unwrapInboundIn(data)
        observer.received()
        if observer.transcribes { observer.note(buffer.readableBytesUInt8Span, hiding: session.secrets) }
        session.receive(buffer.readableBytesUInt8Span, appendingTo: &actions)
        advance()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSHandler.Event {
            switch event {
            case .established(let version, let cipher):
                let tls = try? context.pipeline.syncOperations.handler(type: TLSHandler.self)
                observer.note(event: "\(version) \(cipher)")
                supplier.conversationSecured(
                    by: TLSDescription(
                        version: version, cipher: cipher, certificates: { tls?.peerCertificates ?? [] }))
                session.handle(.tlsEstablished, appendingTo: &actions)
                advance()
            case .bound(let binding):
                session.handle(
                    .channelBound(type: binding.type, octets: binding.octets), appendingTo: &actions)
            case .truncated:
                break  // The loss that follows says the same to the session.
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A reset behind the server's last word, such as 535, takes that word back no more.
        if end == nil, !session.isOver { end = ConversationEnd(error) }
        context.close(promise: nil)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        clock.stop()
        session.handle(.connectionLost, appendingTo: &actions)
        isGone = true
        // A write that fails closes the channel within a turn; that turn then ends the conversation.
        advance()
        context.fireChannelInactive()
    }

    // MARK: Turning actions into octets

    private func connected() {
        session.handle(.connected, appendingTo: &actions)
        advance()
    }

    /// One turn: performs actions and offers messages until neither brings anything new, then flushes once.
    private func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        repeat {
            swap(&actions, &performing)
            for action in performing { perform(action) }
            performing.removeAll(keepingCapacity: true)
            offerMessages()
        } while !actions.isEmpty
        isAdvancing = false
        if !isGone { flush() }
        // A flush that fails ends the conversation before it comes back.
        if !isGone {
            observer.report(to: supplier)
            supplier.turnEnded()
            clock.follow(session.progress, patience: session.patience)
        }
        if isGone, !isEndReported {
            isEndReported = true
            observer.finish()
            observer.report(to: supplier)
            supplier.conversationEnded(
                end ?? .session(.connectionLost), observer.figures(of: session, octets: outbox.written))
        }
    }

    private func offerMessages() {
        while end == nil, session.wantsMore(), let message = supplier.nextMessage() {
            let transaction = message.transaction
            contents.append((transaction.id, message.content))
            session.handle(.offer(transaction), appendingTo: &actions)
        }
    }

    private func perform(_ action: Session.Action) {
        if observer.transcribes { observer.note(action) }
        switch action {
        case .send(let octets):
            // The session would be copied to be asked.
            if !isReady { observer.asks() }
            outbox.append(octets)
        case .sendSecret(let octets, masked: _):
            outbox.append(octets)
        case .saltPassword(let salting):
            saltPassword(salting)
        case .sendContent(let id, let framing):
            sendContent(of: id, framing: framing)
        case .startTLS:
            flush()
            startTLS()
        case .ready(let capabilities):
            isReady = true
            tokenWatch?.worked()
            supplier.conversationReady(capabilities)
        case .finish(let id, let verdict):
            // Only what was never written is still there.
            if let index = contents.firstIndex(where: { $0.id == id }) { contents.remove(at: index) }
            supplier.finished(id, verdict)
        case .end(let reason):
            if case .tokenExpired = reason { tokenWatch?.expired() }
            if end == nil { end = .session(reason) }
            flush()
            context?.close(promise: nil)
        }
    }

    /// Writes one message as a stretch of its own, whose receipt says when its last octet is at the kernel.
    private func sendContent(of id: UInt64, framing: Session.ContentFraming) {
        guard let context, let index = contents.firstIndex(where: { $0.id == id }) else { return }
        let content = contents.remove(at: index).content
        switch framing {
        case .chunk:
            for piece in content.pieces { outbox.append(piece, context) }
        case .dotted:
            var stuffer = DotStuffer()
            var stuffed: [UInt8] = []
            for piece in content.pieces {
                stuffer.stuff(piece.readableBytesUInt8Span, appendingTo: &stuffed)
            }
            stuffer.finish(appendingTo: &stuffed)
            outbox.append(content: stuffed, context)
        }
        leaving.append(id)
        outbox.endContent(context)
    }

    private func sliceTaken() {
        if session.isWritingContent { clock.restart(session.progress, patience: session.patience) }
    }

    /// Writes reach the kernel in their order, and after one that did not none does.
    private func contentTaken() {
        guard let id = leaving.popFirst() else { return }
        // Brings no actions about: were one to end the connection, receipts that are due would come too late.
        session.handle(.contentWritten(id), appendingTo: &actions)
        if !isAdvancing, !isFlushing { clock.follow(session.progress, patience: session.patience) }
    }

    private func flush() {
        guard let context else { return }
        let isOutermost = !isFlushing
        isFlushing = true
        outbox.flush(context)
        if isOutermost { isFlushing = false }
    }

    private func startTLS() {
        guard let context else { return }
        do {
            let tls = try makeTLS()
            outbox.secure(with: tls)
            try context.pipeline.syncOperations.addHandler(tls, position: .before(self))
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    private func saltPassword(_ salting: PasswordSalting) {
        guard let context else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        salter.salted(salting, on: context.eventLoop).whenComplete { result in
            bound.value.passwordSalted((try? result.get()) ?? nil)
        }
    }

    private func passwordSalted(_ salted: SaltedPassword?) {
        guard context != nil, end == nil else { return }
        session.handle(.passwordSalted(salted), appendingTo: &actions)
        advance()
    }

    // MARK: Deadlines

    private func patienceEnded() {
        guard context != nil, end == nil else { return }
        session.handle(.deadlinePassed, appendingTo: &actions)
        advance()
    }
}
