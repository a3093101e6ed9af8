// What can be said where branches meet.

extension MarkupContext {
    /// What holds after either of two ways to the same point; `nil` where what follows would mean different things.
    func joined(with other: MarkupContext) -> MarkupContext? {
        if self == other || state == .lost { return self }
        if other.state == .lost { return other }
        guard conditional == other.conditional, foreign == other.foreign, element == other.element else {
            return nil
        }
        if state == other.state, case .value = state { return joinedInValue(with: other) }
        return joinedInTag(with: other)
    }

    private func joinedInValue(with other: MarkupContext) -> MarkupContext? {
        guard tagName == other.tagName, attributeName == other.attributeName else { return nil }
        var result = self
        result.value = value.joined(with: other.value)
        result.joinPragma(with: other)
        return result
    }

    /// `<p{% if x %} class="y"{% endif %}>`: a tag after its name, after an attribute, or between two.
    private func joinedInTag(with other: MarkupContext) -> MarkupContext? {
        guard isInTag, other.isInTag, isEndTag == other.isEndTag else { return nil }
        var result = self
        (result.attributeName, result.value) = ([], ValueProgress(.plain))
        result.joinPragma(with: other)
        if tagName != other.tagName {
            guard !hasSpecialTag, !other.hasSpecialTag else { return nil }
            result.tagName = []
        }
        let canBeginName = isBetweenAttributes && other.isBetweenAttributes
        result.state = canBeginName ? .beforeAttribute : .edge(isSpaced: false)
        return result
    }

    private mutating func joinPragma(with other: MarkupContext) {
        isPragma = isPragma || other.isPragma
        mergesContent = mergesContent || other.mergesContent
    }

    private var isInTag: Bool {
        switch state {
        case .tagName, .beforeAttribute, .attributeName, .afterAttributeName, .afterValue, .edge: true
        default: false
        }
    }

    /// Where whatever comes next begins an attribute, with or without a space.
    private var isBetweenAttributes: Bool { state == .beforeAttribute || state == .afterValue }

    /// Whether the tag's name decides how what follows it is read.
    private var hasSpecialTag: Bool {
        if tagName.elementsEqual("meta".utf8) { return true }
        var context = MarkupContext(state: .tagName, tagName: tagName, isEndTag: isEndTag)
        _ = context.read(UInt8(ascii: ">"))
        return context != MarkupContext()
    }
}

extension ValueProgress {
    fileprivate func joined(with other: ValueProgress) -> ValueProgress {
        var result = self
        switch (part, other.part) {
        case (.opening, .opening) where word != other.word:
            result.word = [word, other.word].first { URLScheme.programs.contains($0) } ?? []
        case (let first, let second) where first == second:
            if word != other.word { result.word = [] }
        case (.opening, .merged), (.merged, .opening):
            (result.part, result.word) = (.merged, [])
        default:
            (result.part, result.word) = (.unclear, [])
        }
        return result
    }
}
