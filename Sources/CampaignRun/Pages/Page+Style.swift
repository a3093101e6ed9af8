extension Page {
    /// What all pages look like: system fonts, one column of text, colours for light and dark, and for paper.
    ///
    /// `light` or `dark` as a class of the root element chooses colours whatever the system prefers.
    static let baseStyle = """
        :root {
          color-scheme: light dark;
          --paper: light-dark(#ffffff, #16181c); --ink: light-dark(#1c1e21, #e6e6e6);
          --faint: light-dark(#5c6370, #a0a6b0); --rule: light-dark(#d9dce1, #3a3f47);
          --panel: light-dark(#f5f6f8, #1f2227); --accent: light-dark(#0b5cad, #7ab8ff);
          --good: light-dark(#1a7f37, #57c271); --bad: light-dark(#b3261e, #ff8a80);
          --doubt: light-dark(#8a5a00, #f0b95a);
        }
        :root.light { color-scheme: light; } :root.dark { color-scheme: dark; }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 2.5rem); max-width: 100rem;
          background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
        }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
        h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
        p { margin: .25rem 0 .75rem; } a { color: var(--accent); }
        code, pre { font: .875rem/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        pre { white-space: pre-wrap; margin: 0; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--rule); }
        th { font-weight: 600; color: var(--faint); } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
        .faint { color: var(--faint); } .bad { color: var(--bad); } .good { color: var(--good); } .doubt { color: var(--doubt); }
        @media print {
          :root, :root.dark { color-scheme: light; }
          body { padding: 0; max-width: none; font-size: 10pt; } .screen { display: none !important; }
          h2, tr { break-inside: avoid; break-after: auto; }
        }

        """
}
