/** Presence facts from cassettes: for the script that writes them, and for the mutation score, which learns from some engines and judges with another. */
import { loadSchemas } from '../../dist/index.js';
import { Contract } from '../../dist/validate/contract.js';
import { PresenceLearner } from '../../dist/validate/learn-presence.js';
import { validateCassette } from '../../dist/validate/validate-cassette.js';

/** `Docker 20.10.24`, without what a distribution appends; null where the cassette does not say. */
export function engineName({ info }) {
  return info.engine === null ? null : `${info.engine.name} ${info.engine.version.replace(/[+~-].*$/, '')}`;
}

/**
 * Reads the cassettes.
 * @returns a function that gives the content of schemas/presence.json: what the engines of these cassettes always send. With the name
 *   of an engine: what the others do
 */
export async function readPresence(cassettes) {
  const schemas = { ...loadSchemas(), presence: undefined };
  const learner = new PresenceLearner();
  for (const cassette of cassettes) {
    // The findings do not matter here: what is read on the way to them does.
    for await (const _ of validateCassette(cassette, { api: 'recorded', schemas, watch: learner.watch(engineName(cassette)) }));
  }
  const contract = new Contract(schemas);
  const source = {
    generatedBy: 'scripts/learn-presence.mjs; not edited by hand',
    always: 'sent in every object seen there',
    neverNull: 'a list, map or object that was sent empty rather than null',
    engines: 'of which that was seen, as numbers from 0',
    objects: 'how many were seen, at least',
  };
  return (without) => ({ source, ...learner.learn((version) => contract.description(version), { without }) });
}
