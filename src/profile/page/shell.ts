// The page before its script fills it in: landmarks, headings, labels and controls. It is hidden until then, because a
// browser that runs no scripts shows a table as text instead.

/** The body's HTML; `speedscope` is an address, escaped. */
export function shell(speedscope: string | undefined): string {
  return `<div id="app" hidden>
<header>
  <h1>amdahl profile</h1>
  <code id="command"></code>
  <dl id="facts"></dl>
  <div class="tools">
    ${speedscope === undefined ? "" : `<a id="speedscope" href="${speedscope}" target="_blank" rel="noopener">Open in speedscope</a>`}
    <button type="button" id="theme"></button>
  </div>
</header>
<div class="bar" role="search" aria-label="What is shown">
  <span class="pair"><label for="view">Thread</label> <select id="view"></select></span>
  <span class="pair"><label for="find">Find</label>
    <input id="find" type="search" placeholder="function or file" autocomplete="off" spellcheck="false"></span>
  <output id="found" for="find"></output>
</div>
<main>
  <section id="spent" aria-labelledby="spent-head">
    <h2 id="spent-head">Time by kind</h2>
    <div id="split" role="img"></div>
    <ul id="kinds"></ul>
  </section>
  <section id="calls" aria-labelledby="calls-head">
    <div class="head">
      <h2 id="calls-head">Call tree</h2>
      <p id="frame" class="detail"></p>
      <label id="waiting-label"><input type="checkbox" id="waiting"> waiting</label>
      <button type="button" id="out">Zoom out</button>
      <button type="button" id="open">Show source</button>
    </div>
    <div id="flame" tabindex="0" role="application" aria-roledescription="call tree" aria-label="Call tree" aria-describedby="flame-help">
      <canvas></canvas><div class="extent"></div>
    </div>
    <p id="flame-help" class="quiet">Arrows move among frames, Enter zooms in, Escape out, Ctrl+Enter shows the source.</p>
    <p id="flame-said" class="unseen" role="status"></p>
  </section>
  <section id="functions" aria-labelledby="functions-head">
    <div class="head"><h2 id="functions-head">Functions</h2><p id="row-count" class="detail"></p></div>
    <div class="scroll" id="table">
      <table role="grid" aria-labelledby="functions-head" aria-describedby="functions-help">
        <thead><tr id="heads"></tr></thead>
        <tbody id="rows"></tbody>
      </table>
    </div>
    <p id="functions-help" class="quiet">Times in seconds. Arrows move, Enter shows the source.</p>
    <p id="doubt" class="quiet"></p>
  </section>
  <section id="source" aria-labelledby="source-head">
    <div class="head">
      <h2 id="source-head">Source</h2>
      <label for="file" class="unseen">File</label> <select id="file"></select>
      <button type="button" id="before" title="Previous hot line (p)">↑<span class="unseen"> Previous hot line</span></button>
      <button type="button" id="hottest">Hottest line</button>
      <button type="button" id="next" title="Next hot line (n)">↓<span class="unseen"> Next hot line</span></button>
    </div>
    <div id="text" class="scroll" role="grid" tabindex="0" aria-labelledby="source-head" aria-describedby="source-help"></div>
    <p id="line" class="detail" role="status"></p>
    <p id="source-help" class="quiet">Times in milliseconds. Arrows move, n and p go to the next and the previous hot line, Escape leaves.</p>
    <p id="shared" class="quiet"></p>
  </section>
</main>
<footer><ul id="notes"></ul></footer>
</div>`;
}
