import GRDB

/// The tables of a campaign file.
///
/// What never changes after the import (`recipient`) is apart from what changes with every message (`state`):
/// a commit writes whole pages to the log, and 200 rows of `state` fit in one.
enum Schema {
    /// Stands in the file's head: `MRGS`.
    ///
    /// With it `file(1)` and SQLite's own tools can tell what the file is.
    static let applicationID: UInt32 = 0x4D52_4753
    /// Stands in the head as user version, from the moment the import is complete.
    ///
    /// Older files must stay readable.
    static let version = 1
    /// `state.attempt` where there is none: as many octets as a large number takes.
    static let noAttempt = -2_147_483_648

    static let creation = """
        PRAGMA application_id = \(applicationID);

        CREATE TABLE campaign (
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL,  -- milliseconds since 1970, like all *_at but first_at
            list_path TEXT NOT NULL,
            list_digest BLOB,
            header TEXT NOT NULL,
            delimiter INTEGER NOT NULL,
            durability TEXT NOT NULL
        );
        CREATE TABLE file (role TEXT NOT NULL, path TEXT NOT NULL, octets BLOB NOT NULL);
        CREATE TABLE attachment (path TEXT NOT NULL, size INTEGER NOT NULL, sha256 BLOB NOT NULL);
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);

        CREATE TABLE outcome (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO outcome VALUES
            (2, 'pending'), (3, 'accepted'), (4, 'refused'), (5, 'deferred'),
            (6, 'in doubt'), (7, 'invalid'), (8, 'skipped'), (9, 'claimed');

        -- One row for each record of the list; written by the import, changed only by resume --accept-changes.
        CREATE TABLE recipient (
            row INTEGER PRIMARY KEY,      -- 1, 2, 3 … without gaps
            line INTEGER NOT NULL,        -- of the list, where the record starts
            address TEXT NOT NULL,
            record TEXT NOT NULL,         -- as it stood in the list
            problem TEXT                  -- why the import found it invalid or skipped it
        );
        -- Where each row stands. Before the first attempt the last three columns mean nothing, but are as long
        -- as they will be later: rows that never grow never make a full page overflow. No constraints: with any
        -- that may fail, SQLite keeps copies of all pages that an update of several rows touches.
        CREATE TABLE state (
            row INTEGER PRIMARY KEY,
            outcome INTEGER,
            attempts INTEGER,
            first_at INTEGER,             -- the first attempt, in seconds: the message's Date
            claimed_at INTEGER,           -- the last claim
            attempt INTEGER               -- the last attempt that came to something; below 0 for none
        );
        -- What came of each claim, in the order in which it became known.
        CREATE TABLE attempt (
            id INTEGER PRIMARY KEY,
            row INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            claimed_at INTEGER NOT NULL,
            ended_at INTEGER NOT NULL,
            code INTEGER,
            enhanced TEXT,
            text TEXT,
            reason TEXT,                  -- when it was not a reply that decided
            relay INTEGER,
            connection INTEGER
        );
        CREATE TABLE relay (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        -- How many rows of `state` have which outcome; changed with them.
        CREATE TABLE tally (outcome INTEGER PRIMARY KEY, rows INTEGER NOT NULL);
        INSERT INTO tally SELECT id, 0 FROM outcome;

        CREATE VIEW report AS
            SELECT recipient.row, line, address, outcome.name AS outcome, attempts, attempt.code, enhanced, text,
                coalesce(reason, problem) AS reason, relay.name AS relay, ended_at
            FROM recipient
            JOIN state USING (row)
            JOIN outcome ON outcome.id = state.outcome
            LEFT JOIN attempt ON attempt.id = state.attempt
            LEFT JOIN relay ON relay.id = attempt.relay;
        """
}
