import Testing
import TranscriptCorpus

@Suite("Conversations written down in Transcripts/")
struct TranscriptTests {
    @Test(
        "The conversation goes as written, whichever way the replies arrive", arguments: TranscriptFiles.names
    )
    func plays(name: String) throws {
        try TranscriptPlayer(TranscriptFiles.text(name)).play()
    }

    @Test("There are transcripts")
    func exist() {
        #expect(TranscriptFiles.names.count >= 14)
    }
}
