import { PANEL, type Query, withQuery } from './query.ts';
import { fieldId, inputField } from './ui/field-ties.ts';

/** A flow on the page of one integration, with what it is being tested with, and which rounds of loops are looked at. */
export type FlowAddress = {
  id: string;
  flow: string;
  payload?: string | undefined;
  rounds?: string | undefined;
};

/** Id of a config variable on the configuration page, by its position in the definition. */
export function variableId(position: number): string {
  return `variable-${position + 1}`;
}

/** Addresses of integrations, and of what is built, tested and published on their pages. */
export const integrations = {
  integrations: (query: Query = {}) => withQuery('/integrations', query),
  newIntegration: () => '/integrations/new',
  /** @param query `into`: the integration whose draft is replaced */
  importIntegration: (query: Query = {}) => withQuery('/integrations/import', query),
  sampleIntegrations: () => '/integrations/samples',
  integration: (id: string, query: Query = {}) => withQuery(`/integrations/${id}`, query),
  flow: ({ id, flow, payload }: FlowAddress) => withQuery(`/integrations/${id}`, { flow, payload }),
  /** @param input its field, where the link leads to one: `address.street` */
  flowStep: ({ id, flow, payload, rounds }: FlowAddress, number: string, input?: string) =>
    withQuery(`/integrations/${id}`, { flow, step: number, rounds, payload }) +
    (input === undefined ? PANEL : `#${fieldId({ name: inputField(input) })}`),
  newStep: (id: string, query: Query) => withQuery(`/integrations/${id}/steps/new`, query),
  steps: (id: string) => `/integrations/${id}/steps`,
  references: ({ id, flow }: FlowAddress, step: string, of?: string) =>
    withQuery(`/integrations/${id}/references`, { flow, step, of }),
  stepDetails: (id: string) => `/integrations/${id}/steps/details`,
  stepMoves: (id: string) => `/integrations/${id}/steps/moves`,
  stepCopies: (id: string) => `/integrations/${id}/steps/copies`,
  pasteSteps: (id: string, query: Query) => withQuery(`/integrations/${id}/steps/paste`, query),
  pastedSteps: (id: string) => `/integrations/${id}/steps/pasted`,
  stepActivation: (id: string) => `/integrations/${id}/steps/activation`,
  stepVersion: (id: string) => `/integrations/${id}/steps/version`,
  stepRemoval: (id: string) => `/integrations/${id}/steps/removal`,
  newFlow: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/flows/new`, query),
  flows: (id: string) => `/integrations/${id}/flows`,
  flowDetails: (id: string) => `/integrations/${id}/flows/details`,
  flowMoves: (id: string) => `/integrations/${id}/flows/moves`,
  flowCopies: (id: string) => `/integrations/${id}/flows/copies`,
  flowRemoval: (id: string) => `/integrations/${id}/flows/removal`,
  changes: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/changes`, query),
  undo: (id: string) => `/integrations/${id}/undo`,
  redo: (id: string) => `/integrations/${id}/redo`,
  /** Components and connections that the draft uses, and what of them is not there. */
  parts: (id: string) => `/integrations/${id}/parts`,
  draftYaml: (id: string) => `/integrations/${id}/yaml`,
  /** A part of a flow that is too long for one page, from 1. */
  flowPart: ({ id, flow }: FlowAddress, part: number) => withQuery(`/integrations/${id}`, { flow, part }),
  integrationDocumentation: (id: string) => `/integrations/${id}/documentation`,
  integrationConfiguration: (id: string, query: Query = {}) =>
    withQuery(`/integrations/${id}/configuration`, query),
  configurationPreview: (id: string) => `/integrations/${id}/configuration/preview`,
  /** A config variable beside the pages, by its key. @param told what was done, signed */
  variable: (id: string, variable: string, told?: string) =>
    withQuery(`/integrations/${id}/configuration`, { variable, told }) + PANEL,
  newVariable: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/variables/new`, query),
  variables: (id: string) => `/integrations/${id}/variables`,
  variableDetails: (id: string) => `/integrations/${id}/variables/details`,
  variableRemoval: (id: string) => `/integrations/${id}/variables/removal`,
  /** A page of the configuration, from 1. */
  configPage: (id: string, page: number) => withQuery(`/integrations/${id}/configuration`, { page }) + PANEL,
  newConfigPage: (id: string) => `/integrations/${id}/config-pages/new`,
  configPages: (id: string) => `/integrations/${id}/config-pages`,
  configPageDetails: (id: string) => `/integrations/${id}/config-pages/details`,
  configPageMoves: (id: string) => `/integrations/${id}/config-pages/moves`,
  configPageRemoval: (id: string) => `/integrations/${id}/config-pages/removal`,
  configElements: (id: string) => `/integrations/${id}/config-pages/elements`,
  configVariable: (id: string, position: number) =>
    `/integrations/${id}/configuration#${variableId(position)}`,
  integrationDefinition: (id: string) => `/integrations/${id}/definition`,
  integrationArchive: (id: string) => `/integrations/${id}/archive`,
  integrationInstances: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/instances`, query),
  attachments: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/attachments`, query),
  attachment: (id: string, attachment: string) => `/integrations/${id}/attachments/${attachment}`,
  attachmentContent: (id: string, attachment: string) =>
    `/integrations/${id}/attachments/${attachment}/content`,
  attachmentDeletion: (id: string, attachment: string) =>
    `/integrations/${id}/attachments/${attachment}/deletion`,
  testRuns: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/test-runs`, query),
  testExecutions: (id: string) => `/integrations/${id}/test-executions`,
  newTest: (id: string, query: Query) => withQuery(`/integrations/${id}/test-executions/new`, query),
  /** How the latest test of a flow goes. @param query the flow, and the selected step */
  testStream: (id: string, query: Query) => withQuery(`/integrations/${id}/test-executions/stream`, query),
  pinnedOutputs: (id: string) => `/integrations/${id}/pinned-outputs`,
  pinnedOutputRemoval: (id: string) => `/integrations/${id}/pinned-outputs/removal`,
  executionImports: (id: string) => `/integrations/${id}/execution-imports`,
  payloads: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/payloads`, query),
  payload: (id: string, payload: string) => `/integrations/${id}/payloads/${payload}`,
  payloadDeletion: (id: string, payload: string) => `/integrations/${id}/payloads/${payload}/deletion`,
  testUrls: (id: string) => `/integrations/${id}/test-urls`,
  testUrlRemoval: (id: string) => `/integrations/${id}/test-urls/removal`,
  testConfiguration: (id: string) => `/integrations/${id}/test-configuration`,
  integrationUpgrades: (id: string) => `/integrations/${id}/upgrades`,
  newUpgrade: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/upgrades/new`, query),
  upgrade: (id: string, job: string, query: Query = {}) =>
    withQuery(`/integrations/${id}/upgrades/${job}`, query),
  upgradeStream: (id: string, job: string, query: Query) =>
    withQuery(`/integrations/${id}/upgrades/${job}/stream`, query),
  upgradeCancellation: (id: string, job: string) => `/integrations/${id}/upgrades/${job}/cancellation`,
  integrationFork: (id: string) => `/integrations/${id}/fork`,
  integrationForks: (id: string) => `/integrations/${id}/forks`,
  integrationListing: (id: string) => `/integrations/${id}/listing`,
  integrationListingRemoval: (id: string) => `/integrations/${id}/listing/removal`,
  integrationDeletion: (id: string) => `/integrations/${id}/deletion`,
  trash: (query: Query = {}) => withQuery('/integrations/trash', query),
  trashDeletion: (id: string) => `/integrations/trash/${id}/deletion`,
  integrationRestoration: (id: string) => `/integrations/${id}/restoration`,
  integrationIcon: (id: string) => `/integrations/${id}/icon`,
  integrationIconRemoval: (id: string) => `/integrations/${id}/icon/removal`,
  /** The picture itself, by the hash of its bytes: browsers keep it for ever. */
  icon: (id: string, hash: string) => `/icons/${id}/${hash}`,
  draftReset: (id: string) => `/integrations/${id}/draft-reset`,
  versions: (id: string) => `/integrations/${id}/versions`,
  version: (id: string, number: number, query: Query = {}) =>
    withQuery(`/integrations/${id}/versions/${number}`, query),
  versionDefinition: (id: string, number: number) => `/integrations/${id}/versions/${number}/definition`,
  versionRestoration: (id: string, number: number) => `/integrations/${id}/versions/${number}/restoration`,
  versionAvailability: (id: string, number: number) => `/integrations/${id}/versions/${number}/availability`,
};
