/** The style sheet of the HTML report. No font, picture or address of anywhere else. */
export const DRIFT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f6f4; --card: #fff; --ink: #1b1e22; --dim: #596069; --line: #dcdfe3; --focus: #1a5fb4;
  --breaking: #a4161a; --breaking-back: #fce8e8; --changed: #7d4b00; --changed-back: #fdf0d5;
  --added: #1a5296; --added-back: #e4effc; --same: #245c36; --same-back: #e8f4ec; --gap-back: #ecedef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131518; --card: #1b1e22; --ink: #e5e8eb; --dim: #9ba3ad; --line: #32373e; --focus: #86b7ff;
    --breaking: #ff9a9a; --breaking-back: #431c1f; --changed: #f3c46c; --changed-back: #3a2a0e;
    --added: #93c0ff; --added-back: #162a4c; --same: #8bd3a0; --same-back: #142a1b; --gap-back: #2a2e34;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, p, ul { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: 2.1rem; line-height: 1.2; letter-spacing: -0.02em; }
h1.breaking { color: var(--breaking); } h1.same { color: var(--same); }
h2 { font-size: 1.25rem; margin-bottom: 0.75rem; }
.dim { color: var(--dim); font-weight: 400; }
.mono, code, pre { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.kicker { color: var(--dim); font-size: 0.8rem; letter-spacing: 0.04em; }
.lead { color: var(--dim); margin: 0.35rem 0 1.25rem; }
a { color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.tiles, .engines { display: flex; flex-wrap: wrap; gap: 0.6rem; margin-bottom: 1.25rem; }
.tile { padding: 0.45rem 0.8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: var(--dim); font-size: 0.85rem; }
.tile b { display: block; font-size: 1.3rem; line-height: 1.25; color: var(--ink); font-variant-numeric: tabular-nums; }
.tile.breaking { background: var(--breaking-back); } .tile.breaking, .tile.breaking b { color: var(--breaking); border-color: currentColor; }
.tile.changed { background: var(--changed-back); } .tile.changed, .tile.changed b { color: var(--changed); border-color: currentColor; }
.tile.added { background: var(--added-back); } .tile.added, .tile.added b { color: var(--added); border-color: currentColor; }
.tile.none b { color: var(--dim); }
.engines > li { flex: 1 1 16rem; max-width: 26rem; padding: 0.8rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
.engines h2 { font-size: 1rem; margin: 0; }
.engines p { font-size: 0.85rem; }
.told { margin-top: 0.4rem; font-size: 0.85rem; color: var(--breaking); }
.alert { margin-bottom: 1.25rem; padding: 0.7rem 1rem; border-radius: 8px; border: 1px solid var(--breaking); background: var(--breaking-back); color: var(--breaking); }
main > section, .cell { margin-top: 2rem; }
#filters { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; align-items: center; margin-bottom: 0.75rem; font-size: 0.9rem; }
#filters[hidden], [hidden] { display: none !important; }
fieldset { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; border: 0; margin: 0; padding: 0; }
legend { float: left; padding: 0; color: var(--dim); }
input[type=search] { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.25rem 0.5rem; width: 12rem; }
output { color: var(--dim); }
.scroll { overflow-x: auto; width: fit-content; min-width: min(100%, 34rem); max-width: 100%; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { padding: 0.5rem 1.5rem 0.5rem 0.75rem; color: var(--dim); font-weight: 600; }
tbody th { padding: 0.3rem 0.75rem; font-weight: 500; }
th:first-child { position: sticky; left: 0; background: var(--card); border-right: 1px solid var(--line); z-index: 1; }
td > a, td > span { display: flex; gap: 0.35rem; align-items: center; min-height: 2.1rem; padding: 0.25rem 0.75rem; text-decoration: none; }
td > a:hover .badge { text-decoration: underline; }
td > a:focus-visible { outline-offset: -2px; } td > a { scroll-margin-top: 40vh; }
td[data-state=breaking] { background: var(--breaking-back); }
td[data-state=changed] { background: var(--changed-back); }
td[data-state=added] { background: var(--added-back); }
.badge { display: inline-block; min-width: 2.6rem; padding: 0.05rem 0.4rem; border-radius: 5px; font-size: 0.8rem; font-weight: 600; font-variant-numeric: tabular-nums; text-align: center; border: 1px solid transparent; }
.badge.breaking { color: var(--breaking); background: var(--breaking-back); border-color: currentColor; }
.badge.changed { color: var(--changed); background: var(--changed-back); border-color: currentColor; }
.badge.added { color: var(--added); background: var(--added-back); border-color: currentColor; }
.badge.same { color: var(--same); font-weight: 500; }
.badge.gap { color: var(--dim); background: var(--gap-back); font-weight: 500; }
.legend { font-size: 0.8rem; margin-top: 0.5rem; }
.cell h3 { font-size: 1.05rem; margin-bottom: 0.6rem; }
.cell:focus { outline: none; }
.cell:target h3 { text-decoration: underline; text-decoration-thickness: 3px; text-decoration-color: var(--focus); text-underline-offset: 5px; }
.up { float: right; font-size: 0.8rem; font-weight: 400; color: var(--dim); }
.drift, .more { margin-bottom: 0.75rem; padding: 0.7rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--line); border-radius: 6px; background: var(--card); }
.drift.breaking { border-left-color: var(--breaking); } .drift.changed { border-left-color: var(--changed); } .drift.added { border-left-color: var(--added); }
.drift h4, .more h4 { font-size: 0.95rem; font-weight: 600; }
.more li { font-size: 0.9rem; }
.times { font-variant-numeric: tabular-nums; color: var(--dim); }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; margin: 0.6rem 0; }
.sides > div { min-width: 0; }
h5 { font-size: 0.75rem; font-weight: 600; color: var(--dim); }
pre { margin: 0; padding: 0.45rem 0.6rem; border-radius: 5px; background: var(--page); white-space: pre-wrap; max-height: 18rem; overflow: auto; }
.nothing { padding: 0.45rem 0.6rem; border-radius: 5px; border: 1px dashed var(--line); color: var(--dim); font-style: italic; }
.places, summary { font-size: 0.85rem; color: var(--dim); }
summary { cursor: pointer; }
#notes li { padding: 0.2rem 0; }
footer { margin-top: 3rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--dim); font-size: 0.8rem; }
@media (max-width: 40rem) {
  body { padding: 1.25rem 0.75rem 3rem; }
  .sides { grid-template-columns: 1fr; gap: 0.4rem; }
  th:first-child { max-width: 45vw; overflow: hidden; text-overflow: ellipsis; }
}
@media print {
  :root { --page: #fff; }
  html { font-size: 11px; }
  pre, code, .mono { font-size: 9px; }
  body { max-width: none; padding: 0; font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  #filters, .up { display: none; }
  .scroll { overflow: visible; }
  pre { max-height: none; }
  .drift, tr { break-inside: avoid; }
  h3 { break-after: avoid; }
}
`;
