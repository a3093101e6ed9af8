import CampaignRun

extension HTMLReport {
    /// Rows of one kind, to be opened and searched.
    ///
    /// - Parameter word: how `report --only` calls the kind; nil when it does not.
    mutating func addList(_ title: String, _ lines: CampaignStatistics.Lines, word: String?, of path: String)
    {
        guard lines.rows > 0 else { return }
        add(
            """
            <details><summary>\(title) <span class="faint">\(lines.rows.grouped)</span></summary>
            <p><input type="search" placeholder="Search" aria-label="Search in: \(title)"> <output class="faint"></output></p>
            <div class="scroll"><table><thead><tr><th class="number">Line<th>Address<th>Code<th>Text<th class="number">Attempts<th>Last (UTC)</thead><tbody>

            """)
        for line in lines.shown {
            add("<tr><td class=\"number\">\(line.line)<td class=\"words\">")
            add(text: line.address)
            add("<td class=\"nowrap\">")
            add(text: String(replyCode: line.code, enhanced: line.enhanced))
            add("<td class=\"words\">")
            add(text: line.text)
            add(
                "<td class=\"number\">\(line.attempts)<td class=\"nowrap\">\(line.at.map(Self.moment) ?? "")\n"
            )
        }
        add("</tbody></table></div>\n")
        if lines.rows > lines.shown.count {
            add(
                "<p class=\"faint\">The first \(lines.shown.count.grouped) of \(lines.rows.grouped). All: <code>"
            )
            add(text: "merganser report \(path.shellWord) --csv -" + (word.map { " --only " + $0 } ?? ""))
            add("</code></p>\n")
        }
        add("</details>\n")
    }

    static let style = """
        :root{--accepted:light-dark(#2b9a66,#3fb57f);--refused:light-dark(#ce2c31,#ec5d5e);--deferred:light-dark(#d99a1c,#f1b54a);\
        --in-doubt:light-dark(#8e4ec6,#b883ea);--pending:light-dark(#80838d,#8b8f98);--invalid:light-dark(#8c5a2b,#b98a5e);--skipped:light-dark(#b9bbc6,#5b5f67)}
        body{max-width:68rem}h1{overflow-wrap:anywhere}.scroll{overflow-x:auto}table{font-variant-numeric:tabular-nums}th{white-space:nowrap}.number{white-space:nowrap}
        svg{display:block;width:100%}
        rect.accepted{fill:var(--accepted)}rect.refused{fill:var(--refused)}rect.deferred{fill:var(--deferred)}rect.in-doubt{fill:var(--in-doubt)}\
        rect.pending{fill:var(--pending)}rect.invalid{fill:var(--invalid)}rect.skipped{fill:var(--skipped)}
        .key{display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.45em}
        .key.accepted{background:var(--accepted)}.key.refused{background:var(--refused)}.key.deferred{background:var(--deferred)}\
        .key.in-doubt{background:var(--in-doubt)}.key.pending{background:var(--pending)}.key.invalid{background:var(--invalid)}.key.skipped{background:var(--skipped)}
        .bar{height:.7rem;margin:.35rem 0;border-radius:3px;background:var(--rule)}
        .bar.wide{height:1.1rem;border-radius:4px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:.75rem 0}
        .tiles div{background:var(--panel);border:1px solid var(--rule);border-radius:8px;padding:.6rem .8rem}
        .tiles b{display:block;font-size:1.5rem;line-height:1.3;font-variant-numeric:tabular-nums}
        .legend span{margin-right:1rem;white-space:nowrap}.legend .key{margin-right:.45em}
        .chart{display:grid;grid-template-columns:max-content 1fr;gap:.25rem .5rem}
        .chart svg{height:14rem;overflow:visible}
        .grid{stroke:var(--rule);stroke-width:1;vector-effect:non-scaling-stroke;fill:none}
        .scale{display:flex;flex-direction:column;justify-content:space-between;text-align:right;font-size:.8rem;line-height:1;margin:-.4rem 0}
        .times{grid-column:2;display:flex;justify-content:space-between;font-size:.8rem}
        .words{overflow-wrap:anywhere;min-width:9rem}.nowrap{white-space:nowrap}
        td.share{min-width:7rem;width:20%}
        details{border:1px solid var(--rule);border-radius:8px;margin:1rem 0;padding:0 .9rem}
        details[open]{padding-bottom:.9rem}
        summary{cursor:pointer;padding:.6rem 0;font-weight:600}
        input{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--rule);border-radius:6px;padding:.35rem .6rem;width:min(20rem,100%)}
        code{overflow-wrap:anywhere}
        @media print{rect,.key,.bar{print-color-adjust:exact;-webkit-print-color-adjust:exact}input{display:none}.tiles div,.chart,tr{break-inside:avoid}}

        """

    /// The search: a row stays when it holds what was typed.
    static let script = """
        for (const box of document.querySelectorAll("input[type=search]")) {
          const rows = [...box.closest("details").querySelectorAll("tbody tr")];
          const count = box.parentElement.querySelector("output");
          box.addEventListener("input", () => {
            const wanted = box.value.toLowerCase();
            for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
            count.textContent = wanted ? rows.filter((row) => !row.hidden).length + " of " + rows.length : "";
          });
        }
        """
}
