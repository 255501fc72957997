import { anthropic } from './anthropic/index.ts';
import { atlassianJira } from './atlassian-jira/index.ts';
import { awsS3 } from './aws-s3/index.ts';
import { awsSns } from './aws-sns/index.ts';
import { awsSqs } from './aws-sqs/index.ts';
import { branch } from './branch/index.ts';
import { type Catalog, createCatalog } from './catalog.ts';
import { changeDataFormat } from './change-data-format/index.ts';
import { code } from './code/index.ts';
import { collectionTools } from './collection-tools/index.ts';
import type { Component } from './component.ts';
import { crossFlow } from './cross-flow/index.ts';
import { csv } from './csv/index.ts';
import { customHttp } from './customHttp/index.ts';
import { dataMapper } from './data-mapper/index.ts';
import { datetime } from './datetime/index.ts';
import { dropbox } from './dropbox/index.ts';
import { ftp } from './ftp/index.ts';
import { github } from './github/index.ts';
import { googleCalendar } from './google-calendar/index.ts';
import { googleCloudPubSub } from './google-cloud-pub-sub/index.ts';
import { googleCloudStorage } from './google-cloud-storage/index.ts';
import { googleDrive } from './google-drive/index.ts';
import { googleGmail } from './google-gmail/index.ts';
import { googleSheets } from './google-sheets/index.ts';
import { graphql } from './graphql/index.ts';
import { hash } from './hash/index.ts';
import { htmlUtils } from './html-utils/index.ts';
import { http } from './http/index.ts';
import { hubspot } from './hubspot/index.ts';
import { jsonata } from './jsonata/index.ts';
import { jsonforms } from './jsonforms/index.ts';
import { liquidTemplates } from './liquid-template/index.ts';
import { log } from './log/index.ts';
import { loop } from './loop/index.ts';
import { managementTriggers } from './management-triggers/index.ts';
import { math } from './math/index.ts';
import { messagepack } from './messagepack/index.ts';
import { msDynamics } from './ms-dynamics/index.ts';
import { msExcel } from './ms-excel/index.ts';
import { msOnedrive } from './ms-onedrive/index.ts';
import { msOutlook } from './ms-outlook/index.ts';
import { msSharepoint } from './ms-sharepoint/index.ts';
import { msTeams } from './ms-teams/index.ts';
import { mysql } from './mysql/index.ts';
import { openai } from './openai/index.ts';
import { persistData } from './persist-data/index.ts';
import { postgres } from './postgres/index.ts';
import { prismatic } from './prismatic/index.ts';
import { processData } from './process-data/index.ts';
import { recursiveFlow } from './recursive-flow/index.ts';
import { redis } from './redis/index.ts';
import { resultPlaceholder } from './result-placeholder/index.ts';
import { salesforce } from './salesforce/index.ts';
import { scheduleTriggers } from './schedule-triggers/index.ts';
import { sftp } from './sftp/index.ts';
import { shopify } from './shopify/index.ts';
import { slack } from './slack/index.ts';
import { sleep } from './sleep/index.ts';
import { smtp } from './smtp/index.ts';
import { stopExecution } from './stop-execution/index.ts';
import { stripe } from './stripe/index.ts';
import { textManipulation } from './text-manipulation/index.ts';
import { uuid } from './uuid/index.ts';
import { webhookTriggers } from './webhook-triggers/index.ts';
import { zendesk } from './zendesk/index.ts';
import { zip } from './zip/index.ts';

/** Every built-in component, one line each. */
const listed: Component[] = [
  branch,
  changeDataFormat,
  code,
  collectionTools,
  crossFlow,
  csv,
  customHttp,
  dataMapper,
  datetime,
  graphql,
  hash,
  htmlUtils,
  http,
  jsonata,
  jsonforms,
  liquidTemplates,
  log,
  loop,
  managementTriggers,
  math,
  messagepack,
  mysql,
  persistData,
  postgres,
  prismatic,
  processData,
  recursiveFlow,
  resultPlaceholder,
  scheduleTriggers,
  sleep,
  smtp,
  stopExecution,
  textManipulation,
  uuid,
  webhookTriggers,
  zip,
];

/** Those of services, whose tables are made with the first look at them. */
const connectors: Component[] = [
  anthropic,
  atlassianJira,
  awsS3,
  awsSns,
  awsSqs,
  dropbox,
  ftp,
  github,
  googleCloudStorage,
  googleCalendar,
  googleCloudPubSub,
  googleDrive,
  googleGmail,
  googleSheets,
  hubspot,
  msDynamics,
  msExcel,
  msOnedrive,
  msOutlook,
  msSharepoint,
  msTeams,
  openai,
  redis,
  salesforce,
  sftp,
  shopify,
  slack,
  stripe,
  zendesk,
];

const stateReads = () => [];

/** What a built-in part does not say of the states, it does not look at. What it computes when asked is not asked for here. */
function sayingAll<Part extends object>(parts: Record<string, Part>): Record<string, Part> {
  for (const part of Object.values(parts)) if (!('stateReads' in part)) Object.assign(part, { stateReads });
  return parts;
}

const components: Component[] = [
  ...listed.map((component) => ({
    ...component,
    actions: sayingAll(component.actions),
    triggers: sayingAll(component.triggers),
  })),
  ...connectors,
];

/** All built-in components in the order of their keys. */
export function builtInComponents(): Component[] {
  return components.toSorted((a, b) => a.key.localeCompare(b.key));
}

/** The built-in components alone, which nobody changes: all that a thread knows of. */
export const builtInCatalog: Catalog = createCatalog(components);

/** Whether a catalogue holds no other components than the built-in ones. */
export function isBuiltIn(catalog: Catalog): boolean {
  const all = catalog.list();
  return all.length === components.length && all.every((each) => builtInCatalog.find(each) === each);
}
