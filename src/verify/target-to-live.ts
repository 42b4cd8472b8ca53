/** A recorded request line in the words of the live engine. */
import { JsonSyntaxError, parseJson, writeJson } from '../cassette/json.ts';
import type { Identities } from './identities.ts';

/** @param target path and query as they were sent. Only what changes is encoded anew. */
export function targetToLive(target: string, identities: Identities): string {
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const said = path
    .split('/')
    .map((segment) => changed(segment, (name) => identities.nameToLive(name), encodeSegment))
    .join('/');
  if (question < 0) return said;
  const parameters = target.slice(question + 1).split('&');
  return `${said}?${parameters.map((parameter) => parameterToLive(parameter, identities)).join('&')}`;
}

function parameterToLive(parameter: string, identities: Identities): string {
  const equals = parameter.indexOf('=');
  if (equals < 0) return parameter;
  const value = parameter.slice(equals + 1).replaceAll('+', '%20');
  // Which state of a service, node, secret or swarm it is that is to be changed.
  if (parameter.startsWith('version=')) return `version=${identities.numberToLive(value)}`;
  const said = changed(value, (text) => valueToLive(text, identities), encodeURIComponent);
  return said === value ? parameter : parameter.slice(0, equals + 1) + said;
}

function valueToLive(text: string, identities: Identities): string {
  if (!/^\s*[[{]/.test(text)) return identities.nameToLive(text);
  try {
    const json = parseJson(text);
    const said = identities.jsonToLive(json);
    return said === json ? text : writeJson(said, 'js');
  } catch (error) {
    if (error instanceof JsonSyntaxError) return identities.toLive(text);
    throw error;
  }
}

function changed(encoded: string, say: (text: string) => string, encode: (text: string) => string): string {
  let text: string;
  try {
    text = decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
  const said = say(text);
  return said === text ? encoded : encode(said);
}

/** Engines read these as they are, and clients write them so: `localhost:5000`. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%40', '@');
}
