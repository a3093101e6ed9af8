extension Office {
    /// Figures of this moment, with what happened since they were asked for the last time.
    func takeProgress() -> RunProgress {
        var current = currentProgress
        current.news = progress.takeNews()
        return current
    }

    /// Figures of this moment, without news.
    var currentProgress: RunProgress {
        var current = progress
        current.connections = schedule.openConnections
        current.window = connections.deepWindow
        if schedule.isGoingOn { current.absences = absences }
        current.pace = agenda.pace
        if !agenda.triesAgain { current.endRetries(outstanding: outstanding) }
        return current
    }
}
