import type { Store } from '../db/database.ts';
import type { ComponentLookup } from '../definition/compile.ts';
import type { Engine } from '../engine/engine.ts';
import type { Ended } from '../engine/worker.ts';
import type { Settings } from '../lib/config.ts';
import type { Vault } from '../lib/crypto.ts';
import type { Log } from '../lib/log.ts';
import type { Waiters } from '../lib/waiters.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';

/** What routes work with; made by `main` and handed down. */
export type Deps = {
  store: Store;
  vault: Vault;
  compiledVersions: CompiledVersions;
  lookup: ComponentLookup;
  settings: Settings;
  log: Log;
  engine: Pick<Engine, 'wake' | 'reserve' | 'abort' | 'reschedule' | 'running'>;
  ended: Waiters<Ended>;
  /** The address under which others reach this server, without a slash at its end. */
  publicUrl(): string;
  /** Whether webhooks are taken; not while the process stops. */
  isOpen(): boolean;
};
