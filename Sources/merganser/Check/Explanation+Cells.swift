import CampaignRun

extension FindingCode {
    /// What may not be meant in the list.
    var cellExplanation: Explanation {
        switch self {
        case .duplicateAddress:
            Explanation(
                title: "an address stands in an earlier row already",
                what:
                    "The first row is sent, the others are skipped. The case of ASCII letters does not count.",
                why: "What the later rows say is sent to nobody.",
                example: "ada@example.org,Ada,invoice 17\nAda@example.org,Ada,invoice 18",
                help:
                    "remove the row, or see --duplicates send for two messages and --group-by for one of both rows"
            )
        case .misspeltDomain:
            Explanation(
                title: "a domain that looks like a misspelling of a well-known one",
                what:
                    "The domain of the address is one of those that people write for gmail.com and the like.",
                why: "The message would bounce, or go to whoever registered the misspelling.",
                example: "ada@gmial.com",
                help: "correct the address")
        case .spreadsheetNumber:
            Explanation(
                title: "a long number of which a spreadsheet has not kept all digits",
                what:
                    "The cell reads 1.23E+15 or the like. Spreadsheets show long numbers so, and save what they show; digits behind the fifteenth are lost for good.",
                why: "A membership number, a phone number or a bar code is wrong in the message.",
                example: "4.00638E+12",
                help:
                    "get the column anew from its source, with the column's format set to text before it is opened"
            )
        case .spreadsheetDate:
            Explanation(
                title: "a date that a spreadsheet has turned into a number",
                what:
                    "Spreadsheets keep dates as days since 1900, and save the number when the cell lost its format.",
                why: "The message would name a number where a day is meant.",
                example: "2027-05-08\n46522",
                help: "give the column the format of a date and save the list again")
        case .spreadsheetError:
            Explanation(
                title: "an error of a spreadsheet instead of a value",
                what:
                    "#REF!, #N/A, #### and the like stand in a cell when a formula fails or a column is too narrow.",
                why: "It would be sent as it is.",
                example: "#N/A",
                help: "mend the formula or widen the column, and save the list again")
        case .lostZeros:
            Explanation(
                title: "a number without the leading zeros that others have",
                what:
                    "In a column of numbers with the same number of digits, some begin with 0 and some have fewer digits: opened in a spreadsheet, 01307 becomes 1307.",
                why: "Postal codes and account numbers are wrong without their zeros.",
                example: "01307\n1309",
                help: "put the zeros back, with the column's format set to text")
        case .braces:
            Explanation(
                title: "{{ or {% in a cell",
                what: "Cells are never read as template, so that no list can do more than be merged.",
                why: "The reader would see the braces.",
                example: "\"Dear {{ first_name }}\" in the column Note",
                help: "write such texts into the template")
        default:
            Explanation(
                title: "text that was read in a wrong encoding",
                what:
                    "UTF-8 was once read as Windows-1252 and saved again: Ã¼ stands where ü was. Or U+FFFD (�) stands where something was lost.",
                why: "Names are spoilt, and their owners are the first to see it.",
                example: "JÃ¼rgen",
                help:
                    "save the file anew from where it came from, as UTF-8; --encoding says how a list is encoded"
            )
        }
    }
}
