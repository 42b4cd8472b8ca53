/**
 * What may be sent of a session to a live engine, what it needs there, and what it makes.
 *
 *   events of the recording, in order:   asked ► judged by what was known then     answered ► what it made, what it saw
 *
 * Nothing is asked of an engine here. Whether a name is in use there is known after `checkEngine`; then the session is
 * planned once more, with what the engine has.
 */
import type { ApiVersion, Cassette, Interaction } from '../../cassette/types.ts';
import type { OperationMatch } from '../../docker/operation-types.ts';
import { findOperation } from '../../docker/operations.ts';
import type { Clearance, NamedThing, Need, PlanStep, PlanVerdict, SessionPlan } from '../../docker/session-plan.ts';
import { sessionName } from '../../meaning/buildkit/recorded-builds.ts';
import { isLocalRegistry, registryOf } from '../../meaning/image-names.ts';
import { type MadeThing, succeeded } from '../../meaning/made-objects.ts';
import { type ObjectUse, usedObjects } from '../../meaning/used-objects.ts';
import { builtImages } from './built-images.ts';
import type { EngineHost } from './host-paths.ts';
import { aNeed, needLabel, needsSwarm, pushedImage, surroundings } from './needs.ts';
import { bareName, keyOf, nameOf, type Owned, Ownership } from './ownership.ts';
import { inOrder, statusOf, unaskableReason, wasMissing } from './recorded-facts.ts';
import { refusalOf } from './refusals.ts';
import { lackingSecret, type Secrets } from './secrets.ts';

export interface PlanOptions {
  /** What is refused otherwise is sent. */
  readonly allowDestructive: boolean;
  /** The API version that is to be asked for; null: as recorded. */
  readonly api: ApiVersion | null;
  readonly secrets: Secrets;
  /** What no container may be given of the machine of the engines. */
  readonly host: EngineHost;
  /** What is known of the engine; nothing before it was asked. */
  readonly engine?: EngineFacts;
}

export interface EngineFacts {
  /** Of all that the session names, what is there and somebody else's. */
  readonly present: readonly NamedThing[];
  /** What the setup has made: this run's own. */
  readonly ours: readonly NamedThing[];
  /** It is the manager of a swarm. */
  readonly swarm: boolean;
  /** References that no registry has yet: to push them replaces nothing. */
  readonly unpublished: readonly string[];
}

interface Judgement {
  readonly verdict: PlanVerdict;
  readonly reason: string | null;
}

const SEND: Judgement = { verdict: 'send', reason: null };

export function planSession(cassette: Cassette, options: PlanOptions): SessionPlan {
  return new Planner(cassette, options).plan();
}

class Planner {
  readonly #cassette: Cassette;
  readonly #options: PlanOptions;
  readonly #ownership: Ownership;
  readonly #present: ReadonlySet<string>;
  readonly #steps = new Map<Interaction, PlanStep>();
  readonly #needs = new Map<string, Need>();
  readonly #makes = new Map<string, Clearance>();
  readonly #absent = new Map<string, Clearance>();
  readonly #foreign = new Map<string, Clearance>();
  /** Objects of others on which a change was refused: what comes after is about another state of them. */
  readonly #spared = new Map<string, Interaction>();
  /** References that the session has put into a registry. */
  readonly #pushed = new Set<string>();
  /** By the session that they would have used. */
  readonly #unsentBuilds = new Map<string, PlanStep>();
  #swarmInit: Interaction | null = null;

  constructor(cassette: Cassette, options: PlanOptions) {
    this.#cassette = cassette;
    this.#options = options;
    this.#ownership = new Ownership(options.engine?.ours ?? []);
    this.#present = new Set((options.engine?.present ?? []).map(keyOf));
  }

  plan(): SessionPlan {
    for (const { interaction, asked } of inOrder(this.#cassette.interactions)) {
      const match = findOperation(interaction.request.method, interaction.request.target);
      if (asked) this.#steps.set(interaction, { interaction, ...this.#judge(interaction, match) });
      else if (match !== null) this.#learn(interaction, match);
    }
    for (const step of this.#steps.values()) this.#followBuild(step);
    // What is not made this time is as little of this run as what others have made.
    const isMade = ({ maker }: Owned) => maker === null || this.#steps.get(maker)?.verdict === 'send';
    const own = new Set([...this.#ownership.ourNames].filter(([, object]) => isMade(object)).map(([name]) => name));
    for (const { kind, name } of this.#makes.values()) own.add(bareName(kind, name));
    return {
      steps: [...this.#steps.values()],
      needs: [...this.#needs.values()],
      makes: [...this.#makes.values()],
      absent: [...this.#absent.values()],
      spared: [...this.#foreign.values()],
      own,
    };
  }

  #learn(interaction: Interaction, match: OperationMatch): void {
    const isSent = this.#steps.get(interaction)?.verdict === 'send';
    // An image that was not pulled because it is there can be used all the same.
    const isForeign = ({ kind, name }: MadeThing) =>
      !isSent && kind === 'image' && name !== null && this.#present.has(keyOf({ kind, name }));
    this.#ownership.learn(interaction, match, this.#cassette.files, isForeign);
    if (match.operation.id === 'SwarmInit' && succeeded(interaction.outcome)) this.#swarmInit = interaction;
    if (match.operation.id === 'SwarmLeave' && succeeded(interaction.outcome)) this.#swarmInit = null;
  }

  #judge(interaction: Interaction, match: OperationMatch | null): Judgement {
    const unaskable = unaskableReason(interaction);
    if (unaskable !== null) return { verdict: 'skipped', reason: unaskable };
    const { request } = interaction;
    const { files } = this.#cassette;
    const built = builtImages(interaction, files);
    const refusal = this.#options.allowDestructive ? null : (refusalOf(request, match, files, this.#options.host) ?? built.refusal);
    if (match === null) return refusal === null ? SEND : { verdict: 'refused', reason: refusal };
    const uses = [...usedObjects(request, match, files), ...built.uses];
    const found = uses.map((use) => ({ use, object: this.#ownership.find(use.kind, use.name) }));
    const asked = { interaction, match, found, pushed: match.operation.id === 'ImagePush' ? [pushedImage(match)] : built.pushed };
    const judged = refusal !== null ? ({ verdict: 'refused', reason: refusal } as const) : this.#judgeUses(asked);
    const secret = judged.verdict === 'send' ? lackingSecret(request, match, files, this.#options.secrets) : null;
    const judgement: Judgement =
      secret === null
        ? judged
        : { verdict: 'skipped', reason: `${secret.place} was blanked when this was recorded: ${secret.variable} must hold it` };
    if (judgement.verdict !== 'send') for (const name of built.sessions) this.#unsentBuilds.set(name, { interaction, ...judgement });
    if (judgement.verdict === 'send') this.#note(asked);
    else if (judgement.verdict === 'refused') this.#spare(interaction, found);
    return judgement;
  }

  /** The client's side of a build is for nothing where the build is not sent; which of them is asked first is a race. */
  #followBuild({ interaction, verdict }: PlanStep): void {
    if (interaction.operation !== 'Session' || verdict !== 'send') return;
    const build = this.#unsentBuilds.get(sessionName(interaction.request.headers));
    if (build === undefined) return;
    this.#steps.set(interaction, { interaction, ...dependsOn('the build', build.interaction, build.verdict) });
  }

  #judgeUses(asked: Asked): Judgement {
    for (const { use, object } of asked.found) {
      const judgement = object?.ours === true ? this.#judgeOurs(object) : this.#judgeForeign(asked.interaction, use, object);
      if (judgement.verdict !== 'send') return judgement;
    }
    return this.#judgePush(asked) ?? this.#judgeSwarm(asked);
  }

  /** What lies in a registry is not this run's either. One of the machine itself is there to be tried. */
  #judgePush({ pushed }: Asked): Judgement | null {
    const { engine, allowDestructive } = this.#options;
    if (engine === undefined || allowDestructive) return null;
    const image = pushed.find((name) => !isLocalRegistry(registryOf(name)) && !engine.unpublished.includes(name));
    if (image === undefined) return null;
    return { verdict: 'refused', reason: `${image} may be in its registry already, and would be replaced there` };
  }

  #judgeOurs(object: Owned): Judgement {
    if (object.maker === null) return SEND;
    const step = this.#steps.get(object.maker);
    return step === undefined || step.verdict === 'send'
      ? SEND
      : dependsOn(needLabel(object.kind, nameOf(object)), object.maker, step.verdict);
  }

  #judgeForeign(interaction: Interaction, use: ObjectUse, object: Owned | undefined): Judgement {
    const { allowDestructive } = this.#options;
    const label = needLabel(use.kind, object === undefined ? bareName(use.kind, use.name) : nameOf(object));
    const isThere = this.#present.has(keyOf(use));
    const spared = this.#spared.get(keyOf(use));
    switch (use.role) {
      case 'change':
        if (allowDestructive) return SEND;
        // What was changed before was there: then a 404 is about something else (a path in it).
        if (!wasMissing(interaction, use) || spared !== undefined) return { verdict: 'refused', reason: `${label} is not this run's` };
        return isThere
          ? { verdict: 'refused', reason: `there was no ${label} when this was recorded; there is one now, and it is not this run's` }
          : SEND;
      case 'fill':
        if (object === undefined) return this.#judgeMake(interaction, use, label, isThere);
        return allowDestructive ? SEND : { verdict: 'refused', reason: `the container could write into ${label}, which is not this run's` };
      case 'make':
        return this.#judgeMake(interaction, use, label, isThere);
      case 'mount':
      case 'use':
      case 'read':
        // A client that pulls what it misses: here it misses nothing.
        if (use.kind === 'image' && use.role === 'use' && isThere && object === undefined && wasMissing(interaction, use))
          return { verdict: 'skipped', reason: `there was no ${label} when this was recorded; the engine has it` };
        return spared === undefined ? SEND : dependsOn(label, spared, 'refused');
      default:
        return use.role satisfies never;
    }
  }

  #judgeMake(interaction: Interaction, use: ObjectUse, label: string, isThere: boolean): Judgement {
    // Where the name was taken when recorded, nothing is made, or something that nobody has.
    if (!isThere || this.#options.allowDestructive || statusOf(interaction) === 409) return SEND;
    const reason =
      use.kind === 'image'
        ? `${label} is on the engine already, and would be replaced`
        : `the engine has ${label} already, and it is not this run's`;
    return { verdict: 'refused', reason };
  }

  /** In a swarm that was not made nothing of a swarm can be asked. */
  #judgeSwarm({ interaction, match }: Asked): Judgement {
    const init = this.#swarmInit;
    if (init === null || this.#options.engine?.swarm === true) return SEND;
    const step = this.#steps.get(init);
    return needsSwarm(interaction, match, this.#cassette.files) && step !== undefined && step.verdict !== 'send'
      ? dependsOn('swarm mode', init, step.verdict)
      : SEND;
  }

  /** What a request that is sent needs and makes. */
  #note({ interaction, match, found, pushed }: Asked): void {
    const isFine = statusOf(interaction) < 400;
    for (const { use, object } of found) {
      if (object?.ours === true) continue;
      switch (use.role) {
        case 'change':
          if (isFine) this.#need(interaction, use, object);
          else if (wasMissing(interaction, use)) put(this.#absent, use, interaction);
          break;
        case 'use':
        case 'read':
          if (isFine) this.#need(interaction, use, object);
          break;
        case 'make':
          if (statusOf(interaction) !== 409) put(this.#makes, use, interaction);
          break;
        case 'mount':
        case 'fill':
          if (object === undefined) put(this.#makes, use, interaction);
          else if (isFine) this.#need(interaction, use, object);
          break;
        default:
          use.role satisfies never;
      }
    }
    if (!succeeded(interaction.outcome)) return;
    const isInSwarm = this.#swarmInit === null && needsSwarm(interaction, match, this.#cassette.files);
    const needs = [
      ...surroundings(interaction, match, this.#cassette.files, this.#pushed),
      ...pushed.map((image) => aNeed('registry', image, interaction)),
      ...(isInSwarm ? [aNeed('swarm', '', interaction)] : []),
    ];
    for (const need of needs) this.#addNeed(need);
    for (const image of pushed) this.#pushed.add(image);
  }

  #need(interaction: Interaction, use: ObjectUse, object: Owned | undefined): void {
    this.#addNeed(aNeed(use.kind, object === undefined ? bareName(use.kind, use.name) : nameOf(object), interaction));
  }

  #addNeed(need: Need): void {
    const key = `${need.kind} ${need.name}`;
    if (!this.#needs.has(key)) this.#needs.set(key, need);
  }

  #spare(interaction: Interaction, found: readonly Found[]): void {
    for (const { use, object } of found) {
      if (object?.ours === true) continue;
      put(this.#foreign, use, interaction);
      const isAltered = use.role === 'change' && succeeded(interaction.outcome);
      if (isAltered && !this.#spared.has(keyOf(use))) this.#spared.set(keyOf(use), interaction);
    }
  }
}

/** A request with what it names. */
interface Asked {
  readonly interaction: Interaction;
  readonly match: OperationMatch;
  readonly found: readonly Found[];
  /** Images that it puts into a registry. */
  readonly pushed: readonly string[];
}

interface Found {
  readonly use: ObjectUse;
  readonly object: Owned | undefined;
}

function dependsOn(label: string, { id, operation }: Interaction, verdict: PlanVerdict): Judgement {
  const doing = `#${id} ${operation ?? ''}`.trimEnd();
  return { verdict: 'skipped', reason: `${label} is not as recorded: ${doing} is ${verdict === 'refused' ? 'refused' : 'skipped'}` };
}

function put(map: Map<string, Clearance>, use: ObjectUse, { id }: Interaction): void {
  const { kind, name } = use;
  if (!map.has(keyOf(use))) map.set(keyOf(use), { kind, name: bareName(kind, name), first: id });
}
