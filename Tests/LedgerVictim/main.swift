// A program to be killed: it does to a campaign file what its script says, and tells on standard output what it
// is about to do and what it has done. The tests of Ledger run it, end it in the worst moments, and look at what
// is left.
//
//     LedgerVictim FILE FAULT NUMBER SCRIPT
//
// FAULT happens at the NUMBERth writing system call. SCRIPT has one step a line (see Script).

import Glibc
import Ledger

/// Says a line at once: what is kept in a buffer dies with the process.
func say(_ line: String) {
    let octets = Array((line + "\n").utf8)
    _ = write(STDOUT_FILENO, octets, octets.count)
}

let arguments = CommandLine.arguments
guard arguments.count == 5, let fault = FaultPlan.Fault(rawValue: arguments[2]),
    let number = Int(arguments[3])
else {
    say("usage: LedgerVictim FILE FAULT NUMBER SCRIPT")
    exit(64)
}
FaultPlan.callsLeft = number
FaultPlan.fault = fault

var script = Script(path: arguments[1])
for (index, step) in arguments[4].split(separator: "\n").enumerated() {
    say("begin \(index)")
    do {
        try script.perform(step)
        say("done \(index)")
        say("syncs \(FaultPlan.syncs)")
    } catch {
        say("fault \(index) \(error)")
        // Whoever tries again must be told the same.
        let again = Result { try script.perform(step) }
        if step.hasPrefix("commit"), case .success = again { say("forgotten") }
        script.leave()
        say("met")
        exit(3)
    }
}
script.leave()
if FaultPlan.callsLeft <= 0 { say("met") }
