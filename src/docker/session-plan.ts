/**
 * What an upgrade check means to do with a recorded session, before it does it. In a hub, because `verify/` makes it and
 * `report/` prints it.
 */
import type { Interaction } from '../cassette/types.ts';
import type { ObjectKind } from './operation-types.ts';

/** An object of an engine, as a request or an answer writes it: its name, its id or the start of that. */
export interface NamedThing {
  readonly kind: ObjectKind;
  readonly name: string;
}

/**
 * - `send`: it is asked of the live engine;
 * - `refused`: it would touch what this run did not make;
 * - `skipped`: it cannot be asked (a secret that is not there, or what it needs was refused).
 */
export type PlanVerdict = 'send' | 'refused' | 'skipped';

export interface PlanStep {
  readonly interaction: Interaction;
  readonly verdict: PlanVerdict;
  /** One clause for people, where it is not sent. */
  readonly reason: string | null;
}

/**
 * - `registry`: one that answers; its name is a repository of it, by which it can be asked. `published`: one that has this image, too;
 * - `driver`: of networks, volumes or logs, or a runtime; its name says which (`network driver weave`).
 */
export type NeedKind = ObjectKind | 'registry' | 'published' | 'driver';

/** What the session uses and did not make: it must be there before the first request. */
export interface Need {
  readonly kind: NeedKind;
  /** '' for swarm mode. */
  readonly name: string;
  /** Id of the first interaction that needs it. */
  readonly first: number;
  /** What people call it: `image busybox:test`, `swarm mode`. */
  readonly label: string;
}

/** What the session wants gone or free on the engine. */
export interface Clearance extends NamedThing {
  /** Id of the first interaction for which it must be so. */
  readonly first: number;
}

export interface SessionPlan {
  /** In order of the requests. */
  readonly steps: readonly PlanStep[];
  readonly needs: readonly Need[];
  /** What it makes: names that must be free before, and are to be removed afterwards. */
  readonly makes: readonly Clearance[];
  /** What it would change, had it been there when recorded: must be absent now as well. */
  readonly absent: readonly Clearance[];
  /** What it would touch and is somebody else's, unless the setup makes it. */
  readonly spared: readonly Clearance[];
  /** Ids and names, as recorded, of what the steps that are sent make. */
  readonly own: ReadonlySet<string>;
}

/** A session planned for one engine: what a dry run reports. */
export interface PlannedSession {
  /** Its URL. */
  readonly engine: string;
  readonly cassette: string;
  /** Its directory, as the report names it. */
  readonly path: string;
  readonly plan: SessionPlan;
  /** Labels of needs that the engine does not have: with one of them nothing is sent. */
  readonly lacks: readonly string[];
  /** Of what the plan names, what is there and somebody else's. */
  readonly present: readonly NamedThing[];
  /** A setup of which nobody can say what it makes, and which a dry run does not run: what is lacking may come from it. */
  readonly setup: string | null;
  /** Why nothing of it can be asked at all (the engine refuses its API version); null: it can. */
  readonly refused: string | null;
}
