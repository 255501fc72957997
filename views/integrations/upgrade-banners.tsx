import { plural, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import type { Frame } from '../kit/frame.ts';
import { Time } from '../kit/time.tsx';
import type { UpgradeFacts } from './upgrade.tsx';

/** That instances can move to a newer version, and what some are asked for then. */
export type Upgrade = {
  target: number;
  /** `4`, `99+`. */
  count: string;
  questions: { version: number; keys: string[] }[];
};

type UpgradeBannerProps = { frame: Frame; id: string; upgrade: Upgrade };

export function UpgradeBanner({ frame, id, upgrade: { target, count, questions } }: UpgradeBannerProps) {
  const all = frame.viewer?.may('instances:deploy') ? (
    <Button href={links.newUpgrade(id)}>{count === '1' ? 'Upgrade it …' : 'Upgrade all …'}</Button>
  ) : undefined;
  return (
    <Banner tone="brand" icon="circle-arrow-up" action={all}>
      <strong>
        {count} {count === '1' ? 'instance' : 'instances'} can move to v{target}.
      </strong>{' '}
      {questions.length === 0 ? 'Nothing else is asked for.' : questions.map(asked).join(' ')}
    </Banner>
  );
}

function asked({ version, keys }: Upgrade['questions'][number]): string {
  const shown = keys.slice(0, 3).join(', ');
  const more = keys.length > 3 ? ` and ${keys.length - 3} more` : '';
  return `Those on v${version} need ${shown}${more} first.`;
}

/** The job that was begun last: how far it is, or what has come of it. */
export function LatestUpgrade({ upgrade }: { upgrade: UpgradeFacts }) {
  const { id, integrationId, version, createdAt, endedAt, counts } = upgrade;
  const at = links.upgrade(integrationId, id);
  if (endedAt === null) {
    return (
      <Banner tone="run" action={<Button href={at}>Watch it</Button>}>
        Instances are being put on v{version}: {plural(counts.waiting, 'instance')} to go.
      </Banner>
    );
  }
  return (
    <p class="small muted">
      <a href={at}>Put on v{version}</a> <Time at={createdAt} />: {thousands(counts.upgraded)} changed
      {counts.needs_configuration > 0
        ? `, ${thousands(counts.needs_configuration)} asked for configuration`
        : ''}
      {counts.failed > 0 ? `, ${thousands(counts.failed)} failed` : ''}
    </p>
  );
}
