/**
 * What a cassette says of the engine's objects: their names, which container an exec runs in, what a container was made
 * with, what runs on a terminal. Learned from requests and answers, in the order in which they were recorded.
 */
import { isJsonObject, type Json, type JsonObject } from '../cassette/json.ts';
import type { BodyFiles, Interaction } from '../cassette/types.ts';
import type { ObjectKind, OperationMatch } from '../docker/operation-types.ts';
import { Aliases, type ObjectName } from './aliases.ts';
import { answerJson, bodyJson } from './answer.ts';
import { stringsAt } from './json.ts';

/** Answers in which ids and names stand side by side. */
const NAMING_ANSWERS: ReadonlySet<string> = new Set(['ContainerInspect', 'ContainerList', 'NetworkInspect', 'NetworkList']);

export class ObjectFacts {
  readonly aliases = new Aliases();
  readonly #files: BodyFiles;
  readonly #containers = new Map<ObjectName, ObjectName>();
  readonly #links = new Map<ObjectName, readonly ObjectName[]>();
  readonly #terminals = new Map<ObjectName, boolean>();

  constructor(files: BodyFiles) {
    this.#files = files;
  }

  /** The container an exec runs in. */
  containerOf(exec: ObjectName): ObjectName | undefined {
    return this.#containers.get(exec);
  }

  /** Networks and volumes a container was made with: its changes show in theirs. */
  linksOf(container: ObjectName): readonly ObjectName[] {
    return this.#links.get(container) ?? [];
  }

  hasTerminal(object: ObjectName): boolean | undefined {
    return this.#terminals.get(object);
  }

  /** Takes what one interaction says. */
  learn(interaction: Interaction, match: OperationMatch): void {
    const kind = match.operation.object?.kind;
    if (kind !== 'container' && kind !== 'exec' && kind !== 'network') return;
    const { operation, parameters, query } = match;
    const files = this.#files;
    const seq = interaction.order.response ?? interaction.order.request;
    if (operation.id === 'ContainerRename') {
      const id = this.aliases.resolve('container', parameters.id as string, interaction.order.request).slice('container '.length);
      const name = new URLSearchParams(query).get('name');
      if (name !== null && interaction.outcome.kind === 'whole' && interaction.outcome.head.status < 300) {
        this.aliases.learnName('container', name, id, seq);
      }
      return;
    }
    if (NAMING_ANSWERS.has(operation.id)) {
      const answer = answerJson(interaction.outcome, files);
      for (const item of Array.isArray(answer) ? answer : [answer]) this.#learnNames(kind, item, seq);
      return;
    }
    if (operation.id === 'ContainerCreate' || operation.id === 'NetworkCreate' || operation.id === 'ContainerExec') {
      this.#learnMade(interaction, match, seq);
    } else if (operation.id === 'ExecInspect') {
      const answer = answerJson(interaction.outcome, files);
      const config = isJsonObject(answer) ? answer.ProcessConfig : undefined;
      const exec = this.aliases.resolve('exec', parameters.id as string, seq);
      if (isJsonObject(config) && typeof config.tty === 'boolean') this.#terminals.set(exec, config.tty);
      const [container] = stringsAt(answer, 'ContainerID');
      if (container !== undefined) this.#containers.set(exec, this.aliases.resolve('container', container, seq));
    }
  }

  #learnNames(kind: ObjectKind, item: Json | undefined, seq: number): void {
    const [id] = stringsAt(item, 'Id');
    if (id === undefined || !isJsonObject(item)) return;
    this.aliases.learnId(kind, id);
    for (const name of [...stringsAt(item, 'Name'), ...listIn(item, 'Names')]) this.aliases.learnName(kind, name, id, seq);
    const object = this.aliases.resolve(kind, id, seq);
    if (isJsonObject(item.Config) && typeof item.Config.Tty === 'boolean') this.#terminals.set(object, item.Config.Tty);
    for (const exec of listIn(item, 'ExecIDs')) this.#containers.set(this.aliases.resolve('exec', exec, seq), object);
  }

  #learnMade(interaction: Interaction, { operation, parameters, query }: OperationMatch, seq: number): void {
    const [id] = stringsAt(answerJson(interaction.outcome, this.#files), 'Id');
    if (id === undefined) return;
    const body = bodyJson(interaction.request.body, this.#files);
    const terminal = isJsonObject(body) && body.Tty === true;
    switch (operation.id) {
      case 'ContainerCreate': {
        this.aliases.learnId('container', id);
        const name = new URLSearchParams(query).get('name');
        if (name) this.aliases.learnName('container', name, id, seq);
        this.#terminals.set(`container ${id}`, terminal);
        this.#links.set(`container ${id}`, this.#linksIn(body, seq));
        return;
      }
      case 'ContainerExec':
        this.aliases.learnId('exec', id);
        this.#containers.set(`exec ${id}`, this.aliases.resolve('container', parameters.id as string, seq));
        this.#terminals.set(`exec ${id}`, terminal);
        return;
      default:
        this.aliases.learnId('network', id);
        for (const name of stringsAt(body, 'Name')) this.aliases.learnName('network', name, id, seq);
    }
  }

  #linksIn(body: Json | undefined, seq: number): ObjectName[] {
    const host = isJsonObject(body) && isJsonObject(body.HostConfig) ? body.HostConfig : {};
    const networking = isJsonObject(body) && isJsonObject(body.NetworkingConfig) ? body.NetworkingConfig.EndpointsConfig : undefined;
    const networks = [...stringsAt(host, 'NetworkMode'), ...(isJsonObject(networking) ? Object.keys(networking) : [])];
    const mounted = Array.isArray(host.Mounts) ? host.Mounts.flatMap((mount) => stringsAt(mount, 'Source')) : [];
    const bound = listIn(host, 'Binds').map((bind) => bind.split(':', 1)[0] as string);
    return [
      ...networks.map((name) => this.aliases.resolve('network', name, seq)),
      ...[...mounted, ...bound].map((name) => this.aliases.resolve('volume', name, seq)),
    ];
  }
}

function listIn(json: JsonObject, key: string): string[] {
  const value = json[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
