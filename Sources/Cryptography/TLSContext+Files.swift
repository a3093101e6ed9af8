import COpenSSL
import Glibc

extension TLSContext {
    /// Loads a certificate chain and its key, and sees whether they belong together.
    func show(_ settings: CertificateFiles) throws(TLSFault) {
        try Self.checkReadable(settings.certificateFile)
        try Self.checkReadable(settings.keyFile)
        ErrorQueue.clear()
        guard SSL_CTX_use_certificate_chain_file(pointer, settings.certificateFile) == 1 else {
            throw Self.certificateFault(settings.certificateFile)
        }
        ErrorQueue.clear()
        guard SSL_CTX_use_PrivateKey_file(pointer, settings.keyFile, SSL_FILETYPE_PEM) == 1 else {
            throw Self.keyFault(settings)
        }
        // A key of another kind than the certificate's (EC for RSA) is taken without a word until here.
        guard SSL_CTX_check_private_key(pointer) == 1 else {
            ErrorQueue.clear()
            throw .file(
                path: settings.keyFile, problem: .keyMismatch(certificateFile: settings.certificateFile))
        }
    }

    /// Asks clients for a certificate of these authorities; none at all is fine, a wrong one ends the handshake.
    func askClients(for authorityFile: String) throws(TLSFault) {
        try trust(authorityFile)
        SSL_CTX_set_client_CA_list(pointer, SSL_load_client_CA_file(authorityFile))
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        // Without it no session that a client certificate belongs to can be resumed.
        let name = Array("merganser".utf8)
        SSL_CTX_set_session_id_context(pointer, name, UInt32(name.count))
        ErrorQueue.clear()
    }

    /// Says why a file will not open in the system's terms, since OpenSSL's own would be "No such file or directory"
    /// only in its error string; and refuses a FIFO, which it would wait for.
    static func checkReadable(_ path: String) throws(TLSFault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .file(path: path, problem: .unreadable(code: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .file(path: path, problem: .unreadable(code: errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .file(path: path, problem: .notRegular) }
    }

    private static func certificateFault(_ path: String) -> TLSFault {
        let entries = ErrorQueue.drain()
        let weak = [SSL_R_EE_KEY_TOO_SMALL, SSL_R_CA_KEY_TOO_SMALL, SSL_R_CA_MD_TOO_WEAK]
        if entries.contains(where: { $0.library == ERR_LIB_SSL && weak.contains($0.reason) }) {
            return .file(path: path, problem: .tooWeak)
        }
        return .file(path: path, problem: .noCertificate(reason: entries.first?.text ?? "no reason given"))
    }

    private static func keyFault(_ settings: CertificateFiles) -> TLSFault {
        let entries = ErrorQueue.drain()
        let mismatch = [X509_R_KEY_VALUES_MISMATCH, X509_R_KEY_TYPE_MISMATCH]
        if entries.contains(where: { $0.library == ERR_LIB_X509 && mismatch.contains($0.reason) }) {
            return .file(
                path: settings.keyFile, problem: .keyMismatch(certificateFile: settings.certificateFile))
        }
        return .file(
            path: settings.keyFile, problem: .noKey(reason: entries.first?.text ?? "no reason given"))
    }
}
