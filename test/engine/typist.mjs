#!/usr/bin/env node
/**
 * Types at a terminal when it has seen what it waits for, as a person would. No sleeping: what comes next is decided by
 * the output. The terminal is a real one, made by util-linux `script`.
 *
 *   typist.mjs see TEXT type TEXT [see TEXT run COMMAND] ... -- COMMAND...
 *
 * `see` waits until the output has TEXT (behind what earlier steps saw), `type` sends keys (`\r`, `\x03` and the like as
 * in JavaScript), `run` runs a shell command elsewhere. Output goes to stdout as it comes; the exit code is the
 * command's; 98 means that what it waited for never came.
 */
import { spawn } from 'node:child_process';

const PATIENCE = 20_000; // ms for one step
const dashes = process.argv.indexOf('--');
const words = process.argv.slice(2, dashes);
const quote = (word) => `'${word.replaceAll("'", `'\\''`)}'`;
const command = `stty rows 24 cols 80; exec ${process.argv
  .slice(dashes + 1)
  .map(quote)
  .join(' ')}`;
const keys = (text) => JSON.parse(`"${text.replaceAll('"', '\\"').replace(/\\x(..)/g, '\\u00$1')}"`);

const steps = [];
for (let i = 0; i < words.length; i += 2) steps.push({ verb: words[i], text: words[i + 1] });

const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
terminal.stdin.on('error', () => {}); // the terminal may be gone when the last key is typed
let unseen = '';
let patience;

function go() {
  clearTimeout(patience);
  for (;;) {
    const step = steps[0];
    if (step === undefined) return;
    if (step.verb === 'see') {
      const at = unseen.indexOf(step.text);
      if (at < 0) {
        patience = setTimeout(() => giveUp(step.text), PATIENCE);
        return;
      }
      unseen = unseen.slice(at + step.text.length);
    } else if (step.verb === 'type') {
      terminal.stdin.write(keys(step.text));
    } else {
      spawn('sh', ['-c', step.text], { stdio: 'ignore' });
    }
    steps.shift();
  }
}

function giveUp(text) {
  process.stderr.write(`typist: never saw ${JSON.stringify(text)}, only ${JSON.stringify(unseen.slice(-500))}\n`);
  terminal.kill('SIGKILL');
  process.exitCode = 98;
}

terminal.stdout.on('data', (bytes) => {
  process.stdout.write(bytes);
  unseen += bytes.toString('latin1');
  go();
});
terminal.on('close', (code) => {
  clearTimeout(patience);
  process.exitCode ??= code ?? 99;
  terminal.stdin.destroy();
});
go();
