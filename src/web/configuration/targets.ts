import type { Database } from '../../db/store.ts';
import type { CompiledConfigVariable } from '../../definition/compile/compiled.ts';
import { answeredValues, applyAnswers, discardAnswers, saveAnswers } from '../../models/activations.ts';
import type { ConfigValues } from '../../models/config-values.ts';
import { type Answers, askedVersion } from '../../models/configuration-drafts.ts';
import { type DeploymentTools, updateInstance } from '../../models/deployments.ts';
import type { Instance } from '../../models/instances.ts';
import {
  applyOwnAnswers,
  discardOwnAnswers,
  ownAnswers,
  saveOwnAnswers,
  saveOwnConnections,
} from '../../models/own-answers.ts';
import type { Viewer } from '../../models/viewer.ts';

type Verb = (tools: DeploymentTools, viewer: Viewer, id: string) => Promise<unknown>;

/** Whose answers a wizard takes: those of an instance, or those of the person who looks. */
export type Target = {
  /** Its pages are those that each user fills in. */
  isOfUsers: boolean;
  version(db: Database, instance: Instance): Promise<number>;
  /** What is stored, and was answered since. @param variables those of the version that is asked for */
  read(
    db: Database,
    tools: Pick<DeploymentTools, 'vault' | 'compiledVersions'>,
    viewer: Viewer,
    instance: Instance,
    variables: CompiledConfigVariable[],
  ): Promise<ConfigValues & { draft: (Answers & { isFirst: boolean }) | undefined }>;
  save: typeof saveAnswers;
  /** For accounts that somebody signs in for before the end. */
  saveNow(
    tools: DeploymentTools,
    viewer: Viewer,
    id: string,
    given: Record<string, unknown>,
  ): Promise<unknown>;
  apply: Verb;
  discard: Verb;
};

export const ofInstance: Target = {
  isOfUsers: false,
  version: askedVersion,
  read: (db, tools, _viewer, instance, variables) => answeredValues(db, tools, instance, variables),
  save: saveAnswers,
  saveNow: (tools, viewer, id, given) => updateInstance(tools, viewer, id, { configVariables: given }),
  apply: applyAnswers,
  discard: discardAnswers,
};

export const ofPerson: Target = {
  isOfUsers: true,
  version: async (_db, { version }) => version,
  read: ownAnswers,
  save: saveOwnAnswers,
  saveNow: saveOwnConnections,
  apply: applyOwnAnswers,
  discard: discardOwnAnswers,
};
