extension Office {
    /// Figures of this moment, with what happened since they were asked for the last time.
    func takeProgress() -> RunProgress {
        var current = progress
        current.news = progress.takeNews()
        current.connections = schedule.openConnections
        current.window = connections.deepWindow
        if schedule.isGoingOn { current.absences = absences }
        current.pace = agenda.pace
        return current
    }
}
