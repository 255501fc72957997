import type { Component } from '../../components/component.ts';
import type { Store } from '../../db/store.ts';
import type { CheckedDefinition } from '../../definition/check/read-checked.ts';
import type { ComponentLookup } from '../../definition/compile/compile.ts';
import type { Problem } from '../../definition/document/problem.ts';
import type { Definition } from '../../definition/document/schema.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Ended } from '../../engine/worker.ts';
import type { Settings } from '../../lib/config.ts';
import type { Vault } from '../../lib/crypto.ts';
import type { Live } from '../../lib/live.ts';
import type { Log } from '../../lib/log.ts';
import type { PublicFiles } from '../../lib/public-files.ts';
import type { Waiters } from '../../lib/waiters.ts';
import type { CompiledVersions } from '../../models/compiled-versions.ts';
import type { Drafts } from '../../models/drafts.ts';
import type { Guesses } from '../../models/sign-in-limits.ts';

/** What routes work with; made by `main` and handed down. */
export type Deps = {
  store: Store;
  vault: Vault;
  compiledVersions: CompiledVersions;
  drafts: Drafts;
  /** Reads and checks a definition file, a large one in a thread of its own. */
  readDefinition(text: string, form: 'yaml' | 'json'): Promise<CheckedDefinition>;
  /** What would make it fail; a large one is looked through in a thread. */
  checkDefinition(definition: Definition): Promise<Problem[]>;
  /** As YAML; a large one is written in a thread. */
  writeDefinition(definition: Definition): Promise<string>;
  lookup: ComponentLookup;
  /** What is installed, in the order of the keys. */
  components: readonly Component[];
  settings: Settings;
  log: Log;
  engine: Pick<Engine, 'wake' | 'reserve' | 'abort' | 'heed' | 'heedLimits' | 'running' | 'storedBytes'>;
  ended: Waiters<Ended>;
  /** What strangers have guessed at of late. */
  guesses: Guesses;
  live: Live;
  publicFiles: PublicFiles;
  /** The address under which others reach this server, without a slash at its end. */
  publicUrl(): string;
  /** Whether webhooks are taken; not while the process stops. */
  isOpen(): boolean;
  about: About;
};

/** What this program is, for those who run it. */
export type About = {
  version: string;
  /** How tightly foreign code is held on this machine. */
  confinement(): Promise<{ level: 'full' | 'partial'; reason: string }>;
};
