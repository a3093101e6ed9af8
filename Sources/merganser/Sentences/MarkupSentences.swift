import Composition

extension MarkupFault {
    /// What is wrong and what to do next, without the place.
    var sentence: String {
        switch self {
        case .merged(let position):
            "nothing can be merged into \(position.phrase), where no escaping makes it harmless; \(position.advice)"
        case .mergedIntoProgram(let attribute):
            """
            nothing can be merged into \(attribute.printable), whose value is a program; write it out, or add | raw if \
            all rows are your own
            """
        case .mergedIntoScheme(let scheme):
            "nothing can be merged into a \(scheme.printable): URL, which is a program or a document; use another URL"
        case .mergedIntoPragma:
            """
            nothing can be merged into the content of this <meta http-equiv>, which could lead elsewhere; remove the \
            tag, since mail programs pass over it, or write its content out
            """
        case .mergedIntoStyle:
            """
            in style only the value of a property can be merged, as in style="color: {{ colour }}"; for a picture use \
            the attribute background, for whole styles {% if %} or | raw
            """
        case .mergedIntoForeign(let element):
            """
            nothing can be merged inside <\(element.printable)>, where other rules hold; put it outside, or add | raw \
            if all rows are your own
            """
        case .mergedScheme:
            """
            what stands before this : is merged, so that rows would choose the kind of the URL; write the scheme \
            (https:) out, or have whole URLs in the list
            """
        case .unclearURL:
            """
            how to encode this depends on which branch came before, since they end in different parts of the URL; \
            write the whole URL in each branch
            """
        case .branchesDiffer(let first, let second):
            """
            the branches that meet here end in different places: one in \(first.phrase), one in \(second.phrase); \
            close in each branch what it opens
            """
        case .loopDiffers(let first, let second):
            """
            a turn of this loop begins in \(first.phrase) and ends in \(second.phrase); close in the loop what it opens
            """
        case .unclearTag:
            "this would be part of a name after one branch and not after another; put a space or a > before it"
        case .unfinishedCapture(let position):
            "what is captured ends in \(position.phrase); it has to be whole, so close what it opens"
        case .unfinished(let position):
            "the template ends in \(position.phrase); see whether a quote, a >, a --> or an end tag is missing"
        }
    }
}

extension MarkupPosition {
    fileprivate var phrase: String {
        switch self {
        case .text: "text"
        case .element(let name): "<\(name.printable)>"
        case .tagName: "the name of a tag"
        case .tag: "a tag, outside the quotes of a value"
        case .value(let attribute): "the value of \(attribute.printable)"
        case .comment: "a comment"
        case .conditionalComment: "a conditional comment"
        case .declaration: "a <!…> declaration"
        }
    }

    fileprivate var advice: String {
        switch self {
        case .tagName: "choose between whole tags with {% if %}"
        case .tag: "write the attribute around it, as in title=\"{{ … }}\", or choose with {% if %}"
        case .element: "choose between whole elements with {% if %}, or add | raw if all rows are your own"
        case .comment: "take the dashes before it away"
        case .text, .value, .conditionalComment, .declaration: "choose with {% if %}, or add | raw"
        }
    }
}
