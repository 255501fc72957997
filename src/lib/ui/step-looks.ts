import { own } from '../records.ts';
import { hueOf } from './hue.ts';

const ICONS: Record<string, string> = {
  anthropic: 'message-circle',
  'atlassian-jira': 'list-tree',
  'aws-s3': 'hard-drive',
  'aws-sns': 'activity',
  'aws-sqs': 'layers',
  branch: 'git-branch',
  'change-data-format': 'shuffle',
  code: 'code',
  'collection-tools': 'layers',
  'cross-flow': 'workflow',
  csv: 'file-spreadsheet',
  customHttp: 'globe',
  'data-mapper': 'shuffle',
  datetime: 'clock',
  dropbox: 'hard-drive',
  github: 'git-fork',
  'google-calendar': 'calendar-clock',
  'google-cloud-pub-sub': 'activity',
  'google-cloud-storage': 'upload',
  'google-drive': 'hard-drive',
  'google-gmail': 'message-circle',
  'google-sheets': 'file-spreadsheet',
  graphql: 'braces',
  hash: 'hash',
  'html-utils': 'code',
  http: 'globe',
  hubspot: 'contact',
  jsonata: 'braces',
  jsonforms: 'list-tree',
  'liquid-template': 'file-text',
  log: 'file-text',
  loop: 'repeat',
  'management-triggers': 'package',
  math: 'percent',
  messagepack: 'package',
  'ms-dynamics': 'building-2',
  'ms-excel': 'file-spreadsheet',
  'ms-onedrive': 'hard-drive',
  'ms-outlook': 'message-circle',
  'ms-sharepoint': 'layers',
  'ms-teams': 'message-circle',
  openai: 'flask-conical',
  'persist-data': 'database',
  postgres: 'database',
  prismatic: 'workflow',
  'process-data': 'list-filter',
  'recursive-flow': 'rotate-ccw',
  'result-placeholder': 'flask-conical',
  salesforce: 'building-2',
  'schedule-triggers': 'calendar-clock',
  sftp: 'hard-drive',
  shopify: 'store',
  slack: 'message-circle',
  sleep: 'timer',
  'stop-execution': 'circle-stop',
  stripe: 'percent',
  'text-manipulation': 'type',
  uuid: 'fingerprint',
  'webhook-triggers': 'webhook',
  zendesk: 'circle-user',
  zip: 'file-archive',
};

/** Colours that tell the shape of a flow, where it branches and repeats; what most steps are stays in the calm one. */
const HUES: Record<string, number> = { branch: 4, loop: 2, http: 1, code: 1 };

export type StepLook = { icon: string; hue: number };

/** Icon and colour of a step by its component. @param isScheduled for a trigger: whether it runs by the clock */
export function lookOf(component: string, trigger?: { isScheduled: boolean }): StepLook {
  const hue = trigger ? 2 : (own(HUES, component) ?? hueOf(component));
  if (trigger?.isScheduled) return { icon: 'calendar-clock', hue };
  return { icon: own(ICONS, component) ?? (trigger ? 'webhook' : 'puzzle'), hue };
}
