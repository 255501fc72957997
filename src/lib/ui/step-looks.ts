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
  datetime: 'clock',
  github: 'git-fork',
  'google-cloud-storage': 'upload',
  http: 'globe',
  hubspot: 'contact',
  'liquid-template': 'file-text',
  log: 'file-text',
  loop: 'repeat',
  'management-triggers': 'package',
  math: 'percent',
  'persist-data': 'database',
  postgres: 'database',
  'recursive-flow': 'rotate-ccw',
  'schedule-triggers': 'calendar-clock',
  salesforce: 'building-2',
  sftp: 'hard-drive',
  sleep: 'timer',
  slack: 'message-circle',
  'stop-execution': 'circle-stop',
  'text-manipulation': 'type',
  'webhook-triggers': 'webhook',
  zendesk: 'circle-user',
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
