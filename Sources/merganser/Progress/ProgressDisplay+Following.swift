import CampaignRun

extension ProgressDisplay {
    /// Shows how far a run is until it is over.
    func follow(_ run: Runner) async throws -> RunResult {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { [self] in
                var attendance = RelayAttendance()
                while !Task.isCancelled {
                    do {
                        // The interval at which the line is drawn anew; nothing waits for it.
                        try await Task.sleep(for: .milliseconds(200))
                    } catch {
                        return  // cancelled: the run is over
                    }
                    let current = try await run.progress()
                    let news = attendance.news(current.absences)
                    if !news.isEmpty { say(news) }
                    show(current, now: Runner.now())
                }
            }
            let result = try await run.finish()
            tasks.cancelAll()
            try await tasks.waitForAll()
            let last = try await run.progress()
            if !last.news.isEmpty { show(last, now: Runner.now()) }
            end(last, now: Runner.now())
            return result
        }
    }
}
