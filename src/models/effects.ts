import type { PublishedVersion, SharedConnection } from '../components/catalog.ts';
import { effectLedger } from '../db/after-commit.ts';
import type { StoredError } from '../db/schema.ts';
import type { CodePackage } from '../lib/code-packages.ts';
import type { Queued } from './executions.ts';

/** What the engine and those who wait have to hear of, once a change is on disk. */
export type Effect =
  | { wake: Queued }
  | { abort: { id: string; instanceId: string; error: StoredError } }
  | { setAside: { id: string; instanceId: string; error: StoredError } }
  /** An instance whose state, schedules or version have changed. */
  | { heed: string }
  /** A job that puts instances on another version has begun. */
  | { upgrade: string }
  /** A job that replays or cancels executions has begun. */
  | { executionJob: string }
  /** All that integrations share, where that has changed. */
  | { share: SharedConnection[] }
  /** A version of a custom component that is there from now on, or some that are gone. */
  | { publish: PublishedVersion }
  /** What a custom component may call from now on. */
  | { restrict: { key: string; hosts: string[] | null } }
  | { retract: { key: string; number: number | undefined } }
  /** All that code may require of what was uploaded, where that has changed. */
  | { offerPackages: CodePackage[] }
  /** A customer whose limits may have changed. */
  | { heedLimits: string };

/** `afterCommit(tx, { wake: queued })`: carried out by `change`, after the commit. */
export const { afterCommit, collect: collectEffects } = effectLedger<Effect>();
