/// Compiles values: pipelines, expressions, names and constants.
extension ProgramCompiler {
    /// Leaves the value of a pipeline in the accumulator.
    mutating func emit(_ pipeline: Pipeline) {
        // Arguments that must be worked out are, before the accumulator is taken for the value itself.
        var calls: [(call: Pipeline.Call, arguments: [Operand])] = []
        for call in pipeline.calls {
            var arguments = call.arguments.map { operand($0) }
            if call.filter == .default, arguments.isEmpty {
                arguments.append(constant(.text(constantText([]))))
            }
            if !call.options.isEmpty {
                // Options have their places behind all arguments there may be.
                while arguments.count < call.filter.argumentCount.upperBound {
                    arguments.append(constant(Value.nothing))
                }
                for name in call.filter.options {
                    arguments.append(call.options[name].map { operand($0) } ?? constant(Value.nothing))
                }
            }
            if call.filter == .date { program.needsMoment = true }
            calls.append((call, arguments))
        }
        checkColumns(of: pipeline)
        load(pipeline.source)
        for (call, arguments) in calls {
            let first = program.arguments.count
            program.arguments.append(contentsOf: arguments)
            emit(.filter(call.filter, first: first, count: arguments.count))
        }
    }

    /// Leaves a value in the accumulator.
    mutating func load(_ expression: Expression) {
        switch expression {
        case .range(let first, let last):
            let (first, last) = (operand(first), operand(last))
            emit(.range(first, last))
        case .element(let base, .literal(.text(let key))) where !base.isName("forloop"):
            loadProperty(Name(octets: key, offset: base.offset), of: base)
        case .element(let list, let index):
            let index = operand(index)
            load(list)
            emit(.element(index))
        case .property(let base, let name):
            if isLoop(base) { emit(.load(loopPart(base, name))) } else { loadProperty(name, of: base) }
        case .literal, .name, .columnName:
            let operand = operand(expression)
            emit(.load(operand))
        }
    }

    mutating func loadProperty(_ name: Name, of base: Expression) {
        let column = column(name, of: base)
        load(base)
        let key = constant(.text(constantText(name.octets)))
        emit(.property(key: key, column: column))
    }

    /// A value that an instruction can name; what must be worked out first goes through a variable of its own.
    mutating func operand(_ expression: Expression) -> Operand {
        switch expression {
        case .literal(let literal): return constant(literal)
        case .name(let name), .columnName(let name):
            return resolve(name, isColumn: expression.isColumnName)
        case .property(let base, let name) where isLoop(base): return loopPart(base, name)
        case .property, .element, .range: break
        }
        load(expression)
        let local = names.newLocal()
        emit(.store(local))
        return .local(local)
    }

    mutating func resolve(_ name: Name, isColumn: Bool) -> Operand {
        switch isColumn ? names.column(name) : names.resolve(name) {
        case .success(let operand):
            if case .column(let index) = operand { use(index) }
            if case .rows = operand { program.usesRows = true }
            return operand
        case .failure(let fault):
            add(fault, from: source)
            return constant(Value.nothing)
        }
    }

    mutating func constant(_ literal: Literal) -> Operand {
        switch literal {
        case .nothing: constant(Value.nothing)
        case .empty: constant(Value.empty)
        case .blank: constant(Value.blank)
        case .boolean(let isTrue): constant(Value.boolean(isTrue))
        case .number(let number): constant(Value.number(number))
        case .text(let octets): constant(Value.text(constantText(octets)))
        }
    }

    mutating func constant(_ value: Value) -> Operand {
        program.constants.append(value)
        return .constant(program.constants.count - 1)
    }

    mutating func constantText(_ octets: [UInt8]) -> Text {
        let start = program.text.count
        program.text.append(contentsOf: octets)
        return Text(origin: .constant, start: start, end: program.text.count)
    }
}
