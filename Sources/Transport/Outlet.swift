/// Where a conversation's octets go.
package enum Outlet {
    /// To the socket, just as they are written.
    case socket
    /// To this handler, next in the pipeline: it is written to directly, and flushed through the pipeline.
    case tls(TLSHandler)
    /// To handlers that must see every write, or make other octets of what is written.
    case pipeline
}
