extension StarterTexts {
    /// The campaign's configuration: prose behind `# `, and options behind a `#` alone, which can be taken away.
    static let configuration = """
        # Options for the commands that work with this folder's campaign: every long option of a command can
        # stand here without its hyphens. The command line goes before it, and MERGANSER_… variables do;
        # `merganser config show` says what holds. Take the # away from what you need.

        # The relay. How to log in to it stands better in your own ~/.config/merganser/config.yaml, under a name:
        #
        #     relays:
        #       main:
        #         url: submission://mail.example.org
        #         user: you@example.org
        #         password-file: password.txt
        #
        # and here stays `relay: main`.
        #relay: submission://mail.example.org

        # How fast, and when.
        #connections: 2
        #rate: [10/s, 5000/hour]
        #hours: 09:00-17:30
        #days: mon-fri

        # Where bounces go; {row} tells them apart.
        #return-path: bounces+{row}@example.org

        # Sign with DKIM: the key's name in DNS, and its file in this folder.
        #dkim: news@example.org=news.pem

        # For one command only, below its name.
        #check:
        #  allow: [plain-http]

        """
}
