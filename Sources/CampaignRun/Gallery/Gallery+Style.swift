extension Gallery {
    /// The frame takes its colours from the element that holds it, as mail programs give theirs to a message.
    static let style = """
        :root:has(#colours-light:checked) { color-scheme: light; }
        :root:has(#colours-dark:checked) { color-scheme: dark; }
        .controls {
          position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .25rem 2rem;
          margin: 1rem 0; padding: .5rem 0; background: var(--paper); border-bottom: 1px solid var(--rule);
        }
        .controls fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1rem; }
        .controls legend { float: left; padding: 0; margin-right: 1rem; color: var(--faint); }
        details { margin: .5rem 0; } .tags { columns: 26rem; margin: .125rem 0; padding-left: 1.25rem; font-size: .875rem; }
        .tags li { break-inside: avoid; } .tags code { color: var(--accent); }
        article { margin: 0 0 3rem; padding-top: 1rem; border-top: 2px solid var(--rule); }
        main > article:first-child { border-top: 0; }
        h2 { font-size: 1.25rem; margin: .25rem 0 0; }
        h3 { font-size: .8125rem; font-weight: 600; margin: 0 0 .25rem; color: var(--faint); }
        .notes { margin: .25rem 0 .75rem; padding-left: 1.25rem; }
        .fields { width: auto; margin-bottom: 1rem; } .fields ul { margin: 0; padding-left: 1.25rem; }
        .fields th, .fields td { border: 0; padding: 0 1rem 0 0; } .fields th { white-space: nowrap; }
        .views { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
        .views > section { min-width: 0; }
        .views pre { padding: .75rem 1rem; background: var(--panel); border-radius: .375rem; }
        .view-text pre { max-width: 50rem; }
        iframe {
          display: block; width: 100%; height: 44rem; border: 1px solid var(--rule); border-radius: .375rem;
          background: light-dark(#ffffff, #121212); resize: vertical; color-scheme: inherit;
        }
        .view-source { display: none; }
        @media (max-width: 40rem) { .controls { position: static; } .controls legend { width: 5rem; margin: 0; } }
        @media (min-width: 70rem) {
          :root:has(#show-both:checked) article:not(.plain) .views { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
        }
        :root:has(#show-both:checked) .view-text pre { max-height: 44rem; overflow-y: auto; }
        :root:has(#show-html:checked) article:not(.plain) .view-text { display: none; }
        :root:has(#show-text:checked) .view-html { display: none; }
        :root:has(#show-source:checked) :is(.view-html, .view-text) { display: none; }
        :root:has(#show-source:checked) .view-source { display: block; }
        :root:has(#width-phone:checked) iframe { width: 390px; max-width: 100%; }
        @media print {
          :root:has(#colours-dark:checked) { color-scheme: light; }
          article { break-before: page; margin: 0; border: 0; } iframe { height: 60vh; }
          .views pre { max-height: none !important; padding: 0; background: none; }
          main > article:first-child { break-before: auto; }
        }

        """
}
