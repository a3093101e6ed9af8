/// What one pass over a text says about the ways in which it can travel.
struct TextSurvey: Equatable, Sendable {
    /// Octets outside printable ASCII, TAB, CR and LF: they keep a text from travelling as 7bit.
    private(set) var unprintable = 0
    private(set) var equalsSigns = 0
    /// Whether every CR is followed by LF and every LF follows CR.
    private(set) var hasCanonicalLineEnds = true

    init(_ text: [UInt8]) {
        text.withUnsafeBytes { bytes in
            let end = surveyBlocks(bytes)
            surveyRest(bytes, from: end)
        }
    }

    /// Sixteen octets at a time; returns where it stopped.
    private mutating func surveyBlocks(_ bytes: UnsafeRawBufferPointer) -> Int {
        typealias Block = SIMD16<UInt8>
        let one = Block(repeating: 1)
        var index = 0
        // A lane counts to 255 at most.
        var left = (bytes.count - 1) / 16
        while left > 0 {
            var unprintableLanes = Block.zero
            var equalsLanes = Block.zero
            var misplaced: SIMDMask<SIMD16<Int8>> = .init(repeating: false)
            for _ in 0..<min(left, 255) {
                let block = bytes.loadUnaligned(fromByteOffset: index, as: Block.self)
                let next = bytes.loadUnaligned(fromByteOffset: index + 1, as: Block.self)
                let isCR = block .== 0x0D
                let spared = isCR .| (block .== 0x0A) .| (block .== 0x09)
                let isUnprintable = ((block &- 0x20) .>= 0x5F) .& .!spared
                unprintableLanes.replace(with: unprintableLanes &+ one, where: isUnprintable)
                equalsLanes.replace(with: equalsLanes &+ one, where: block .== 0x3D)
                misplaced = misplaced .| (isCR .^ (next .== 0x0A))
                index += 16
            }
            left -= min(left, 255)
            unprintable += Int(SIMD16<UInt16>(truncatingIfNeeded: unprintableLanes).wrappedSum())
            equalsSigns += Int(SIMD16<UInt16>(truncatingIfNeeded: equalsLanes).wrappedSum())
            if any(misplaced) { hasCanonicalLineEnds = false }
        }
        return index
    }

    private mutating func surveyRest(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        guard !bytes.isEmpty else { return }
        // The blocks compare each octet with the one after it, so the first has nobody to answer for it.
        if bytes[0] == 0x0A { hasCanonicalLineEnds = false }
        for index in start..<bytes.count {
            let octet = bytes[index]
            switch octet {
            case 0x0D, 0x0A, 0x09: break
            case 0x3D: equalsSigns += 1
            case 0x20...0x7E: break
            default: unprintable += 1
            }
            let isBeforeLF = index + 1 < bytes.count && bytes[index + 1] == 0x0A
            if (octet == 0x0D) != isBeforeLF { hasCanonicalLineEnds = false }
        }
    }
}
