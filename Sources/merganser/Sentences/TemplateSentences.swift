import Composition

extension TemplateFault {
    /// Where in which file, what is wrong there, and what to do about it.
    var sentence: String {
        "\(file.printable):\(line):\(column): \(problem.sentence)"
    }
}

extension TemplateFault.Problem {
    /// What is wrong and what to do next, without the place.
    var sentence: String {
        switch self {
        case .unclosedOutput, .unclosedTag, .unclosedString, .unclosedBlock, .missingTagName, .misplacedTag,
            .branchAfterElse, .textBeforeWhen, .nestedTooDeep:
            blockSentence
        case .unknownTag, .unknownName, .ambiguousName, .unknownProperty:
            nameSentence
        case .unknownFilter, .argumentCount, .unknownOption, .onlyInHTML:
            filterSentence
        case .unexpected(let found?, let expected):
            "“\(found.printable)” cannot stand here; \(expected.phrase)"
        case .unexpected(nil, let expected):
            "something is missing before the end of the tag; \(expected.phrase)"
        case .numberTooLong(let number):
            "\(number.printable) has more than 18 digits; put it in quotes if it is no number to calculate with"
        case .unknownPartial, .unreadablePartial, .recursivePartial, .partialsTooDeep, .tooManyPartials,
            .partialNameNotFixed:
            partialSentence
        case .fails(let problem):
            "this fails for every row: \(problem.sentence)"
        case .markup(let fault):
            fault.sentence
        case .message(let fault):
            fault.sentence
        }
    }

    private var blockSentence: String {
        switch self {
        case .unclosedOutput: "the {{ that opens here is never closed; write }} where it ends"
        case .unclosedTag: "the {% that opens here is never closed; write %} where it ends"
        case .unclosedString:
            "the quote that opens here is not closed in its tag; close it with the same quote"
        case .unclosedBlock(let name):
            "the block that opens here is never closed; write {% end\(name.printable) %} where it ends"
        case .missingTagName:
            "this tag has no name; write one, such as {% if … %}, or remove the tag"
        case .misplacedTag(let name, let block):
            misplacedSentence(name, in: block)
        case .branchAfterElse(let name):
            "{% \(name.printable) %} cannot follow {% else %}, which takes whatever is left; move it before"
        case .textBeforeWhen:
            "what stands between {% case %} and the first {% when %} is never shown; remove it or move it"
        case .nestedTooDeep(let limit):
            "blocks inside blocks more than \(limit) deep are not allowed; see whether an end is missing"
        default: "this cannot be used"
        }
    }

    private var partialSentence: String {
        switch self {
        case .unknownPartial(let name, let nearest):
            "there is no file for “\(name.printable)” beside the template"
                + suggestion(nearest, otherwise: "write it, or see the name")
        case .unreadablePartial(let name, let fault):
            "cannot render “\(name.printable)”: \(fault.sentence)"
        case .recursivePartial(let name):
            "“\(name.printable)” renders itself, which would never end; remove this tag"
        case .partialsTooDeep(let limit):
            "files that render files more than \(limit) deep are not allowed; put some together"
        case .tooManyPartials(let limit):
            "more than \(limit.grouped) files would be rendered here; put some together, or use a loop"
        default:
            "the name of the file has to stand here in quotes, since it is read before the list is"
        }
    }

    private func misplacedSentence(_ name: String, in block: String?) -> String {
        let place = block.map { "in a block of {% \($0.printable) %}" } ?? "outside any block"
        let advice =
            switch name {
            case "break", "continue": "it belongs between {% for … %} and {% endfor %}"
            case "when": "it belongs between {% case … %} and {% endcase %}"
            case "else", "elsif": "it belongs between {% if … %} and {% endif %}"
            default: "see whether the beginning of its block is missing"
            }
        return "{% \(name.printable) %} has no meaning \(place); \(advice)"
    }

    private var nameSentence: String {
        switch self {
        case .unknownName(let name, let nearest):
            "“\(name.printable)” is no column of the list" + suggestion(nearest, otherwise: "see its header")
        case .ambiguousName(let name, let columns):
            """
            “\(name.printable)” could be any of the columns \(columns.map(\.printable).joined(separator: ", ")); write \
            the name as it stands in the list, for example {{ ["\((columns.first ?? "").printable)"] }}
            """
        case .unknownProperty(let part, let whole) where whole.utf8.starts(with: "forloop".utf8):
            """
            there is no \(whole.printable).\(part.printable) here; inside {% for %} there are forloop.index, index0, \
            rindex, rindex0, first, last and length
            """
        case .unknownProperty(let part, let whole):
            "“\(whole.printable)” has no part “\(part.printable)”; there are only size, first and last"
        case .unknownTag(let name, let nearest):
            "there is no tag “\(name.printable)”" + suggestion(nearest, otherwise: "remove it")
        default: "this name cannot be used"
        }
    }

    private var filterSentence: String {
        switch self {
        case .unknownFilter(let name, let nearest):
            "there is no filter “\(name.printable)”" + suggestion(nearest, otherwise: "remove it")
        case .argumentCount(let filter, let found, let least, let most):
            "the filter \(filter) takes \(count(least, most)), not \(found); write \(example(filter, most))"
        case .unknownOption(let option, let whole):
            "“\(option.printable)” is no option of \(whole.printable); remove it"
        case .onlyInHTML(let filter):
            "the filter \(filter.printable) only means something in HTML; nothing is escaped here, so remove it"
        default: "this filter cannot be used"
        }
    }

    private func suggestion(_ nearest: String?, otherwise: String) -> String {
        nearest.map { "; did you mean “\($0.printable)”?" } ?? "; \(otherwise)"
    }

    private func count(_ least: Int, _ most: Int) -> String {
        if least == most {
            return most == 0 ? "no argument" : most == 1 ? "one argument" : "\(most) arguments"
        }
        return "\(least) to \(most) arguments"
    }

    private func example(_ filter: String, _ most: Int) -> String {
        most == 0 ? "| \(filter)" : most == 1 ? "| \(filter): …" : "| \(filter): …, …"
    }
}

extension TemplateFault.Expectation {
    /// What to write instead.
    fileprivate var phrase: String {
        switch self {
        case .value: "write a column, a variable, a number or a text in quotes"
        case .name: "write a name"
        case .filterName: "write the name of a filter after |"
        case .comparison: "write a comparison such as =="
        case .endOfOutput: "write | before a filter, or }} to end the tag"
        case .endOfTag: "the tag should end here with %} (the comparisons are == != < > <= >= contains)"
        case .literally(let word): "write \(word)"
        }
    }
}

extension RowFault {
    /// Which column and header, what is wrong, and what to do about it.
    var sentence: String {
        var places: [String] = []
        if let column { places.append("column “\(column.printable)”") }
        if let header { places.append("header \(header.printable)") }
        return places.isEmpty ? problem.sentence : "\(places.joined(separator: ", ")): \(problem.sentence)"
    }
}

extension RowFault.Problem {
    /// What is wrong and what to do next, without the place.
    fileprivate var sentence: String {
        switch self {
        case .controlCharacter(let scalar):
            "the value holds \(description(of: scalar)), which cannot be in a header; remove it from the list"
        case .outputTooLong(let limit):
            "the text would have more than \(limit.grouped) octets; shorten what is merged, or the loops"
        case .tooManyIterations(let limit):
            "the loops would run more than \(limit.grouped) times; limit them"
        case .tooMuchWork:
            "filters and comparisons in loops would go through too much text or too many elements; do it once, before the loop"
        case .numberTooLarge:
            "the result of a calculation has more than 18 digits; see whether the numbers are right"
        case .divisionByZero:
            "a number would be divided by zero; ask for that with {% if %} first"
        case .notANumber(""):
            "a number is needed here, and there is none; fill the cell, or give a default"
        case .notANumber(let text):
            "“\(text.printable)” is no number to calculate with; write digits and a decimal point only, such as 1234.50"
        case .notAWholeNumber(let number):
            "\(number.printable) is not a whole number, which is needed here; round it"
        case .urlScheme(let scheme):
            """
            the URL begins with “\(scheme.printable):”, which is not allowed; write one that begins with https:, http:, \
            mailto:, tel:, sms: or cid:
            """
        case .urlHost(let scalar):
            """
            “\(String(scalar).printable)” cannot be merged where the host of a URL stands, since it could lead \
            elsewhere; merge the port or the path behind it by itself, or have whole URLs in the list
            """
        case .emptyURLHost:
            "there is nothing where the host of a URL stands; what follows would be taken for it"
        case .styleValue(let scalar):
            """
            “\(String(scalar).printable)” cannot be in the value of a style; write a colour, a length or a name, such \
            as #2d6a4f, 12px or serif
            """
        case .noProperty(let name):
            "“\(name.printable)” is asked of something that has no columns; see which list the filter is for"
        case .notComparable:
            "numbers and texts, or values without an order, cannot be sorted; name a column to sort by"
        case .notDecodable(let filter):
            "what goes into \(filter.printable) cannot be decoded to text; see whether the cell is whole"
        case .skipped(let reason):
            reason.isEmpty ? "skipped by the template" : "skipped by the template: \(reason.printable)"
        case .failed(let reason):
            reason.isEmpty ? "refused by the template" : "refused by the template: \(reason.printable)"
        case .messageTooLarge(let octets, let limit):
            """
            the message would have \(octets.grouped) octets, more than the \(limit.grouped) that are allowed; attach \
            less
            """
        case .message(let fault):
            fault.sentence
        }
    }

    private func description(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        return switch scalar {
        case "\r": "a carriage return (\(code))"
        case "\n": "a line feed (\(code))"
        case "\t": "a tab (\(code))"
        case "\0": "a NUL (\(code))"
        default: "the control character \(code)"
        }
    }
}
