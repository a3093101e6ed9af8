// Which values are records of the list: their columns are checked before any row is rendered.

extension ProgramCompiler {
    func kind(of expression: Expression) -> NameScope.Kind {
        switch expression {
        case .literal, .columnName, .range: return .plain
        case .name(let name):
            switch names.lookUp(name) {
            case .success(.rows): return .records
            case .success(.local(let local)): return names.kind(of: local)
            case .success(.constant): return .unknown
            case .success(.column), .success(.loop), .failure: return .plain
            }
        case .property(let base, let name):
            // Asked once: asked twice at each part, a long path would take for ever.
            let baseKind = kind(of: base)
            guard baseKind != .unknown else { return .unknown }
            let isEnd = name.string == "first" || name.string == "last"
            return baseKind == .records && isEnd ? .record : .plain
        case .element(let base, _): return elementKind(of: base)
        }
    }

    /// What the elements of a list are.
    func elementKind(of expression: Expression) -> NameScope.Kind {
        switch kind(of: expression) {
        case .records, .record: .record
        case .plain: .plain
        case .unknown: .unknown
        }
    }

    func kind(of pipeline: Pipeline) -> NameScope.Kind {
        pipeline.calls.reduce(kind(of: pipeline.source)) { kind, call in Self.kind(of: call.filter, on: kind)
        }
    }

    private static func kind(of filter: Filter, on kind: NameScope.Kind) -> NameScope.Kind {
        switch filter {
        case .where, .reject, .sort, .sortNatural, .uniq, .compact, .reverse, .slice, .default: kind
        case .concat: kind == .records ? .unknown : kind
        case .first, .last, .find: kind == .records ? .record : kind
        default: .plain
        }
    }

    /// The column that a property names, if the value may be a record; a property that nothing can have is a fault.
    mutating func column(_ name: Name, of base: Expression) -> Int? {
        let kind = kind(of: base)
        if kind == .record || kind == .unknown {
            switch names.columns.resolve(name.octets[...]) {
            case .column(let index):
                use(index)
                return index
            case .ambiguous(let indexes) where kind == .record:
                let titles = indexes.map { names.columns.names[$0] }
                note(.ambiguousName(name.string, columns: titles), at: name.offset)
                return nil
            case .ambiguous, .unknown: break
            }
        }
        guard !names.isLenient, !["size", "first", "last"].contains(name.string) else { return nil }
        guard kind == .record else {
            note(.unknownProperty(name.string, of: base.title), at: name.offset)
            return nil
        }
        let nearest = Spelling.nearest(to: name.octets, among: names.columns.allNames)
        note(.unknownName(name.string, nearest: nearest), at: name.offset)
        return nil
    }

    /// Checks the columns that filters such as `map` name.
    mutating func checkColumns(of pipeline: Pipeline) {
        var kind = kind(of: pipeline.source)
        for call in pipeline.calls {
            if kind == .records, call.filter.namesProperty,
                case .literal(.text(let key))? = call.arguments.first
            {
                switch names.columns.resolve(key[...]) {
                case .column(let index): use(index)
                case .ambiguous(let indexes):
                    let titles = indexes.map { names.columns.names[$0] }
                    note(.ambiguousName(Syntax.string(key), columns: titles), at: call.offset)
                case .unknown:
                    let nearest = Spelling.nearest(to: key, among: names.columns.allNames)
                    note(.unknownName(Syntax.string(key), nearest: nearest), at: call.offset)
                }
            }
            kind = Self.kind(of: call.filter, on: kind)
        }
    }
}
