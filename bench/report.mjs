/** Figures of all rounds to a table. Ratios are taken within a round, where the machine was the same, then their median. */

/** What tapedeck aims for: who, at least how many times whom, for each of the small requests. */
const TARGETS = [
  { who: 'record', against: 'http-proxy', atLeast: 1.5 },
  { who: 'replay', against: 'nginx', atLeast: 0.7 },
];

const COLUMNS = [
  { title: 'ping', figure: (row) => row.ping, show: (value) => `${Math.round(value)}/s` },
  { title: 'list of 40 kB', figure: (row) => row.list, show: (value) => `${Math.round(value)}/s` },
  { title: '1 GB stream', figure: (row) => row.stream, show: (value) => `${(value / 1e9).toFixed(2)} GB/s` },
  { title: 'CPU a ping', figure: (row) => row.pingCpu, show: (value) => `${value.toFixed(1)} us` },
  { title: 'CPU a list', figure: (row) => row.listCpu, show: (value) => `${value.toFixed(1)} us` },
  { title: 'CPU a GiB', figure: (row) => row.streamCpu, show: (value) => `${value.toFixed(2)} s` },
  { title: 'peak memory', figure: (row) => row.memory, show: (value) => `${Math.round(value)} MiB` },
];

/**
 * @param {Record<string, Figures>[]} rounds  by contestant
 * @typedef {{ ping: number, list: number, stream: number, pingCpu: number, listCpu: number, streamCpu: number, memory: number }} Figures
 *   requests a second, requests a second, bytes a second, and CPU time: microseconds, microseconds, seconds; MiB
 */
export function summarise(rounds) {
  const names = [...new Set(rounds.flatMap((round) => Object.keys(round)))];
  const rows = Object.fromEntries(names.map((name) => [name, medians(rounds, name)]));
  const ratio = (who, against, key) =>
    median(rounds.filter((round) => round[who] && round[against]).map((round) => round[who][key] / round[against][key]));
  const targets = TARGETS.filter(({ who, against }) => rows[who] && rows[against]).map((target) => {
    const [ping, list, stream] = ['ping', 'list', 'stream'].map((key) => ratio(target.who, target.against, key));
    return { ...target, ping, list, stream, reached: ping >= target.atLeast && list >= target.atLeast };
  });
  const ratios = Object.fromEntries(
    names.map((name) => [
      name,
      { ping: ratio(name, 'nginx', 'ping'), list: ratio(name, 'nginx', 'list'), stream: ratio(name, 'nginx', 'stream') },
    ]),
  );
  return { rows, ratios, targets };
}

export function table({ rows, ratios, targets }) {
  const cells = [['', ...COLUMNS.map(({ title }) => title)]];
  for (const [name, row] of Object.entries(rows)) {
    const shares = [ratios[name].ping, ratios[name].list, ratios[name].stream];
    const share = (i) => (shares[i] === undefined || name === 'nginx' ? '' : ` ${shares[i].toFixed(2)}`);
    cells.push([name, ...COLUMNS.map(({ figure, show }, i) => `${show(figure(row))}${share(i)}`)]);
  }
  const widths = cells[0].map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  const lines = cells.map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '));
  const verdicts = targets.map(
    ({ who, against, atLeast, ping, list, stream, reached }) =>
      `${who} / ${against}: ping ${ping.toFixed(2)}, list ${list.toFixed(2)}, stream ${stream.toFixed(2)}; target ${atLeast}: ${reached ? 'reached' : 'NOT reached'}`,
  );
  return [...lines, '', 'The number behind a figure is its ratio to nginx itself.', ...verdicts].join('\n');
}

function medians(rounds, name) {
  const figures = rounds.map((round) => round[name]).filter((row) => row !== undefined);
  return Object.fromEntries(Object.keys(figures[0]).map((key) => [key, median(figures.map((row) => row[key]))]));
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}
