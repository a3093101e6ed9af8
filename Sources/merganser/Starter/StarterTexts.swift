import CampaignRun

/// What `init` writes.
///
/// A test runs each command of the README, and `check` has nothing to say of the rest.
enum StarterTexts {
    static let files = [
        StarterFolder.File(name: "letter.eml", text: letter),
        StarterFolder.File(name: "letter.html", text: html),
        StarterFolder.File(name: "list.csv", text: list),
        StarterFolder.File(name: "merganser.yaml", text: configuration),
        StarterFolder.File(name: "README.md", text: readme),
    ]

    /// What to do first, in the folder.
    static let firstCommands = [
        "merganser check letter.eml list.csv",
        "merganser send letter.eml list.csv --dry-run messages",
    ]

    private static let letter = """
        From: Your Name <you@example.org>
        To: {{ first_name }} {{ last_name }} <{{ email }}>
        Subject: {{ first_name | default: "Hello" }}, your place on {{ day | date: "%-d %B" }}

        {% comment %}
          This is a message as a mail program would show it: header lines, an empty line, the text.
          letter.html beside it is the same as HTML; keep the two alike, or delete one of them.
          What stands here, up to the end of the comment, goes into no message.

          A name between double braces is the cell of that column of list.csv: first_name stands for
          the column "First Name". A filter behind a | changes it: `default` says what to write when
          the cell is empty, `date` and `money` write dates and amounts, `plural` chooses a word.
          What stands between `if` and `endif` is only for the rows of which the condition is true.
          A file for everybody is attached by a header line such as   Attach: terms.pdf
        {% endcomment -%}
        Dear {{ first_name | default: "friend" }},

        thank you for signing up. Your place on {{ day | date: "%A, %-d %B %Y" }} is reserved.
        {% if guests > 0 %}
        You bring {{ guests }} {{ guests | plural: "guest", "guests" }}; the fee for all of you is {{ fee | money: "EUR" }}.
        {% else %}
        The fee is {{ fee | money: "EUR" }}. Guests are welcome: tell us how many you bring.
        {% endif %}
        If you cannot come, please answer to this message.

        Kind regards,
        Your Name

        """

    private static let html = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Your place is reserved</title>
        </head>
        {% comment %} The same as letter.eml says. Values are escaped, whatever the list holds. {% endcomment -%}
        <body style="margin:0;padding:16px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
        <div style="max-width:600px;margin:0 auto">
        <p>Dear {{ first_name | default: "friend" }},</p>
        <p>thank you for signing up. Your place on <strong>{{ day | date: "%A, %-d %B %Y" }}</strong> is reserved.</p>
        {% if guests > 0 -%}
        <p>You bring {{ guests }} {{ guests | plural: "guest", "guests" }}; the fee for all of you is
        {{ fee | money: "EUR" }}.</p>
        {%- else -%}
        <p>The fee is {{ fee | money: "EUR" }}. Guests are welcome: tell us how many you bring.</p>
        {%- endif %}
        <p>If you cannot come, please answer to this message.</p>
        <p>Kind regards,<br>Your Name</p>
        </div>
        </body>
        </html>

        """

    private static let list = """
        Email,First Name,Last Name,Day,Guests,Fee
        ada@example.org,Ada,Moreau,2027-05-08,2,75.00
        j.mueller@example.com,Jürgen,Müller,2027-05-08,,25.00
        bo@example.net,Bo,"O'Brien, Jr.",2027-05-15,1,50.00
        taro@example.org,太郎,山田,2027-05-15,,25.00
        office@example.com,,,2027-05-22,3,100.00

        """

    private static let readme = """
        # A campaign to begin with

        | file | what it is |
        |---|---|
        | `letter.eml` | the message, with merge tags: header lines, an empty line, the text |
        | `letter.html` | the same as HTML, sent in the same message |
        | `list.csv` | the list: one row for each recipient, one column for each merge tag |
        | `merganser.yaml` | options for this campaign, so that commands stay short |

        The addresses are in domains that belong to nobody. Try it as it is, then put in your own text and list.

        ## Look at it

        Find everything that is wrong with template, list and messages; nothing is sent:

            merganser check letter.eml list.csv

        One page, `letter-preview.html`, with the rows that tell most, to be opened in a browser; nothing is sent:

            merganser preview letter.eml list.csv

        Write the messages into a folder, to be opened with a mail program; nothing is sent:

            merganser send letter.eml list.csv --dry-run messages

        ## Rehearse

        All that a run does, with a server inside the same process in place of the relay; nothing is kept:

            merganser send letter.eml list.csv --rehearse

        A server on this machine that keeps what it gets and sends nothing on:

            merganser sink --listen 127.0.0.1:2525 --maildir received &

        Send the campaign there, see what became of it, and write every row with its outcome:

            merganser send letter.eml list.csv --relay smtp://127.0.0.1:2525
            merganser status letter.merganser
            merganser report letter.merganser --csv outcomes.csv

        `kill %1` ends the server. `letter.merganser` is the campaign file: it says what became of every row, and
        nobody in it is sent the same message twice. Delete it to rehearse again.

        ## Send

        With your own From, your own list and your own relay:

        ```
        merganser send letter.eml list.csv --relay submission://mail.example.org \\
            --username you@example.org --password-file password.txt
        ```

        `merganser help send` explains the options; `merganser resume letter.merganser` goes on where a run stopped.

        """
}
