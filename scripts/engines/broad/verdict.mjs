/** What validation said of one broad session, in a line; exit 1 where it objects, or where too little was asked. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const [cassette] = process.argv.slice(2);
const findingsOf = (path) => JSON.parse(readFileSync(`${path}.findings.json`, 'utf8')).findings;

const objections = findingsOf(cassette).filter(({ severity }) => severity !== 'note');
const broken = findingsOf(`${cassette}-broken`);
objections.push(...broken.filter(({ severity, party }) => severity === 'error' && party === 'engine'));
const files = readdirSync(cassette).filter((name) => /^\d+-/.test(name));
const operations = new Set(files.map((name) => name.replace(/^\d+-|\.json$/g, '')));

const isBroadEnough = !cassette.endsWith('-1.41') || operations.size >= 100;
console.log(`  ${basename(cassette)}: ${files.length} interactions of ${operations.size} operations, ${objections.length} objections`);
if (!isBroadEnough) console.log('  fewer than 100 operations of 1.41 were asked');
for (const { code, interaction, operation, message } of objections.slice(0, 20))
  console.log(`    ${code} ${operation} #${interaction}: ${message}`);
process.exitCode = objections.length > 0 || !isBroadEnough ? 1 : 0;
