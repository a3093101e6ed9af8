import Testing

@testable import Composition

@Suite("Amounts, plurals and names")
struct LetterFilterTests {
    @Test(
        "An amount has the digits of its currency, its minus in front, and thousands apart",
        arguments: [
            ("money: \"EUR\"", "1234567.5", "1,234,567.50 EUR"), ("money: \"€\"", "1234.5", "€1,234.50"),
            ("money: \"€\"", "-1234.5", "-€1,234.50"), ("money: \"USD\"", "-0.5", "-0.50 USD"),
            ("money", "-0.005", "-0.01"), ("money", "-0.004", "0.00"), ("money", "0", "0.00"),
            ("money", "", ""),
            ("money", "999.995", "1,000.00"), ("money", "999", "999.00"), ("money", "1000", "1,000.00"),
            ("money: \"JPY\"", "1234.5", "1,235 JPY"), ("money: \"¥\"", "1234", "¥1,234"),
            ("money: \"KMF\"", "12.4", "12 KMF"), ("money: \"VUV\"", "12.5", "13 VUV"),
            ("money: \"KWD\"", "1.0005", "1.001 KWD"), ("money: \"XXX\"", "1", "1.00 XXX"),
            ("money: \"EUR\", decimal: \",\"", "1234.5", "1.234,50 EUR"),
            ("money: \"CHF\", grouping: \"’\"", "1234567", "1’234’567.00 CHF"),
            ("money: \"EUR\", grouping: \"\"", "1234567", "1234567.00 EUR"),
            ("money: places: 0", "1234.5", "1,235"), ("money: \"EUR\", places: 3", "1", "1.000 EUR"),
            ("money: \"EUR\"", "999999999999999.99", "999,999,999,999,999.99 EUR"),
            ("money: \"EUR\"", "999999999999999999", "999,999,999,999,999,999.00 EUR"),
        ])
    func money(filter: String, cell: String, expected: String) throws {
        #expect(try Liquid.render("{{ n | \(filter) }}", ["n": cell]) == expected)
    }

    @Test(
        "Text that is no amount makes the row invalid",
        arguments: ["1,234", "EUR 5", "ten", "1.2.3", "0x10", "∞"])
    func noAmount(cell: String) throws {
        #expect(
            try Liquid.rowFault("{{ n | money: \"EUR\" }}", ["n": cell])
                == RowFault(column: "n", problem: .notANumber(cell)))
    }

    @Test(
        "One is one, whatever it is written like; everything else is many",
        arguments: [
            ("1", "boat"), ("1.0", "boat"), ("0", "boats"), ("-1", "boats"), ("1.5", "boats"),
            ("2", "boats"), ("999999999999999999", "boats"),
        ])
    func plural(cell: String, expected: String) throws {
        #expect(try Liquid.render("{{ n | plural: \"boat\", \"boats\" }}", ["n": cell]) == expected)
    }

    @Test(
        "A name typed in one case gets its capitals; one in both stays as it is",
        arguments: [
            ("o'neill", "O'Neill"), ("O’NEILL", "O’Neill"), ("mcdonald", "McDonald"),
            ("MCDONALD", "McDonald"),
            ("van der berg", "Van der Berg"), ("ANNA VAN DER BERG", "Anna van der Berg"),
            ("jean-luc", "Jean-Luc"),
            ("mary-jane O'NEILL van der berg", "Mary-Jane O'Neill van der Berg"), ("deSouza", "deSouza"),
            ("ludwig von", "Ludwig Von"), ("josé", "José"), ("ÉMILE ZOLA", "Émile Zola"), ("ΜΑΡΙΑ", "Μαρια"),
            ("жанна д'арк", "Жанна Д'Арк"), ("李小龍", "李小龍"), ("", ""), ("  ann  lee ", "  Ann  Lee "),
            ("-", "-"), ("'", "'"), ("o'", "O'"), ("james's", "James's"), ("mc", "Mc"), ("x", "X"),
        ])
    func names(cell: String, expected: String) throws {
        #expect(try Liquid.render("{{ n | titlecase_name }}", ["n": cell]) == expected)
    }

    @Test(
        "A skip or fail that no column decides is a fault of the template; in a block that a column decides it is none"
    )
    func unconditional() {
        for template in ["{% skip \"x\" %}", "{% fail \"x\" %}", "{% if true %}{% skip \"x\" %}{% endif %}"] {
            #expect(!Liquid.faults(template, columns: ["n"]).isEmpty, "\(template)")
        }
        #expect(Liquid.faults("{% if n %}{% skip \"x\" %}{% endif %}", columns: ["n"]).isEmpty)
    }
}
