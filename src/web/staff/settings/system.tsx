import { type SystemGroup, SystemPage } from '../../../../views/settings/system.tsx';
import { executionsPerCustomer } from '../../../lib/config.ts';
import { bytes, duration, thousands } from '../../../lib/format.ts';
import { storageWarnings } from '../../../lib/ui/storage-warnings.ts';
import { countOpenExecutions } from '../../../models/executions.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Confinement, Deps } from '../../kit/deps.ts';
import { handler, show } from '../../kit/page.ts';

const MOST_COUNTED = 10_000;

export const showSystem = handler(async ({ deps, frame, user }) => {
  const confinement = await deps.about.confinement();
  const database = await deps.store.facts();
  const open = await countOpenExecutions(deps.store.read, viewerOf(user), MOST_COUNTED);
  const groups = [program(deps), data(deps, database), queue(deps, open), safety(deps, confinement)];
  const { condition } = deps.store;
  const warnings = [
    ...(condition ? [`The data cannot be written as it should: ${condition.advice}`] : []),
    ...sandboxWarnings(confinement),
    ...storageWarnings(database),
  ];
  return show(<SystemPage frame={frame} groups={groups} warnings={warnings} />);
});

type Facts = Awaited<ReturnType<Deps['store']['facts']>>;

function sandboxWarnings({ level, reason, network, networkReason }: Confinement): string[] {
  return [
    ...(level === 'full' ? [] : [`Foreign code is held less tightly than it could be: ${reason}.`]),
    ...(network === 'closed' ? [`Foreign code has no network: ${networkReason}.`] : []),
    ...(network === 'open' ? [`Foreign code may connect to anything: ${networkReason}.`] : []),
  ];
}

const LEVELS = { full: 'Fully confined', partial: 'Partly confined', none: 'Not confined' };
const NETWORKS = {
  guarded: 'whom steps may call',
  closed: 'nobody',
  open: 'anybody, unchecked',
};

function program({ about, publicUrl }: Deps): SystemGroup {
  return {
    name: 'Program',
    facts: [
      { label: 'Version', value: about.version },
      { label: 'Runtime', value: `Bun ${Bun.version}` },
      { label: 'Running for', value: duration(process.uptime() * 1000) },
      { label: 'Memory', value: bytes(process.memoryUsage.rss()) },
      { label: 'Public address', value: <code>{publicUrl()}</code>, help: 'STEPWELL_URL' },
    ],
  };
}

function data(
  { settings, store }: Deps,
  { bytes: size, walBytes, freeBytes, schemaVersion }: Facts,
): SystemGroup {
  return {
    name: 'Data',
    facts: [
      { label: 'State', value: store.condition ? `Not in order: ${store.condition.fault}` : 'In order' },
      { label: 'Folder', value: <code>{settings.STEPWELL_DATA}</code>, help: 'STEPWELL_DATA' },
      { label: 'Database', value: bytes(size) },
      { label: 'Write-ahead log', value: bytes(walBytes) },
      { label: 'Free on the disk', value: bytes(freeBytes) },
      { label: 'Schema', value: <code>{schemaVersion}</code> },
      { label: 'Succeeded executions are kept', value: `${settings.STEPWELL_KEEP_SUCCEEDED_DAYS} days` },
      { label: 'Others are kept', value: `${settings.STEPWELL_KEEP_FAILED_DAYS} days` },
      { label: 'Their calls and results', value: keptDays(settings.STEPWELL_KEEP_DATA_DAYS) },
    ],
  };
}

function queue({ engine, settings, live }: Deps, open: number): SystemGroup {
  const shown = open >= MOST_COUNTED ? `${thousands(MOST_COUNTED)} or more` : thousands(open);
  return {
    name: 'Queue',
    facts: [
      {
        label: 'Running now',
        value: `${thousands(engine.running())} of ${thousands(settings.STEPWELL_MAX_EXECUTIONS)}`,
      },
      { label: 'Not ended', value: shown, help: 'queued, running, waiting and paused' },
      { label: 'At once for one customer', value: thousands(executionsPerCustomer(settings)) },
      { label: 'At once for one instance', value: thousands(settings.STEPWELL_MAX_EXECUTIONS_PER_INSTANCE) },
      { label: 'Waiting for one instance', value: thousands(settings.STEPWELL_MAX_QUEUED_PER_INSTANCE) },
      { label: 'Pages that are watched live', value: thousands(live.open) },
    ],
  };
}

function safety({ settings, vault }: Deps, confinement: Confinement): SystemGroup {
  const allowed = settings.STEPWELL_EGRESS_ALLOW;
  return {
    name: 'Safety',
    facts: [
      {
        label: 'Foreign code',
        value: LEVELS[confinement.level],
        help: confinement.reason,
      },
      { label: 'Sandbox', value: <code>{settings.STEPWELL_SANDBOX}</code>, help: 'STEPWELL_SANDBOX' },
      {
        label: 'Foreign code may call',
        value: NETWORKS[confinement.network],
        help: confinement.networkReason || undefined,
      },
      {
        label: 'Steps may call',
        value: allowed.length === 0 ? 'public addresses only' : `public addresses, ${allowed.join(', ')}`,
        help: 'STEPWELL_EGRESS_ALLOW',
      },
      { label: 'Vault key', value: <code>{vault.keyId}</code> },
    ],
  };
}

function keptDays(days: number): string {
  return days === 0 ? 'as long as they' : `${days} days`;
}
