/** What a live engine has of what a session names. Only asks: nothing is changed. */
import { isJsonObject, type Json } from '../../cassette/json.ts';
import type { NamedThing, Need, SessionPlan } from '../../docker/session-plan.ts';
import { listOf, memberOf, stringList } from '../../meaning/container-mounts.ts';
import { stringsAt } from '../../meaning/json.ts';
import { bareId } from '../../meaning/made-objects.ts';
import type { Ask } from './ask.ts';
import { inspectionPath, isCalled } from './identity.ts';
import { needLabel } from './needs.ts';

export interface EngineCheck {
  /** Of the plan's needs, what is not there. */
  readonly lacks: readonly Need[];
  /** Of all that the plan names, what is there. */
  readonly present: readonly NamedThing[];
  /** References that their registry does not have. */
  readonly unpublished: readonly string[];
  /** It is the manager of a swarm. */
  readonly swarm: boolean;
  /** Ids of all images, without `sha256:`. */
  readonly images: ReadonlySet<string>;
}

/** What an engine says when it cannot reach a registry (the words are of Go's net package). */
const UNREACHABLE =
  /dial tcp|connection refused|no such host|i\/o timeout|network is unreachable|name resolution|server misbehaving|Client\.Timeout|no route/i;
const NOT_PUBLISHED = /manifest unknown|not found|not known|does not exist|name unknown/i;

export async function checkEngine(plan: SessionPlan, ask: Ask): Promise<EngineCheck> {
  const info = (await ask('GET', '/info')).json;
  const swarm = memberOf(info, 'Swarm').ControlAvailable === true;
  const images = new Set(
    listOf((await ask('GET', '/images/json?all=1')).json)
      .flatMap((image) => stringsAt(image, 'Id'))
      .map(bareId),
  );
  const known = new Map<string, boolean>();
  const present: NamedThing[] = [];
  const isThere = async ({ kind, name }: NamedThing): Promise<boolean> => {
    const key = `${kind} ${name}`;
    let there = known.get(key);
    if (there === undefined) {
      there = await find({ kind, name }, ask);
      known.set(key, there);
      if (there) present.push({ kind, name });
    }
    return there;
  };
  const lacks: Need[] = [];
  const unpublished: string[] = [];
  for (const need of plan.needs) {
    const { kind, name } = need;
    switch (kind) {
      case 'swarm':
        if (!swarm) lacks.push(need);
        break;
      case 'driver':
        if (!hasDriver(info, name)) lacks.push(need);
        break;
      case 'registry':
      case 'published': {
        const answer = await askRegistry(name, ask);
        // Without its registry nothing can be said of the image.
        if (answer === 'unreachable') lacks.push({ ...need, kind: 'registry', label: needLabel('registry', name) });
        else if (answer === 'not-published' && kind === 'published') lacks.push(need);
        if (answer === 'not-published') unpublished.push(name);
        break;
      }
      default:
        if (!(await isThere({ kind, name }))) lacks.push(need);
    }
  }
  for (const thing of [...plan.makes, ...plan.absent, ...plan.spared]) await isThere(thing);
  return { lacks, present, unpublished, swarm, images };
}

async function find(thing: NamedThing, ask: Ask): Promise<boolean> {
  const path = inspectionPath(thing);
  if (path === null) return false;
  const { status, json } = await ask('GET', path);
  // What cannot be told is taken for there: nothing is done to it then.
  if (status >= 300) return status >= 500 && status !== 503 && status !== 501 ? true : status === 400 && thing.kind === 'network';
  return thing.kind !== 'container' || isCalled(json, thing.name);
}

/** `network driver weave`: Docker lists what it has by sort, Podman's own names are under the same keys. */
function hasDriver(info: Json | undefined, driver: string): boolean {
  const space = driver.lastIndexOf(' ');
  const [what, name] = [driver.slice(0, space), driver.slice(space + 1)];
  if (what === 'runtime') return Object.hasOwn(memberOf(info, 'Runtimes'), name);
  const sort = { 'network driver': 'Network', 'volume driver': 'Volume', 'log driver': 'Log' }[what] ?? '';
  const listed = stringList(memberOf(info, 'Plugins')[sort]);
  return listed.some((entry) => entry === name || entry.replace(/:latest$/, '') === name.replace(/:latest$/, ''));
}

async function askRegistry(image: string, ask: Ask): Promise<'there' | 'not-published' | 'unreachable'> {
  const { status, json } = await ask('GET', `/distribution/${image}/json`);
  const message = isJsonObject(json) && typeof json.message === 'string' ? json.message : '';
  if (status < 300) return 'there';
  if (UNREACHABLE.test(message)) return 'unreachable';
  // An engine that does not know the question (Podman) has no message either.
  return NOT_PUBLISHED.test(message) && !/page not found/.test(message) ? 'not-published' : 'there';
}
