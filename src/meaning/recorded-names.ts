/**
 * What a recording says of its names: which the engine made up (they are never bound), and which compose made of the name
 * of a project. Compose says so itself, in the labels beside the name.
 */
import { isJsonObject, type Json, type JsonObject } from '../cassette/json.ts';
import type { BodyFiles, Interaction } from '../cassette/types.ts';
import { answerJson, bodyJson } from './answer.ts';

export interface RecordedNames {
  /** Whether the engine gave that id, or one that starts so. */
  isEngineId(text: string): boolean;
  /** Names of compose projects, each with those of its services. */
  readonly projects: ReadonlyMap<string, ReadonlySet<string>>;
  /** `app-web-1` → `app`: containers, networks and volumes that compose named after a project. */
  readonly madeOfProject: ReadonlyMap<string, string>;
  /** Names that its client gives to containers, networks and volumes, at whatever time. */
  readonly given: ReadonlySet<string>;
}

const PROJECT = 'com.docker.compose.project';
/** Paths of requests that give a name. It has no character that a query would escape. */
const NAMING = /\/(?:containers|networks|volumes)\/(?:create|[^/]+\/rename)(?:\?|$)/;

/** Reads the cassette once. */
export function readRecordedNames(interactions: readonly Interaction[], files: BodyFiles): RecordedNames {
  const reader = new Reader();
  for (const interaction of interactions) {
    const { request, outcome } = interaction;
    const body = bodyJson(request.body, files);
    const name = /[?&]name=([^&]*)/.exec(request.target)?.[1];
    const isNaming = NAMING.test(request.target);
    if (name !== undefined && isNaming) reader.given.add(name);
    if (body !== undefined) {
      reader.read(body, false);
      if (isJsonObject(body)) {
        if (name !== undefined) reader.readNamed(body, [name]);
        if (typeof body.Name === 'string' && isNaming) reader.given.add(body.Name);
      }
    }
    const answer = answerJson(outcome, files);
    if (answer !== undefined) reader.read(answer, true);
  }
  return reader;
}

class Reader implements RecordedNames {
  readonly #engineIds = new Set<string>();
  readonly projects = new Map<string, Set<string>>();
  readonly madeOfProject = new Map<string, string>();
  readonly given = new Set<string>();

  isEngineId(text: string): boolean {
    if (this.#engineIds.has(text)) return true;
    if (!/^[0-9a-z]{4,64}$/.test(text)) return false;
    for (const id of this.#engineIds) if (id.startsWith(text)) return true;
    return false;
  }

  read(json: Json, isEngines: boolean): void {
    if (Array.isArray(json)) {
      for (const item of json) this.read(item, isEngines);
    } else if (isJsonObject(json)) {
      const names = [json.Name, ...(Array.isArray(json.Names) ? json.Names : [])].filter((name) => typeof name === 'string');
      this.readNamed(json, names);
      for (const key in json) {
        const value = json[key] as Json;
        if (typeof value === 'object') this.read(value, isEngines);
        else if (isEngines && typeof value === 'string' && (key === 'Id' || key === 'ID'))
          this.#engineIds.add(value.replace(/^sha256:/, ''));
      }
    }
  }

  /** What the labels of an object say of its names. */
  readNamed(object: JsonObject, names: readonly string[]): void {
    const labels = labelsOf(object);
    const project = labels?.[PROJECT];
    if (labels === undefined || typeof project !== 'string' || project === '') return;
    const [network, volume, service] = ['network', 'volume', 'service'].map((kind) => labels[`com.docker.compose.${kind}`]);
    const services = this.projects.get(project) ?? new Set();
    this.projects.set(project, typeof service === 'string' ? services.add(service) : services);
    for (const name of names) {
      const bare = name.replace(/^\//, '');
      if (!bare.startsWith(project)) continue;
      const rest = bare.slice(project.length);
      // A name that somebody wrote into the compose file, `container_name: app-web`, has no number behind it.
      const isMade =
        rest === `_${network}` ||
        rest === `_${volume}` ||
        (/[-_](?:\d+|run[-_][0-9a-f]+)$/.test(rest) && rest.slice(1).startsWith(String(service)));
      if (isMade && /^[-_]/.test(rest)) this.madeOfProject.set(bare, project);
    }
  }
}

function labelsOf(object: JsonObject): JsonObject | undefined {
  if (isJsonObject(object.Labels)) return object.Labels;
  return isJsonObject(object.Config) && isJsonObject(object.Config.Labels) ? object.Config.Labels : undefined;
}
