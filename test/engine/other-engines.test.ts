import { expect, it } from '@jest/globals';
import { askedEngines, knownEngines } from '../support/engine.ts';
import { dockerHostSuite, engineSuite } from './suite.ts';

const WITH_A_FILE_OF_THEIR_OWN = ['docker-20.10.24', 'docker-28.5']; // so that jest can run them side by side

if (askedEngines().length === 0) dockerHostSuite();
else it('knows every engine it was asked for', () => expect(knownEngines()).toEqual(expect.arrayContaining([...askedEngines()])));

for (const name of knownEngines()) {
  if (askedEngines().includes(name) && !WITH_A_FILE_OF_THEIR_OWN.includes(name)) engineSuite(name);
}
