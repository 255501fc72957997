import { own } from '../records.ts';
import { hueOf } from './hue.ts';

const ICONS: Record<string, string> = {
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
  'google-cloud-storage': 'upload',
  'html-utils': 'code',
  github: 'git-fork',
  graphql: 'braces',
  hash: 'hash',
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
  'persist-data': 'database',
  postgres: 'database',
  prismatic: 'workflow',
  'process-data': 'list-filter',
  'recursive-flow': 'rotate-ccw',
  'result-placeholder': 'flask-conical',
  'schedule-triggers': 'calendar-clock',
  salesforce: 'building-2',
  sftp: 'hard-drive',
  slack: 'message-circle',
  sleep: 'timer',
  'stop-execution': 'circle-stop',
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
