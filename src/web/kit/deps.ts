import type { Catalog, OpenCatalog } from '../../components/catalog.ts';
import type { HttpResponse } from '../../components/component.ts';
import type { Store } from '../../db/store.ts';
import type { CheckedDefinition } from '../../definition/check/read-checked.ts';
import type { Change } from '../../definition/diff/diff.ts';
import type { Problem } from '../../definition/document/problem.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Ended } from '../../engine/worker.ts';
import type { Aside } from '../../lib/aside.ts';
import type { Settings } from '../../lib/config.ts';
import type { Vault } from '../../lib/crypto.ts';
import type { Live } from '../../lib/live.ts';
import type { Log } from '../../lib/log.ts';
import type { Mailer } from '../../lib/mail.ts';
import type { PublicFiles } from '../../lib/public-files.ts';
import type { Waiters } from '../../lib/waiters.ts';
import type { CompiledVersions } from '../../models/compiled-versions.ts';
import type { SignIns } from '../../models/connection-sign-ins.ts';
import type { ConnectionTokens } from '../../models/connection-tokens.ts';
import type { Bundle } from '../../models/custom-components.ts';
import type { Drafts } from '../../models/draft-cache.ts';
import type { Guesses } from '../../models/sign-in-limits.ts';

/** What routes work with; made by `main` and handed down. */
export type Deps = DefinitionWork & {
  store: Store;
  vault: Vault;
  compiledVersions: CompiledVersions;
  drafts: Drafts;
  /** Reads and checks a definition file, a large one in a thread of its own. */
  readDefinition(text: string, form: 'yaml' | 'json'): Promise<CheckedDefinition>;
  /** Reads what is uploaded as a component, in a thread and in the sandbox. @throws AppError `invalid`: what is wrong with it */
  readBundle(file: Uint8Array): Promise<Bundle>;
  /** What is installed. */
  catalog: Catalog & Pick<OpenCatalog, 'share' | 'publish' | 'restrict' | 'retract' | 'offerPackages'>;
  /** Asks other systems for the tokens of connections. */
  tokens: ConnectionTokens;
  /** Who is on their way to sign in at another system. */
  signIns: SignIns;
  settings: Settings;
  log: Log;
  engine: Pick<
    Engine,
    | 'wake'
    | 'reserve'
    | 'abort'
    | 'setAside'
    | 'tellEnd'
    | 'heed'
    | 'heedLimits'
    | 'heedUpgrades'
    | 'heedExecutionJobs'
    | 'callPart'
    | 'running'
    | 'storedBytes'
  >;
  /** The way to the threads for a customer's large texts; without it they are worked on where they stand. */
  asideOf?: ((customerId: string) => Aside) | undefined;
  ended: Waiters<Ended>;
  /** What triggers answer to calls, by the execution. */
  responses: Waiters<HttpResponse | undefined>;
  /** Limits of sign-in attempts. */
  guesses: Guesses;
  live: Live;
  /** Without a server for mail people are given what it would say. */
  mailer?: Mailer | undefined;
  publicFiles: PublicFiles;
  /** The address under which others reach this server, without a slash at its end. */
  publicUrl(): string;
  /** Whether webhooks are taken; not while the process stops. */
  isOpen(): boolean;
  about: About;
};

/** What is done with whole definitions, as the JSON text that is stored: a large one in a thread of its own. */
export type DefinitionWork = {
  /** What would make it fail. */
  checkDefinition(text: string): Promise<Problem[]>;
  /** As YAML. */
  writeDefinition(text: string): Promise<string>;
  /** As JSON, without the secrets that are written into it. */
  maskDefinition(text: string): Promise<string>;
  /** What differs between two, with none of the secrets that are written into them: nobody is shown those. */
  compareDefinitions(before: string, after: string): Promise<Compared>;
};

/** The first changes, and how many there are. */
export type Compared = { changes: Change[]; count: number };

/** What holds foreign code on this machine, and what it reaches of the network. */
export type Confinement = {
  level: 'full' | 'partial' | 'none';
  reason: string;
  network: 'guarded' | 'closed' | 'open';
  networkReason: string;
};

/** What this program is, for those who run it. */
export type About = {
  version: string;
  /** How tightly foreign code is held on this machine. */
  confinement(): Promise<Confinement>;
  /** The same where it is known: to find out, a process has to be started. */
  knownConfinement(): Confinement | undefined;
};
