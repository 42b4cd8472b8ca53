/**
 * The script of the HTML report, as the browser gets it: filters by grade and by operation, arrow keys in the matrix, and all
 * places opened before the page is printed. It writes no text of the report anywhere, so it needs to escape none.
 * It filters once at the start: browsers keep what was ticked when a page is loaded again.
 */
export const DRIFT_SCRIPT = `
'use strict';
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const boxes = all('#filters [data-grade]');
  const search = document.getElementById('search');
  const shown = document.getElementById('shown');
  const rows = all('tbody tr');
  const cells = all('.cell');
  const grades = ['breaking', 'changed', 'added'];

  function apply() {
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.grade));
    const words = search.value.trim().toLowerCase();
    const named = (one) => one.dataset.operation.toLowerCase().includes(words);
    for (const one of all('tbody .badge[data-grade], .drift')) one.hidden = !wanted.has(one.dataset.grade);
    for (const cell of all('tbody td')) {
      const worst = grades.find((grade) => wanted.has(grade) && cell.querySelector('[data-grade=' + grade + ']'));
      if (cell.querySelector('[data-grade]')) cell.dataset.state = worst ?? 'none';
    }
    for (const row of rows) {
      const drifts = row.querySelector('[data-grade]') !== null;
      const has = drifts ? row.querySelector('[data-grade]:not([hidden])') !== null : wanted.has('same');
      row.hidden = !named(row) || !has;
    }
    for (const cell of cells) {
      const drifts = cell.querySelector('.drift') !== null;
      const has = drifts ? cell.querySelector('.drift:not([hidden])') !== null : wanted.has('same');
      cell.hidden = !named(cell) || !has;
    }
    const visible = rows.filter((row) => !row.hidden).length;
    shown.value = visible === rows.length ? '' : visible + ' of ' + rows.length + ' operations shown';
  }

  function move(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    const from = event.target.closest('td');
    if (!step || !from || event.altKey || event.ctrlKey || event.metaKey) return;
    const lines = rows.filter((row) => !row.hidden);
    let row = lines.indexOf(from.parentElement);
    let column = from.cellIndex;
    event.preventDefault();
    for (;;) {
      row += step[0];
      column += step[1];
      const cell = lines[row]?.cells[column];
      if (!cell) return;
      const link = cell.querySelector('a');
      if (link) return link.focus();
    }
  }

  document.getElementById('filters').hidden = false;
  document.getElementById('filters').addEventListener('input', apply);
  document.getElementById('filters').addEventListener('submit', (event) => event.preventDefault());
  document.querySelector('tbody').addEventListener('keydown', move);
  window.addEventListener('beforeprint', () => all('details').forEach((one) => { one.open = true; }));
  apply();
})();
`;
