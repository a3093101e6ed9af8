import SMTP

/// Knowledge as text, one `name value…` a line, for the cache and the campaign file.
extension RelayKnowledge {
    private static let heading = "merganser-relay 1"

    package var text: String {
        var lines = [Self.heading, "relay \(relay)", "keywords \(keywords.joined(separator: " "))"]
        if let proof { lines.append("proof \(proof.rawValue)") }
        lines.append("messages \(messages.value) \(messages.times)")
        lines.append("refusals \(refusals.value) \(refusals.times)")
        lines += ["clean \(clean)", "losses \(losses)"]
        if let roundTrip { lines.append("round-trip \(roundTrip)") }
        lines.append("learned \(learnedAt)")
        // What comes behind it tells a whole file from one that was cut.
        return (lines + ["end"]).map { $0 + "\n" }.joined()
    }

    /// Reads ``text``; names it does not know are passed over.
    ///
    /// - Returns: nil for anything that is not a whole one, or has a value out of its range: nothing of it can be
    ///   trusted then.
    package init?(parsing text: [UInt8]) {
        guard text.count <= 64 * 1024, text.allSatisfy({ $0 < 0x7F && ($0 >= 0x20 || $0 == 0x0A) }) else {
            return nil
        }
        var lines = text.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        guard lines.first == Self.heading, lines.popLast() == "end" else { return nil }
        var values: [String: [String]] = [:]
        for line in lines.dropFirst() {
            let words = line.utf8.split(separator: 0x20).map { String(Substring($0)) }
            guard let name = words.first, values.updateValue(Array(words.dropFirst()), forKey: name) == nil
            else {
                return nil
            }
        }
        func number(_ name: String, _ index: Int = 0) -> Int? {
            guard let words = values[name], index < words.count, let number = Int(words[index]),
                (0...9_999_999_999).contains(number)
            else { return nil }
            return number
        }
        func sighting(_ name: String) -> Sighting? {
            guard let value = number(name), let times = number(name, 1) else { return nil }
            return Sighting(value: value, times: times)
        }
        guard let relay = values["relay"]?.first, let keywords = values["keywords"], keywords.count <= 100,
            let messages = sighting("messages"), let refusals = sighting("refusals"),
            let clean = number("clean"),
            let losses = number("losses"), let learnedAt = number("learned")
        else { return nil }
        var proof: DiscardProof?
        if let word = values["proof"]?.first {
            guard let known = DiscardProof(rawValue: word) else { return nil }
            proof = known
        }
        self.init(
            relay: relay, keywords: keywords, proof: proof, messages: messages, refusals: refusals,
            clean: clean,
            losses: losses, roundTrip: number("round-trip"), learnedAt: Int64(learnedAt))
    }
}
